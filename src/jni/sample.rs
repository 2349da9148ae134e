//! The sample image.

use super::array::pairs;
use super::job::Job;
use super::{handle, native};
use crate::error::{Error, Result};
use crate::job::{self, Forecast};
use crate::progress::Progress;
use crate::sample_image::{SampleImage, sample_image};
use crate::settings::Resources;
use jni::objects::{JDoubleArray, JObjectArray, JShortArray, JString};
use jni::sys::{jdouble, jint, jlong, jshort};
use ndarray::Axis;

/// The generation of a sample image: a job that wants no pixels.
pub struct Sampling {
    seed: u64,
    shape: [usize; 3],
    resources: Resources,
    progress: Progress,
}

impl Sampling {
    fn generate(&self) -> Result<SampleImage> {
        self.resources.pool()?.install(|| sample_image(self.seed, self.shape, &self.progress))
    }
}

impl job::Job for Sampling {
    fn forecast(&self) -> Result<Forecast> {
        Err(Error::Closed("a sample image has no forecast".into()))
    }

    fn report(&self) -> Vec<(String, String)> {
        Vec::new()
    }

    fn progress(&self) -> &Progress {
        &self.progress
    }

    fn cancel(&self) {
        self.progress.cancel();
    }
}

native! {
    Java_pixelforest_engine_Native_sampleJob(
        env,
        seed: jlong,
        depth: jint,
        height: jint,
        width: jint,
        settings: JObjectArray<'local, JString<'local>>
    ) -> jlong {
        handle::open(Job::Sampling(Sampling {
            seed: seed as u64,
            shape: [depth, height, width].map(|n| usize::try_from(n).unwrap_or(0)),
            resources: Resources::parse(&pairs(env, &settings)?)?,
            progress: Progress::default(),
        }))
    }
}

native! {
    Java_pixelforest_engine_Native_sampleFinish(_env, job: jlong) -> jlong {
        match &*handle::get::<Job>(job)? {
            Job::Sampling(sampling) => handle::open(sampling.generate()?),
            _ => Err(Error::Closed("this job makes no sample image".into()))?,
        }
    }
}

native! {
    Java_pixelforest_engine_Native_sampleZRatio(_env, sample: jlong) -> jdouble {
        handle::get::<SampleImage>(sample)?.z_ratio
    }
}

native! {
    Java_pixelforest_engine_Native_sampleReadShorts(
        env, sample: jlong, which: jint, z: jint, plane: JShortArray<'local>
    ) {
        let sample = handle::get::<SampleImage>(sample)?;
        let volume = if which == 0 { &sample.image } else { &sample.truth };
        if usize::try_from(z).map_or(true, |z| z >= volume.len_of(Axis(0))) {
            Err(Error::Invalid(format!("the sample has no slice {z}")))?
        }
        let slice: Vec<jshort> = volume.index_axis(Axis(0), z as usize).iter().map(|&v| v as jshort).collect();
        plane.set_region(env, 0, &slice)?
    }
}

native! {
    Java_pixelforest_engine_Native_sampleStrokes(env, sample: jlong) -> JDoubleArray<'local> {
        let mut numbers = Vec::new();
        for stroke in &handle::get::<SampleImage>(sample)?.strokes {
            numbers.extend([f64::from(stroke.class), stroke.z as f64, stroke.width, stroke.points.len() as f64]);
            numbers.extend(stroke.points.iter().flatten());
        }
        let array = env.new_double_array(numbers.len())?;
        array.set_region(env, 0, &numbers)?;
        array
    }
}
