//! Comparison with a truth, and the baseline that is compared too.

use super::array::{pairs, properties, to_ints};
use super::block::BlockHandle;
use super::{handle, native};
use crate::error::Error;
use crate::object_job::Labels;
use crate::progress::Progress;
use crate::quality::{Baseline, Evaluation, Separation};
use crate::settings::{Pair, Resources};
use jni::objects::{JDoubleArray, JFloatArray, JIntArray, JObjectArray, JString};
use jni::sys::{jboolean, jdouble, jint, jlong};
use ndarray::s;
use std::sync::{Arc, Mutex};

native! {
    Java_pixelforest_engine_Native_evaluation(
        _env, frames: jint, depth: jint, height: jint, width: jint, keep: jboolean
    ) -> jlong {
        let [frames, shape @ ..] = [frames, depth, height, width].map(|n| usize::try_from(n).unwrap_or(0));
        handle::open(Mutex::new(Evaluation::new(frames, shape, keep)?))
    }
}

native! {
    Java_pixelforest_engine_Native_evaluationAdd(_env, evaluation: jlong, labels: jlong, truth: jlong) {
        let evaluation = handle::get::<Mutex<Evaluation>>(evaluation)?;
        if labels == truth {
            Err(Error::Invalid("the labels and the truth are the same block: give two".into()))?
        }
        let (labels, truth) = (handle::get::<BlockHandle>(labels)?, handle::get::<BlockHandle>(truth)?);
        labels.with(|labels| truth.with(|truth| {
            let mut evaluation = evaluation.lock().expect("no panic while comparing");
            let [labels, truth] = [labels, truth].map(|block| block.pixels.slice(s![0, 0, .., ..]));
            evaluation.add(labels, truth)
        }))?
    }
}

native! {
    Java_pixelforest_engine_Native_evaluationReport(env, evaluation: jlong, iou: jdouble) -> JString<'local> {
        let evaluation = handle::get::<Mutex<Evaluation>>(evaluation)?;
        let report = evaluation.lock().expect("no panic while comparing").report(iou)?;
        let matching = &report.matching;
        let fractions = [
            ("f1", matching.f1()),
            ("precision", matching.precision()),
            ("recall", matching.recall()),
            ("mean_iou", matching.mean_iou()),
            ("mean_average_precision", report.mean_average_precision),
            ("dice", report.dice),
            ("voxel_precision", report.voxel_precision),
            ("voxel_recall", report.voxel_recall),
        ];
        let counts = [
            ("truth_objects", matching.truth),
            ("found_objects", matching.found),
            ("matched_objects", matching.pairs.len()),
            ("covered_objects", report.covered_objects),
            ("missed", matching.truth - matching.pairs.len()),
            ("spurious", matching.found - matching.pairs.len()),
            ("merged", report.merged),
            ("split", report.split),
        ];
        let median = ("median_voxels".to_string(), format!("{}", report.median_volume));
        let mut pairs: Vec<Pair> = fractions.map(|(k, v)| (k.into(), format!("{v:.4}"))).into();
        pairs.extend(counts.map(|(k, v)| (k.into(), v.to_string())));
        pairs.push(median);
        env.new_string(properties(&pairs))?
    }
}

native! {
    Java_pixelforest_engine_Native_evaluationPairs(env, evaluation: jlong, iou: jdouble) -> JIntArray<'local> {
        let evaluation = handle::get::<Mutex<Evaluation>>(evaluation)?;
        let matching = evaluation.lock().expect("no panic while comparing").matching(iou);
        let numbers = matching.pairs.iter().flat_map(|&((frame, found), (_, truth), _)| [frame, found, truth]);
        to_ints(env, &numbers.map(|n| n as usize).collect::<Vec<_>>())?
    }
}

native! {
    Java_pixelforest_engine_Native_evaluationReadObjects(
        env, evaluation: jlong, which: jint, frame: jint, z: jint, plane: JFloatArray<'local>
    ) {
        let evaluation = handle::get::<Mutex<Evaluation>>(evaluation)?;
        let evaluation = evaluation.lock().expect("no panic while comparing");
        let objects = evaluation.objects(frame as usize).map(|both| &both[usize::from(which != 0)]);
        let Some(objects) = objects.filter(|objects| (z as usize) < objects.dim().0) else {
            return Err(Error::Invalid(format!("slice {z} of frame {frame} was not kept")).into());
        };
        let values: Vec<f32> = objects.index_axis(ndarray::Axis(0), z as usize).iter().map(|&n| n as f32).collect();
        plane.set_region(env, 0, &values)?
    }
}

native! {
    Java_pixelforest_engine_Native_baseline(_env, depth: jint, height: jint, width: jint) -> jlong {
        let shape = [depth, height, width].map(|n| usize::try_from(n).unwrap_or(0));
        handle::open(Mutex::new(Baseline::new(shape)?))
    }
}

native! {
    Java_pixelforest_engine_Native_baselineAdd(_env, baseline: jlong, z: jint, image: jlong, truth: jlong) {
        let baseline = handle::get::<Mutex<Baseline>>(baseline)?;
        let (image, truth) = (handle::get::<BlockHandle>(image)?, handle::get::<BlockHandle>(truth)?);
        image.with(|image| truth.with(|truth| {
            let mut baseline = baseline.lock().expect("no panic while adding");
            baseline.add(z as usize, image.pixels.slice(s![.., 0, .., ..]), truth.pixels.slice(s![0, 0, .., ..]))
        }))?
    }
}

native! {
    Java_pixelforest_engine_Native_baselineObjects(
        env,
        baseline: jlong,
        watershed: jboolean,
        min_size: jdouble,
        spacing: JDoubleArray<'local>,
        settings: JObjectArray<'local, JString<'local>>
    ) -> jlong {
        let resources = Resources::parse(&pairs(env, &settings)?)?;
        let mut xyz = [0.0; 3];
        spacing.get_region(env, 0, &mut xyz)?;
        let spacing = [xyz[2], xyz[1], xyz[0]];
        let separation = if watershed { Separation::Watershed } else { Separation::Components };
        let baseline = handle::get::<Mutex<Baseline>>(baseline)?;
        let baseline = baseline.lock().expect("no panic while adding");
        let find = || baseline.objects(separation, min_size, spacing, &Progress::default());
        let pool = Arc::new(resources.pool()?);
        handle::open(Labels::new(pool.install(find)?, None, spacing, pool))
    }
}
