//! Progress and cancellation of long work, polled from outside.

use crate::error::{Error, Result};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

/// Shared by the thread that works and the one that watches. Units are the work's own.
#[derive(Debug, Default)]
pub struct Progress {
    done: AtomicU64,
    total: AtomicU64,
    cancelled: AtomicBool,
}

impl Progress {
    /// Adds `units` to the work that lies ahead.
    pub fn expect(&self, units: u64) {
        self.total.fetch_add(units, Relaxed);
    }

    /// Adds `units` to the work done.
    pub fn advance(&self, units: u64) {
        self.done.fetch_add(units, Relaxed);
    }

    /// Asks the work to stop; it answers with [`Error::Cancelled`].
    pub fn cancel(&self) {
        self.cancelled.store(true, Relaxed);
    }

    /// Fails when the work shall stop. Called between small pieces of work.
    pub fn check(&self) -> Result<()> {
        if self.cancelled.load(Relaxed) { Err(Error::Cancelled) } else { Ok(()) }
    }

    /// Work done and total, in the work's own units.
    pub fn state(&self) -> (u64, u64) {
        (self.done.load(Relaxed), self.total.load(Relaxed))
    }
}
