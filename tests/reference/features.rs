//! The features as simple as possible: straight from the definition, in f64, one array operation after the other.
#![allow(dead_code)]

use ndarray::{Array3, Array4, Axis, Zip};
use pixel_forest::block::{Block, Region};
use pixel_forest::feature::{Bank, Cell, Feature, Selection};
use pixel_forest::filter::simd::{self, Level};
use pixel_forest::progress::Progress;
use std::sync::Mutex;

/// All channels (channel, z, y, x) of an image (channel, z, y, x), by the definition.
pub fn features(image: &Array4<f64>, selection: &Selection) -> Vec<Array3<f64>> {
    let mut all = Vec::new();
    for cell in selection.cells() {
        for channel in image.outer_iter() {
            all.extend(cell_features(&channel.to_owned(), cell, selection.z_ratio()));
        }
    }
    all
}

fn cell_features(image: &Array3<f64>, cell: &Cell, ratio: f64) -> Vec<Array3<f64>> {
    let s = cell.sigma;
    let (t, n) = if s > 1.0 { ((s * s - 1.0).sqrt(), 1.0) } else { (s, s) };
    let f = Filter { dimensions: cell.dimensions.count(), ratio };
    let a = f.derivative(image, [0, 0, 0], t, 3.5);
    let axes = 3 - f.dimensions..3;
    let one = |axis: usize| std::array::from_fn(|i| usize::from(i == axis));
    let two = |a: usize, b: usize| std::array::from_fn(|i| usize::from(i == a) + usize::from(i == b));
    // x first, as the tensors' entries are named xx, xy, xz ..
    let reversed: Vec<usize> = axes.clone().rev().collect();
    match cell.feature {
        Feature::Gaussian => vec![f.derivative(&a, [0; 3], n, 2.0)],
        Feature::Laplacian => vec![sum(axes.map(|i| f.derivative(&a, two(i, i), n, 2.0)))],
        Feature::GradientMagnitude => {
            let squares = axes.map(|i| f.derivative(&a, one(i), n, 2.0).mapv(|v| v * v));
            vec![sum(squares).mapv(f64::sqrt)]
        }
        Feature::DifferenceOfGaussians => {
            vec![f.derivative(&a, [0; 3], n, 2.0) - f.derivative(&a, [0; 3], 0.66 * n, 2.0)]
        }
        Feature::StructureTensor => {
            let g: Vec<_> = reversed.iter().map(|&i| f.derivative(&a, one(i), 0.5 * n, 2.0)).collect();
            tensor_eigenvalues(g.len(), |i, j| f.derivative(&(&g[i] * &g[j]), [0; 3], n, 2.0))
        }
        Feature::Hessian => {
            tensor_eigenvalues(reversed.len(), |i, j| f.derivative(&a, two(reversed[i], reversed[j]), n, 2.0))
        }
    }
}

/// Derivatives in 2D or 3D, with the z ratio.
struct Filter {
    dimensions: usize,
    ratio: f64,
}

impl Filter {
    /// The derivative of `orders` (z, y, x) of Gaussians of `sigma`.
    fn derivative(&self, a: &Array3<f64>, orders: [usize; 3], sigma: f64, window: f64) -> Array3<f64> {
        let mut a = a.clone();
        for (axis, order) in orders.into_iter().enumerate().skip(3 - self.dimensions) {
            let spacing = if axis == 0 { self.ratio } else { 1.0 };
            let k = kernel(order, sigma / spacing, window);
            a = convolve(&a, axis, &k) / spacing.powi(order as i32);
        }
        a
    }
}

fn sum(mut arrays: impl Iterator<Item = Array3<f64>>) -> Array3<f64> {
    let first = arrays.next().unwrap();
    arrays.fold(first, |a, b| a + b)
}

/// The whole kernel, samples -radius..=radius, as a correlation.
fn kernel(order: usize, sigma: f64, window: f64) -> Vec<f64> {
    let radius = (window * sigma + 0.5).floor() as i32;
    match (order, radius) {
        (1, 0) => return vec![-0.5, 0.0, 0.5],
        (2, 0) => return vec![1.0, -2.0, 1.0],
        _ => {}
    }
    let x: Vec<f64> = (-radius..=radius).map(f64::from).collect();
    let g = |x: f64| (-0.5 * x * x / sigma / sigma).exp();
    let mut k: Vec<f64> = match order {
        0 => x.iter().map(|&x| g(x)).collect(),
        1 => x.iter().map(|&x| x * g(x)).collect(),
        _ => x.iter().map(|&x| (x * x / sigma / sigma - 1.0) * g(x)).collect(),
    };
    if order == 2 {
        let mean = k.iter().sum::<f64>() / k.len() as f64;
        k.iter_mut().for_each(|v| *v -= mean);
    }
    // 1 on a constant, a ramp, x² / 2.
    let response: f64 = k.iter().zip(&x).map(|(k, x)| k * x.powi(order as i32)).sum();
    let wanted = if order == 2 { 2.0 } else { 1.0 };
    k.iter().map(|v| v * wanted / response).collect()
}

fn convolve(a: &Array3<f64>, axis: usize, k: &[f64]) -> Array3<f64> {
    let radius = (k.len() / 2) as isize;
    let last = a.len_of(Axis(axis)) as isize - 1;
    let mut out = a.clone();
    for (from, mut to) in a.lanes(Axis(axis)).into_iter().zip(out.lanes_mut(Axis(axis))) {
        for i in 0..=last {
            to[i as usize] = (-radius..=radius)
                .map(|d| {
                    let j = (i + d).abs();
                    let j = if j > last { 2 * last - j } else { j };
                    k[(d + radius) as usize] * from[j as usize]
                })
                .sum();
        }
    }
    out
}

