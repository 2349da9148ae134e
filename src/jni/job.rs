//! Jobs.

use super::array::{ints, pairs, properties, sizes, strings, to_strings};
use super::block::BlockHandle;
use super::error::Outcome;
use super::sample::Sampling;
use super::{handle, native};
use crate::block::Region;
use crate::classify::{Classification, ClassifySettings};
use crate::error::{Error, Result};
use crate::image::{ImageInfo, PixelType};
use crate::job::{self, Forecast};
use crate::measure::Measurement;
use crate::model::Class;
use crate::model_file::Project;
use crate::object_job::ObjectJob;
use crate::probe::Probe;
use crate::settings::{FeatureSettings, TrainSettings};
use crate::strokes::Run;
use crate::train::Training;
use jni::Env;
use jni::objects::{JByteArray, JIntArray, JLongArray, JObjectArray, JString};
use jni::sys::{jdouble, jint, jlong};
use std::ops::Range;
use std::sync::Arc;

/// What a job handle holds.
#[allow(clippy::large_enum_variant)] // there are few, each behind the table's Arc
pub enum Job {
    /// A training.
    Training(Training),
    /// A classification, or a computation of features.
    Classification(Classification),
    /// Objects of probabilities.
    Objects(ObjectJob),
    /// A sample image.
    Sampling(Sampling),
    /// A measurement of a model.
    Measurement(Measurement),
    /// A probe.
    Probe(Probe),
}

impl Job {
    /// What all jobs can do.
    pub fn job(&self) -> &dyn job::Job {
        match self {
            Job::Training(t) => t,
            Job::Classification(c) => c,
            Job::Objects(o) => o,
            Job::Sampling(s) => s,
            Job::Measurement(m) => m,
            Job::Probe(p) => p,
        }
    }

    /// Jobs that read blocks.
    fn blocks(&self) -> Result<&dyn job::BlockJob> {
        match self {
            Job::Training(t) => Ok(t),
            Job::Classification(c) => Ok(c),
            Job::Probe(p) => Ok(p),
            _ => Err(Error::Closed("this job reads no blocks".into())),
        }
    }

    /// The training, if it is one.
    pub fn training(&self) -> Result<&Training> {
        match self {
            Job::Training(t) => Ok(t),
            _ => Err(Error::Closed("this job is not a training".into())),
        }
    }

    fn classification(&self) -> Result<&Classification> {
        match self {
            Job::Classification(c) => Ok(c),
            _ => Err(Error::Closed("this job has no results".into())),
        }
    }
}

/// An image as Java describes it: frames, channels, depth, height, width; one of the pixel types of Native.
pub fn image_info(
    env: &Env,
    name: String,
    shape: &JIntArray,
    pixel_type: jint,
    z_ratio: jdouble,
) -> Outcome<ImageInfo> {
    let &[frames, channels, z, y, x] = &sizes(env, shape)?[..] else {
        return Err(
            Error::Invalid("an image has five sizes: frames, channels, depth, height, width".into()).into()
        );
    };
    let pixel_type = match pixel_type {
        0 => PixelType::Uint8,
        1 => PixelType::Uint16,
        2 => PixelType::Rgb,
        3 => PixelType::Float32,
        other => return Err(Error::Invalid(format!("there is no pixel type {other}")).into()),
    };
    let z_ratio = (z_ratio > 0.0 && z_ratio.is_finite()).then_some(z_ratio);
    Ok(ImageInfo { name, frames, channels, shape: [z, y, x], pixel_type, z_ratio })
}

/// z0, z1, y0, y1, x0, x1, t0, t1; null is everything.
pub fn region(env: &Env, numbers: &JIntArray) -> Outcome<(Option<Region>, Option<Range<usize>>)> {
    if numbers.is_null() {
        return Ok((None, None));
    }
    match sizes(env, numbers)?[..] {
        [z0, z1, y0, y1, x0, x1, t0, t1] if z0 < z1 && y0 < y1 && x0 < x1 && t0 < t1 => {
            Ok((Some(Region { origin: [z0, y0, x0], size: [z1 - z0, y1 - y0, x1 - x0] }), Some(t0..t1)))
        }
        ref other => Err(Error::Invalid(format!("the region {other:?} is empty")).into()),
    }
}

native! {
    Java_pixelforest_engine_Native_trainJob(
        env,
        settings: JObjectArray<'local, JString<'local>>,
        names: JObjectArray<'local, JString<'local>>,
        colors: JIntArray<'local>
    ) -> jlong {
        let settings = TrainSettings::parse(&pairs(env, &settings)?)?;
        let (names, colors) = (strings(env, &names)?, ints(env, &colors)?);
        if names.len() != colors.len() {
            Err(Error::Invalid(format!("{} classes have {} colours", names.len(), colors.len())))?
        }
        let classes = names.into_iter().zip(colors).map(|(name, color)| Class { name, color: color as u32 });
        handle::open(Job::Training(Training::new(settings, classes.collect())?))
    }
}

native! {
    Java_pixelforest_engine_Native_trainImage(
        env, job: jlong, name: JString<'local>, shape: JIntArray<'local>, pixel_type: jint, z_ratio: jdouble
    ) -> jint {
        let name = name.try_to_string(env)?;
        let image = image_info(env, name, &shape, pixel_type, z_ratio)?;
        handle::get::<Job>(job)?.training()?.add_image(image)? as jint
    }
}

