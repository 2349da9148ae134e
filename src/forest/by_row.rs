//! From columns to rows.

use crate::error::{Result, try_zeroed};
use rayon::prelude::*;

/// Rows of a task that copies.
const TASK: usize = 1024;

/// Columns of `rows` values, shape (feature, row), as rows, shape (row, feature).
pub(super) fn by_row<T: Copy + Default + Send + Sync>(columns: &[T], rows: usize) -> Result<Vec<T>> {
    let features = columns.len() / rows;
    let mut of_rows = try_zeroed(columns.len(), "the features of the training rows")?;
    of_rows.par_chunks_mut(TASK * features).enumerate().for_each(|(task, of_rows)| {
        for (feature, column) in columns.chunks(rows).enumerate() {
            let to = of_rows[feature..].iter_mut().step_by(features);
            to.zip(&column[task * TASK..]).for_each(|(to, &value)| *to = value);
        }
    });
    Ok(of_rows)
}
