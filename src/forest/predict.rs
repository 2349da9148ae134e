//! Class probabilities of a block of samples.

use super::flat::{Forest, ONE};
use crate::error::{Result, try_zeroed};
use crate::invalid;
use crate::progress::Progress;
use ndarray::{Array2, ArrayView2, ArrayViewMut2, Axis};
use rayon::prelude::*;

/// Walks side by side: while one waits for its node, the others go on. (16 were slower: the registers do not suffice, and
/// all wait for the longest.)
const WALKS: usize = 8;
/// Bytes of features that a tree is walked for before the next tree: they stay in the second-level cache, and every tree
/// is fetched for many samples.
const BLOCK_BYTES: usize = 1 << 18;

/// One feature of the samples that walk side by side.
#[derive(Clone, Copy, Default)]
#[repr(align(32))]
struct Lane([f32; WALKS]);

impl Forest {
    /// Class probabilities of samples: `features` has shape (feature, sample) with contiguous rows, `probabilities`
    /// (class, sample), also with contiguous rows, and is overwritten with values from 0 to 1. A NaN goes right at
    /// every split.
    ///
    /// # Errors
    /// [`crate::error::Error::Invalid`] when a shape does not fit the forest or a row is not contiguous.
    pub fn predict(&self, features: ArrayView2<f32>, mut probabilities: ArrayViewMut2<f32>) -> Result<()> {
        let (feature_count, samples) = features.dim();
        if feature_count != self.feature_count {
            invalid!(
                "the forest was trained with {} features, but {feature_count} are given; compute the features of \
                 its model",
                self.feature_count
            );
        }
        if probabilities.dim() != (self.class_count, samples) {
            invalid!(
                "the probabilities of {} classes and {samples} samples do not fit into shape {:?}",
                self.class_count,
                probabilities.shape()
            );
        }
        let rows = features.outer_iter().map(|row| row.to_slice());
        let Some(features) = rows.collect::<Option<Vec<&[f32]>>>() else {
            invalid!("the features of a block must have contiguous rows");
        };
        let rows = probabilities.outer_iter_mut().map(|row| row.into_slice());
        let Some(mut probabilities) = rows.collect::<Option<Vec<&mut [f32]>>>() else {
            invalid!("the probabilities of a block must have contiguous rows");
        };

        let most_groups = (BLOCK_BYTES / (feature_count * size_of::<Lane>())).clamp(8, 512);
        let mut lanes = try_zeroed::<Lane>(most_groups * feature_count, "the features of a few samples")?;
        let mut sums = vec![[0u64; WALKS]; most_groups * self.class_count];
        let whole = self.roots.len() as f64 * f64::from(ONE);
        for start in (0..samples).step_by(most_groups * WALKS) {
            let end = samples.min(start + most_groups * WALKS);
            let groups = (end - start).div_ceil(WALKS);
            for (feature, row) in features.iter().enumerate() {
                for (group, values) in row[start..end].chunks(WALKS).enumerate() {
                    lanes[group * feature_count + feature].0[..values.len()].copy_from_slice(values);
                }
            }
            sums.fill([0; WALKS]);
            self.sum_shares(&lanes[..groups * feature_count], &mut sums);
            for (class, row) in probabilities.iter_mut().enumerate() {
                for (group, values) in row[start..end].chunks_mut(WALKS).enumerate() {
                    let sums = sums[group * self.class_count + class];
                    values.iter_mut().zip(sums).for_each(|(p, sum)| *p = (sum as f64 / whole) as f32);
                }
            }
        }
        Ok(())
    }

    /// Adds up the class shares of all trees. `lanes` has shape (group, feature), `sums` (group, class).
    fn sum_shares(&self, lanes: &[Lane], sums: &mut [[u64; WALKS]]) {
        let nodes = &self.nodes[..];
        for &root in &self.roots {
            let groups = lanes.chunks_exact(self.feature_count).zip(sums.chunks_exact_mut(self.class_count));
            for (lanes, sums) in groups {
                let mut at = [root; WALKS];
                loop {
                    let mut moved = 0;
                    for (j, at) in at.iter_mut().enumerate() {
                        let node = &nodes[*at as usize];
                        let to = node.next(lanes[node.feature as usize].0[j]);
                        moved |= to ^ *at;
                        *at = to;
                    }
                    if moved == 0 {
                        break;
                    }
                }
                for (j, at) in at.into_iter().enumerate() {
                    let shares = self.distribution(nodes[at as usize].leaf);
                    sums.iter_mut().zip(shares).for_each(|(sum, &share)| sum[j] += u64::from(share));
                }
            }
        }
    }
}

/// The class of largest probability; ties go to the first.
pub fn best_class(probabilities: impl IntoIterator<Item = f32>) -> usize {
    let mut best = (0, f32::NEG_INFINITY);
    for (class, p) in probabilities.into_iter().enumerate() {
        if p > best.1 {
            best = (class, p);
        }
    }
    best.0
}

/// The best class of each sample, on the current rayon pool. `features` has shape (feature, sample), rows contiguous.
pub(crate) fn predict_classes(
    forest: &Forest,
    features: ArrayView2<f32>,
    progress: &Progress,
) -> Result<Vec<u8>> {
    let parts: Vec<ArrayView2<f32>> = features.axis_chunks_iter(Axis(1), 64 * WALKS).collect();
    let classes = parts.into_par_iter().map(|part| {
        progress.check()?;
        let mut probabilities = Array2::zeros((forest.class_count, part.ncols()));
        forest.predict(part, probabilities.view_mut())?;
        Ok(probabilities.columns().into_iter().map(|p| best_class(p.iter().copied()) as u8).collect())
    });
    Ok(classes.collect::<Result<Vec<Vec<u8>>>>()?.concat())
}
