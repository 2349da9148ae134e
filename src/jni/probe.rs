//! The probe: why a model predicts what it does at a voxel.

use super::array::{pairs, to_doubles, to_strings};
use super::job::{Job, image_info};
use super::live::exactly;
use super::{handle, native};
use crate::error::{Error, Result};
use crate::live::Live;
use crate::model_file::Project;
use crate::probe::{Explanation, Probe};
use crate::settings::Resources;
use jni::objects::{JDoubleArray, JIntArray, JObjectArray, JString};
use jni::sys::{jdouble, jint, jlong};

impl Job {
    fn explanation(&self) -> Result<&Explanation> {
        match self {
            Job::Probe(probe) => probe.explanation(),
            _ => Err(Error::Closed("this job is no probe".into())),
        }
    }
}

native! {
    Java_pixelforest_engine_Native_probeJob(
        env,
        live: jlong,
        key: jlong,
        model: jlong,
        name: JString<'local>,
        shape: JIntArray<'local>,
        pixel_type: jint,
        z_ratio: jdouble,
        voxel: JIntArray<'local>,
        settings: JObjectArray<'local, JString<'local>>
    ) -> jlong {
        let (live, project) = (handle::get::<Live>(live)?, handle::get::<Project>(model)?);
        let resources = Resources::parse(&pairs(env, &settings)?)?;
        let name = name.try_to_string(env)?;
        let image = image_info(env, name, &shape, pixel_type, z_ratio)?;
        let [frame, voxel @ ..] = exactly::<4>(env, &voxel)?;
        handle::open(Job::Probe(Probe::new(project, (live, key), image, frame, voxel, &resources)?))
    }
}

native! {
    Java_pixelforest_engine_Native_probeProbabilities(env, job: jlong) -> JDoubleArray<'local> {
        let job = handle::get::<Job>(job)?;
        let probabilities: Vec<f64> = job.explanation()?.probabilities.iter().map(|&p| f64::from(p)).collect();
        to_doubles(env, &probabilities)?
    }
}

native! {
    Java_pixelforest_engine_Native_probeFeatureNames(env, job: jlong) -> JObjectArray<'local, JString<'local>> {
        let job = handle::get::<Job>(job)?;
        let names: Vec<String> = job.explanation()?.features.iter().map(|(name, ..)| name.clone()).collect();
        to_strings(env, &names)?
    }
}

native! {
    Java_pixelforest_engine_Native_probeFeatures(env, job: jlong) -> JDoubleArray<'local> {
        let job = handle::get::<Job>(job)?;
        let found = job.explanation()?;
        let features = found.features.iter().flat_map(|(_, value, contribution)| [f64::from(*value), *contribution]);
        let numbers: Vec<f64> = std::iter::once(found.root_share).chain(features).collect();
        to_doubles(env, &numbers)?
    }
}

native! {
    Java_pixelforest_engine_Native_probeStrokes(env, job: jlong) -> JDoubleArray<'local> {
        let job = handle::get::<Job>(job)?;
        let mut numbers = Vec::new();
        for near in &job.explanation()?.strokes {
            let p = near.place;
            numbers.extend([near.stroke, u32::from(near.class), p.image, p.frame, p.z, p.y, p.x].map(f64::from));
            numbers.push(near.distance);
        }
        to_doubles(env, &numbers)?
    }
}