fn tensor_eigenvalues(n: usize, entry: impl Fn(usize, usize) -> Array3<f64>) -> Vec<Array3<f64>> {
    let entries: Vec<Vec<Array3<f64>>> = (0..n).map(|i| (0..=i).map(|j| entry(i, j)).collect()).collect();
    let mut out = vec![Array3::zeros(entries[0][0].dim()); n];
    for index in ndarray::indices(entries[0][0].dim()) {
        let m = (0..n).map(|i| (0..n).map(|j| entries[i.max(j)][i.min(j)][index]).collect()).collect();
        for (out, value) in out.iter_mut().zip(eigenvalues(m)) {
            out[index] = value;
        }
    }
    out
}

/// Eigenvalues, descending, by Jacobi's rotations.
pub fn eigenvalues(mut m: Vec<Vec<f64>>) -> Vec<f64> {
    let n = m.len();
    for _ in 0..50 {
        for p in 0..n {
            for q in p + 1..n {
                if m[p][q] == 0.0 {
                    continue;
                }
                let theta = (m[q][q] - m[p][p]) / (2.0 * m[p][q]);
                let t = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
                let c = 1.0 / (t * t + 1.0).sqrt();
                let s = t * c;
                for row in m.iter_mut() {
                    (row[p], row[q]) = (c * row[p] - s * row[q], s * row[p] + c * row[q]);
                }
                let (above, below) = m.split_at_mut(q);
                for (a, b) in above[p].iter_mut().zip(&mut below[0]) {
                    (*a, *b) = (c * *a - s * *b, s * *a + c * *b);
                }
            }
        }
    }
    let mut values: Vec<f64> = (0..n).map(|i| m[i][i]).collect();
    values.sort_by(|a, b| b.total_cmp(a));
    values
}

/// All channels (channel, z, y, x) of `inner`, by the bank, from a block cut out of the image with just the halo.
pub fn bank_features(image: &Array4<f32>, selection: &Selection, inner: Region, level: Level) -> Array4<f32> {
    let (channels, depth, height, width) = image.dim();
    let shape = [depth, height, width];
    let region = inner.with_halo(selection.halo(), shape);
    let mut block = Block::new(channels, region, shape).unwrap();
    let [z0, y0, x0] = region.origin;
    let [z1, y1, x1] = region.end();
    block.pixels.assign(&image.slice(ndarray::s![.., z0..z1, y0..y1, x0..x1]));
    let bank = Bank::with_level(selection, channels, level).unwrap();
    let [z, y, x] = inner.size;
    let out = Mutex::new(Array4::from_elem((bank.channel_count(), z, y, x), f32::NAN));
    let progress = Progress::default();
    let consume = |tile: pixel_forest::tile::FeatureTile| {
        let [z, y, x] = std::array::from_fn(|i| tile.region.origin[i] - inner.origin[i]);
        let [d, h, w] = tile.region.size;
        let mut out = out.lock().unwrap();
        let mut to = out.slice_mut(ndarray::s![.., z..z + d, y..y + h, x..x + w]);
        let from = tile.features.to_shape((tile.features.nrows(), d, h, w)).unwrap();
        assert!(to.iter().all(|v| v.is_nan()), "a voxel lies in two tiles");
        to.assign(&from);
        Ok(())
    };
    bank.compute(&block, inner, &|_| true, &consume, &progress).unwrap();
    assert_eq!(progress.state().0, inner.voxels() as u64);
    let out = out.into_inner().unwrap();
    assert!(out.iter().all(|v| !v.is_nan()), "a voxel is missing or NaN");
    out
}

/// The bank's channels of a whole image.
pub fn whole(image: &Array4<f32>, selection: &Selection) -> Array4<f32> {
    let (_, depth, height, width) = image.dim();
    bank_features(image, selection, Region::whole([depth, height, width]), simd::level().unwrap())
}

/// The selection of an option.
pub fn select(features: &str, z_ratio: f64, depth: usize) -> Selection {
    Selection::parse(features, "auto", z_ratio, depth).unwrap().0
}

/// Checks channels against expected ones: within the larger of 1e-5 of the channel's range and 4e-6 of the largest input
/// magnitude. Returns the largest difference in units of the tolerance.
pub fn worst(found: &Array4<f32>, expected: &[Array3<f64>], largest: f64) -> (f64, usize) {
    assert_eq!(found.len_of(Axis(0)), expected.len());
    let mut worst = (0.0, 0);
    for (c, (found, expected)) in found.outer_iter().zip(expected).enumerate() {
        let range = expected.iter().fold((f64::MAX, f64::MIN), |r, &v| (r.0.min(v), r.1.max(v)));
        let tolerance = tolerance(range.1 - range.0, largest);
        Zip::from(&found).and(expected).for_each(|&a, &b| {
            let difference = (f64::from(a) - b).abs() / tolerance;
            if difference > worst.0 {
                worst = (difference, c);
            }
        });
    }
    worst
}

/// What a channel may differ from its reference.
pub fn tolerance(range: f64, largest_input: f64) -> f64 {
    (1e-5 * range).max(4e-6 * largest_input)
}

/// Used by tests that need an image of noise.
pub fn noise(shape: (usize, usize, usize, usize), seed: u32) -> Array4<f32> {
    let mut state = seed;
    Array4::from_shape_simple_fn(shape, || {
        state = state.wrapping_mul(1664525).wrapping_add(1013904223);
        (state >> 8) as f32 / 65536.0
    })
}
