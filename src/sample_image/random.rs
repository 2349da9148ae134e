//! Random numbers that are the same on every platform.

use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

/// A stream of random numbers. Only exactly rounded operations are used: no logarithm, sine or exponential of the
/// platform's own.
#[derive(Clone)]
pub struct Random(Xoshiro256PlusPlus);

impl Random {
    /// The stream of a seed.
    pub fn new(seed: u64) -> Self {
        Random(Xoshiro256PlusPlus::seed_from_u64(seed))
    }

    /// Independent streams, one per slice, so that slices may be worked on in any order.
    pub fn slices(&mut self, count: usize) -> Vec<Random> {
        (0..count)
            .map(|_| {
                self.0.jump();
                self.clone()
            })
            .collect()
    }

    /// Uniform in 0..1.
    pub fn uniform(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Uniform in low..high.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.uniform()
    }

    /// Uniform among 0..count.
    pub fn index(&mut self, count: usize) -> usize {
        ((self.uniform() * count as f64) as usize).min(count - 1)
    }

    /// Bell-shaped with mean 0 and variance 16: the centred number of ones among 64 fair bits.
    pub fn bell(&mut self) -> f64 {
        f64::from(self.0.next_u64().count_ones()) - 32.0
    }

    /// Uniform in the unit ball of `N` dimensions.
    pub fn in_ball<const N: usize>(&mut self) -> [f64; N] {
        loop {
            let v: [f64; N] = std::array::from_fn(|_| self.between(-1.0, 1.0));
            if dot(v, v) <= 1.0 {
                return v;
            }
        }
    }

    /// Uniform on the unit sphere of `N` dimensions.
    pub fn direction<const N: usize>(&mut self) -> [f64; N] {
        loop {
            let v = self.in_ball();
            if dot(v, v) > 1e-4 {
                return unit(v);
            }
        }
    }

    /// Poisson distributed with the given mean, by inversion (Devroye 1986, Non-Uniform Random Variate Generation, X.3).
    pub fn poisson(&mut self, mean: f64) -> f64 {
        let u = self.uniform();
        let mut probability = exp_of_negative(mean);
        let mut sum = probability;
        let mut count = 0.0;
        let far_tail = 3.0 * mean + 50.0;
        while u > sum && count < far_tail {
            count += 1.0;
            probability *= mean / count;
            sum += probability;
        }
        count
    }
}

/// exp(-x) for x in 0..500, as (exp(-x / 2^16))^(2^16) with seven terms of Taylor's series.
fn exp_of_negative(x: f64) -> f64 {
    let y = -x / 65_536.0;
    let mut power =
        1.0 + y * (1.0 + y / 2.0 * (1.0 + y / 3.0 * (1.0 + y / 4.0 * (1.0 + y / 5.0 * (1.0 + y / 6.0)))));
    for _ in 0..16 {
        power *= power;
    }
    power
}

/// The inner product.
pub fn dot<const N: usize>(a: [f64; N], b: [f64; N]) -> f64 {
    let mut sum = 0.0;
    for i in 0..N {
        sum += a[i] * b[i];
    }
    sum
}

/// The vector at length 1; `v` must not be 0.
pub fn unit<const N: usize>(v: [f64; N]) -> [f64; N] {
    let length = dot(v, v).sqrt();
    v.map(|c| c / length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exponential_is_exact_enough() {
        for x in [0.0f64, 0.01, 1.0, 7.5, 60.0, 499.0] {
            let (ours, exact) = (exp_of_negative(x), (-x).exp());
            assert!((ours / exact - 1.0).abs() < 1e-9, "exp(-{x}): {ours} for {exact}");
        }
    }

    #[test]
    fn poisson_has_equal_mean_and_variance() {
        let mut random = Random::new(3);
        for mean in [0.5, 4.0, 40.0] {
            let n = 40_000;
            let counts: Vec<f64> = (0..n).map(|_| random.poisson(mean)).collect();
            let m = counts.iter().sum::<f64>() / f64::from(n);
            let v = counts.iter().map(|c| (c - m) * (c - m)).sum::<f64>() / f64::from(n);
            assert!(
                (m / mean - 1.0).abs() < 0.02 && (v / mean - 1.0).abs() < 0.05,
                "{mean}: mean {m}, variance {v}"
            );
        }
    }
}
