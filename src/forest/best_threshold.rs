//! Splits of ilastik's random forest.

use super::gini::purity;
use super::grow::{NodeRows, Split, SplitSearch};
use super::random::{FeatureDraw, Generator};
use super::ranks::RankSet;
use super::sorted::Sorted;
use crate::error::Result;
use crate::progress::Progress;

/// A split gains when it exceeds the node's purity by this share: less is rounding.
const GAIN: f64 = 1e-12;

/// Searches all thresholds of some randomly drawn features for the largest Gini gain (ties: first drawn, lowest). A
/// threshold lies midway between adjacent distinct values. When no feature drawn gives a gain, further ones are
/// drawn until one does. All rows weigh the same.
pub(crate) struct BestThresholds<'a> {
    training: &'a Sorted,
    min_samples_leaf: usize,
    /// Features to draw.
    tries: usize,
    features: FeatureDraw,
    ranks: RankSet,
    /// Class (lowest byte) and repeats of the node's row of a rank; stale elsewhere.
    rows: Vec<u32>,
    /// Rows of each class left and right of the threshold under trial.
    sides: Vec<[u64; 2]>,
    /// Ranks below it go left in the split found last.
    limit: u32,
}

impl<'a> BestThresholds<'a> {
    pub(crate) fn new(training: &'a Sorted, min_samples_leaf: usize, tries: usize) -> Self {
        BestThresholds {
            training,
            min_samples_leaf,
            tries,
            features: FeatureDraw::new(training.varying().to_vec()),
            ranks: RankSet::new(training.row_count()),
            rows: vec![0; training.row_count()],
            sides: Vec::new(),
            limit: 0,
        }
    }

    /// The threshold of largest purity, with it, where that is above `least`.
    fn best_threshold(&mut self, node: NodeRows, feature: u32, least: f64) -> Option<(f32, f64)> {
        let training = self.training;
        let ranks = training.ranks(feature);
        self.ranks.clear();
        for (class, rows) in node.by_class() {
            let of_rank = &mut self.rows[..];
            self.ranks.extend(rows.iter().map(|&row| {
                let rank = ranks[row as usize];
                of_rank[rank as usize] = node.repeats[row as usize] << 8 | class as u32;
                rank
            }));
        }
        self.sides.clear();
        self.sides.extend(node.classes.iter().map(|class| [0, u64::from(class.count)]));
        let least_rows = self.min_samples_leaf as u64;
        // Rows left and right, and the sums of the squares of their classes.
        let (mut left, mut left_squares) = (0, 0);
        let mut right = node.count() as u64;
        let mut right_squares: u64 = self.sides.iter().map(|side| side[1] * side[1]).sum();
        let (mut best, mut best_purity) = (None, least);
        let mut before = 0;
        for &rank in self.ranks.sorted() {
            let may_split = left >= least_rows && right >= least_rows;
            if may_split && !training.equal(feature, before, rank) {
                let purity = purity_of_sides([left, right], [left_squares, right_squares]);
                if purity > best_purity {
                    best_purity = purity;
                    best = Some((before, rank));
                }
            }
            before = rank;
            let row = self.rows[rank as usize];
            let repeats = u64::from(row >> 8);
            let side = &mut self.sides[(row & 0xff) as usize];
            // (n + r)^2 - n^2 = r (2n + r), and the like for n - r.
            left_squares += repeats * (2 * side[0] + repeats);
            right_squares -= repeats * (2 * side[1] - repeats);
            *side = [side[0] + repeats, side[1] - repeats];
            left += repeats;
            right -= repeats;
        }
        let (low, high) = best?;
        self.limit = high;
        let values = training.values(feature);
        Some((midpoint(values[low as usize], values[high as usize]), best_purity))
    }
}

impl SplitSearch for BestThresholds<'_> {
    fn find(&mut self, node: NodeRows, random: &mut Generator, progress: &Progress) -> Result<Option<Split>> {
        let own_purity = purity(node.classes.iter().map(|class| f64::from(class.count)));
        let mut best_purity = own_purity * (1.0 + GAIN);
        let mut best = None;
        let mut tried = 0;
        self.features.restart();
        while tried < self.tries || best.is_none() {
            let Some(feature) = self.features.next(random) else { break };
            progress.check()?;
            tried += 1;
            if let Some((threshold, purity)) = self.best_threshold(node, feature, best_purity) {
                best_purity = purity;
                best = Some(Split { feature, threshold });
            }
        }
        Ok(best)
    }

    fn goes_left(&self, split: &Split) -> impl Fn(usize, u32) -> bool {
        let (ranks, limit) = (self.training.ranks(split.feature), self.limit);
        move |_, row| ranks[row as usize] < limit
    }
}

/// `squares / rows` of both sides, with one division.
fn purity_of_sides(rows: [u64; 2], squares: [u64; 2]) -> f64 {
    let [left, right] = rows.map(|n| n as f64);
    let [left_squares, right_squares] = squares.map(|n| n as f64);
    (left_squares * right + right_squares * left) / (left * right)
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
        fn a_midpoint_separates_its_values(a in any::<f32>(), b in any::<f32>()) {
            prop_assume!(a.is_finite() && b.is_finite() && a != b);
            let (low, high) = (a.min(b), a.max(b));
            prop_assert!(low < midpoint(low, high) && midpoint(low, high) <= high);
            prop_assume!(low.next_up().is_finite());
            prop_assert_eq!(midpoint(low, low.next_up()), low.next_up());
        }
    }
}
