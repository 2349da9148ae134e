//! What a global threshold gives: the baseline that objects are held against.

use crate::error::Result;
use crate::filter::gaussian::smooth_volume;
use crate::filter::simd;
use crate::objects::{Components, Connectivity, MinSize, Recipe, Seeds, label};
use crate::progress::Progress;
use ndarray::Array3;

/// Sigma in pixels of the Gaussian of the distances: with 1 nuclei fall into parts.
const SMOOTHING: f64 = 2.0;
/// Grey levels that an image is divided into.
const LEVELS: usize = 256;

/// The threshold that parts values into two classes of the largest variance between them (Otsu 1979, IEEE Trans. Syst. Man Cybern. 9,
/// 62-66), by a histogram of 256 levels between the smallest and the largest value, at the middle of a level as in scikit-image; None where all are equal. Values above it
/// are the upper class.
pub fn otsu(values: &Array3<f32>) -> Option<f32> {
    let (low, high) =
        values.iter().fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), &v| (low.min(v), high.max(v)));
    if high <= low {
        return None;
    }
    let scale = LEVELS as f64 / f64::from(high - low);
    let mut histogram = [0u64; LEVELS];
    for &v in values {
        histogram[((f64::from(v - low) * scale) as usize).min(LEVELS - 1)] += 1;
    }
    let (total, sum) = histogram
        .iter()
        .enumerate()
        .fold((0.0, 0.0), |(total, sum), (i, &n)| (total + n as f64, sum + i as f64 * n as f64));
    let (mut below, mut sum_below, mut best) = (0.0, 0.0, (0.0, 0));
    for (i, &n) in histogram.iter().enumerate().take(LEVELS - 1) {
        below += n as f64;
        sum_below += i as f64 * n as f64;
        let above = total - below;
        if below > 0.0 && above > 0.0 {
            let between = below * above * (sum_below / below - (sum - sum_below) / above).powi(2);
            if between > best.0 {
                best = (between, i);
            }
        }
    }
    Some((f64::from(low) + (best.1 as f64 + 0.5) / scale) as f32)
}

/// How the baseline separates what touches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Separation {
    /// Not at all: connected components, over faces.
    Components,
    /// By a watershed of the distances to the background, smoothed by 2 pixels.
    Watershed,
}

/// Objects of a volume of intensities by Otsu's threshold after a Gaussian of sigma 1, without those below `min_size` voxels.
/// `spacing` is the distance of voxels along z, y, x.
///
/// # Errors
/// [`crate::error::Error::Memory`], [`crate::error::Error::Cancelled`].
pub fn otsu_objects(
    mut volume: Array3<f32>,
    separation: Separation,
    min_size: f64,
    spacing: [f64; 3],
    progress: &Progress,
) -> Result<Components> {
    let sigma = [f64::from(u8::from(volume.dim().0 > 1)), 1.0, 1.0];
    smooth_volume(simd::level()?, &mut volume, sigma, 4.0, progress)?;
    let Some(threshold) = otsu(&volume) else {
        return label(volume.mapv(|_| false).view(), Connectivity::Faces, progress);
    };
    volume.par_mapv_inplace(|v| f32::from(u8::from(v > threshold)));
    let recipe = Recipe {
        sigma: 0.0,
        fill_holes: false,
        split: separation == Separation::Watershed,
        seeds: Seeds::Distance,
        seed_sigma: Some(SMOOTHING),
        merge: 1.0,
        min_size: MinSize::Voxels(min_size),
        spacing,
        ..Recipe::default()
    };
    recipe.objects(volume.view(), None, progress)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_threshold_lies_between_two_peaks() {
        let values = Array3::from_shape_fn((2, 10, 10), |(z, y, x)| {
            (y + x) as f32 * 0.1 + if z == 0 && x < 5 { 100.0 } else { 20.0 }
        });
        let threshold = otsu(&values).unwrap();
        assert!(threshold > 21.6 && threshold <= 100.0, "{threshold}");
        assert_eq!(otsu(&Array3::from_elem((1, 3, 3), 7.0)), None);
    }

    #[test]
    fn touching_discs_are_merged_without_the_watershed() {
        let picture = Array3::from_shape_fn((1, 40, 60), |(_, y, x)| {
            let disc = |cy: f64, cx: f64, r: f64| (y as f64 - cy).hypot(x as f64 - cx) <= r;
            if disc(20.0, 15.0, 9.0) || disc(20.0, 31.0, 9.0) { 200.0 } else { 10.0 }
        });
        let count = |separation| {
            let spacing = [1.0; 3];
            otsu_objects(picture.clone(), separation, 5.0, spacing, &Progress::default()).unwrap().count
        };
        assert_eq!((count(Separation::Components), count(Separation::Watershed)), (1, 2));
        let flat = Array3::from_elem((1, 5, 5), 3.0);
        let none = otsu_objects(flat, Separation::Watershed, 0.0, [1.0; 3], &Progress::default()).unwrap();
        assert_eq!(none.count, 0);
    }
}
