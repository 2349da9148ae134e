//! Random numbers: a generator of its own for each purpose, so that no result depends on the order of the work.

use rand_xoshiro::rand_core::{Rng, SeedableRng};
use rand_xoshiro::{SplitMix64, Xoshiro256PlusPlus};

/// The generator used throughout (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021).
pub(crate) type Generator = Xoshiro256PlusPlus;

/// What random numbers are for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Purpose {
    /// The rows and splits of a tree.
    Tree(u32),
    /// Thinning classes to `max_samples`.
    Thinning,
    /// Permuting the values of a feature.
    Permutation(u32),
}

/// The generator of one purpose. The seed is mixed first, so that neighbouring seeds share no generator.
pub(crate) fn generator(seed: u64, purpose: Purpose) -> Generator {
    let number = match purpose {
        Purpose::Tree(tree) => u64::from(tree),
        Purpose::Thinning => 1 << 32,
        Purpose::Permutation(feature) => (2 << 32) + u64::from(feature),
    };
    Generator::seed_from_u64(SplitMix64::seed_from_u64(seed).next_u64().wrapping_add(number))
}

/// A number from 0 to `n - 1` (Lemire's multiplication; its bias of `n / 2^64` is out of sight).
pub(crate) fn below(random: &mut Generator, n: usize) -> usize {
    ((u128::from(random.next_u64()) * n as u128) >> 64) as usize
}

/// A number in [0, 1), one of 2^53.
pub(crate) fn unit(random: &mut Generator) -> f64 {
    (random.next_u64() >> 11) as f64 / (1u64 << 53) as f64
}

/// Features in a random order, drawn one by one (Fisher and Yates).
#[derive(Debug)]
pub(crate) struct FeatureDraw {
    order: Vec<u32>,
    drawn: usize,
}

impl FeatureDraw {
    /// Draws from these features.
    pub(crate) fn new(features: Vec<u32>) -> Self {
        FeatureDraw { order: features, drawn: 0 }
    }

    /// Puts all features back.
    pub(crate) fn restart(&mut self) {
        self.drawn = 0;
    }

    /// One of the features not drawn yet, or `None` when all were.
    pub(crate) fn next(&mut self, random: &mut Generator) -> Option<u32> {
        let left = self.order.len() - self.drawn;
        if left == 0 {
            return None;
        }
        self.order.swap(self.drawn, self.drawn + below(random, left));
        self.drawn += 1;
        Some(self.order[self.drawn - 1])
    }
}
