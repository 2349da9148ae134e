//! How much each feature matters to a forest.

use super::flat::{Forest, SPLIT};
use super::gini::purity;
use super::parameters::Parameters;
use super::predict::predict_classes;
use super::random::{Purpose, below, generator};
use super::train::check_grown_from;
use super::training_rows::TrainingRows;
use crate::error::Result;
use crate::invalid;
use crate::progress::Progress;
use crate::sample::Samples;
use ndarray::ArrayView2;
use rayon::prelude::*;

/// Share of each feature in the decrease of Gini impurity over all splits (Breiman 2001, section 10; each tree counts the
/// same), measured on the rows that the trees were grown from; the sum is 1, or 0 for a forest without splits. It
/// favours features of many distinct values and splits the credit among correlated ones.
///
/// # Errors
/// [`crate::error::Error::Invalid`] when the forest is not one of these samples and parameters;
/// [`crate::error::Error::Cancelled`].
pub fn impurity_importance(
    forest: &Forest,
    samples: &Samples,
    parameters: &Parameters,
    progress: &Progress,
) -> Result<Vec<f64>> {
    check_grown_from(forest, samples, parameters)?;
    progress.expect(parameters.trees as u64);
    let training = TrainingRows::select(samples, forest.class_count(), parameters);
    let trees: Vec<_> = forest.tree_ranges().enumerate().collect();
    let of_trees = trees.into_par_iter().map(|(tree, nodes)| {
        progress.check()?;
        let mut random = generator(parameters.seed, Purpose::Tree(tree as u32));
        let repeats = training.draw(&mut random);
        let importance = tree_importance(forest, nodes, samples, &training, &repeats);
        progress.advance(1);
        Ok(importance)
    });
    let of_trees = of_trees.collect::<Result<Vec<_>>>()?;
    let mut importance = vec![0.0; forest.feature_count()];
    for of_tree in of_trees {
        importance.iter_mut().zip(of_tree).for_each(|(sum, share)| *sum += share);
    }
    normalise(&mut importance);
    Ok(importance)
}

/// The shares of one tree. Its rows are counted at their leaves; then, children before parents, up to the root.
fn tree_importance(
    forest: &Forest,
    nodes: std::ops::Range<usize>,
    samples: &Samples,
    training: &TrainingRows,
    repeats: &[u32],
) -> Vec<f64> {
    let classes = forest.class_count();
    let mut weights = vec![0.0; nodes.len() * classes];
    for (&row, &repeats) in training.rows.iter().zip(repeats).filter(|&(_, &repeats)| repeats > 0) {
        let row = row as usize;
        let values = samples.features.row(row);
        let leaf = forest.walk(nodes.start as u32, |feature| values[feature as usize]);
        let class = usize::from(samples.classes[row]);
        weights[(leaf as usize - nodes.start) * classes + class] +=
            f64::from(repeats) * training.weights[class];
    }
    let mut importance = vec![0.0; forest.feature_count()];
    for at in nodes.clone().rev().filter(|&at| forest.nodes[at].leaf == SPLIT) {
        let node = forest.nodes[at];
        let left = (node.child as usize - nodes.start) * classes;
        let node_at = (at - nodes.start) * classes;
        for class in 0..classes {
            weights[node_at + class] = weights[left + class] + weights[left + classes + class];
        }
        let purity_at = |start: usize| purity(weights[start..start + classes].iter().copied());
        let gain = purity_at(left) + purity_at(left + classes) - purity_at(node_at);
        importance[node.feature as usize] += gain.max(0.0);
    }
    normalise(&mut importance);
    importance
}

fn normalise(importance: &mut [f64]) {
    let sum: f64 = importance.iter().sum();
    if sum > 0.0 {
        importance.iter_mut().for_each(|share| *share /= sum);
    }
}

/// How much the share of wrong rows grows when the values of one feature are shuffled among the rows (Breiman 2001,
/// section 10), for each feature; about 0 or below for one that does not matter. Rows that the forest was not trained on
/// give an honest figure. `progress` counts features.
///
/// # Errors
/// [`crate::error::Error::Invalid`] when there are no rows or they do not fit the forest;
/// [`crate::error::Error::Cancelled`].
pub fn permutation_importance(
    forest: &Forest,
    samples: &Samples,
    seed: u64,
    progress: &Progress,
) -> Result<Vec<f64>> {
    samples.validate(forest.class_count())?;
    let rows = samples.classes.len();
    if rows == 0 {
        invalid!("there are no labelled pixels to measure the features' importance on; draw some strokes");
    }
    progress.expect(forest.feature_count() as u64);
    let mut features = samples.features.t().as_standard_layout().into_owned();
    let wrong = |features: ArrayView2<f32>| -> Result<usize> {
        let predicted = predict_classes(forest, features, progress)?;
        Ok(predicted.iter().zip(&samples.classes).filter(|(predicted, class)| predicted != class).count())
    };
    let before = wrong(features.view())? as f64;
    (0..forest.feature_count())
        .map(|feature| {
            let mut random = generator(seed, Purpose::Permutation(feature as u32));
            let mut row = features.row_mut(feature);
            let original = row.to_owned();
            (1..rows).rev().for_each(|at| row.swap(at, below(&mut random, at + 1)));
            let after = wrong(features.view())? as f64;
            features.row_mut(feature).assign(&original);
            progress.advance(1);
            Ok((after - before) / rows as f64)
        })
        .collect()
}
