//! Comparison with a truth.

use super::array::properties;
use super::block::BlockHandle;
use super::{handle, native};
use crate::error::{Error, Result};
use crate::quality::Evaluation;
use crate::settings::Pair;
use jni::objects::JString;
use jni::sys::{jint, jlong};
use ndarray::Axis;
use std::sync::Mutex;

native! {
    Java_pixelforest_engine_Native_evaluation(_env, frames: jint, depth: jint) -> jlong {
        handle::open(Mutex::new(Evaluation::new(count(frames)?, count(depth)?)))
    }
}

native! {
    Java_pixelforest_engine_Native_evaluationAdd(
        _env, evaluation: jlong, frame: jint, z: jint, labels: jlong, truth: jlong
    ) {
        let evaluation = handle::get::<Mutex<Evaluation>>(evaluation)?;
        let (frame, z) = (count(frame)?, count(z)?);
        if labels == truth {
            Err(Error::Invalid("the labels and the truth are the same block: give two".into()))?
        }
        let (labels, truth) = (handle::get::<BlockHandle>(labels)?, handle::get::<BlockHandle>(truth)?);
        labels.with(|labels| truth.with(|truth| {
            let mut evaluation = evaluation.lock().expect("no panic while comparing");
            let [labels, truth] = [labels, truth].map(|block| block.pixels.index_axis(Axis(0), 0));
            evaluation.add(frame, z, labels, truth)
        }))?
    }
}

native! {
    Java_pixelforest_engine_Native_evaluationReport(env, evaluation: jlong) -> JString<'local> {
        let evaluation = handle::get::<Mutex<Evaluation>>(evaluation)?;
        let report = evaluation.lock().expect("no panic while comparing").report()?;
        let fractions = [("dice", report.dice), ("precision", report.precision), ("recall", report.recall)];
        let counts = [("truth_objects", report.truth_objects), ("found_objects", report.found_objects)];
        let mut pairs: Vec<Pair> = fractions.map(|(k, v)| (k.into(), format!("{v:.4}"))).into();
        pairs.extend(counts.map(|(k, v)| (k.into(), v.to_string())));
        env.new_string(properties(&pairs))?
    }
}

fn count(n: jint) -> Result<usize> {
    usize::try_from(n).map_err(|_| Error::Invalid(format!("a frame or slice is negative: {n}")))
}
