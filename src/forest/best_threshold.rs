//! Splits of ilastik's random forest.

use super::gini::purity;
use super::grow::{NodeRows, Split, SplitSearch};
use super::random::{FeatureDraw, Generator};
use super::ranks::{RankSort, RankedRow};
use super::scan::Scan;
use super::sorted::{Rank, Sorted};
use crate::error::Result;
use crate::filter::simd::Level;
use crate::progress::Progress;

/// A split gains when it exceeds the node's purity by this share: less is rounding.
const GAIN: f64 = 1e-12;

/// Searches all thresholds of some randomly drawn features for the largest Gini gain (ties: first drawn, lowest). A
/// threshold lies midway between adjacent distinct values. When no feature drawn gives a gain, further ones are
/// drawn until one does. All rows weigh the same.
pub(crate) struct BestThresholds<'a, R> {
    training: &'a Sorted<R>,
    /// Features to draw.
    tries: usize,
    features: FeatureDraw,
    sort: RankSort,
    scan: Scan,
    /// Ranks below it go left in the split found last.
    limit: u32,
    /// Rows of the node searched last.
    rows: usize,
}

impl<'a, R: Rank> BestThresholds<'a, R> {
    pub(crate) fn new(training: &'a Sorted<R>, min_samples_leaf: usize, tries: usize, level: Level) -> Self {
        BestThresholds {
            training,
            tries,
            features: FeatureDraw::new(training.varying().to_vec()),
            sort: RankSort::new(training.row_count()),
            scan: Scan::new(level, min_samples_leaf),
            limit: 0,
            rows: 0,
        }
    }

    /// The threshold of largest purity, with it, where that is above `least`.
    fn best_threshold(&mut self, node: NodeRows, feature: u32, least: f64) -> Option<(f32, f64)> {
        let training = self.training;
        let rank = training.ranks(feature, node.rows.len());
        let rows = node.by_class().flat_map(|(class, rows)| {
            rows.iter().map(move |&row| RankedRow::new(rank(row), node.repeats[row as usize], class as u32))
        });
        let rows = self.sort.sort(node.rows.len(), rows);
        let tied = |low: RankedRow, high: RankedRow| training.equal(feature, low.rank(), high.rank());
        let (at, purity) = self.scan.best(rows, node.classes, tied, least)?;
        let [low, high] = [rows[at - 1].rank(), rows[at].rank()];
        self.limit = high;
        let values = training.values(feature);
        Some((midpoint(values[low as usize], values[high as usize]), purity))
    }
}

impl<R: Rank> SplitSearch for BestThresholds<'_, R> {
    fn find(&mut self, node: NodeRows, random: &mut Generator, progress: &Progress) -> Result<Option<Split>> {
        let own_purity = purity(node.classes.iter().map(|class| f64::from(class.count)));
        let mut best_purity = own_purity * (1.0 + GAIN);
        self.rows = node.rows.len();
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
        let (rank, limit) = (self.training.ranks(split.feature, self.rows), self.limit);
        move |_, row| rank(row) < limit
    }
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
