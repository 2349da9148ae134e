//! The features of the training rows, each sorted once for all trees.

use super::by_row::by_row;
use super::columns::Columns;
use crate::error::{Result, try_zeroed};
use crate::progress::Progress;
use rayon::prelude::*;

/// A node with less than this share of the rows reads their ranks row by row, see [`super::node_values`].
const SPARSE: usize = 8;

/// The number of a rank: 16 bits where they suffice, as half the bytes are in the cache twice as often.
pub(crate) trait Rank: Copy + Default + Send + Sync {
    /// Ranks that can be told apart.
    const COUNT: usize;
    fn new(rank: u32) -> Self;
    fn get(self) -> u32;
}

impl Rank for u16 {
    const COUNT: usize = 1 << 16;

    fn new(rank: u32) -> Self {
        rank as u16
    }

    #[inline(always)]
    fn get(self) -> u32 {
        u32::from(self)
    }
}

impl Rank for u32 {
    const COUNT: usize = u32::MAX as usize;

    fn new(rank: u32) -> Self {
        rank
    }

    #[inline(always)]
    fn get(self) -> u32 {
        self
    }
}

/// Of each feature the values in ascending order, and each training row's rank: where in that order its value is. Equal
/// values are ranked by their rows.
#[derive(Debug)]
pub(crate) struct Sorted<R> {
    values: Columns,
    /// Shape (feature, training row).
    ranks: Vec<R>,
    /// Shape (training row, feature).
    ranks_by_row: Vec<R>,
    /// A bit per rank, set where the value equals the one before; shape (feature, word).
    tied: Vec<u64>,
}

impl<R: Rank> Sorted<R> {
    /// Sorts columns in place.
    pub(crate) fn new(mut columns: Columns, progress: &Progress) -> Result<Self> {
        let rows = columns.row_count();
        let mut ranks: Vec<R> = try_zeroed(columns.feature_count() * rows, "the ranks of the training rows")?;
        let words = rows.div_ceil(64);
        let mut tied = vec![0; words * columns.feature_count()];
        let of_features =
            columns.columns_mut().zip(ranks.par_chunks_mut(rows)).zip(tied.par_chunks_mut(words));
        of_features.try_for_each_init(Vec::new, |keys, ((values, ranks), tied)| {
            progress.check()?;
            keys.clear();
            keys.extend((0..).zip(values.iter()).map(|(row, &value)| key(value, row)));
            keys.sort_unstable();
            for ((rank, value), key) in (0..).zip(values.iter_mut()).zip(keys) {
                *value = value_of(*key);
                ranks[*key as u32 as usize] = R::new(rank);
            }
            for rank in (1..rows).filter(|&rank| values[rank] == values[rank - 1]) {
                tied[rank / 64] |= 1 << (rank % 64);
            }
            Ok(())
        })?;
        let ranks_by_row = by_row(&ranks, rows)?;
        Ok(Sorted { values: columns, ranks, ranks_by_row, tied })
    }

    /// Number of training rows.
    pub(crate) fn row_count(&self) -> usize {
        self.values.row_count()
    }

    /// Features that are not the same in all rows.
    pub(crate) fn varying(&self) -> &[u32] {
        &self.values.varying
    }

    /// The values of a feature in ascending order.
    pub(crate) fn values(&self, feature: u32) -> &[f32] {
        self.values.column(feature)
    }

    /// Whether the values of two ranks of a feature, the first below the second, are equal.
    #[inline(always)]
    pub(crate) fn equal(&self, feature: u32, low: u32, high: u32) -> bool {
        let words = self.row_count().div_ceil(64);
        // The bit spares most ranks the reading of the values.
        let tied = self.tied[feature as usize * words + high as usize / 64] >> (high % 64) & 1 == 1;
        tied && self.values(feature)[low as usize] == self.values(feature)[high as usize]
    }

    /// The ranks of training rows by a feature, to be read for so many of them.
    #[inline(always)]
    pub(crate) fn ranks(&self, feature: u32, count: usize) -> impl Fn(u32) -> u32 + Copy {
        let feature = feature as usize;
        let (ranks, stride) = if count * SPARSE < self.row_count() {
            (&self.ranks_by_row[feature..], self.values.feature_count())
        } else {
            (&self.ranks[feature * self.row_count()..], 1)
        };
        move |row| ranks[row as usize * stride].get()
    }
}

/// A value and its row as one number, ordered by the value: positive floats are ordered like their bits, negative ones
/// the other way round.
fn key(value: f32, row: u32) -> u64 {
    let bits = value.to_bits();
    let ordered = if bits >> 31 == 0 { bits | 1 << 31 } else { !bits };
    u64::from(ordered) << 32 | u64::from(row)
}

fn value_of(key: u64) -> f32 {
    let ordered = (key >> 32) as u32;
    f32::from_bits(if ordered >> 31 == 1 { ordered & !(1 << 31) } else { !ordered })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn keys_keep_what_they_hold_and_the_order_of_values(a in any::<f32>(), b in any::<f32>(), row in any::<u32>()) {
            prop_assume!(a.is_finite() && b.is_finite());
            let (a, b) = (a + 0.0, b + 0.0);
            let key_a = key(a, row);
            prop_assert_eq!(value_of(key_a).to_bits(), a.to_bits());
            prop_assert_eq!(key_a as u32, row);
            prop_assert_eq!(key_a.cmp(&key(b, row)), a.total_cmp(&b));
        }
    }
}
