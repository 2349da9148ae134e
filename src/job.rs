//! Jobs: work on images, driven from outside. The job says which block it wants next, someone fills it, the job works on it.

use crate::block::{Block, Region};
use crate::error::Result;
use crate::image::ImageInfo;
use crate::normalize::{ChannelRange, check_finite};
use crate::percentile::{RangeMeasure, measured_bands};
use crate::progress::Progress;
use ndarray::Array4;
use rayon::prelude::*;
use std::sync::Mutex;

/// Why a block is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Part of a plane to measure the range of intensities from.
    Range,
    /// Features of the inner region.
    Features,
}

/// A wish for pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request {
    /// Why.
    pub purpose: Purpose,
    /// Which of the job's images.
    pub image: usize,
    /// Which time frame.
    pub frame: usize,
    /// The voxels that are worked on.
    pub inner: Region,
    /// The voxels that are read: with the halo.
    pub outer: Region,
}

/// Values of a result, shape (channel, z, y, x).
#[derive(Debug)]
pub enum Values {
    /// Probabilities, uncertainty, features.
    Float(Array4<f32>),
    /// Segmentation, mask.
    Byte(Array4<u8>),
}

/// What a job computed of a block.
#[derive(Debug)]
pub struct Output {
    /// Time frame.
    pub frame: usize,
    /// Which voxels.
    pub region: Region,
    /// Voxels along y and along x that one value stands for; at the region's end it may be fewer.
    pub step: usize,
    /// One entry per wanted result.
    pub values: Vec<Values>,
}

/// Values of cells, row by row, for each voxel: a cell stands for `step` rows and columns, up to `size`.
pub fn spread<T: Copy>(cells: &[T], size: [usize; 2], step: [usize; 2]) -> Vec<T> {
    let columns = size[1].div_ceil(step[1]);
    let mut values = Vec::with_capacity(size[0] * size[1]);
    for y in 0..size[0] {
        let row = &cells[y / step[0] * columns..][..columns];
        for (x, &value) in row.iter().enumerate() {
            values.extend(std::iter::repeat_n(value, step[1].min(size[1] - x * step[1])));
        }
    }
    values
}

/// Peak bytes a job holds, and its number of blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forecast {
    /// Blocks, features and results in work, and what the job makes for itself, such as the forest's second layout; neither the input
    /// image, the model and the strokes, which were there before, nor the collected results.
    pub bytes: u64,
    /// Blocks of features.
    pub blocks: usize,
}

/// Long work.
pub trait Job: Send + Sync {
    /// Memory and blocks.
    ///
    /// # Errors
    /// Whatever makes the job impossible, found before pixels are read.
    fn forecast(&self) -> Result<Forecast>;

    /// What the job did: pairs for the command's result.
    fn report(&self) -> Vec<(String, String)>;

    /// The running phase's progress.
    fn progress(&self) -> &Progress;

    /// Asks the job to stop, in whatever phase it is.
    fn cancel(&self);
}

/// Work on blocks of images. `next` may run ahead of `process` in another thread; `process` takes the blocks in the order of
/// `next`.
pub trait BlockJob: Job {
    /// The next wish, or None when nothing more is wanted.
    ///
    /// # Errors
    /// As [`Job::forecast`].
    fn next(&self) -> Result<Option<Request>>;

    /// An empty block for a request.
    ///
    /// # Errors
    /// [`crate::error::Error::Memory`].
    fn block(&self, request: &Request) -> Result<Block>;

    /// Works on a filled block.
    ///
    /// # Errors
    /// Pixels that are not finite, cancellation, memory.
    fn process(&self, request: &Request, block: Block) -> Result<Option<Output>>;
}

/// The requests that measure an image's ranges, in bands of at most so many bytes.
pub fn range_requests(index: usize, image: &ImageInfo, most_bytes: u64) -> Vec<Request> {
    let request =
        |(frame, band)| Request { purpose: Purpose::Range, image: index, frame, inner: band, outer: band };
    measured_bands(image, most_bytes as usize / size_of::<f32>()).into_iter().map(request).collect()
}

/// Bytes that measuring needs beside the band that it works on.
pub fn range_bytes(image: &ImageInfo, band: &Region, threads: usize) -> u64 {
    RangeMeasure::bytes(image, band.voxels(), threads)
}

/// Bytes that one request needs.
#[derive(Clone, Copy, Debug, Default)]
pub struct Load {
    /// The block.
    pub input: u64,
    /// Its results.
    pub output: u64,
    /// The work on it, beside both.
    pub work: u64,
}

