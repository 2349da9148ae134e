//! Rows of features of labelled voxels of one image.

use crate::feature::Selection;
use crate::normalize::Normalization;
use crate::sample::Place;
use std::collections::HashMap;

/// What rows are rows of; rows of something else are of no use.
#[derive(Clone, Debug, PartialEq)]
pub struct RowsOf {
    /// Which features.
    pub selection: Selection,
    /// How intensities are normalised.
    pub normalization: Normalization,
    /// Names of the channels.
    pub channels: Vec<String>,
}

/// Frame, z, y, x.
pub type At = [u32; 4];

#[derive(Debug)]
struct Row {
    /// The last training that used it.
    used: u64,
    values: Box<[f32]>,
}

/// Rows by their place.
#[derive(Debug, Default)]
pub struct Rows {
    rows: HashMap<At, Row>,
    bytes: u64,
}

fn at(place: &Place) -> At {
    [place.frame, place.z, place.y, place.x]
}

impl Row {
    /// With its entry in a map that is at its emptiest: a map grows to twice its size when it is 7/8 full.
    fn bytes(&self) -> u64 {
        (size_of_val(&*self.values) + 16 * size_of::<(At, Row)>() / 7) as u64
    }
}

impl Rows {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Bytes of all.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The row of a place, used by a training.
    pub fn get(&mut self, place: &Place, training: u64) -> Option<&[f32]> {
        let row = self.rows.get_mut(&at(place))?;
        row.used = training;
        Some(&row.values)
    }

    /// Keeps a row.
    pub fn insert(&mut self, place: &Place, training: u64, values: &[f32]) {
        let row = Row { used: training, values: values.into() };
        self.bytes += row.bytes();
        self.bytes -= self.rows.insert(at(place), row).map_or(0, |before| before.bytes());
    }

    /// When each row was used last.
    pub fn uses(&self) -> impl Iterator<Item = (u64, At)> {
        self.rows.iter().map(|(&at, row)| (row.used, at))
    }

    /// Forgets a row; its bytes.
    pub fn remove(&mut self, at: &At) -> u64 {
        let bytes = self.rows.remove(at).map_or(0, |row| row.bytes());
        self.bytes -= bytes;
        bytes
    }
}
