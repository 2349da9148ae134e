//! The fingerprint by which a project knows an image again: the same as that which a training measures.

use crate::block::Block;
use crate::error::Result;
use crate::image::ImageInfo;
use crate::invalid;
use crate::job::{BlockJob, ChannelFingerprints, Forecast, Job, Output, Request, range_requests};
use crate::percentile::passes;
use crate::progress::Progress;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// Bytes of a band of planes.
const BAND: u64 = 16 << 20;

/// A computation of the fingerprint of one image. Reads each measured plane once.
pub struct Fingerprinting {
    image: ImageInfo,
    requests: Vec<Request>,
    next: AtomicUsize,
    processed: AtomicUsize,
    channels: Mutex<ChannelFingerprints>,
    progress: Progress,
}

impl Fingerprinting {
    /// A computation that has read nothing.
    ///
    /// # Errors
    /// [`crate::error::Error::Invalid`] for an impossible image.
    pub fn new(image: ImageInfo) -> Result<Self> {
        image.validate()?;
        let mut requests = range_requests(0, &image, BAND);
        requests.truncate(requests.len() / passes(&image));
        let progress = Progress::default();
        progress.expect(requests.len() as u64);
        let channels = Mutex::new(ChannelFingerprints::new(image.channels));
        let (next, processed) = (AtomicUsize::new(0), AtomicUsize::new(0));
        Ok(Fingerprinting { image, requests, next, processed, channels, progress })
    }

    /// The fingerprint.
    ///
    /// # Errors
    /// [`crate::error::Error::Invalid`] before all blocks were worked on.
    pub fn finish(&self) -> Result<u32> {
        if self.processed.load(Relaxed) < self.requests.len() {
            invalid!("the fingerprint still waits for blocks");
        }
        let channels = self.channels.lock().expect("no panic while adding");
        Ok(channels.repeated(passes(&self.image)).joined())
    }
}

impl BlockJob for Fingerprinting {
    fn next(&self) -> Result<Option<Request>> {
        self.progress.check()?;
        Ok(self.requests.get(self.next.fetch_add(1, Relaxed)).copied())
    }

    fn block(&self, request: &Request) -> Result<Block> {
        Block::new(self.image.channels, request.outer, self.image.shape)
    }

    fn process(&self, _request: &Request, block: Block) -> Result<Option<Output>> {
        self.progress.check()?;
        self.channels.lock().expect("no panic while adding").add(&block);
        self.processed.fetch_add(1, Relaxed);
        self.progress.advance(1);
        Ok(None)
    }
}

impl Job for Fingerprinting {
    fn forecast(&self) -> Result<Forecast> {
        Ok(Forecast {
            bytes: 2 * BAND.min(4 * self.image.channels as u64 * self.image.whole().voxels() as u64),
            blocks: 0,
        })
    }

    fn report(&self) -> Vec<(String, String)> {
        Vec::new()
    }

    fn progress(&self) -> &Progress {
        &self.progress
    }

    fn cancel(&self) {
        self.progress.cancel();
    }
}
