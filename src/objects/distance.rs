//! Euclidean distance transform.

use crate::error::{Result, try_volume};
use crate::progress::Progress;
use ndarray::parallel::prelude::*;
use ndarray::{Array3, ArrayView3, ArrayViewMut2, Axis};

/// Columns that are worked on together: as many as share a cache line.
const COLUMNS: usize = 16;

/// Distance of each foreground voxel's centre to that of the nearest background voxel; background has 0. Exact: parabolas
/// along one axis after the other (Felzenszwalb & Huttenlocher 2012, Theory of Computing 8, 415-428). Beyond the borders
/// nothing is background; without any background all distances are infinite.
///
/// `spacing` is the distance of voxels along z, y, x, in the unit of the result.
///
/// # Errors
/// [`crate::error::Error::Memory`], [`crate::error::Error::Cancelled`].
pub fn distance(mask: ArrayView3<bool>, spacing: [f32; 3], progress: &Progress) -> Result<Array3<f32>> {
    distance_into(try_volume(mask.dim(), "the distances")?, mask, spacing, progress)
}

/// As [`distance`], into a volume of the mask's size, whatever it holds.
///
/// # Errors
/// As [`distance`].
pub fn distance_into(
    mut squares: Array3<f32>,
    mask: ArrayView3<bool>,
    spacing: [f32; 3],
    progress: &Progress,
) -> Result<Array3<f32>> {
    let (depth, height, _) = mask.dim();
    squares.axis_iter_mut(Axis(0)).into_par_iter().zip(mask.axis_iter(Axis(0))).try_for_each_init(
        || Parabolas::new(height),
        |parabolas, (mut plane, mask)| {
            progress.check()?;
            for (mut row, mask) in plane.rows_mut().into_iter().zip(mask.rows()) {
                let (row, mask) = (row.as_slice_mut(), mask.to_slice());
                let rows = "rows are contiguous";
                along_row(row.expect(rows), mask.expect(rows), spacing[2]);
            }
            parabolas.down(plane, spacing[1], |square| square);
            Ok(())
        },
    )?;
    squares.axis_iter_mut(Axis(1)).into_par_iter().try_for_each_init(
        || Parabolas::new(depth),
        |parabolas, mut columns| {
            progress.check()?;
            parabolas.down(columns.view_mut(), spacing[0], f32::sqrt);
            Ok(())
        },
    )?;
    Ok(squares)
}

/// Squared distances along a row alone.
fn along_row(row: &mut [f32], mask: &[bool], spacing: f32) {
    let mut start = 0;
    while start < row.len() {
        if !mask[start] {
            row[start] = 0.0;
            start += 1;
            continue;
        }
        let run = mask[start..].iter().position(|inside| !inside);
        let length = run.unwrap_or(row.len() - start);
        let left = if start == 0 { f32::INFINITY } else { 1.0 };
        let right = if run.is_none() { f32::INFINITY } else { length as f32 };
        for (i, v) in row[start..start + length].iter_mut().enumerate() {
            let (to_left, to_right) = (left + i as f32, right - i as f32);
            let least = (if to_left < to_right { to_left } else { to_right }) * spacing;
            *v = least * least;
        }
        start += length;
    }
}

/// The lower envelope of parabolas, one over each sample of a column.
struct Parabolas {
    /// Samples of a column, column by column.
    columns: Vec<f32>,
    /// 1 / (2 spacing² k): there is a division in the way of each sample otherwise.
    inverse: Vec<f64>,
    hull: Vec<Parabola>,
}

/// A parabola of the envelope.
struct Parabola {
    /// The sample that it stands over, and its height there.
    sample: usize,
    height: f64,
    /// Its height over sample 0.
    rise: f64,
    /// From where on it is the lowest.
    from: f64,
}

impl Parabolas {
    fn new(samples: usize) -> Self {
        Parabolas {
            columns: vec![0.0; COLUMNS * samples],
            inverse: Vec::new(),
            hull: Vec::with_capacity(samples),
        }
    }

