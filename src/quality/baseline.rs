//! The baseline of a frame: gathers its intensities, and tells dark objects from bright ones.

use super::otsu::{Separation, otsu_objects};
use crate::error::{Result, try_volume};
use crate::invalid;
use crate::objects::{Components, check_spacing};
use crate::progress::Progress;
use ndarray::{Array3, ArrayView2, ArrayView3, Axis};

/// What Otsu's threshold makes of a frame of an image.
#[derive(Clone, Debug)]
pub struct Baseline {
    /// Means over the channels.
    volume: Array3<f32>,
    /// Sum and number of the intensities outside and inside of the true objects.
    sums: [(f64, u64); 2],
}

impl Baseline {
    /// A frame of `shape` (z, y, x) of which nothing is known yet.
    ///
    /// # Errors
    /// [`crate::error::Error::Memory`].
    pub fn new(shape: [usize; 3]) -> Result<Self> {
        Ok(Baseline { volume: try_volume(shape.into(), "the image to threshold")?, sums: [(0.0, 0); 2] })
    }

    /// Adds slice `z`: the channels of the image (channel, y, x), which are averaged, and the truth (y, x).
    ///
    /// # Errors
    /// [`crate::error::Error::Invalid`] for other sizes and values that are not finite.
    pub fn add(&mut self, z: usize, image: ArrayView3<f32>, truth: ArrayView2<f32>) -> Result<()> {
        let (depth, height, width) = self.volume.dim();
        let (_, h, w) = image.dim();
        if z >= depth || (h, w) != (height, width) || truth.dim() != (height, width) {
            invalid!(
                "the image has {w} x {h} pixels, the truth {width} x {height}: both must show the same region"
            );
        }
        let mean = image.mean_axis(Axis(0)).unwrap_or_default();
        if let Some(((y, x), v)) = mean.indexed_iter().find(|(_, v)| !v.is_finite()) {
            invalid!("the image holds {v} at x={x}, y={y}, slice {}: give numbers", z + 1);
        }
        for (&v, &t) in mean.iter().zip(truth) {
            let (sum, count) = &mut self.sums[usize::from(t > 0.0)];
            *sum += f64::from(v);
            *count += 1;
        }
        self.volume.index_axis_mut(Axis(0), z).assign(&mean);
        Ok(())
    }

    /// The objects by Otsu's threshold, as [`otsu_objects`]; the darker side where the true objects are darker than the rest.
    ///
    /// # Errors
    /// [`crate::error::Error::Invalid`] for a spacing that is none, [`crate::error::Error::Memory`],
    /// [`crate::error::Error::Cancelled`].
    pub fn objects(
        &self,
        separation: Separation,
        min_size: f64,
        spacing: [f64; 3],
        progress: &Progress,
    ) -> Result<Components> {
        check_spacing(spacing)?;
        let [outside, inside] = self.sums.map(|(sum, count)| sum / count as f64);
        let volume = if inside < outside { self.volume.mapv(|v| -v) } else { self.volume.clone() };
        otsu_objects(volume, separation, min_size, spacing, progress)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array2, Array3};

    #[test]
    fn dark_objects_are_found_as_well_as_bright_ones() {
        let truth = Array2::from_shape_fn((20, 20), |(y, x)| f32::from(u8::from(y / 5 == 1 && x / 5 == 2)));
        for sign in [1.0, -1.0] {
            let image =
                Array3::from_shape_fn((3, 20, 20), |(c, y, x)| sign * truth[[y, x]] * 90.0 + c as f32);
            let mut baseline = Baseline::new([1, 20, 20]).unwrap();
            baseline.add(0, image.view(), truth.view()).unwrap();
            let found =
                baseline.objects(Separation::Components, 1.0, [1.0; 3], &Progress::default()).unwrap();
            assert_eq!(found.count, 1);
            assert_eq!((found.labels[[0, 7, 12]], found.labels[[0, 2, 2]]), (1, 0));
        }
    }

    #[test]
    fn other_sizes_and_missing_numbers_are_refused() {
        let mut baseline = Baseline::new([1, 4, 5]).unwrap();
        let truth = Array2::zeros((4, 5));
        let error = baseline.add(0, Array3::zeros((1, 4, 4)).view(), truth.view()).unwrap_err().to_string();
        assert!(error.contains("4 x 4 pixels, the truth 5 x 4"), "{error}");
        let image = Array3::from_elem((1, 4, 5), f32::NAN);
        assert!(baseline.add(0, image.view(), truth.view()).is_err());
    }
}
