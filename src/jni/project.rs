//! Projects: what a file holds, read part by part and written at once.

use super::array::{ints, pairs, strings, to_strings};
use super::error::Outcome;
use super::{handle, native};
use crate::error::{Error, Result};
use crate::model_file::{Annotation, Drawing, ImageReference, Project, WindowClass, WindowState};
use crate::settings::Pair;
use jni::Env;
use jni::objects::{JByteArray, JIntArray, JLongArray, JObjectArray, JString};
use jni::sys::{jboolean, jint, jlong};
use std::path::Path;

/// Numbers of an image: shape and fingerprint.
const IMAGE: usize = 6;

fn annotation(project: &Project, i: jint) -> Result<&Annotation> {
    let found = usize::try_from(i).ok().and_then(|i| project.annotations.get(i));
    found.ok_or_else(|| Error::Invalid(format!("there is no annotation {i}")))
}

fn to_pairs<'local>(
    env: &mut Env<'local>,
    pairs: Vec<Pair>,
) -> Outcome<JObjectArray<'local, JString<'local>>> {
    let list: Vec<String> = pairs.into_iter().flat_map(|(key, value)| [key, value]).collect();
    to_strings(env, &list)
}

fn to_ints<'local>(env: &mut Env<'local>, numbers: &[jint]) -> Outcome<JIntArray<'local>> {
    let array = env.new_int_array(numbers.len())?;
    array.set_region(env, 0, numbers)?;
    Ok(array)
}

native! {
    Java_pixelforest_engine_Native_projectRead(env, path: JString<'local>) -> jlong {
        handle::open(Project::read(Path::new(&path.try_to_string(env)?))?)
    }
}

native! {
    Java_pixelforest_engine_Native_projectHasModel(_env, project: jlong) -> jboolean {
        handle::get::<Project>(project)?.model.is_some()
    }
}

native! {
    Java_pixelforest_engine_Native_projectRows(_env, project: jlong) -> jlong {
        handle::get::<Project>(project)?.rows.as_ref().map_or(0, |rows| rows.classes.len() as jlong)
    }
}

native! {
    Java_pixelforest_engine_Native_projectPaths(env, project: jlong) -> JObjectArray<'local, JString<'local>> {
        let project = handle::get::<Project>(project)?;
        let files = project.window_state().files;
        let file = |i: usize| files.get(i).cloned().unwrap_or_default();
        let paths = project.images.iter().enumerate().flat_map(|(i, image)| [image.path.clone(), file(i)]);
        to_strings(env, &paths.collect::<Vec<_>>())?
    }
}

native! {
    Java_pixelforest_engine_Native_projectImages(env, project: jlong) -> JLongArray<'local> {
        let project = handle::get::<Project>(project)?;
        let of_image = |image: &ImageReference| {
            let [frames, channels, z, y, x] = image.shape.map(|n| jlong::try_from(n).unwrap_or(jlong::MAX));
            [frames, channels, z, y, x, jlong::from(image.fingerprint)]
        };
        let numbers: Vec<jlong> = project.images.iter().flat_map(of_image).collect();
        let array = env.new_long_array(numbers.len())?;
        array.set_region(env, 0, &numbers)?;
        array
    }
}

native! {
    Java_pixelforest_engine_Native_projectAnnotations(env, project: jlong) -> JIntArray<'local> {
        let project = handle::get::<Project>(project)?;
        let numbers = project.annotations.iter().flat_map(|annotation| {
            let class = match annotation.drawing {
                Drawing::Roi(_) => -1,
                Drawing::Runs(class, _) => jint::from(class),
            };
            [annotation.image as jint, class]
        });
        to_ints(env, &numbers.collect::<Vec<_>>())?
    }
}

native! {
    Java_pixelforest_engine_Native_projectRoi(env, project: jlong, i: jint) -> JByteArray<'local> {
        let project = handle::get::<Project>(project)?;
        match &annotation(&project, i)?.drawing {
            Drawing::Roi(bytes) => env.byte_array_from_slice(bytes)?,
            Drawing::Runs(..) => Err(Error::Invalid(format!("annotation {i} is no ROI")))?,
        }
    }
}

native! {
    Java_pixelforest_engine_Native_projectRuns(env, project: jlong, i: jint) -> JIntArray<'local> {
        let project = handle::get::<Project>(project)?;
        match &annotation(&project, i)?.drawing {
            Drawing::Runs(_, runs) => to_ints(env, &runs.as_flattened().iter().map(|&n| n as jint).collect::<Vec<_>>())?,
            Drawing::Roi(_) => Err(Error::Invalid(format!("annotation {i} has no runs")))?,
        }
    }
}

