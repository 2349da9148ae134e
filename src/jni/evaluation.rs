//! Comparison with a truth.

use super::array::properties;
use super::block::BlockHandle;
use super::{handle, native};
use crate::error::Error;
use crate::quality::Evaluation;
use crate::settings::Pair;
use jni::objects::JString;
use jni::sys::{jdouble, jint, jlong};
use ndarray::s;
use std::sync::Mutex;

native! {
    Java_pixelforest_engine_Native_evaluation(_env, frames: jint, depth: jint, height: jint, width: jint) -> jlong {
        let [frames, shape @ ..] = [frames, depth, height, width].map(|n| usize::try_from(n).unwrap_or(0));
        handle::open(Mutex::new(Evaluation::new(frames, shape)?))
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
            ("merged", report.merged),
            ("split", report.split),
        ];
        let mut pairs: Vec<Pair> = fractions.map(|(k, v)| (k.into(), format!("{v:.4}"))).into();
        pairs.extend(counts.map(|(k, v)| (k.into(), v.to_string())));
        env.new_string(properties(&pairs))?
    }
}
