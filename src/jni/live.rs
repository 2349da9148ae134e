//! What the jobs of an interactive session share.

use super::array::{pairs, sizes, strings, to_ints};
use super::error::Outcome;
use super::job::{Job, image_info, longs, region};
use super::{handle, native};
use crate::block::Region;
use crate::classify::{Classification, ClassifySettings, work};
use crate::error::Error;
use crate::live::Live;
use crate::measure::Measurement;
use crate::model_file::Project;
use crate::settings::Resources;
use jni::Env;
use jni::objects::{JIntArray, JLongArray, JObjectArray, JString};
use jni::sys::{jdouble, jint, jlong};
use std::sync::Arc;

/// An int array of so many sizes or coordinates.
pub fn exactly<const N: usize>(env: &Env, array: &JIntArray) -> Outcome<[usize; N]> {
    let numbers = sizes(env, array)?;
    let count = numbers.len();
    numbers.try_into().map_err(|_| Error::Invalid(format!("{count} numbers were given for {N}")).into())
}

native! {
    Java_pixelforest_engine_Native_live(_env, budget: jlong) -> jlong {
        let Ok(budget) = u64::try_from(budget) else {
            Err(Error::Invalid(format!("a budget of {budget} bytes is negative")))?
        };
        handle::open(Live::new(budget))
    }
}

native! {
    Java_pixelforest_engine_Native_liveForget(_env, live: jlong, key: jlong) {
        handle::get::<Live>(live)?.forget(key)
    }
}

native! {
    Java_pixelforest_engine_Native_liveState(env, live: jlong) -> JLongArray<'local> {
        let live = handle::get::<Live>(live)?;
        longs(env, [live.rows() as jlong, live.bytes() as jlong])?
    }
}

native! {
    Java_pixelforest_engine_Native_liveExpectedMillis(
        env, live: jlong, model: jlong, shape: JIntArray<'local>, area: JIntArray<'local>, step: jint
    ) -> jdouble {
        let (live, project) = (handle::get::<Live>(live)?, handle::get::<Project>(model)?);
        let [_, _, shape @ ..] = exactly::<5>(env, &shape)?;
        let [z0, z1, y0, y1, x0, x1] = exactly(env, &area)?;
        let end = [z1, y1, x1];
        let origin = [z0, y0, x0];
        if (0..3).any(|a| origin[a] >= end[a] || end[a] > shape[a]) {
            Err(Error::Invalid(format!("the region {origin:?} to {end:?} is not within {shape:?}")))?
        }
        let region = Region { origin, size: std::array::from_fn(|a| end[a] - origin[a]) };
        let step = usize::try_from(step).unwrap_or(1).max(1);
        let expected = live.expected(work(&project.model, shape, region, step));
        expected.map_or(f64::NAN, |time| 1e3 * time.as_secs_f64())
    }
}

native! {
    Java_pixelforest_engine_Native_liveMarkShown(env, live: jlong, key: jlong, part: JIntArray<'local>) {
        let [frame, z, y0, y1, x0, x1] = exactly(env, &part)?;
        handle::get::<Live>(live)?.mark_shown(key, frame, z, [y0, y1], [x0, x1])
    }
}

native! {
    Java_pixelforest_engine_Native_liveNextUncertain(env, live: jlong, key: jlong) -> JIntArray<'local> {
        let place = handle::get::<Live>(live)?.next_uncertain(key);
        to_ints(env, place.as_ref().map_or(&[][..], |place| place))?
    }
}

native! {
    Java_pixelforest_engine_Native_trainRemember(env, job: jlong, live: jlong, keys: JLongArray<'local>) {
        let (job, live) = (handle::get::<Job>(job)?, handle::get::<Live>(live)?);
        let mut of_images = vec![0; keys.len(env)?];
        keys.get_region(env, 0, &mut of_images)?;
        job.training()?.remember(live, of_images)?
    }
}

native! {
    Java_pixelforest_engine_Native_trainGrow(_env, job: jlong) -> jlong {
        handle::open(handle::get::<Job>(job)?.training()?.grow()?)
    }
}

native! {
    Java_pixelforest_engine_Native_measureJob(
        env, model: jlong, settings: JObjectArray<'local, JString<'local>>
    ) -> jlong {
        let resources = Resources::parse(&pairs(env, &settings)?)?;
        handle::open(Job::Measurement(Measurement::new(handle::get::<Project>(model)?, &resources)?))
    }
}

native! {
    Java_pixelforest_engine_Native_measureFinish(_env, job: jlong) -> jlong {
        match &*handle::get::<Job>(job)? {
            Job::Measurement(measurement) => handle::open(measurement.finish()?),
            _ => Err(Error::Closed("this job measures no model".into()))?,
        }
    }
}

native! {
    Java_pixelforest_engine_Native_liveApplyJob(
        env,
        live: jlong,
        key: jlong,
        model: jlong,
        name: JString<'local>,
        shape: JIntArray<'local>,
        pixel_type: jint,
        z_ratio: jdouble,
        area: JIntArray<'local>,
        results: JObjectArray<'local, JString<'local>>,
        settings: JObjectArray<'local, JString<'local>>
    ) -> jlong {
        let (live, project) = (handle::get::<Live>(live)?, handle::get::<Project>(model)?);
        let settings = ClassifySettings::parse(&strings(env, &results)?, &pairs(env, &settings)?, &project.model)?;
        let name = name.try_to_string(env)?;
        let image = image_info(env, name, &shape, pixel_type, z_ratio)?;
        let (area, frames) = region(env, &area)?;
        let model = Arc::clone(&project.model);
        let job = Classification::remembering((live, key), model, image, area, frames, settings)?;
        handle::open(Job::Classification(job))
    }
}
