//! Sampled Gaussian derivatives, as ilastik (VIGRA, fastfilters) defines them.

use std::f64::consts::TAU;

/// Window of the pre-smoothing: its radius in sigmas.
pub const SMOOTHING_WINDOW: f64 = 3.5;
/// Window of the filters that follow: their radius in sigmas.
pub const FILTER_WINDOW: f64 = 2.0;

/// Half of a sampled Gaussian derivative: coefficients 0..=radius. The kernel of even order is symmetric: coefficient k
/// multiplies (right + left); that of order 1 is antisymmetric: it multiplies (right - left).
#[derive(Clone, Debug, PartialEq)]
pub struct Kernel {
    coefficients: Vec<f32>,
}

impl Kernel {
    /// The derivative of `order` 0, 1 or 2 of a Gaussian of `sigma` samples, cut at `window` sigmas.
    ///
    /// Sampled in f64, stored as f32, then normalised: order 0 sums to 1; order 1 gives 1 on a ramp; order 2, its mean
    /// removed, gives 2 on x². A derivative has a radius of at least 1: below it stands the central difference.
    pub fn new(order: usize, sigma: f64, window: f64) -> Self {
        match (order, radius(sigma, window)) {
            (0, radius) => Self::gaussian(sigma, radius),
            (1, 0) => Kernel { coefficients: vec![0.0, 0.5] },
            (1, radius) => Self::first(sigma, radius),
            (2, 0) => Kernel { coefficients: vec![-2.0, 1.0] },
            (2, radius) => Self::second(sigma, radius),
            _ => unreachable!("a kernel of order {order}"),
        }
    }

    /// The kernel that changes nothing.
    pub fn identity() -> Self {
        Kernel { coefficients: vec![1.0] }
    }

    /// Coefficients 0..=radius.
    pub fn coefficients(&self) -> &[f32] {
        &self.coefficients
    }

    /// Samples on either side of the centre.
    pub fn radius(&self) -> usize {
        self.coefficients.len() - 1
    }

    fn gaussian(sigma: f64, radius: usize) -> Self {
        let c = sample(radius, |x| density(x, sigma));
        let sum = f64::from(c[0]) + 2.0 * moment(&c[1..], 0);
        normalised(&c, sum)
    }

    fn first(sigma: f64, radius: usize) -> Self {
        let c = sample(radius, |x| x * density(x, sigma) / sigma.powi(2));
        let slope = 2.0 * moment(&c, 1);
        normalised(&c, slope)
    }

    fn second(sigma: f64, radius: usize) -> Self {
        let mut c = sample(radius, |x| ((x / sigma).powi(2) - 1.0) * density(x, sigma) / sigma.powi(2));
        let mean = (f64::from(c[0]) + 2.0 * moment(&c[1..], 0)) / (2 * radius + 1) as f64;
        c.iter_mut().for_each(|v| *v = (f64::from(*v) - mean) as f32);
        let curvature = moment(&c, 2);
        normalised(&c, curvature)
    }
}

/// Radius of a kernel of `sigma` samples.
pub fn radius(sigma: f64, window: f64) -> usize {
    (window * sigma + 0.5).floor() as usize
}

/// Where sample `i` of an axis of `n` samples lies when the axis is mirrored at its ends (c b | a b c | b a: the edge is
/// not repeated). Farther than one mirror away the nearest end stands in.
#[inline]
pub fn mirror(i: isize, n: usize) -> usize {
    let last = n as isize - 1;
    let i = i.abs();
    (if i > last { 2 * last - i } else { i }).clamp(0, last) as usize
}

fn density(x: f64, sigma: f64) -> f64 {
    (-0.5 * (x / sigma).powi(2)).exp() / (TAU.sqrt() * sigma)
}

fn sample(radius: usize, f: impl Fn(f64) -> f64) -> Vec<f32> {
    (0..=radius).map(|i| f(i as f64) as f32).collect()
}

/// Sum of c[i] i^power.
fn moment(c: &[f32], power: i32) -> f64 {
    c.iter().enumerate().map(|(i, &c)| f64::from(c) * (i as f64).powi(power)).sum()
}

fn normalised(c: &[f32], total: f64) -> Kernel {
    Kernel { coefficients: c.iter().map(|&c| (f64::from(c) / total) as f32).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The whole kernel applied to f sampled around 0.
    fn apply(order: usize, k: &Kernel, f: impl Fn(f64) -> f64) -> f64 {
        let sign = if order == 1 { -1.0 } else { 1.0 };
        let c = k.coefficients();
        let half = |i: usize| f64::from(c[i]) * (f(i as f64) + sign * f(-(i as f64)));
        f64::from(c[0]) * f(0.0) + (1..c.len()).map(half).sum::<f64>()
    }

    #[test]
    fn moments_are_exact() {
        for sigma in [0.006, 0.15, 0.3, 0.35, 0.5, 0.7, 1.0, 1.6, 5.0, 30.0] {
            for window in [FILTER_WINDOW, SMOOTHING_WINDOW] {
                let [g, d, dd] = [0, 1, 2].map(|order| Kernel::new(order, sigma, window));
                assert!((apply(0, &g, |_| 1.0) - 1.0).abs() < 1e-6);
                assert!((apply(1, &d, |x| 5.0 + 3.0 * x) - 3.0).abs() < 1e-5);
                assert!(apply(2, &dd, |_| 1.0).abs() < 1e-5);
                assert!((apply(2, &dd, |x| x * x) - 2.0).abs() < 1e-4, "{sigma} {dd:?}");
            }
        }
    }

    #[test]
    fn radii_are_ilastiks() {
        let radii = [0.3, 0.7, 1.0, 1.6, 3.5, 5.0, 10.0]
            .map(|s: f64| radius(if s > 1.0 { (s * s - 1.0).sqrt() } else { s }, SMOOTHING_WINDOW));
        assert_eq!(radii, [1, 2, 4, 4, 12, 17, 35]);
        let radii = [0.15, 0.198, 0.3, 0.7, 1.0].map(|s| radius(s, FILTER_WINDOW));
        assert_eq!(radii, [0, 0, 1, 1, 2]);
    }

    #[test]
    fn shortest_kernels() {
        assert_eq!(Kernel::new(0, 0.1, 2.0), Kernel::identity());
        assert_eq!(Kernel::new(1, 0.3, 2.0).coefficients(), [0.0, 0.5]);
        assert_eq!(Kernel::new(1, 0.01, 2.0).coefficients(), [0.0, 0.5]);
        assert_eq!(Kernel::new(2, 0.01, 2.0).coefficients(), [-2.0, 1.0]);
    }

    #[test]
    fn mirrors_without_the_edge() {
        let indices: Vec<_> = (-3..8).map(|i| mirror(i, 4)).collect();
        assert_eq!(indices, [3, 2, 1, 0, 1, 2, 3, 2, 1, 0, 0]);
        assert_eq!(mirror(-2, 1), 0);
    }
}
