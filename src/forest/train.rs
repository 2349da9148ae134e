//! Growing a forest.

use super::best_threshold::BestThresholds;
use super::columns::Columns;
use super::extra_trees::RandomThresholds;
use super::flat::{Forest, Tree};
use super::grow::{SplitSearch, grow_tree};
use super::node_values::TrainingValues;
use super::parameters::{Kind, Parameters};
use super::random::{Purpose, generator};
use super::sorted::{Rank, Sorted};
use super::training_rows::TrainingRows;
use crate::error::Result;
use crate::filter::simd;
use crate::invalid;
use crate::progress::Progress;
use crate::sample::Samples;
use rayon::prelude::*;

/// The most labelled rows; a row's repeats in a bootstrap are kept in 24 bits.
const MAX_ROWS: usize = (1 << 24) - 1;

/// Bytes of a feature of a training row, for so many rows, while a forest is grown.
pub(crate) fn bytes_a_feature(kind: Kind, rows: u64) -> u64 {
    let read = match kind {
        Kind::ExtraTrees => size_of::<f32>(),
        Kind::RandomForest if rows <= u16::COUNT as u64 => 2 * size_of::<u16>(),
        Kind::RandomForest => 2 * size_of::<u32>(),
    };
    (size_of::<f32>() + read) as u64
}

impl Forest {
    /// Grows a forest on the current rayon pool. The result depends on the samples and parameters alone, not on the
    /// number of threads. `progress` counts trees.
    ///
    /// # Errors
    /// [`crate::error::Error::Invalid`] when a parameter is out of range, a value is not finite, there are no rows, or
    /// a class has none; [`crate::error::Error::Cancelled`] soon after a cancellation;
    /// [`crate::error::Error::Memory`] when the rows do not fit twice.
    pub fn train(
        samples: &Samples,
        class_count: usize,
        parameters: &Parameters,
        progress: &Progress,
    ) -> Result<Forest> {
        check_trainable(samples, class_count, parameters)?;
        progress.expect(parameters.trees as u64);
        train_rows(samples, class_count, parameters, progress)
    }
}

/// [`Forest::train`] of samples that were checked and trees that are expected already.
pub(crate) fn train_rows(
    samples: &Samples,
    class_count: usize,
    parameters: &Parameters,
    progress: &Progress,
) -> Result<Forest> {
    let training = TrainingRows::select(samples, class_count, parameters);
    let columns = Columns::new(samples.features.view(), &training, progress)?;
    let root = (columns.feature_count() as f64).sqrt();
    let (weights, leaf) = (&training.weights[..], parameters.min_samples_leaf);
    let trees = match parameters.kind {
        Kind::ExtraTrees => {
            let values = TrainingValues::new(columns, simd::level()?)?;
            let search = || RandomThresholds::new(&values, weights, leaf, root.floor() as usize);
            grow_trees(&training, parameters, search, progress)
        }
        Kind::RandomForest => {
            let tries = (root + 0.5).floor() as usize;
            if columns.row_count() <= u16::COUNT {
                grow_random_forest::<u16>(&training, columns, parameters, tries, progress)
            } else {
                grow_random_forest::<u32>(&training, columns, parameters, tries, progress)
            }
        }
    }?;
    Forest::assemble(class_count, samples.features.ncols(), &trees)
}

fn grow_random_forest<R: Rank>(
    training: &TrainingRows,
    columns: Columns,
    parameters: &Parameters,
    tries: usize,
    progress: &Progress,
) -> Result<Vec<Tree>> {
    let sorted = Sorted::<R>::new(columns, progress)?;
    let level = simd::level()?;
    let search = || BestThresholds::new(&sorted, parameters.min_samples_leaf, tries, level);
    grow_trees(training, parameters, search, progress)
}

fn grow_trees<S: SplitSearch>(
    training: &TrainingRows,
    parameters: &Parameters,
    search: impl Fn() -> S + Sync,
    progress: &Progress,
) -> Result<Vec<Tree>> {
    let grow = |tree| {
        progress.check()?;
        let mut random = generator(parameters.seed, Purpose::Tree(tree));
        let repeats = training.draw(&mut random);
        let tree = grow_tree(training, &repeats, parameters, search(), &mut random, progress)?;
        progress.advance(1);
        Ok(tree)
    };
    (0..parameters.trees as u32).into_par_iter().map(grow).collect()
}

/// Checks that a forest can be grown from these samples.
pub(crate) fn check_trainable(samples: &Samples, class_count: usize, parameters: &Parameters) -> Result<()> {
    parameters.validate()?;
    if !(2..=255).contains(&class_count) {
        invalid!("a forest needs 2 to 255 classes, not {class_count}");
    }
    samples.validate(class_count)?;
    let (rows, features) = samples.features.dim();
    if features == 0 {
        invalid!("the labelled rows have no features; select at least one");
    }
    if rows == 0 {
        invalid!("there are no labelled pixels to train from; draw strokes for at least two classes");
    }
    if rows > MAX_ROWS {
        invalid!("{rows} labelled pixels are too many; label at most {MAX_ROWS}");
    }
    let counts = samples.counts(class_count);
    let mut labelled = (1..).zip(&counts).filter(|&(_, &count)| count > 0).map(|(class, _)| class);
    if let (Some(class), None) = (labelled.next(), labelled.next()) {
        invalid!("only class {class} has labelled pixels; draw strokes for at least two classes");
    }
    if let Some(empty) = counts.iter().position(|&count| count == 0) {
        invalid!("class {} has no labelled pixels; draw a stroke for it or remove the class", empty + 1);
    }
    Ok(())
}

/// Checks that `forest` can be one of these samples and parameters.
pub(crate) fn check_grown_from(forest: &Forest, samples: &Samples, parameters: &Parameters) -> Result<()> {
    check_trainable(samples, forest.class_count(), parameters)?;
    if forest.tree_count() != parameters.trees || forest.feature_count() != samples.features.ncols() {
        invalid!(
            "the forest has {} trees and {} features, but the training {} and {}; give those that it was grown with",
            forest.tree_count(),
            forest.feature_count(),
            parameters.trees,
            samples.features.ncols()
        );
    }
    Ok(())
}
