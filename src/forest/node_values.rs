//! The values of a node's rows.

use super::by_row::by_row;
use super::columns::Columns;
use crate::error::Result;
use crate::filter::simd::Level;
use fearless_simd::{Simd, dispatch, prelude::*};

/// A node with less than this share of the rows reads them row by row: then a cache line has several of the features that
/// a split tries, where in a column it would have one of the node's rows.
const SPARSE: usize = 8;

/// The values of the training rows, by feature and by row.
#[derive(Debug)]
pub(crate) struct TrainingValues {
    columns: Columns,
    /// Shape (training row, feature).
    rows: Vec<f32>,
    level: Level,
}

impl TrainingValues {
    pub(crate) fn new(columns: Columns, level: Level) -> Result<Self> {
        let rows = by_row(columns.values(), columns.row_count())?;
        Ok(TrainingValues { columns, rows, level })
    }

    /// Features that are not the same in all rows.
    pub(crate) fn varying(&self) -> &[u32] {
        &self.columns.varying
    }

    /// Appends the values of one feature.
    pub(crate) fn gather(&self, feature: u32, rows: &[u32], values: &mut Vec<f32>) {
        if rows.len() * SPARSE < self.columns.row_count() {
            let features = self.columns.feature_count();
            let column = &self.rows[feature as usize..];
            values.extend(rows.iter().map(|&row| column[row as usize * features]));
        } else {
            let column = self.columns.column(feature);
            values.extend(rows.iter().map(|&row| column[row as usize]));
        }
    }

    /// Smallest and largest value.
    pub(crate) fn range(&self, values: &[f32]) -> (f32, f32) {
        dispatch!(self.level, simd => simd.vectorize(
            #[inline(always)]
            || range(simd, values)
        ))
    }

    /// How many values are below a threshold.
    pub(crate) fn count_below(&self, values: &[f32], threshold: f32) -> u32 {
        dispatch!(self.level, simd => simd.vectorize(
            #[inline(always)]
            || values.iter().map(|&value| u32::from(value < threshold)).sum()
        ))
    }
}

#[inline(always)]
fn range<S: Simd>(simd: S, values: &[f32]) -> (f32, f32) {
    let (mut low, mut high) = (f32::INFINITY, f32::NEG_INFINITY);
    let vectors = values.chunks_exact(S::f32s::LEN);
    let rest = vectors.remainder();
    if values.len() >= S::f32s::LEN {
        let (mut least, mut most) = (S::f32s::splat(simd, low), S::f32s::splat(simd, high));
        for vector in vectors {
            let vector = S::f32s::from_slice(simd, vector);
            least = least.min(vector);
            most = most.max(vector);
        }
        (low, high) = (least.reduce_min(), most.reduce_max());
    }
    for &value in rest {
        low = if value < low { value } else { low };
        high = if value > high { value } else { high };
    }
    (low, high)
}