native! {
    Java_pixelforest_engine_Native_projectClassNames(env, project: jlong) -> JObjectArray<'local, JString<'local>> {
        let window = handle::get::<Project>(project)?.window_state();
        to_strings(env, &window.classes.into_iter().map(|class| class.name).collect::<Vec<_>>())?
    }
}

native! {
    Java_pixelforest_engine_Native_projectClassStyles(env, project: jlong) -> JIntArray<'local> {
        let window = handle::get::<Project>(project)?.window_state();
        let styles = window.classes.iter().flat_map(|class| [class.color as jint, jint::from(class.visible)]);
        to_ints(env, &styles.collect::<Vec<_>>())?
    }
}

native! {
    Java_pixelforest_engine_Native_projectSettings(env, project: jlong) -> JObjectArray<'local, JString<'local>> {
        to_pairs(env, handle::get::<Project>(project)?.window_state().settings)?
    }
}

native! {
    Java_pixelforest_engine_Native_projectView(env, project: jlong) -> JObjectArray<'local, JString<'local>> {
        to_pairs(env, handle::get::<Project>(project)?.window_state().view)?
    }
}

native! {
    Java_pixelforest_engine_Native_projectRecovered(env, project: jlong) -> JString<'local> {
        env.new_string(handle::get::<Project>(project)?.window_state().recovered)?
    }
}

fn images(paths: &[String], numbers: &[jlong]) -> Result<(Vec<ImageReference>, Vec<String>)> {
    if !paths.len().is_multiple_of(2) || numbers.len() != paths.len() / 2 * IMAGE {
        return Err(Error::Invalid(format!("{} numbers of {} paths", numbers.len(), paths.len())));
    }
    let of_image = |(paths, numbers): (&[String], &[jlong])| {
        let shape = [0, 1, 2, 3, 4].map(|i| numbers[i] as u64);
        let image = ImageReference { path: paths[0].clone(), shape, fingerprint: numbers[5] as u32 };
        (image, paths[1].clone())
    };
    Ok(paths.chunks_exact(2).zip(numbers.chunks_exact(IMAGE)).map(of_image).unzip())
}

fn annotations(
    env: &mut Env,
    places: &[jint],
    rois: &JObjectArray<JByteArray>,
    runs: &JObjectArray<JIntArray>,
) -> Outcome<Vec<Annotation>> {
    let mut annotations = Vec::new();
    for (i, place) in places.chunks_exact(2).enumerate() {
        let drawing = match u8::try_from(place[1]) {
            Err(_) => {
                let roi = rois.get_element(env, i)?;
                let bytes = env.convert_byte_array(&roi)?;
                env.delete_local_ref(roi);
                Drawing::Roi(bytes)
            }
            Ok(class) => {
                let array = runs.get_element(env, i)?;
                let numbers: Vec<u32> = ints(env, &array)?.into_iter().map(|n| n as u32).collect();
                env.delete_local_ref(array);
                Drawing::Runs(class, numbers.as_chunks::<5>().0.to_vec())
            }
        };
        annotations.push(Annotation { image: place[0] as u32, drawing });
    }
    Ok(annotations)
}

native! {
    Java_pixelforest_engine_Native_projectWrite(
        env,
        path: JString<'local>,
        model: jlong,
        paths: JObjectArray<'local, JString<'local>>,
        numbers: JLongArray<'local>,
        places: JIntArray<'local>,
        rois: JObjectArray<'local, JByteArray<'local>>,
        runs: JObjectArray<'local, JIntArray<'local>>,
        class_names: JObjectArray<'local, JString<'local>>,
        class_styles: JIntArray<'local>,
        settings: JObjectArray<'local, JString<'local>>,
        view: JObjectArray<'local, JString<'local>>,
        recovered: JString<'local>
    ) {
        let path = path.try_to_string(env)?;
        let trained = if model == 0 { None } else { Some(handle::get::<Project>(model)?) };
        let mut of_images = vec![0; numbers.len(env)?];
        numbers.get_region(env, 0, &mut of_images)?;
        let (images, files) = images(&strings(env, &paths)?, &of_images)?;
        let places = ints(env, &places)?;
        let annotations = annotations(env, &places, &rois, &runs)?;
        let (names, styles) = (strings(env, &class_names)?, ints(env, &class_styles)?);
        if styles.len() != 2 * names.len() {
            Err(Error::Invalid(format!("{} classes have {} numbers", names.len(), styles.len())))?
        }
        let class = |(name, style): (String, &[jint])| {
            WindowClass { name, color: style[0] as u32, visible: style[1] != 0 }
        };
        let classes = names.into_iter().zip(styles.chunks_exact(2)).map(class).collect();
        let (settings, view) = (pairs(env, &settings)?, pairs(env, &view)?);
        let window = WindowState { settings, classes, view, files, recovered: recovered.try_to_string(env)? };
        Project::of_window(images, annotations, window, trained.as_deref()).write(Path::new(&path))?
    }
}
