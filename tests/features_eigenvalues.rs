//! Eigenvalues against Jacobi's rotations in f64, degenerate tensors included.

#[path = "reference/features.rs"]
mod reference;

use pixel_forest::filter::eigenvalues::{of_2x2, of_3x3};
use pixel_forest::filter::simd;
use pixel_forest::filter::stencils::{OutLine, WIDTH};
use proptest::prelude::*;

/// Index of entry (i, j) among xx, xy, xz, yy, yz, zz (or xx, xy, yy).
fn entry(n: usize, i: usize, j: usize) -> usize {
    let (i, j) = (i.min(j), i.max(j));
    i * (2 * n - i - 1) / 2 + j
}

/// Q diag(values) Qᵀ, as f32, entries in the order of [`entry`].
fn tensor(values: &[f64], axis: &[f64]) -> Vec<f32> {
    let n = values.len();
    // Householder's reflection along the axis: orthogonal, and as general as a rotation here.
    let square: f64 = axis.iter().map(|v| v * v).sum::<f64>().max(1e-30);
    let q = |i: usize, j: usize| f64::from(u8::from(i == j)) - 2.0 * axis[i] * axis[j] / square;
    let mut m = vec![0.0; n * (n + 1) / 2];
    for i in 0..n {
        for j in i..n {
            m[entry(n, i, j)] = (0..n).map(|k| q(i, k) * values[k] * q(j, k)).sum::<f64>() as f32;
        }
    }
    m
}

fn matrix(n: usize, m: &[f32]) -> Vec<Vec<f64>> {
    (0..n).map(|i| (0..n).map(|j| f64::from(m[entry(n, i, j)])).collect()).collect()
}

fn lines<const N: usize>(m: &[f32]) -> [OutLine; N] {
    std::array::from_fn(|i| {
        let mut line = OutLine::default();
        line.0.fill(m[i]);
        line
    })
}

/// Largest error in units of the largest eigenvalue, on every level.
fn error(n: usize, m: &[f32]) -> f64 {
    let exact = reference::eigenvalues(matrix(n, m));
    // Below 1e-10 an eigenvalue counts as 0.
    let scale = exact.iter().fold(1e-10f64, |s, v| s.max(v.abs()));
    let mut worst = 0.0f64;
    for level in simd::available() {
        let mut out: [[f32; WIDTH]; 3] = [[0.0; WIDTH]; 3];
        let [a, b, c] = &mut out;
        match n {
            2 => of_2x2(level, WIDTH, &lines(m), [a, b]),
            _ => of_3x3(level, WIDTH, &lines(m), [a, b, c]),
        }
        for (found, exact) in out.iter().zip(&exact) {
            assert!(found.iter().all(|v| v.to_bits() == found[0].to_bits()));
            worst = worst.max((f64::from(found[0]) - exact).abs() / scale);
        }
    }
    worst
}

fn values(n: usize) -> impl Strategy<Value = Vec<f64>> {
    // Eigenvalues that meet within 10^-gap, at any scale.
    let gap = prop_oneof![Just(0.0), 0.0..8.0f64, Just(30.0)];
    (prop::collection::vec(-1.0..1.0f64, n), gap.clone(), gap, -4.0..8.0f64).prop_map(
        |(mut v, g1, g2, scale)| {
            v[1] = v[0] + (v[1] - v[0]) * 10f64.powf(-g1);
            if let [a, _, c] = &mut v[..] {
                *c = *a + (*c - *a) * 10f64.powf(-g2);
            }
            v.iter().map(|x| x * 10f64.powf(scale)).collect()
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(3000) })]

    #[test]
    fn three(v in values(3), axis in prop::collection::vec(-1.0..1.0f64, 3)) {
        let error = error(3, &tensor(&v, &axis));
        prop_assert!(error < 1e-6, "{v:?}: {error}");
    }

    #[test]
    fn two(v in values(2), axis in prop::collection::vec(-1.0..1.0f64, 2)) {
        let error = error(2, &tensor(&v, &axis));
        prop_assert!(error < 5e-7, "{v:?}: {error}");
    }
}

#[test]
fn special_tensors() {
    for m in [
        [0.0; 6],
        [3.0, 0.0, 0.0, 3.0, 0.0, 3.0],
        [1.0; 6],
        [1e8, 0.0, 0.0, 0.0, 0.0, 0.0],
        [0.0, 0.0, 0.0, 0.0, 0.0, -1e-6],
    ] {
        assert!(error(3, &m) < 1e-6, "{m:?}");
    }
    // 2, 0 and 1, 1
    assert!(error(2, &[1.0, 1.0, 1.0]) < 1e-7);
    assert!(error(2, &[1.0, 0.0, 1.0]) < 1e-7);
}
