//! Jobs: work on images, driven from outside. The job says which block it wants next, someone fills it, the job works on it.

use crate::block::{Block, Region};
use crate::error::Result;
use crate::image::ImageInfo;
use crate::normalize::{ChannelRange, check_finite};
use crate::percentile::{RangeMeasure, measured_bands};
use crate::progress::Progress;
use ndarray::Array4;
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
    /// One entry per wanted result.
    pub values: Vec<Values>,
}

/// Peak bytes a job holds, and its number of blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forecast {
    /// Blocks, features and results in work; neither the input image nor the collected results.
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

/// The requests that measure an image's ranges.
pub fn range_requests(index: usize, image: &ImageInfo) -> Vec<Request> {
    let request =
        |(frame, band)| Request { purpose: Purpose::Range, image: index, frame, inner: band, outer: band };
    measured_bands(image).into_iter().map(request).collect()
}

/// Bytes of the largest block of a few requests, counted twice: while one is worked on, the next is read.
pub fn block_bytes(requests: &[Request], image: &ImageInfo) -> u64 {
    let voxels = requests.iter().map(|r| r.outer.voxels()).max().unwrap_or(0);
    (2 * size_of::<f32>() * image.channels * voxels) as u64
}

/// Measures one image as its bands come in: the ranges of its channels, and a fingerprint.
#[derive(Debug, Default)]
pub struct Measuring(Mutex<State>);

#[derive(Debug, Default)]
enum State {
    #[default]
    Untouched,
    Running(RangeMeasure, crc32fast::Hasher),
    Done(Measured),
}

/// What was measured of an image.
#[derive(Clone, Debug, Default)]
pub struct Measured {
    /// Of each channel.
    pub ranges: Vec<ChannelRange>,
    /// CRC-32 of the measured bands (little-endian f32), to recognise the image.
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
            *state = State::Running(RangeMeasure::new(image)?, crc32fast::Hasher::new());
        }
        if let State::Running(measure, fingerprint) = &mut *state {
            measure.add(band)?;
            fingerprint_of(band, fingerprint);
            if measure.is_complete() {
                let fingerprint = fingerprint.clone().finalize();
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

fn fingerprint_of(band: &Block, hasher: &mut crc32fast::Hasher) {
    let mut bytes = [0; 4096];
    for values in band.pixels.as_slice().expect("blocks are contiguous").chunks(bytes.len() / 4) {
        for (to, v) in bytes.chunks_exact_mut(4).zip(values) {
            to.copy_from_slice(&v.to_le_bytes());
        }
        hasher.update(&bytes[..4 * values.len()]);
    }
}
