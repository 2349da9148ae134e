//! Labelled rows: what a forest learns from.

use crate::error::Result;
use crate::invalid;
use ndarray::Array2;
use serde::{Deserialize, Serialize};

/// Where a labelled voxel lies. Its order is the canonical order of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// Training image, in the order the images were given.
    pub image: u32,
    /// Time frame.
    pub frame: u32,
    /// Slice.
    pub z: u32,
    /// Row.
    pub y: u32,
    /// Column.
    pub x: u32,
}

/// Labelled rows in canonical order (image, frame, z, y, x), so that every door trains the same forest.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Samples {
    /// Shape (row, feature channel).
    pub features: Array2<f32>,
    /// Class of each row, from 0.
    pub classes: Vec<u8>,
    /// Stroke of each row: rows of one stroke are near-copies and are held out together.
    pub strokes: Vec<u32>,
    /// Where each row lies.
    pub places: Vec<Place>,
}

impl Samples {
    /// Checks that all parts have the same length, every feature is finite and every class is below `class_count`.
    ///
    /// # Errors
    /// [`crate::error::Error::Invalid`] names the first part or row that is wrong.
    pub fn validate(&self, class_count: usize) -> Result<()> {
        let rows = self.features.nrows();
        if self.classes.len() != rows || self.strokes.len() != rows || self.places.len() != rows {
            invalid!(
                "the labelled rows do not match: {rows} of features, {} of classes, {} of strokes, {} of places",
                self.classes.len(),
                self.strokes.len(),
                self.places.len()
            );
        }
        if let Some(row) = self.classes.iter().position(|&c| c as usize >= class_count) {
            invalid!("row {row} has class {} of {class_count}", self.classes[row] as usize + 1);
        }
        for (row, values) in self.features.outer_iter().enumerate() {
            if let Some(feature) = values.iter().position(|v| !v.is_finite()) {
                invalid!(
                    "feature {feature} of row {row} is {}; the features must be finite",
                    values[feature]
                );
            }
        }
        Ok(())
    }

    /// Rows of each class.
    pub fn counts(&self, class_count: usize) -> Vec<usize> {
        let mut counts = vec![0; class_count];
        self.classes.iter().for_each(|&c| counts[c as usize] += 1);
        counts
    }
}
