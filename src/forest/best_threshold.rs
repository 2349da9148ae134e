//! Splits of ilastik's random forest.

use super::columns::Columns;
use super::gini::purity;
use super::grow::{NodeRows, Split, SplitSearch};
use super::random::{FeatureDraw, Generator};
use crate::error::Result;
use crate::progress::Progress;

/// A split gains when it exceeds the node's purity by this share: less is rounding.
const GAIN: f64 = 1e-12;

/// Searches all thresholds of some randomly drawn features for the largest Gini gain (ties: first drawn, lowest). A
/// threshold lies midway between adjacent distinct values. When no feature drawn gives a gain, further ones are
/// drawn until one does.
pub(crate) struct BestThresholds<'a> {
    columns: &'a Columns,
    class_weights: &'a [f64],
    min_samples_leaf: usize,
    /// Features to draw.
    tries: usize,
    features: FeatureDraw,
    /// The node's values of one feature, each with its class and repeats in the low half; sorted.
    keys: Vec<u64>,
    /// Rows of each class on both sides of the threshold under trial.
    sides: Vec<ClassSides>,
}

/// Rows of one class left and right of a threshold, and the weight of one.
#[derive(Clone, Copy)]
struct ClassSides {
    left: f64,
    right: f64,
    weight: f64,
}

impl<'a> BestThresholds<'a> {
    pub(crate) fn new(
        columns: &'a Columns,
        class_weights: &'a [f64],
        min_samples_leaf: usize,
        tries: usize,
    ) -> Self {
        let features = FeatureDraw::new(columns.varying.clone());
        let (keys, sides) = (Vec::new(), Vec::new());
        BestThresholds { columns, class_weights, min_samples_leaf, tries, features, keys, sides }
    }

    /// The threshold of largest purity, with it, where that is above `least`.
    fn best_threshold(&mut self, node: NodeRows, least: f64) -> Option<(f32, f64)> {
        let sides = node.classes.iter().zip(self.class_weights);
        self.sides.clear();
        self.sides.extend(sides.map(|(class, &weight)| ClassSides {
            left: 0.0,
            right: f64::from(class.count),
            weight,
        }));
        let weights = || self.sides.iter().map(|side| side.right * side.weight);
        // Sums and sums of squares of the class weights left and right.
        let (mut left_sum, mut left_squares) = (0.0, 0.0);
        let (mut right_sum, mut right_squares) =
            (weights().sum::<f64>(), weights().map(|w| w * w).sum::<f64>());
        let mut left_rows = 0;
        let last_left_rows = node.count() - self.min_samples_leaf;
        let mut best = None;
        let mut best_purity = least;
        for (i, pair) in self.keys.windows(2).enumerate() {
            let (class, repeats) = (class_of(pair[0]), repeats_of(pair[0]));
            let side = &mut self.sides[class];
            let rows = f64::from(repeats);
            let weight = side.weight * rows;
            // (n + r)^2 - n^2 = r (2n + r), and the like for n - r.
            left_squares += weight * side.weight * (2.0 * side.left + rows);
            right_squares -= weight * side.weight * (2.0 * side.right - rows);
            left_sum += weight;
            right_sum -= weight;
            side.left += rows;
            side.right -= rows;
            left_rows += repeats as usize;
            let tied = pair[0] >> 32 == pair[1] >> 32;
            if tied || left_rows < self.min_samples_leaf || left_rows > last_left_rows {
                continue;
            }
            // left_squares / left_sum + right_squares / right_sum with one division.
            let purity = (left_squares * right_sum + right_squares * left_sum) / (left_sum * right_sum);
            if purity > best_purity {
                best_purity = purity;
                best = Some(i);
            }
        }
        best.map(|i| (midpoint(value_of(self.keys[i]), value_of(self.keys[i + 1])), best_purity))
    }
}

impl SplitSearch for BestThresholds<'_> {
    fn find(&mut self, node: NodeRows, random: &mut Generator, progress: &Progress) -> Result<Option<Split>> {
        let weights = node.classes.iter().zip(self.class_weights);
        let own_purity = purity(weights.map(|(class, weight)| f64::from(class.count) * weight));
        let mut best_purity = own_purity * (1.0 + GAIN);
        let mut best = None;
        let mut tried = 0;
        self.features.restart();
        while tried < self.tries || best.is_none() {
            let Some(feature) = self.features.next(random) else { break };
            progress.check()?;
            tried += 1;
            let column = self.columns.column(feature);
            self.keys.clear();
            for (class, rows) in node.by_class() {
                let keys = node.rows[rows].iter().map(|&row| row as usize);
                self.keys.extend(keys.map(|row| key(column[row], node.repeats[row], class)));
            }
            self.keys.sort_unstable();
            if let Some((threshold, purity)) = self.best_threshold(node, best_purity) {
                best_purity = purity;
                best = Some(Split { feature, threshold });
            }
        }
        Ok(best)
    }
}

/// A value, how often it occurs, and its class as one number, ordered by the value: positive floats are ordered like
/// their bits, negative ones the other way round. (That a bootstrap draws a row 2^24 times will not happen.)
fn key(value: f32, repeats: u32, class: usize) -> u64 {
    let bits = value.to_bits();
    let ordered = if bits >> 31 == 0 { bits | 1 << 31 } else { !bits };
    u64::from(ordered) << 32 | u64::from(repeats) << 8 | class as u64
}

fn value_of(key: u64) -> f32 {
    let ordered = (key >> 32) as u32;
    f32::from_bits(if ordered >> 31 == 1 { ordered & !(1 << 31) } else { !ordered })
}

fn repeats_of(key: u64) -> u32 {
    key as u32 >> 8
}

fn class_of(key: u64) -> usize {
    usize::from(key as u8)
}

/// The threshold midway between adjacent values; the higher one where rounding leaves nothing in between.
fn midpoint(low: f32, high: f32) -> f32 {
    let middle = (0.5 * (f64::from(low) + f64::from(high))) as f32;
    if middle > low { middle } else { high }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn keys_keep_what_they_hold_and_the_order_of_values(
            a in any::<f32>(), b in any::<f32>(), class in 0usize..255, repeats in 1u32..1 << 24
        ) {
            prop_assume!(a.is_finite() && b.is_finite());
            let (a, b) = (a + 0.0, b + 0.0);
            let key_a = key(a, repeats, class);
            prop_assert_eq!(value_of(key_a).to_bits(), a.to_bits());
            prop_assert_eq!((class_of(key_a), repeats_of(key_a)), (class, repeats));
            prop_assert_eq!(key_a.cmp(&key(b, repeats, class)), a.total_cmp(&b));
        }

        #[test]
        fn a_midpoint_separates_its_values(a in any::<f32>(), b in any::<f32>()) {
            prop_assume!(a.is_finite() && b.is_finite() && a != b);
            let (low, high) = (a.min(b), a.max(b));
            prop_assert!(low < midpoint(low, high) && midpoint(low, high) <= high);
            prop_assume!(low.next_up().is_finite());
            prop_assert_eq!(midpoint(low, low.next_up()), low.next_up());
        }
    }
}
