//! Which features moved the probabilities of one sample.

use super::flat::{Forest, ONE, SPLIT};
use super::parameters::Parameters;
use super::random::{Purpose, generator};
use super::train::check_grown_from;
use super::training_rows::TrainingRows;
use crate::error::Result;
use crate::sample::Samples;
use ndarray::{Array2, ArrayView1};
use rayon::prelude::*;

/// The probabilities of a sample, taken apart: for each class, the roots' share and all contributions sum to the probability.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribution {
    /// Share of each class among the rows at the roots, the mean over the trees.
    pub root: Vec<f64>,
    /// Shape (feature, class): how much the splits by a feature changed the class's share, the mean over the trees.
    pub contributions: Array2<f64>,
}

/// Follows a sample through the trees; each split's feature is credited with the change of the classes' shares from node to
/// child (A. Saabas, "Interpreting random forests", 2014, and treeinterpreter). A node's shares are those of the training rows
/// that reach it, so the forest's own samples and parameters are needed. `values` has one value per feature.
///
/// # Errors
/// [`crate::error::Error::Invalid`] when the forest is not one of these samples and parameters.
pub fn attribution(
    forest: &Forest,
    samples: &Samples,
    parameters: &Parameters,
    values: ArrayView1<f32>,
) -> Result<Attribution> {
    check_grown_from(forest, samples, parameters)?;
    let classes = forest.class_count();
    let training = TrainingRows::select(samples, classes, parameters);
    let empty = || Attribution {
        root: vec![0.0; classes],
        contributions: Array2::zeros((forest.feature_count(), classes)),
    };
    let of_tree = |(tree, &root): (usize, &u32)| {
        let mut sums = empty();
        let mut random = generator(parameters.seed, Purpose::Tree(tree as u32));
        let repeats = training.draw(&mut random);
        let mut rows: Vec<(usize, f64)> = (training.rows.iter().zip(repeats))
            .filter(|&(_, repeats)| repeats > 0)
            .map(|(&row, repeats)| (row as usize, f64::from(repeats)))
            .collect();
        let shares = |rows: &[(usize, f64)]| {
            let mut shares = vec![0.0; classes];
            for &(row, repeats) in rows {
                let class = usize::from(samples.classes[row]);
                shares[class] += repeats * training.weights[class];
            }
            let sum: f64 = shares.iter().sum();
            shares.iter_mut().for_each(|share| *share /= sum);
            shares
        };
        let mut at = root;
        let mut before = shares(&rows);
        sums.root.clone_from(&before);
        while forest.nodes[at as usize].leaf == SPLIT {
            let node = &forest.nodes[at as usize];
            let feature = node.feature as usize;
            at = node.next(values[feature]);
            rows.retain(|&(row, _)| node.next(samples.features[[row, feature]]) == at);
            let child = &forest.nodes[at as usize];
            let now = if child.leaf == SPLIT {
                shares(&rows)
            } else {
                forest.distribution(child.leaf).iter().map(|&s| f64::from(s) / f64::from(ONE)).collect()
            };
            for (class, (now, before)) in now.iter().zip(&before).enumerate() {
                sums.contributions[[feature, class]] += now - before;
            }
            before = now;
        }
        sums
    };
    let trees: Vec<Attribution> = forest.roots.par_iter().enumerate().map(of_tree).collect();
    // Summed in order: the same numbers whatever the threads.
    let mut mean = empty();
    for tree in trees {
        mean.root.iter_mut().zip(tree.root).for_each(|(sum, share)| *sum += share);
        mean.contributions += &tree.contributions;
    }
    let count = forest.tree_count() as f64;
    mean.root.iter_mut().for_each(|share| *share /= count);
    mean.contributions /= count;
    Ok(mean)
}
