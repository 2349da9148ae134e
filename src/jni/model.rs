//! Models.

use super::array::{properties, to_ints, to_strings};
use super::{handle, native};
use crate::model_file::Project;
use jni::objects::{JIntArray, JObjectArray, JString};
use jni::sys::jlong;
use std::path::Path;

native! {
    Java_pixelforest_engine_Native_modelLoad(env, path: JString<'local>) -> jlong {
        handle::open(Project::read_model(Path::new(&path.try_to_string(env)?))?)
    }
}

native! {
    Java_pixelforest_engine_Native_modelShare(_env, model: jlong) -> jlong {
        handle::share(handle::get::<Project>(model)?)
    }
}

native! {
    Java_pixelforest_engine_Native_modelSave(env, model: jlong, path: JString<'local>) {
        let path = path.try_to_string(env)?;
        handle::get::<Project>(model)?.write(Path::new(&path))?
    }
}

native! {
    Java_pixelforest_engine_Native_modelInfo(env, model: jlong) -> JString<'local> {
        let project = handle::get::<Project>(model)?;
        let model = project.model()?;
        let mut info = model.info();
        info.push(("hash".into(), format!("{:08x}", model.hash())));
        env.new_string(properties(&info))?
    }
}

native! {
    Java_pixelforest_engine_Native_modelClassNames(env, model: jlong) -> JObjectArray<'local, JString<'local>> {
        let project = handle::get::<Project>(model)?;
        let names: Vec<String> = project.model()?.classes.iter().map(|c| c.name.clone()).collect();
        to_strings(env, &names)?
    }
}

native! {
    Java_pixelforest_engine_Native_modelClassColors(env, model: jlong) -> JIntArray<'local> {
        let project = handle::get::<Project>(model)?;
        let colors: Vec<usize> = project.model()?.classes.iter().map(|c| c.color as usize).collect();
        to_ints(env, &colors)?
    }
}
