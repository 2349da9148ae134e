//! Splits of extremely randomised trees (Geurts, Ernst, Wehenkel 2006, table 1).

use super::gini::purity;
use super::grow::{NodeRows, Split, SplitSearch};
use super::node_values::TrainingValues;
use super::random::{FeatureDraw, Generator, unit};
use crate::error::Result;
use crate::progress::Progress;

/// Draws one threshold, uniform between the node's smallest and largest value, for each of some features drawn among
/// those that vary in the node, and takes the one of largest Gini gain (ties: drawn first). No row has repeats.
pub(crate) struct RandomThresholds<'a> {
    training: &'a TrainingValues,
    class_weights: &'a [f64],
    min_samples_leaf: usize,
    /// Features to draw.
    tries: usize,
    features: FeatureDraw,
    /// The node's values of the feature under trial, and of the best one.
    values: Vec<f32>,
    best_values: Vec<f32>,
    /// Rows of each class that go left.
    left: Vec<u32>,
}

impl<'a> RandomThresholds<'a> {
    pub(crate) fn new(
        training: &'a TrainingValues,
        class_weights: &'a [f64],
        min_samples_leaf: usize,
        tries: usize,
    ) -> Self {
        RandomThresholds {
            training,
            class_weights,
            min_samples_leaf,
            tries,
            features: FeatureDraw::new(training.varying().to_vec()),
            values: Vec::new(),
            best_values: Vec::new(),
            left: vec![0; class_weights.len()],
        }
    }

    /// Purity of both sides together, or `None` when one has too few rows.
    fn score(&mut self, node: NodeRows, threshold: f32) -> Option<f64> {
        let mut rest = &self.values[..];
        for (class, left) in node.classes.iter().zip(&mut self.left) {
            let (values, others) = rest.split_at(class.distinct as usize);
            *left = self.training.count_below(values, threshold);
            rest = others;
        }
        let left_rows = self.left.iter().sum::<u32>() as usize;
        if left_rows < self.min_samples_leaf || node.rows.len() - left_rows < self.min_samples_leaf {
            return None;
        }
        let classes = || self.left.iter().zip(node.classes).zip(self.class_weights);
        let left = classes().map(|((&left, _), weight)| f64::from(left) * weight);
        let right = classes().map(|((left, class), weight)| f64::from(class.count - left) * weight);
        Some(purity(left) + purity(right))
    }
}

impl SplitSearch for RandomThresholds<'_> {
    fn find(&mut self, node: NodeRows, random: &mut Generator, progress: &Progress) -> Result<Option<Split>> {
        let mut best = None;
        let mut best_score = f64::NEG_INFINITY;
        let mut tried = 0;
        self.features.restart();
        while tried < self.tries {
            let Some(feature) = self.features.next(random) else { break };
            progress.check()?;
            self.values.clear();
            self.training.gather(feature, node.rows, &mut self.values);
            let (low, high) = self.training.range(&self.values);
            if low == high {
                continue;
            }
            tried += 1;
            let threshold = between(low, high, unit(random));
            if let Some(score) = self.score(node, threshold)
                && score > best_score
            {
                best_score = score;
                best = Some(Split { feature, threshold });
                std::mem::swap(&mut self.values, &mut self.best_values);
            }
        }
        Ok(best)
    }

    fn goes_left(&self, split: &Split) -> impl Fn(usize, u32) -> bool {
        let (values, threshold) = (&self.best_values[..], split.threshold);
        move |at, _| values[at] < threshold
    }
}

/// The threshold at a share of [0, 1) of the way from `low` to `high`: above `low` and at most `high`, so that both
/// sides get a row even where rounding leaves no number in between.
fn between(low: f32, high: f32, share: f64) -> f32 {
    let (from, to) = (f64::from(low), f64::from(high));
    let threshold = (from + share * (to - from)) as f32;
    if threshold > low { threshold } else { low.next_up() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_threshold_separates_low_from_high(a in any::<f32>(), b in any::<f32>(), share in 0.0..1.0f64) {
            prop_assume!(a.is_finite() && b.is_finite() && a != b);
            let (low, high) = (a.min(b), a.max(b));
            let threshold = between(low, high, share);
            prop_assert!(low < threshold && threshold <= high);
        }

        #[test]
        fn neighbouring_floats_are_separated(low in any::<f32>(), share in 0.0..1.0f64) {
            prop_assume!(low.is_finite() && low.next_up().is_finite());
            let threshold = between(low, low.next_up(), share);
            prop_assert!(low < threshold && threshold <= low.next_up());
        }
    }
}
