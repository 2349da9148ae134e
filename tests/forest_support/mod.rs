//! What the tests of the forest share: generated samples, and forests as plain as possible.
#![allow(dead_code)] // each test uses a part

use ndarray::{Array2, ArrayView2};
use pixel_forest::error::Result;
use pixel_forest::forest::{Forest, Parameters};
use pixel_forest::progress::Progress;
use pixel_forest::sample::{Place, Samples};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};
use serde::{Deserialize, Serialize};

/// Uniform and normal numbers.
pub struct Random(Xoshiro256PlusPlus);

impl Random {
    pub fn new(seed: u64) -> Self {
        Random(Xoshiro256PlusPlus::seed_from_u64(seed))
    }

    pub fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Mean 0, standard deviation 1 (Irwin and Hall).
    pub fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.unit()).sum::<f64>() - 6.0
    }
}

/// Samples with these features and classes, each row a stroke of its own.
pub fn samples(features: Array2<f32>, classes: Vec<u8>) -> Samples {
    let rows = classes.len() as u32;
    let place = |x| Place { image: 0, frame: 0, z: 0, y: 0, x };
    Samples { features, classes, strokes: (0..rows).collect(), places: (0..rows).map(place).collect() }
}

/// Classes as overlapping clouds: the centre of class c is `distance` along feature c, all others are noise.
pub fn clouds(rows: usize, features: usize, classes: usize, distance: f64, seed: u64) -> Samples {
    let mut random = Random::new(seed);
    let class_of = |row: usize| row % classes;
    let values = Array2::from_shape_fn((rows, features), |(row, feature)| {
        let centre = if class_of(row) == feature { distance } else { 0.0 };
        (centre + random.normal()) as f32
    });
    samples(values, (0..rows).map(|row| class_of(row) as u8).collect())
}

pub fn train(samples: &Samples, classes: usize, parameters: &Parameters) -> Result<Forest> {
    Forest::train(samples, classes, parameters, &Progress::default())
}

/// Probabilities of rows (row, feature): shape (row, class).
pub fn predict_rows(forest: &Forest, rows: ArrayView2<f32>) -> Array2<f32> {
    let mut probabilities = Array2::zeros((forest.class_count(), rows.nrows()));
    let planar = rows.t().as_standard_layout().into_owned();
    forest.predict(planar.view(), probabilities.view_mut()).expect("the shapes fit");
    probabilities.reversed_axes()
}

/// Share of rows whose most probable class (ties: the first) is right.
pub fn accuracy(probabilities: &Array2<f32>, classes: &[u8]) -> f64 {
    let right = probabilities.outer_iter().zip(classes).filter(|(p, class)| {
        let most = p.iter().copied().fold(f32::MIN, f32::max);
        p.iter().position(|&v| v == most) == Some(usize::from(**class))
    });
    right.count() as f64 / classes.len() as f64
}

/// The frozen layout of a serialised forest, written down a second time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Layout {
    pub class_count: u32,
    pub feature_count: u32,
    pub tree_sizes: Vec<u32>,
    pub splits: Vec<u32>,
    pub thresholds: Vec<f32>,
    pub leaves: Vec<u32>,
    pub distributions: Vec<u32>,
}

impl Layout {
    pub fn of(forest: &Forest) -> Layout {
        decode(&encode(forest)).expect("the layout")
    }

    /// The forest of this layout, or why it is refused.
    pub fn forest(&self) -> std::result::Result<Forest, String> {
        decode(&encode(self))
    }
}

pub fn encode(value: &impl Serialize) -> Vec<u8> {
    bincode::serde::encode_to_vec(value, bincode::config::standard()).expect("plain data")
}

pub fn decode<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> std::result::Result<T, String> {
    let decoded = bincode::serde::decode_from_slice(bytes, bincode::config::standard());
    decoded.map(|(value, _)| value).map_err(|e| e.to_string())
}

/// A node as a textbook draws it.
#[derive(Debug, PartialEq)]
pub enum PlainNode {
    Split { feature: usize, threshold: f32, left: Box<PlainNode>, right: Box<PlainNode> },
    Leaf { shares: Vec<u32> },
}

/// The forest as textbook trees.
pub fn plain_trees(layout: &Layout) -> Vec<PlainNode> {
    let k = layout.class_count as usize;
    let (mut node, mut split, mut leaf) = (0, 0, 0);
    let mut trees = Vec::new();
    for &size in &layout.tree_sizes {
        let mut nodes = Vec::new();
        let mut children = Vec::new();
        for _ in 0..size {
            if layout.splits[node] > 0 {
                children.push(Some((layout.splits[node] as usize - 1, layout.thresholds[split])));
                split += 1;
                nodes.push(None);
            } else {
                let at = layout.leaves[leaf] as usize * k;
                children.push(None);
                nodes.push(Some(PlainNode::Leaf { shares: layout.distributions[at..at + k].to_vec() }));
                leaf += 1;
            }
            node += 1;
        }
        // Children come after their parents: built from the end, they are there when needed.
        let mut of_split = children.iter().filter(|split| split.is_some()).count();
        for at in (0..nodes.len()).rev() {
            if let Some((feature, threshold)) = children[at] {
                of_split -= 1;
                let mut child = |i: usize| Box::new(nodes[i].take().expect("one parent"));
                let (left, right) = (child(2 * of_split + 1), child(2 * of_split + 2));
                nodes[at] = Some(PlainNode::Split { feature, threshold, left, right });
            }
        }
        trees.push(nodes[0].take().expect("a root"));
    }
    trees
}

impl PlainNode {
    pub fn shares(&self, sample: &[f32]) -> &[u32] {
        match self {
            PlainNode::Leaf { shares } => shares,
            PlainNode::Split { feature, threshold, left, right } => {
                let child = if sample[*feature] < *threshold { left } else { right };
                child.shares(sample)
            }
        }
    }

    pub fn depth(&self) -> usize {
        match self {
            PlainNode::Leaf { .. } => 0,
            PlainNode::Split { left, right, .. } => 1 + left.depth().max(right.depth()),
        }
    }
}

/// The definition: one walk per sample and tree, shares summed as integers, divided once.
pub fn plain_probabilities(trees: &[PlainNode], classes: usize, sample: &[f32]) -> Vec<f32> {
    let mut sums = vec![0u64; classes];
    for tree in trees {
        sums.iter_mut().zip(tree.shares(sample)).for_each(|(sum, &share)| *sum += u64::from(share));
    }
    let whole = trees.len() as f64 * f64::from(1 << 24);
    sums.iter().map(|&sum| (sum as f64 / whole) as f32).collect()
}
