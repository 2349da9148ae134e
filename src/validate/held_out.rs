//! The error on strokes that were held out of the training.

use crate::error::Result;
use crate::forest::{Parameters, check_trainable, predict_classes, train_rows};
use crate::invalid;
use crate::progress::Progress;
use crate::sample::Samples;
use ndarray::Axis;
use smartcore::metrics::accuracy;
use std::collections::{BTreeMap, BTreeSet};

/// Groups of strokes that are left out in turn for a model's held-out error.
pub const GROUPS: usize = 5;

/// Errors of a cross-validation by stroke: each row was judged by a forest that saw no row of its stroke.
#[derive(Clone, Debug, PartialEq)]
pub struct HeldOut {
    /// Share of wrong rows, 0 to 1.
    pub error: f64,
    /// Share of wrong rows of each class.
    pub class_errors: Vec<f64>,
    /// Mean of `class_errors`: all classes count the same, however many pixels their strokes have.
    pub balanced_error: f64,
    /// Rows of each class (first index) that were predicted as each class.
    pub confusion: Vec<Vec<usize>>,
    /// Groups that the strokes were divided into, and forests that were grown.
    pub groups: usize,
}

/// Divides the strokes of each class into groups (in the order of their numbers, by turns), and predicts each group by a
/// forest grown from the others. There are at most as many groups as the class with fewest strokes has; `None` where
/// that is one. Pixels of one stroke are near-copies: this error, unlike the out-of-bag error, does not reward knowing
/// them. `groups` is 2 or more; `progress` counts trees.
///
/// # Errors
/// As of [`crate::forest::Forest::train`]; [`crate::error::Error::Invalid`] when `groups` is below 2.
pub fn held_out_error(
    samples: &Samples,
    class_count: usize,
    parameters: &Parameters,
    groups: usize,
    progress: &Progress,
) -> Result<Option<HeldOut>> {
    check_trainable(samples, class_count, parameters)?;
    if groups < 2 {
        invalid!("the strokes must be held out in 2 groups or more, not {groups}");
    }
    let Some((groups, row_groups)) = divide(&samples.classes, &samples.strokes, class_count, groups) else {
        return Ok(None);
    };

    progress.expect((groups * parameters.trees) as u64);
    let mut predicted = vec![0; samples.classes.len()];
    for group in 0..groups {
        let (held_out, rest): (Vec<usize>, Vec<usize>) =
            (0..row_groups.len()).partition(|&row| row_groups[row] == group);
        let forest = train_rows(&select(samples, &rest), class_count, parameters, progress)?;
        let features = select(samples, &held_out).features.reversed_axes().as_standard_layout().into_owned();
        let classes = predict_classes(&forest, features.view(), progress)?;
        held_out.into_iter().zip(classes).for_each(|(row, class)| predicted[row] = class);
    }

    let mut confusion = vec![vec![0; class_count]; class_count];
    for (&truth, &predicted) in samples.classes.iter().zip(&predicted) {
        confusion[usize::from(truth)][usize::from(predicted)] += 1;
    }
    let class_error = |class: usize| {
        let rows = (0..predicted.len()).filter(|&row| usize::from(samples.classes[row]) == class);
        let (truth, predicted): (Vec<u8>, Vec<u8>) =
            rows.map(|row| (samples.classes[row], predicted[row])).unzip();
        1.0 - accuracy(&truth, &predicted)
    };
    let class_errors: Vec<f64> = (0..class_count).map(class_error).collect();
    Ok(Some(HeldOut {
        error: 1.0 - accuracy(&samples.classes, &predicted),
        balanced_error: class_errors.iter().sum::<f64>() / class_count as f64,
        class_errors,
        confusion,
        groups,
    }))
}

/// Rows of the largest forest that [`held_out_error`] grows; 0 where it grows none.
pub fn most_rows(classes: &[u8], strokes: &[u32], class_count: usize, groups: usize) -> usize {
    divide(classes, strokes, class_count, groups).map_or(0, |(groups, row_groups)| {
        let mut counts = vec![0; groups];
        row_groups.iter().for_each(|&group| counts[group] += 1);
        row_groups.len() - counts.into_iter().min().unwrap_or(0)
    })
}

/// The number of groups, and the group of each row.
fn divide(classes: &[u8], strokes: &[u32], class_count: usize, groups: usize) -> Option<(usize, Vec<usize>)> {
    let mut of_class = vec![BTreeSet::new(); class_count];
    for (&class, &stroke) in classes.iter().zip(strokes) {
        of_class[usize::from(class)].insert(stroke);
    }
    let groups = of_class.iter().map(BTreeSet::len).min().unwrap_or(0).min(groups);
    if groups < 2 {
        return None;
    }
    let turns = |(class, strokes): (usize, &BTreeSet<u32>)| {
        strokes.iter().enumerate().map(move |(i, &stroke)| ((class, stroke), i % groups)).collect::<Vec<_>>()
    };
    let group_of: BTreeMap<(usize, u32), usize> = of_class.iter().enumerate().flat_map(turns).collect();
    let row_groups =
        classes.iter().zip(strokes).map(|(&class, &stroke)| group_of[&(usize::from(class), stroke)]);
    Some((groups, row_groups.collect()))
}

/// Some rows of the samples.
fn select(samples: &Samples, rows: &[usize]) -> Samples {
    Samples {
        features: samples.features.select(Axis(0), rows),
        classes: rows.iter().map(|&row| samples.classes[row]).collect(),
        strokes: rows.iter().map(|&row| samples.strokes[row]).collect(),
        places: rows.iter().map(|&row| samples.places[row]).collect(),
    }
}