native! {
    Java_pixelforest_engine_Native_trainStrokes(
        env, job: jlong, image: jint, classes: JIntArray<'local>, runs: JIntArray<'local>
    ) {
        let job = handle::get::<Job>(job)?;
        let (classes, runs) = (sizes(env, &classes)?, sizes(env, &runs)?);
        let (runs, rest) = runs.as_chunks::<6>();
        if !rest.is_empty() {
            Err(Error::Invalid("a run of voxels has six numbers".into()))?
        }
        // In drawing order: runs of one stroke lie together.
        for stroke in runs.chunk_by(|a, b| a[0] == b[0]) {
            let Some(&class) = classes.get(stroke[0][0]) else {
                Err(Error::Invalid(format!("stroke {} has no class", stroke[0][0])))?
            };
            let runs: Vec<Run> = stroke.iter().map(|&[_, frame, z, y, x0, x1]| Run { frame, z, y, x0, x1 }).collect();
            job.training()?.add_stroke(image as usize, class, &runs)?;
        }
    }
}

native! {
    Java_pixelforest_engine_Native_trainLabels(_env, job: jlong, image: jint, frame: jint, z: jint, labels: jlong) {
        let (job, labels) = (handle::get::<Job>(job)?, handle::get::<BlockHandle>(labels)?);
        labels.with(|block| job.training()?.add_labels(image as usize, frame as usize, z as usize, block))?
    }
}

native! {
    Java_pixelforest_engine_Native_trainRoi(env, job: jlong, image: jint, roi: JByteArray<'local>) {
        let bytes = env.convert_byte_array(&roi)?;
        handle::get::<Job>(job)?.training()?.keep_roi(image as usize, bytes)?
    }
}

native! {
    Java_pixelforest_engine_Native_trainFile(env, job: jlong, image: jint, path: JString<'local>) {
        let path = path.try_to_string(env)?;
        handle::get::<Job>(job)?.training()?.name_file(image as usize, path)?
    }
}

native! {
    Java_pixelforest_engine_Native_trainFinish(_env, job: jlong) -> jlong {
        handle::open(handle::get::<Job>(job)?.training()?.finish()?)
    }
}

native! {
    Java_pixelforest_engine_Native_applyJob(
        env,
        model: jlong,
        name: JString<'local>,
        shape: JIntArray<'local>,
        pixel_type: jint,
        z_ratio: jdouble,
        area: JIntArray<'local>,
        results: JObjectArray<'local, JString<'local>>,
        settings: JObjectArray<'local, JString<'local>>
    ) -> jlong {
        let project = handle::get::<Project>(model)?;
        let settings = ClassifySettings::parse(&strings(env, &results)?, &pairs(env, &settings)?, &project.model)?;
        let name = name.try_to_string(env)?;
        let image = image_info(env, name, &shape, pixel_type, z_ratio)?;
        let (area, frames) = region(env, &area)?;
        let job = Classification::new(Arc::clone(&project.model), image, area, frames, settings)?;
        handle::open(Job::Classification(job))
    }
}

native! {
    Java_pixelforest_engine_Native_featuresJob(
        env,
        name: JString<'local>,
        shape: JIntArray<'local>,
        pixel_type: jint,
        z_ratio: jdouble,
        area: JIntArray<'local>,
        settings: JObjectArray<'local, JString<'local>>
    ) -> jlong {
        let (settings, resources) = FeatureSettings::parse(&pairs(env, &settings)?)?;
        let name = name.try_to_string(env)?;
        let image = image_info(env, name, &shape, pixel_type, z_ratio)?;
        let (area, frames) = region(env, &area)?;
        handle::open(Job::Classification(Classification::features(image, area, frames, &settings, resources)?))
    }
}

native! {
    Java_pixelforest_engine_Native_jobReport(env, job: jlong) -> JString<'local> {
        env.new_string(properties(&handle::get::<Job>(job)?.job().report()))?
    }
}

native! {
    Java_pixelforest_engine_Native_jobForecast(env, job: jlong) -> JLongArray<'local> {
        let Forecast { bytes, blocks } = handle::get::<Job>(job)?.job().forecast()?;
        longs(env, [bytes as jlong, blocks as jlong])?
    }
}

native! {
    Java_pixelforest_engine_Native_jobChannelNames(env, job: jlong, result: jint) -> JObjectArray<'local, JString<'local>> {
        let names = handle::get::<Job>(job)?.classification()?.channel_names(result as usize)?;
        to_strings(env, &names)?
    }
}

native! {
    Java_pixelforest_engine_Native_jobProgress(env, job: jlong) -> JLongArray<'local> {
        let (done, total) = handle::get::<Job>(job)?.job().progress().state();
        longs(env, [done as jlong, total as jlong])?
    }
}

native! {
    Java_pixelforest_engine_Native_jobCancel(_env, job: jlong) {
        handle::get::<Job>(job)?.job().cancel()
    }
}

native! {
    Java_pixelforest_engine_Native_blockNext(_env, id: jlong) -> jlong {
        let job = handle::get::<Job>(id)?;
        match job.blocks()?.next()? {
            Some(request) => {
                let block = job.blocks()?.block(&request)?;
                handle::open(BlockHandle::wanted(id, request, block))
            }
            None => 0,
        }
    }
}

native! {
    Java_pixelforest_engine_Native_jobProcess(_env, id: jlong, block: jlong) -> jlong {
        let (job, filled) = (handle::get::<Job>(id)?, handle::get::<BlockHandle>(block)?);
        let taken = filled.take(id)?;
        handle::close(block);
        let (request, block) = taken;
        job.blocks()?.process(&request, block)?.map_or(0, handle::open)
    }
}

/// A Java long array.
pub fn longs<'local>(env: &mut Env<'local>, numbers: [jlong; 2]) -> Outcome<JLongArray<'local>> {
    let array = env.new_long_array(numbers.len())?;
    array.set_region(env, 0, &numbers)?;
    Ok(array)
}
