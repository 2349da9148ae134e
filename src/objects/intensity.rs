//! Intensities of objects.

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
    assert_eq!(labels.dim(), plane.dim(), "labels and intensities are of the same size");
    for (labels, values) in labels.rows().into_iter().zip(plane.rows()) {
        let labels = labels.to_slice().expect("rows are contiguous");
        let mut values = values.to_slice().expect("rows are contiguous");
        for run in labels.chunk_by(|a, b| a == b) {
            let in_run;
            (in_run, values) = values.split_at(run.len());
            if run[0] > 0 {
                intensities[run[0] as usize - 1].add(in_run);
            }
        }
    }
}
