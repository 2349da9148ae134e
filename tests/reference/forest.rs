//! The growing of forests as simple as possible: straight from the definitions, every node searched from its rows, its thresholds
//! one by one. Random forests are compared exactly, in integers; random numbers are drawn in the order of the library.

use crate::forest_support::PlainNode;
use ndarray::Array2;
use pixel_forest::forest::{Kind, Parameters};
use pixel_forest::sample::Samples;
use rand_xoshiro::rand_core::{Rng, SeedableRng};
use rand_xoshiro::{SplitMix64, Xoshiro256PlusPlus};

/// The fixed-point 1 of class shares in leaves.
const ONE: u32 = 1 << 24;

/// The trees of [`pixel_forest::forest::Forest::train`].
pub fn trees(samples: &Samples, classes: usize, parameters: &Parameters) -> Vec<PlainNode> {
    let of_class = rows_of_classes(samples, classes, parameters);
    let rows: usize = of_class.iter().map(Vec::len).sum();
    let weighted = parameters.balance && parameters.kind == Kind::ExtraTrees;
    let weight = |of_class: &Vec<usize>| match weighted {
        true => rows as f64 / classes as f64 / of_class.len() as f64,
        false => 1.0,
    };
    let weights: Vec<f64> = of_class.iter().map(weight).collect();
    let varies = |feature: &usize| {
        let values = of_class.iter().flatten().map(|&row| samples.features[[row, *feature]]);
        values.clone().any(|a| values.clone().any(|b| a < b))
    };
    let grow = |tree| {
        let mut grower = Grower {
            features: &samples.features,
            classes: &samples.classes,
            weights: &weights,
            parameters,
            order: (0..samples.features.ncols()).filter(varies).collect(),
            random: Random::new(parameters.seed, tree),
        };
        let drawn = grower.draw_rows(&of_class);
        grower.node(&drawn, 0)
    };
    (0..parameters.trees as u64).map(grow).collect()
}

/// The rows of each class, thinned: of `n` rows the next is kept with a chance of those still wanted over those still ahead.
fn rows_of_classes(samples: &Samples, classes: usize, parameters: &Parameters) -> Vec<Vec<usize>> {
    let mut of_class = vec![Vec::new(); classes];
    samples.classes.iter().enumerate().for_each(|(row, &class)| of_class[usize::from(class)].push(row));
    let Some(most) = parameters.max_samples else { return of_class };
    let mut random = Random::new(parameters.seed, 1 << 32);
    let mut thin = |rows: Vec<usize>| {
        let mut kept = Vec::new();
        let wanted = most.min(rows.len());
        for (at, &row) in rows.iter().enumerate() {
            if random.below(rows.len() - at) < wanted - kept.len() {
                kept.push(row);
            }
        }
        kept
    };
    of_class.into_iter().map(&mut thin).collect()
}

/// The generator of one purpose, by its number.
struct Random(Xoshiro256PlusPlus);

impl Random {
    fn new(seed: u64, purpose: u64) -> Self {
        let mixed = SplitMix64::seed_from_u64(seed).next_u64();
        Random(Xoshiro256PlusPlus::seed_from_u64(mixed.wrapping_add(purpose)))
    }

    fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.0.next_u64()) * n as u128) >> 64) as usize
    }

    fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1u64 << 53) as f64
    }
}

struct Grower<'a> {
    features: &'a Array2<f32>,
    classes: &'a [u8],
    /// Of a row of each class.
    weights: &'a [f64],
    parameters: &'a Parameters,
    /// Features that vary, as the last node's drawing left them.
    order: Vec<usize>,
    random: Random,
}

type Split = (usize, f32);