    /// Goes down the columns of a plane (row, x) of squared distances, and applies `finish` to each.
    fn down(&mut self, mut plane: ArrayViewMut2<f32>, spacing: f32, finish: impl Fn(f32) -> f32) {
        let (rows, width) = plane.dim();
        if rows == 1 {
            plane.mapv_inplace(finish);
            return;
        }
        let square = f64::from(spacing) * f64::from(spacing);
        self.inverse.clear();
        self.inverse.extend((0..rows).map(|k| 0.5 / (square * k as f64)));
        for x in (0..width).step_by(COLUMNS) {
            let count = COLUMNS.min(width - x);
            for (y, row) in plane.rows().into_iter().enumerate() {
                let row = &row.to_slice().expect("rows are contiguous")[x..x + count];
                row.iter().enumerate().for_each(|(i, &v)| self.columns[i * rows + y] = v);
            }
            for column in self.columns.chunks_exact_mut(rows).take(count) {
                envelope(column, square, &self.inverse, &mut self.hull);
            }
            for (y, mut row) in plane.rows_mut().into_iter().enumerate() {
                let row = &mut row.as_slice_mut().expect("rows are contiguous")[x..x + count];
                row.iter_mut().enumerate().for_each(|(i, v)| *v = finish(self.columns[i * rows + y]));
            }
        }
    }
}

/// Replaces f by min over q of f(q) + square (p - q)². Between two zeros nothing beyond them counts, so each stretch
/// without a zero is worked on alone, with the zeros at its ends.
fn envelope(f: &mut [f32], square: f64, inverse: &[f64], hull: &mut Vec<Parabola>) {
    let mut start = 0;
    while start < f.len() {
        if f[start] == 0.0 {
            start += 1;
            continue;
        }
        let end = f[start..].iter().position(|&v| v == 0.0).map_or(f.len(), |n| start + n);
        let stretch = start.saturating_sub(1)..(end + 1).min(f.len());
        lower_envelope(&mut f[stretch], square, inverse, hull);
        start = end;
    }
}

/// `inverse` holds 1 / (2 square k).
fn lower_envelope(f: &mut [f32], square: f64, inverse: &[f64], hull: &mut Vec<Parabola>) {
    hull.clear();
    for (sample, &height) in f.iter().enumerate().filter(|(_, height)| height.is_finite()) {
        let height = f64::from(height);
        let rise = height + square * (sample * sample) as f64;
        let mut from = f64::NEG_INFINITY;
        while let Some(last) = hull.last() {
            from = (rise - last.rise) * inverse[sample - last.sample];
            if from > last.from {
                break;
            }
            hull.pop();
            from = f64::NEG_INFINITY;
        }
        hull.push(Parabola { sample, height, rise, from });
    }
    let mut parabolas = hull.iter().peekable();
    let Some(mut lowest) = parabolas.next() else { return };
    for (p, v) in f.iter_mut().enumerate() {
        while let Some(next) = parabolas.next_if(|next| next.from < p as f64) {
            lowest = next;
        }
        let apart = p.abs_diff(lowest.sample) as f64;
        *v = (lowest.height + square * apart * apart) as f32;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn brute_force(mask: &Array3<bool>, spacing: [f32; 3]) -> Array3<f32> {
        Array3::from_shape_fn(mask.dim(), |(z, y, x)| {
            let square = |a: usize, b: usize, s: f32| (a.abs_diff(b) as f64 * f64::from(s)).powi(2);
            let to = |((pz, py, px), _)| {
                square(z, pz, spacing[0]) + square(y, py, spacing[1]) + square(x, px, spacing[2])
            };
            let outside = mask.indexed_iter().filter(|(_, inside)| !**inside);
            outside.map(to).fold(f64::INFINITY, f64::min).sqrt() as f32
        })
    }

    #[test]
    fn equals_brute_force() {
        let mut seed = 1u64;
        for shape in [[6, 7, 35], [1, 13, 18], [9, 1, 4], [1, 1, 40], [5, 20, 1]] {
            for part in [2, 10, 60, 1000] {
                let mask = Array3::from_shape_simple_fn(shape, || {
                    seed =
                        seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    !(seed >> 33).is_multiple_of(part)
                });
                for spacing in [[1.0; 3], [5.2, 1.0, 0.7]] {
                    let found = distance(mask.view(), spacing, &Progress::default()).unwrap();
                    for (a, b) in found.iter().zip(&brute_force(&mask, spacing)) {
                        assert!(a == b || (a - b).abs() < 1e-5 * b, "{shape:?} {spacing:?}: {a} {b}");
                    }
                }
            }
        }
    }

    #[test]
    fn without_background_all_is_infinitely_far() {
        let found =
            distance(Array3::from_elem((2, 3, 4), true).view(), [1.0; 3], &Progress::default()).unwrap();
        assert!(found.iter().all(|d| d.is_infinite()));
    }
}