/// The most bytes that exist at once: while one request is worked on, the next one's block is read and the results of the one
/// before are taken.
pub fn most_in_flight(loads: impl IntoIterator<Item = Load>) -> u64 {
    let (mut most, mut before, mut now) = (0, 0, Load::default());
    for next in loads.into_iter().chain([Load::default()]) {
        most = most.max(before + now.input + now.output + now.work + next.input);
        (before, now) = (now.output, next);
    }
    most
}

/// Measures one image as its bands come in: the ranges of its channels, and a fingerprint.
#[derive(Debug, Default)]
pub struct Measuring(Mutex<State>);

#[derive(Debug, Default)]
enum State {
    #[default]
    Untouched,
    Running(RangeMeasure, Vec<crc32fast::Hasher>),
    Done(Measured),
}

/// What was measured of an image.
#[derive(Clone, Debug, Default)]
pub struct Measured {
    /// Of each channel.
    pub ranges: Vec<ChannelRange>,
    /// CRC-32 of the measured planes (little-endian f32), channel after channel, to recognise the image.
    pub fingerprint: u32,
}

impl Measuring {
    /// Adds the next band.
    ///
    /// # Errors
    /// Pixels that are not finite, memory, cancellation.
    pub fn add(&self, image: &ImageInfo, request: &Request, band: &Block, progress: &Progress) -> Result<()> {
        check_finite(band, image, request.frame, progress)?;
        let mut state = self.0.lock().expect(WHOLE);
        if matches!(*state, State::Untouched) {
            let fingerprints = vec![crc32fast::Hasher::new(); image.channels];
            *state = State::Running(RangeMeasure::new(image)?, fingerprints);
        }
        if let State::Running(measure, fingerprints) = &mut *state {
            measure.add(band)?;
            for (channel, fingerprint) in band.pixels.outer_iter().zip(&mut *fingerprints) {
                extend(fingerprint, channel.to_slice().expect("blocks are contiguous"));
            }
            if measure.is_complete() {
                let fingerprint = joined(fingerprints).finalize();
                *state = State::Done(Measured { ranges: measure.ranges(), fingerprint });
            }
        }
        Ok(())
    }

    /// What was measured, once all bands were added.
    pub fn measured(&self) -> Option<Measured> {
        match &*self.0.lock().expect(WHOLE) {
            State::Done(measured) => Some(measured.clone()),
            _ => None,
        }
    }
}

const WHOLE: &str = "nothing panics while measuring";

/// Values that one task of a fingerprint takes.
const TASK: usize = 1 << 18;

/// Adds values to a fingerprint.
fn extend(fingerprint: &mut crc32fast::Hasher, values: &[f32]) {
    let parts: Vec<crc32fast::Hasher> = values.par_chunks(TASK).map(fingerprint_of).collect();
    parts.iter().for_each(|part| fingerprint.combine(part));
}

fn fingerprint_of(values: &[f32]) -> crc32fast::Hasher {
    let mut hasher = crc32fast::Hasher::new();
    let mut bytes = [0; 4096];
    for values in values.chunks(bytes.len() / 4) {
        for (to, v) in bytes.chunks_exact_mut(4).zip(values) {
            to.copy_from_slice(&v.to_le_bytes());
        }
        hasher.update(&bytes[..4 * values.len()]);
    }
    hasher
}

/// The fingerprint of parts one after the other.
fn joined(parts: &[crc32fast::Hasher]) -> crc32fast::Hasher {
    let mut all = crc32fast::Hasher::new();
    parts.iter().for_each(|part| all.combine(part));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_filled_up_to_the_end() {
        assert_eq!(spread(&[1, 2, 3, 4], [3, 4], [2, 3]), [1, 1, 1, 2, 1, 1, 1, 2, 3, 3, 3, 4]);
        assert_eq!(spread(&[1, 2], [1, 2], [1, 1]), [1, 2]);
    }

    #[test]
    fn what_exists_at_once_is_counted() {
        let load = |input, output, work| Load { input, output, work };
        assert_eq!(most_in_flight([]), 0);
        assert_eq!(most_in_flight([load(1, 10, 100)]), 111);
        // The second: its block, its results, those of the first, its work, and the third block.
        assert_eq!(most_in_flight([load(1, 10, 100), load(2, 20, 100), load(4, 40, 100)]), 20 + 4 + 40 + 100);
        assert_eq!(
            most_in_flight([load(1, 10, 100), load(2, 20, 100), load(90, 0, 0)]),
            10 + 2 + 20 + 100 + 90
        );
    }
}
