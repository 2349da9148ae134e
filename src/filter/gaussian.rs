//! Gaussian smoothing of whole volumes, for what works on a volume at once.

use super::kernel::Kernel;
use crate::error::{Result, try_zeroed};
use crate::progress::Progress;
use fearless_simd::{Level, Simd, dispatch, prelude::*};
use ndarray::parallel::prelude::*;
use ndarray::{Array3, ArrayViewMut2, Axis};

/// Values of the longest vector: rows of the scratch are multiples of it, so that vectors need no tails.
const LANES: usize = 16;

/// Smooths a volume (z, y, x) in place with Gaussians of `sigma` voxels along z, y, x, cut at `window` sigmas; sigma 0 leaves an
/// axis alone. At the borders the volume is mirrored, the edge repeated (c b a | a b c). Independent of the threads.
///
/// # Errors
/// [`crate::error::Error::Memory`] for the scratch of a plane per thread, [`crate::error::Error::Cancelled`].
pub fn smooth_volume(
    level: Level,
    volume: &mut Array3<f32>,
    sigma: [f64; 3],
    window: f64,
    progress: &Progress,
) -> Result<()> {
    let kernel = |sigma: f64| (sigma > 0.0).then(|| Kernel::new(0, sigma, window));
    let [along_z, along_y, along_x] = sigma.map(kernel);
    // Columns of one y are as good as planes of one z: rows of x, one after the other.
    pass(level, volume, Axis(1), along_z.as_ref(), None, progress)?;
    pass(level, volume, Axis(0), along_y.as_ref(), along_x.as_ref(), progress)
}

/// Smooths each plane perpendicular to `axis`: across its rows, then along them.
fn pass(
    level: Level,
    volume: &mut Array3<f32>,
    axis: Axis,
    across: Option<&Kernel>,
    along: Option<&Kernel>,
    progress: &Progress,
) -> Result<()> {
    if across.is_none() && along.is_none() {
        return Ok(());
    }
    let identity = Kernel::identity();
    let kernels = [across, along].map(|kernel| kernel.unwrap_or(&identity));
    volume.axis_iter_mut(axis).into_par_iter().try_for_each_init(Scratch::default, |scratch, plane| {
        progress.check()?;
        smooth_plane(level, plane, kernels, scratch)
    })
}

#[derive(Default)]
struct Scratch {
    plane: Vec<f32>,
    row: Vec<f32>,
    out: Vec<f32>,
    pairs: Vec<[usize; 2]>,
}

fn smooth_plane(
    level: Level,
    mut plane: ArrayViewMut2<f32>,
    [across, along]: [&Kernel; 2],
    scratch: &mut Scratch,
) -> Result<()> {
    let (rows, width) = plane.dim();
    let stride = width.next_multiple_of(LANES);
    let radius = along.radius();
    let row_values = stride + 2 * radius;
    if scratch.plane.len() < rows * stride {
        scratch.plane = try_zeroed(rows * stride, "the smoothing of a plane")?;
    }
    scratch.row.resize(row_values, 0.0);
    scratch.out.resize(stride, 0.0);
    for (row, copy) in plane.rows().into_iter().zip(scratch.plane.chunks_exact_mut(stride)) {
        row.iter().zip(copy).for_each(|(&v, to)| *to = v);
    }
    for (y, mut row) in plane.rows_mut().into_iter().enumerate() {
        let start = |k: isize| reflect(y as isize + k, rows) * stride;
        set_pairs(&mut scratch.pairs, across.radius(), start);
        let smoothed = &mut scratch.row[radius..][..stride];
        dispatch!(level, simd => weigh(simd, &scratch.plane, &scratch.pairs, across.coefficients(), smoothed));
        for k in 1..=radius {
            scratch.row[radius - k] = scratch.row[radius + reflect(-(k as isize), width)];
            let end = width - 1 + k;
            scratch.row[radius + end] = scratch.row[radius + reflect(end as isize, width)];
        }
        set_pairs(&mut scratch.pairs, radius, |k| (radius as isize + k) as usize);
        dispatch!(level, simd => weigh(simd, &scratch.row, &scratch.pairs, along.coefficients(), &mut scratch.out));
        row.iter_mut().zip(&scratch.out).for_each(|(to, &v)| *to = v);
    }
    Ok(())
}

