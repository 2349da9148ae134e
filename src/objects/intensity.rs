//! Intensities of objects.

use super::label_runs::for_each_run;
use ndarray::ArrayView2;

/// The intensities of one object's voxels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Intensity {
    /// The lowest; infinite without voxels.
    pub min: f32,
    /// The highest; minus infinity without voxels.
    pub max: f32,
    /// The sum over the voxels.
    pub sum: f64,
    /// How many voxels there are.
    pub count: u64,
}

impl Default for Intensity {
    fn default() -> Self {
        Intensity { min: f32::INFINITY, max: f32::NEG_INFINITY, sum: 0.0, count: 0 }
    }
}

impl Intensity {
    /// The mean over the voxels; not a number without any.
    pub fn mean(&self) -> f64 {
        self.sum / self.count as f64
    }

    /// Adds voxels.
    fn add(&mut self, values: &[f32]) {
        for &v in values {
            self.min = self.min.min(v);
            self.max = self.max.max(v);
            self.sum += f64::from(v);
        }
        self.count += values.len() as u64;
    }
}

/// Adds one plane (y, x) of an image to the intensities of objects: entry i is object i + 1, label 0 is background. The image
/// is assumed to hold no NaN: one would stay in the sum of its object.
///
/// # Panics
/// If the planes differ in size, or a label has no entry.
pub fn add_intensities(intensities: &mut [Intensity], labels: ArrayView2<u32>, plane: ArrayView2<f32>) {
    for_each_run(labels, plane, |label, values| intensities[label - 1].add(values));
}
