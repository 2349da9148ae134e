//! Class probabilities of a block of samples.

use super::flat::{Forest, ONE};
use super::patch::{Patch, SIZE, Values};
use crate::error::{Result, try_zeroed};
use crate::filter::simd::{self, Level};
use crate::invalid;
use crate::progress::Progress;
use ndarray::{Array2, ArrayView2, ArrayViewMut2, Axis};
use rayon::prelude::*;
use std::cell::RefCell;

#[cfg(target_arch = "x86_64")]
use super::packed::{GROUP_TREES, Packed};
#[cfg(target_arch = "x86_64")]
use super::{packet_avx2, packet_avx512};

/// Bytes of features that a tree is walked for before the next tree: they stay in the second-level cache, and every tree
/// is fetched for many samples.
const BLOCK_BYTES: usize = 1 << 18;
/// Samples of a task of [`predict_classes`].
const TASK: usize = 512;

/// Buffers that a thread keeps from tile to tile.
#[derive(Default)]
struct Scratch {
    /// Shape (patch, feature).
    values: Vec<Values>,
    /// Shape (patch, class).
    sums: Vec<[u64; SIZE]>,
    #[cfg(target_arch = "x86_64")]
    queue: super::queue::Queue,
}

/// How samples go through the trees: one by one, or as packets.
enum Way<'a> {
    Walks(&'a Forest),
    #[cfg(target_arch = "x86_64")]
    Avx2(fearless_simd::Avx2, &'a Packed),
    #[cfg(target_arch = "x86_64")]
    Avx512(fearless_simd::Avx512, &'a Packed),
}

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

impl Forest {
    /// Class probabilities of samples: `features` has shape (feature, sample) with contiguous rows, `probabilities`
    /// (class, sample), also with contiguous rows, and is overwritten with values from 0 to 1. A NaN goes right at
    /// every split.
    ///
    /// # Errors
    /// [`crate::error::Error::Invalid`] when a shape does not fit the forest or a row is not contiguous;
    /// [`crate::error::Error::Memory`].
    pub fn predict(&self, features: ArrayView2<f32>, probabilities: ArrayViewMut2<f32>) -> Result<()> {
        let width = features.ncols();
        self.predict_tile(features, width, probabilities)
    }

    /// [`Forest::predict`] of the voxels of a tile whose rows along x have `width` voxels; that they are neighbours in two
    /// directions makes it faster.
    ///
    /// # Errors
    /// As [`Forest::predict`], and when the samples are no whole number of rows.
    pub fn predict_tile(
        &self,
        features: ArrayView2<f32>,
        width: usize,
        probabilities: ArrayViewMut2<f32>,
    ) -> Result<()> {
        self.predict_with_level(simd::level()?, features, width, probabilities)
    }

    /// [`Forest::predict_tile`] at a SIMD level instead of the process's. The bits are the same at every level.
    ///
    /// # Errors
    /// As [`Forest::predict_tile`].
    pub fn predict_with_level(
        &self,
        level: Level,
        features: ArrayView2<f32>,
        width: usize,
        mut probabilities: ArrayViewMut2<f32>,
    ) -> Result<()> {
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
        if samples == 0 {
            return Ok(());
        }
        if width == 0 || !samples.is_multiple_of(width) {
            invalid!("{samples} samples are no whole number of rows of {width}");
        }
        let rows = features.outer_iter().map(|row| row.to_slice());
        let Some(features) = rows.collect::<Option<Vec<&[f32]>>>() else {
            invalid!("the features of a block must have contiguous rows");
        };
        let rows = probabilities.outer_iter_mut().map(|row| row.into_slice());
        let Some(mut probabilities) = rows.collect::<Option<Vec<&mut [f32]>>>() else {
            invalid!("the probabilities of a block must have contiguous rows");
        };
        SCRATCH.with_borrow_mut(|scratch| {
            self.predict_patches(level, &features, Patch::all(samples, width), &mut probabilities, scratch)
        })
    }

    /// Lays out what prediction on this processor reads, once; the first prediction does it otherwise.
    ///
    /// # Errors
    /// [`crate::error::Error::Invalid`] when the user names a SIMD level that is unknown.
    pub fn prepare(&self) -> Result<()> {
        self.way(simd::level()?);
        Ok(())
    }

    /// Bytes of what [`Forest::prepare`] lays out.
    pub fn prepared_bytes(&self) -> u64 {
        self.packet_bytes().map_or(0, |(forest, _)| forest)
    }

    /// Bytes that a thread keeps for predictions.
    pub fn scratch_bytes(&self) -> u64 {
        let patch = self.feature_count * size_of::<Values>() + self.class_count * size_of::<[u64; SIZE]>();
        match self.packet_bytes() {
            Some((_, queue)) => patch as u64 + queue,
            None => (self.most_walks() * patch) as u64,
        }
    }

    /// Bytes of the forest for packets, and of a thread's queue, where this processor has packets.
    fn packet_bytes(&self) -> Option<(u64, u64)> {
        #[cfg(target_arch = "x86_64")]
        if let Ok(Level::Avx512(_) | Level::Avx2(_)) = simd::level() {
            let queue = super::queue::Queue::bytes(self.roots.len().min(GROUP_TREES));
            return Some((Packed::bytes(self), queue));
        }
        None
    }

    /// Patches that are walked side by side.
    fn most_walks(&self) -> usize {
        (BLOCK_BYTES / (self.feature_count * size_of::<Values>())).clamp(2, 128)
    }

    fn predict_patches(
        &self,
        level: Level,
        features: &[&[f32]],
        mut patches: impl Iterator<Item = Patch>,
        probabilities: &mut [&mut [f32]],
        scratch: &mut Scratch,
    ) -> Result<()> {
        let way = self.way(level);
        let most = match way {
            Way::Walks(_) => self.most_walks(),
            #[cfg(target_arch = "x86_64")]
            _ => 1,
        };
        grow(&mut scratch.values, most * self.feature_count)?;
        grow(&mut scratch.sums, most * self.class_count)?;
        let whole = self.roots.len() as f64 * f64::from(ONE);
        let mut block = Vec::with_capacity(most);
        loop {
            block.clear();
            block.extend(patches.by_ref().take(most));
            if block.is_empty() {
                return Ok(());
            }
            for (patch, to) in block.iter().zip(scratch.values.chunks_exact_mut(self.feature_count)) {
                patch.fill(features, to);
            }
            scratch.sums[..block.len() * self.class_count].fill([0; SIZE]);
            self.add_shares(&way, &block, scratch);
            for (patch, sums) in block.iter().zip(scratch.sums.chunks_exact(self.class_count)) {
                for (sums, to) in sums.iter().zip(probabilities.iter_mut()) {
                    patch.write(sums, to, |sum| (sum as f64 / whole) as f32);
                }
            }
        }
    }

    fn way(&self, level: Level) -> Way<'_> {
        let packets = match level {
            #[cfg(target_arch = "x86_64")]
            Level::Avx512(simd) => self.packed.of(self).map(|packed| Way::Avx512(simd, packed)),
            #[cfg(target_arch = "x86_64")]
            Level::Avx2(simd) => self.packed.of(self).map(|packed| Way::Avx2(simd, packed)),
            _ => None,
        };
        packets.unwrap_or(Way::Walks(self))
    }

    /// Adds up the class shares of all trees for the first patches of the scratch; packets are of one patch.
    fn add_shares(&self, way: &Way, patches: &[Patch], scratch: &mut Scratch) {
        let values = &scratch.values[..patches.len() * self.feature_count];
        let sums = &mut scratch.sums[..patches.len() * self.class_count];
        match *way {
            Way::Walks(forest) => forest.add_walks(values, sums),
            #[cfg(target_arch = "x86_64")]
            Way::Avx2(simd, packed) => packed.parts(&self.distributions).for_each(|trees| {
                packet_avx2::add_packet(simd, trees, values, patches[0].mask(), &mut scratch.queue, sums);
            }),
            #[cfg(target_arch = "x86_64")]
            Way::Avx512(simd, packed) => packed.parts(&self.distributions).for_each(|trees| {
                packet_avx512::add_packet(simd, trees, values, patches[0].mask(), &mut scratch.queue, sums);
            }),
        }
    }
}

/// Makes a buffer at least as long as `len`.
fn grow<T: Clone + Default>(buffer: &mut Vec<T>, len: usize) -> Result<()> {
    if buffer.len() < len {
        *buffer = try_zeroed(len, "the features of a few samples")?;
    }
    Ok(())
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
    let parts: Vec<ArrayView2<f32>> = features.axis_chunks_iter(Axis(1), TASK).collect();
    let classes = parts.into_par_iter().map(|part| {
        progress.check()?;
        let mut probabilities = Array2::zeros((forest.class_count, part.ncols()));
        forest.predict(part, probabilities.view_mut())?;
        Ok(probabilities.columns().into_iter().map(|p| best_class(p.iter().copied()) as u8).collect())
    });
    Ok(classes.collect::<Result<Vec<Vec<u8>>>>()?.concat())
}
