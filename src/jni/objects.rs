//! Objects: the job that finds them, and the labels of a frame.

use super::array::{pairs, strings, to_doubles};
use super::block::BlockHandle;
use super::job::{Job, image_info};
use super::{handle, native};
use crate::error::{Error, Result};
use crate::job::Output;
use crate::object_job::{Geometry, Labels, ObjectJob, ObjectSettings};
use crate::objects::Intensity;
use jni::objects::{JDoubleArray, JFloatArray, JIntArray, JObjectArray, JShortArray, JString};
use jni::sys::{jint, jlong, jshort};
use ndarray::{ArrayView2, Axis, s};

impl Job {
    fn objects(&self) -> Result<&ObjectJob> {
        match self {
            Job::Objects(o) => Ok(o),
            _ => Err(Error::Closed("this job makes no objects".into())),
        }
    }
}

fn index(n: jint) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}

native! {
    Java_pixelforest_engine_Native_objectsJob(
        env,
        name: JString<'local>,
        shape: JIntArray<'local>,
        pixel_type: jint,
        spacing: JDoubleArray<'local>,
        unit: JString<'local>,
        channel_names: JObjectArray<'local, JString<'local>>,
        settings: JObjectArray<'local, JString<'local>>
    ) -> jlong {
        let name = name.try_to_string(env)?;
        let image = image_info(env, name, &shape, pixel_type, 0.0)?;
        let mut xyz = [0.0; 3];
        spacing.get_region(env, 0, &mut xyz)?;
        let geometry = Geometry { spacing: [xyz[2], xyz[1], xyz[0]], unit: unit.try_to_string(env)? };
        let names = strings(env, &channel_names)?;
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let settings = ObjectSettings::parse(&pairs(env, &settings)?, &image, &names, &geometry)?;
        handle::open(Job::Objects(ObjectJob::new(settings, image)?))
    }
}

native! {
    Java_pixelforest_engine_Native_objectsRoles(env, job: jlong) -> JIntArray<'local> {
        let roles = handle::get::<Job>(job)?.objects()?.roles();
        let array = env.new_int_array(2)?;
        array.set_region(env, 0, &[roles.object as jint, roles.boundary.map_or(-1, |b| b as jint)])?;
        array
    }
}

native! {
    Java_pixelforest_engine_Native_objectsAdd(_env, job: jlong, role: jint, z: jint, plane: jlong) {
        let (job, plane) = (handle::get::<Job>(job)?, handle::get::<BlockHandle>(plane)?);
        plane.with(|block| job.objects()?.add(role == 1, index(z), block.pixels.slice(s![0, 0, .., ..])))?
    }
}

native! {
    Java_pixelforest_engine_Native_objectsAddResult(
        _env, job: jlong, result: jlong, which: jint, z: jint, y: jint, x: jint
    ) {
        let (job, output) = (handle::get::<Job>(job)?, handle::get::<Output>(result)?);
        job.objects()?.add_output(&output, index(which), [z, y, x].map(index))?
    }
}

native! {
    Java_pixelforest_engine_Native_objectsFinish(_env, job: jlong) -> jlong {
        handle::open(handle::get::<Job>(job)?.objects()?.finish()?)
    }
}

native! {
    Java_pixelforest_engine_Native_labelsCount(_env, labels: jlong) -> jint {
        handle::get::<Labels>(labels)?.count() as jint
    }
}

fn slice(labels: &Labels, z: jint) -> Result<ArrayView2<'_, u32>> {
    let depth = labels.labels().len_of(Axis(0));
    if index(z) >= depth {
        return Err(Error::Invalid(format!("there is no slice {z} of {depth}")));
    }
    Ok(labels.labels().index_axis(Axis(0), index(z)))
}

native! {
    Java_pixelforest_engine_Native_labelsReadShorts(env, labels: jlong, z: jint, plane: JShortArray<'local>) {
        let labels = handle::get::<Labels>(labels)?;
        if labels.count() > usize::from(u16::MAX) {
            Err(Error::Invalid(format!("{} objects do not fit 16 bit", labels.count())))?
        }
        let values: Vec<jshort> = slice(&labels, z)?.iter().map(|&label| label as u16 as jshort).collect();
        plane.set_region(env, 0, &values)?
    }
}

native! {
    Java_pixelforest_engine_Native_labelsReadFloats(env, labels: jlong, z: jint, plane: JFloatArray<'local>) {
        let labels = handle::get::<Labels>(labels)?;
        let values: Vec<f32> = slice(&labels, z)?.iter().map(|&label| label as f32).collect();
        plane.set_region(env, 0, &values)?
    }
}

native! {
    Java_pixelforest_engine_Native_labelsShapes(env, labels: jlong) -> JDoubleArray<'local> {
        let labels = handle::get::<Labels>(labels)?;
        let spacing = labels.spacing();
        let mut numbers = Vec::new();
        for (shape, probability) in labels.shapes()?.iter().zip(labels.mean_probabilities()) {
            numbers.extend([shape.voxels as f64, shape.volume(spacing)]);
            numbers.extend(shape.centroid.iter().rev());
            numbers.extend(shape.first.iter().rev().map(|&n| n as f64));
            numbers.extend(shape.end.iter().rev().map(|&n| n as f64));
            numbers.extend([shape.equivalent_diameter(spacing), shape.surface]);
            numbers.extend([shape.elongation(), shape.flatness().unwrap_or(f64::NAN)]);
            numbers.extend([f64::from(u8::from(shape.on_edge)), probability]);
        }
        to_doubles(env, &numbers)?
    }
}

native! {
    Java_pixelforest_engine_Native_labelsAddIntensity(
        _env, labels: jlong, channel: jint, z: jint, y: jint, x: jint, plane: jlong
    ) {
        let (labels, plane) = (handle::get::<Labels>(labels)?, handle::get::<BlockHandle>(plane)?);
        plane.with(|block| {
            for (i, pixels) in block.pixels.outer_iter().enumerate() {
                let pixels = pixels.index_axis_move(Axis(0), 0);
                labels.add_intensity(index(channel) + i, index(z), [index(y), index(x)], pixels)?;
            }
            Ok(())
        })?
    }
}

native! {
    Java_pixelforest_engine_Native_labelsIntensities(env, labels: jlong, channel: jint) -> JDoubleArray<'local> {
        let labels = handle::get::<Labels>(labels)?;
        let row = |i: &Intensity| [i.mean(), f64::from(i.min), f64::from(i.max), i.sum];
        let numbers: Vec<f64> = labels.intensities(index(channel)).iter().flat_map(row).collect();
        to_doubles(env, &numbers)?
    }
}