/// Where the samples of each coefficient begin, on either side.
fn set_pairs(pairs: &mut Vec<[usize; 2]>, radius: usize, start: impl Fn(isize) -> usize) {
    pairs.clear();
    pairs.extend((0..=radius as isize).map(|k| [start(-k), start(k)]));
}

/// out[i] = c[0] a[i + p0] + sum over k > 0 of c[k] (a[i + left of k] + a[i + right of k]).
#[inline(always)]
fn weigh<S: Simd>(simd: S, a: &[f32], pairs: &[[usize; 2]], c: &[f32], out: &mut [f32]) {
    for (i, out) in out.chunks_exact_mut(S::f32s::LEN).enumerate() {
        let load = |start: usize| S::f32s::from_slice(simd, &a[start + i * S::f32s::LEN..][..S::f32s::LEN]);
        let mut sum = load(pairs[0][0]) * S::f32s::splat(simd, c[0]);
        for (&[left, right], &c) in pairs[1..].iter().zip(&c[1..]) {
            sum = (load(left) + load(right)).mul_add(S::f32s::splat(simd, c), sum);
        }
        sum.store_slice(out);
    }
}

/// Where sample `i` of an axis of `n` samples lies when the axis is mirrored at its ends, the edge repeated.
fn reflect(i: isize, n: usize) -> usize {
    let n = n as isize;
    let i = i.rem_euclid(2 * n);
    (if i < n { i } else { 2 * n - 1 - i }) as usize
}

#[cfg(test)]
mod tests {
    use super::super::simd::available;
    use super::*;
    use ndarray::Array1;

    /// By the definition, in f64.
    fn reference(volume: &Array3<f32>, sigma: [f64; 3]) -> Array3<f64> {
        let mut values = volume.mapv(f64::from);
        for (axis, sigma) in sigma.into_iter().enumerate().filter(|(_, sigma)| *sigma > 0.0) {
            let radius = (4.0 * sigma + 0.5).floor() as isize;
            let weight = |k: isize| (-0.5 * (k as f64 / sigma).powi(2)).exp();
            let total: f64 = (-radius..=radius).map(weight).sum();
            for mut lane in values.lanes_mut(Axis(axis)) {
                let n = lane.len();
                let at = |i: isize| lane[reflect(i, n)];
                let smooth = |i| (-radius..=radius).map(|k| weight(k) * at(i + k)).sum::<f64>() / total;
                let smoothed: Array1<f64> = (0..n as isize).map(smooth).collect();
                lane.assign(&smoothed);
            }
        }
        values
    }

    #[test]
    fn equals_its_definition() {
        for (shape, sigma) in
            [([5, 7, 33], [0.6, 1.0, 2.0]), ([1, 9, 3], [0.0, 3.0, 2.5]), ([4, 1, 1], [1.0, 1.0, 1.0])]
        {
            let volume = Array3::from_shape_fn(shape, |(z, y, x)| ((z * 31 + y * 17 + x * 7) % 23) as f32);
            let expected = reference(&volume, sigma);
            for level in available() {
                let mut smoothed = volume.clone();
                smooth_volume(level, &mut smoothed, sigma, 4.0, &Progress::default()).unwrap();
                let worst = smoothed
                    .iter()
                    .zip(&expected)
                    .map(|(a, b)| (f64::from(*a) - b).abs())
                    .fold(0.0, f64::max);
                assert!(worst < 2e-5, "{shape:?}: {worst}");
            }
        }
    }

    #[test]
    fn reflects_with_the_edge() {
        let indices: Vec<_> = (-4..8).map(|i| reflect(i, 3)).collect();
        assert_eq!(indices, [2, 2, 1, 0, 0, 1, 2, 2, 1, 0, 0, 1]);
        assert_eq!(reflect(-7, 1), 0);
    }
}