impl Grower<'_> {
    /// The rows that the tree sees, each as often as it is drawn.
    fn draw_rows(&mut self, of_class: &[Vec<usize>]) -> Vec<usize> {
        let all = of_class.concat();
        let random = &mut self.random;
        let draw = |_| match self.parameters.balance {
            true => {
                let of_class = &of_class[random.below(of_class.len())];
                of_class[random.below(of_class.len())]
            }
            false => all[random.below(all.len())],
        };
        match self.parameters.kind {
            Kind::ExtraTrees => all,
            Kind::RandomForest => (0..all.len()).map(draw).collect(),
        }
    }

    fn node(&mut self, rows: &[usize], depth: usize) -> PlainNode {
        let leaf = self.parameters.min_samples_leaf;
        let pure = rows.iter().all(|&row| self.classes[row] == self.classes[rows[0]]);
        let deep = self.parameters.max_depth.is_some_and(|most| depth == most);
        let split = if pure || deep || rows.len() < 2 * leaf {
            None
        } else if self.parameters.kind == Kind::ExtraTrees {
            self.random_threshold(rows)
        } else {
            self.best_threshold(rows)
        };
        let Some((feature, threshold)) = split else { return PlainNode::Leaf { shares: self.shares(rows) } };
        let (left, right) = self.sides(rows, (feature, threshold));
        let left = Box::new(self.node(&left, depth + 1));
        let right = Box::new(self.node(&right, depth + 1));
        PlainNode::Split { feature, threshold, left, right }
    }

    fn sides(&self, rows: &[usize], (feature, threshold): Split) -> (Vec<usize>, Vec<usize>) {
        rows.iter().partition(|&&row| self.features[[row, feature]] < threshold)
    }

    /// Both sides of a split, where they are large enough.
    fn allowed(&self, rows: &[usize], split: Split) -> Option<[Vec<usize>; 2]> {
        let (left, right) = self.sides(rows, split);
        (left.len().min(right.len()) >= self.parameters.min_samples_leaf).then_some([left, right])
    }

    /// Draws the `tried`-th feature of a node from those not drawn yet.
    fn draw_feature(&mut self, tried: usize) -> Option<usize> {
        let left = self.order.len() - tried;
        if left == 0 {
            return None;
        }
        self.order.swap(tried, tried + self.random.below(left));
        Some(self.order[tried])
    }

    /// Values of a feature, ascending.
    fn values(&self, rows: &[usize], feature: usize) -> Vec<f32> {
        let mut values: Vec<f32> = rows.iter().map(|&row| self.features[[row, feature]] + 0.0).collect();
        values.sort_by(f32::total_cmp);
        values.dedup();
        values
    }

    /// Geurts, Ernst, Wehenkel 2006, table 1: the best of one random threshold for each of `floor(sqrt(features))` features that
    /// vary in the node.
    fn random_threshold(&mut self, rows: &[usize]) -> Option<Split> {
        let wanted = (self.features.ncols() as f64).sqrt() as usize;
        let (mut drawn, mut varying) = (0, 0);
        let mut best: Option<(f64, Split)> = None;
        while varying < wanted
            && let Some(feature) = self.draw_feature(drawn)
        {
            drawn += 1;
            let values = self.values(rows, feature);
            let (low, high) = (values[0], values[values.len() - 1]);
            if low == high {
                continue;
            }
            varying += 1;
            let (from, to) = (f64::from(low), f64::from(high));
            let threshold = ((from + self.random.unit() * (to - from)) as f32).max(low.next_up());
            let Some(sides) = self.allowed(rows, (feature, threshold)) else { continue };
            let [left, right] = sides.map(|side| {
                let weights = self.class_weights(&side);
                weights.iter().map(|w| w * w).sum::<f64>() / weights.iter().sum::<f64>()
            });
            if best.is_none_or(|(most, _)| left + right > most) {
                best = Some((left + right, (feature, threshold)));
            }
        }
        best.map(|(_, split)| split)
    }

    /// Breiman 2001, as ilastik grows it: the best of all thresholds, midway between adjacent values, of
    /// `floor(sqrt(features) + 0.5)` features and of as many more as it takes until one gains.
    fn best_threshold(&mut self, rows: &[usize]) -> Option<Split> {
        let wanted = ((self.features.ncols() as f64).sqrt() + 0.5) as usize;
        // Purity as a fraction; a split must exceed the node's own.
        let mut most = self.purity(&[rows.to_vec()]);
        let mut best = None;
        let mut drawn = 0;
        while (drawn < wanted || best.is_none())
            && let Some(feature) = self.draw_feature(drawn)
        {
            drawn += 1;
            for pair in self.values(rows, feature).windows(2) {
                let middle = (0.5 * (f64::from(pair[0]) + f64::from(pair[1]))) as f32;
                let threshold = if middle > pair[0] { middle } else { pair[1] };
                let Some(sides) = self.allowed(rows, (feature, threshold)) else { continue };
                let purity = self.purity(&sides);
                if purity.0 * most.1 > most.0 * purity.1 {
                    most = purity;
                    best = Some((feature, threshold));
                }
            }
        }
        best
    }

    /// The sum over parts of `sum(n_c^2) / n` of their class counts `n_c`, as numerator and denominator.
    fn purity(&self, parts: &[Vec<usize>]) -> (u128, u128) {
        parts.iter().fold((0, 1), |(numerator, denominator), part| {
            let squares: u128 = self.counts(part).iter().map(|&n| (n * n) as u128).sum();
            let n = part.len() as u128;
            (numerator * n + squares * denominator, denominator * n)
        })
    }

    fn counts(&self, rows: &[usize]) -> Vec<usize> {
        let count = |class| rows.iter().filter(|&&row| usize::from(self.classes[row]) == class).count();
        (0..self.weights.len()).map(count).collect()
    }

    fn class_weights(&self, rows: &[usize]) -> Vec<f64> {
        self.counts(rows).iter().zip(self.weights).map(|(&n, weight)| n as f64 * weight).collect()
    }

    /// Class shares in fixed point, rounded by the largest remainder (ties: the first class).
    fn shares(&self, rows: &[usize]) -> Vec<u32> {
        let weights = self.class_weights(rows);
        let exact = |class: usize| weights[class] * f64::from(ONE) / weights.iter().sum::<f64>();
        let mut shares: Vec<u32> = (0..weights.len()).map(|class| exact(class) as u32).collect();
        let mut classes: Vec<usize> = (0..weights.len()).collect();
        classes.sort_by(|&a, &b| exact(b).fract().total_cmp(&exact(a).fract()));
        let missing = ONE - shares.iter().sum::<u32>();
        classes.iter().take(missing as usize).for_each(|&class| shares[class] += 1);
        shares
    }
}
