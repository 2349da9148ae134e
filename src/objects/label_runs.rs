//! Runs of equal labels along x: neighbours are mostly alike, so most work is done once a run.

use ndarray::ArrayView2;

/// Calls `visit` with each run of one label above 0 on a plane (y, x), and the values there.
///
/// # Panics
/// If the planes differ in size.
pub fn for_each_run<T>(labels: ArrayView2<u32>, values: ArrayView2<T>, mut visit: impl FnMut(usize, &[T])) {
    assert_eq!(labels.dim(), values.dim(), "labels and values are of the same size");
    for (labels, values) in labels.rows().into_iter().zip(values.rows()) {
        let labels = labels.to_slice().expect("rows are contiguous");
        let mut values = values.to_slice().expect("rows are contiguous");
        for run in labels.chunk_by(|a, b| a == b) {
            let in_run;
            (in_run, values) = values.split_at(run.len());
            if run[0] > 0 {
                visit(run[0] as usize, in_run);
            }
        }
    }
}

/// The largest value; minus infinity of none. Unlike `f32::max`, which minds NaN, this takes several values at once.
pub fn largest(values: &[f32]) -> f32 {
    values.iter().fold(f32::NEG_INFINITY, |largest, &v| if v > largest { v } else { largest })
}
