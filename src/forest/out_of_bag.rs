//! The error of a random forest on the rows that its trees have not seen.

use super::flat::{Forest, ONE};
use super::parameters::{Kind, Parameters};
use super::predict::best_class;
use super::random::{Purpose, generator};
use super::train::check_grown_from;
use super::training_rows::TrainingRows;
use crate::error::{Result, try_zeroed};
use crate::progress::Progress;
use crate::sample::Samples;
use ndarray::Array2;
use rayon::prelude::*;

/// Out-of-bag error and probabilities (Breiman 2001, section 3.1). Neighbouring pixels of a stroke are near-copies, so it
/// flatters; [`crate::validate::held_out_error`] does not.
#[derive(Clone, Debug, PartialEq)]
pub struct OutOfBag {
    /// Share of wrong rows, 0 to 1, among those that some tree has not seen; NaN where there is none.
    pub error: f64,
    /// Shape (row, class): the mean over the trees that have not seen the row; NaN where all have.
    pub probabilities: Array2<f32>,
}

/// The out-of-bag error of a forest that was grown from these samples and parameters: the bags are drawn again from
/// the seed. `None` for extra-trees, whose trees see all rows. Rows that `max_samples` left out are in no bag.
/// `progress` counts trees.
///
/// # Errors
/// [`crate::error::Error::Invalid`] when the forest is not one of these samples and parameters;
/// [`crate::error::Error::Cancelled`]; [`crate::error::Error::Memory`].
pub fn out_of_bag(
    forest: &Forest,
    samples: &Samples,
    parameters: &Parameters,
    progress: &Progress,
) -> Result<Option<OutOfBag>> {
    check_grown_from(forest, samples, parameters)?;
    if parameters.kind == Kind::ExtraTrees {
        return Ok(None);
    }
    progress.expect(parameters.trees as u64);
    let classes = forest.class_count();
    let training = TrainingRows::select(samples, classes, parameters);
    let rows = samples.classes.len();

    // Integers: in whatever order the trees are added, the sums are the same.
    let empty = || -> Result<Sums> {
        let what = "the out-of-bag probabilities";
        Ok(Sums { shares: try_zeroed(rows * classes, what)?, trees: try_zeroed(rows, what)? })
    };
    let trees_a_task = parameters.trees.div_ceil(rayon::current_num_threads());
    let tasks = forest.roots.par_chunks(trees_a_task).enumerate().map(|(task, roots)| {
        let mut sums = empty()?;
        for (tree, &root) in (task * trees_a_task..).zip(roots) {
            let mut random = generator(parameters.seed, Purpose::Tree(tree as u32));
            let mut in_bag = vec![false; rows];
            for (&row, repeats) in training.rows.iter().zip(training.draw(&mut random)) {
                in_bag[row as usize] = repeats > 0;
            }
            for (row, _) in in_bag.iter().enumerate().filter(|&(_, &seen)| !seen) {
                let values = samples.features.row(row);
                let leaf = forest.walk(root, |feature| values[feature as usize]);
                let shares = forest.distribution(forest.nodes[leaf as usize].leaf);
                let to = &mut sums.shares[row * classes..][..classes];
                to.iter_mut().zip(shares).for_each(|(sum, &share)| *sum += u64::from(share));
                sums.trees[row] += 1;
            }
            progress.check()?;
            progress.advance(1);
        }
        Ok(sums)
    });
    let sums = tasks.try_reduce_with(|a, b| Ok(a.plus(b))).unwrap_or_else(empty)?;

    let mean = |(row, class)| {
        let trees = f64::from(sums.trees[row]);
        (sums.shares[row * classes + class] as f64 / (trees * f64::from(ONE))) as f32
    };
    let probabilities = Array2::from_shape_fn((rows, classes), mean);
    let judged: Vec<usize> = (0..rows).filter(|&row| sums.trees[row] > 0).collect();
    let is_wrong = |row: &&usize| {
        best_class(probabilities.row(**row).iter().copied()) != usize::from(samples.classes[**row])
    };
    let error = judged.iter().filter(is_wrong).count() as f64 / judged.len() as f64;
    Ok(Some(OutOfBag { error, probabilities }))
}

/// Sums over the trees that have not seen a row.
struct Sums {
    /// Shape (row, class).
    shares: Vec<u64>,
    trees: Vec<u32>,
}

impl Sums {
    fn plus(mut self, other: Sums) -> Sums {
        self.shares.iter_mut().zip(other.shares).for_each(|(sum, share)| *sum += share);
        self.trees.iter_mut().zip(other.trees).for_each(|(sum, trees)| *sum += trees);
        self
    }
}
