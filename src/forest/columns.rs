//! The features of the training rows, laid out for the search of splits.

use super::training_rows::TrainingRows;
use crate::error::{Result, try_zeroed};
use crate::progress::Progress;
use ndarray::ArrayView2;
use rayon::prelude::*;

/// Features that one task copies: a cache line of each row.
const TOGETHER: usize = 16;

/// One column of values per feature, in the order of the training rows.
#[derive(Debug)]
pub(crate) struct Columns {
    values: Vec<f32>,
    rows: usize,
    /// Features that are not the same in all rows, the only ones that can split.
    pub(crate) varying: Vec<u32>,
}

impl Columns {
    /// Copies the training rows of `features`, shape (row, feature).
    pub(crate) fn new(
        features: ArrayView2<f32>,
        training: &TrainingRows,
        progress: &Progress,
    ) -> Result<Columns> {
        let rows = training.rows.len();
        let mut values = try_zeroed(rows * features.ncols(), "the features of the training rows")?;
        values.par_chunks_mut(TOGETHER * rows).enumerate().try_for_each(|(part, columns)| {
            for (at, &row) in training.rows.iter().enumerate() {
                if at % 4096 == 0 {
                    progress.check()?;
                }
                for (i, column) in columns.chunks_mut(rows).enumerate() {
                    // Adding 0 turns -0 into 0, so that equal values have equal bits.
                    column[at] = features[[row as usize, part * TOGETHER + i]] + 0.0;
                }
            }
            Ok(())
        })?;
        let varies = |column: &[f32]| column.iter().any(|v| *v != column[0]);
        let varying =
            (0..).zip(values.chunks(rows)).filter(|(_, column)| varies(column)).map(|(f, _)| f).collect();
        Ok(Columns { values, rows, varying })
    }

    /// Number of features, those that do not vary included.
    pub(crate) fn feature_count(&self) -> usize {
        self.values.len() / self.rows
    }

    /// Number of training rows.
    pub(crate) fn row_count(&self) -> usize {
        self.rows
    }

    /// The values of a feature, one per training row.
    pub(crate) fn column(&self, feature: u32) -> &[f32] {
        &self.values[feature as usize * self.rows..][..self.rows]
    }

    /// All values, shape (feature, training row).
    pub(super) fn values(&self) -> &[f32] {
        &self.values
    }

    /// The columns themselves, to be sorted.
    pub(super) fn columns_mut(&mut self) -> impl IndexedParallelIterator<Item = &mut [f32]> {
        self.values.par_chunks_mut(self.rows)
    }
}
