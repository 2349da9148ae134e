//! Buffers of the bank, kept from block to block: fresh memory costs more than the features of a plane.

use super::bank::Bank;
use super::cut::Cut;
use super::field::Field;
use super::{tile_2d, tile_3d};
use crate::error::Result;
use crate::filter::line::Aligned;
use crate::filter::smooth::Panels;
use std::sync::{Mutex, PoisonError};

/// What one computation works with.
#[derive(Debug, Default)]
pub struct Workspace {
    pub fields: Vec<Field>,
    pub panels: Panels,
    /// Scratch of the passes along y and x.
    pub strips: Pool<Aligned>,
    pub tiles: Pool<TileScratch>,
}

/// What a thread works with.
#[derive(Debug, Default)]
pub struct TileScratch {
    pub two: Box<tile_2d::Scratch>,
    pub three: Option<Box<tile_3d::Scratch>>,
    /// The tile's features, channel after channel.
    pub features: Aligned,
}

impl TileScratch {
    /// Makes room for the tiles of a cut.
    pub fn make_room(&mut self, bank: &Bank, cut: &Cut) -> Result<()> {
        if bank.in_3d() && self.three.is_none() {
            self.three = Some(tile_3d::Scratch::new()?);
        }
        self.features.make_room(bank.channel_count() * cut.stride(), "the features of a tile")
    }

    /// Bytes for the tiles of a cut.
    pub fn bytes(bank: &Bank, cut: &Cut) -> u64 {
        let three = if bank.in_3d() { tile_3d::Scratch::BYTES } else { 0 };
        let features = bank.channel_count() * cut.stride() * size_of::<f32>();
        (size_of::<tile_2d::Scratch>() + three + features) as u64
    }
}

/// Things that wait for their next use.
#[derive(Debug, Default)]
pub struct Pool<T>(Mutex<Vec<T>>);

impl<T: Default> Pool<T> {
    /// One of them, or a new one.
    pub fn take(&self) -> T {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default()
    }

    /// Frees those that wait.
    pub fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Gives one back.
    pub fn give(&self, thing: T) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(thing);
    }
}
