//! From probabilities to objects.

use super::basins::basins;
use super::components::{Components, fill_holes, label};
use super::distance::distance;
use super::grid::Connectivity;
use crate::error::Result;
use crate::filter::gaussian::smooth_volume;
use crate::filter::simd;
use crate::invalid;
use crate::progress::Progress;
use ndarray::{Array3, Zip};

/// Basins of the smoothed depth are merged above this ratio when the radius of the objects is measured.
const RADIUS_MERGE: f32 = 0.8;
/// The seeds' sigma as a part of the objects' radius.
const SIGMA_OF_RADIUS: f64 = 0.2;
/// Objects below this part of the median volume are dropped.
const SMALL: f64 = 0.1;

/// How small an object may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Size {
    /// A tenth of the median volume of the objects, weighted by their volumes.
    Typical,
    /// This many voxels.
    Voxels(f64),
}

/// How probabilities become objects. The default is the same for every kind of nuclei, in 2D and 3D; docs/accuracy.md tells
/// what it gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Recipe {
    /// Sigma in pixels of the Gaussian before the threshold, along all axes; 0 for none.
    pub sigma: f64,
    /// Voxels above it are foreground.
    pub threshold: f32,
    /// Whether background that is enclosed becomes foreground.
    pub fill_holes: bool,
    /// Whether touching objects are split.
    pub split: bool,
    /// Sigma in xy pixels of the Gaussian that smooths what is split; None for a fifth of the objects' radius, at least 1.
    pub seed_sigma: Option<f64>,
    /// Basins are merged where saddle / lower peak is above it, 0..=1: higher splits more.
    pub merge: f32,
    /// Smaller objects are dropped.
    pub min_size: Size,
    /// Distance of slices / distance of pixels.
    pub z_ratio: f64,
}

impl Default for Recipe {
    fn default() -> Self {
        Recipe {
            sigma: 1.0,
            threshold: 0.55,
            fill_holes: true,
            split: true,
            seed_sigma: None,
            merge: 0.9,
            min_size: Size::Typical,
            z_ratio: 1.0,
        }
    }
}

impl Recipe {
    /// The objects of a volume (z, y, x). `object` is the probability of the objects' class; `boundary` that of their boundaries, if
    /// such a class was drawn: a voxel of it lies on the outline and counts half. Objects are numbered from 1 in the order of
    /// their first voxels.
    ///
    /// # Errors
    /// [`crate::error::Error::Invalid`] for values that are no probabilities or shapes that differ,
    /// [`crate::error::Error::Memory`], [`crate::error::Error::Cancelled`].
    pub fn objects(
        &self,
        object: Array3<f32>,
        boundary: Option<&Array3<f32>>,
        progress: &Progress,
    ) -> Result<Components> {
        check(&object)?;
        let mut mask = self.foreground(&object, boundary, progress)?;
        if self.fill_holes {
            fill_holes(&mut mask, progress)?;
        }
        let mut objects = if self.split {
            self.split(object, &mask, progress)?
        } else {
            label(mask.view(), Connectivity::Full, progress)?
        };
        drop_small(&mut objects, self.min_size);
        Ok(objects)
    }

    fn foreground(
        &self,
        object: &Array3<f32>,
        boundary: Option<&Array3<f32>>,
        progress: &Progress,
    ) -> Result<Array3<bool>> {
        let mut q = object.clone();
        if let Some(boundary) = boundary {
            check(boundary)?;
            if boundary.dim() != object.dim() {
                invalid!("the probabilities of objects and boundaries have different sizes");
            }
            q.scaled_add(0.5, boundary);
        }
        let sigma = plane_or_volume(&q, [self.sigma; 3]);
        smooth_volume(simd::level()?, &mut q, sigma, progress)?;
        let mut mask = Array3::from_elem(q.dim(), false);
        Zip::from(&mut mask).and(&q).par_for_each(|inside, &q| *inside = q > self.threshold);
        Ok(mask)
    }

    /// Splits where depth in the mask times probability has a valley.
    fn split(&self, mut object: Array3<f32>, mask: &Array3<bool>, progress: &Progress) -> Result<Components> {
        if mask.iter().all(|&inside| inside) {
            return label(mask.view(), Connectivity::Full, progress); // nothing tells depth
        }
        let level = simd::level()?;
        let depth = distance(mask.view(), [self.z_ratio as f32, 1.0, 1.0], progress)?;
        let sigma = match self.seed_sigma {
            Some(sigma) => sigma,
            None => (SIGMA_OF_RADIUS * self.radius(&depth, mask, progress)?).max(1.0),
        };
        let sigma = plane_or_volume(&depth, [sigma / self.z_ratio, sigma, sigma]);
        let mut height = depth;
        smooth_volume(level, &mut height, sigma, progress)?;
        smooth_volume(level, &mut object, sigma, progress)?;
        let inside =
            |h: &mut f32, &p: &f32, &inside: &bool| *h = if inside { *h * p } else { f32::NEG_INFINITY };
        Zip::from(&mut height).and(&object).and(mask).par_for_each(inside);
        drop(object);
        basins(height.view(), self.merge, progress)
    }

    /// The objects' radius in xy pixels: the largest depth of each basin, of these the median weighted by volume.
    fn radius(&self, depth: &Array3<f32>, mask: &Array3<bool>, progress: &Progress) -> Result<f64> {
        let mut height = depth.clone();
        let sigma = plane_or_volume(depth, [1.0; 3]);
        smooth_volume(simd::level()?, &mut height, sigma, progress)?;
        let inside = |h: &mut f32, &inside: &bool| *h = if inside { *h } else { f32::NEG_INFINITY };
        Zip::from(&mut height).and(mask).par_for_each(inside);
        let parts = basins(height.view(), RADIUS_MERGE, progress)?;
        let mut radii = vec![(0.0f64, 0u64); parts.count];
        for (&label, &d) in parts.labels.iter().zip(depth).filter(|(label, _)| **label > 0) {
            let (radius, volume) = &mut radii[label as usize - 1];
            *radius = radius.max(f64::from(d));
            *volume += 1;
        }
        Ok(weighted_median(radii).unwrap_or(0.0))
    }
}

/// An image of one plane is smoothed within it.
fn plane_or_volume(volume: &Array3<f32>, sigma: [f64; 3]) -> [f64; 3] {
    if volume.dim().0 == 1 { [0.0, sigma[1], sigma[2]] } else { sigma }
}

fn check(probabilities: &Array3<f32>) -> Result<()> {
    match probabilities.indexed_iter().find(|(_, p)| !(0.0..=1.0).contains(*p)) {
        Some(((z, y, x), p)) => {
            invalid!("{p} at x={x}, y={y}, slice {} is no probability: give values from 0 to 1", z + 1)
        }
        None => Ok(()),
    }
}

/// The smallest value up to which the values hold half of the weight.
fn weighted_median(mut values: Vec<(f64, u64)>) -> Option<f64> {
    values.sort_by(|a, b| a.0.total_cmp(&b.0));
    let total: u64 = values.iter().map(|v| v.1).sum();
    let mut weight = 0;
    values.into_iter().find_map(|(value, w)| {
        weight += w;
        (2 * weight >= total).then_some(value)
    })
}

/// Drops objects below a size, and numbers those that stay.
fn drop_small(objects: &mut Components, size: Size) {
    let mut volumes = vec![0u64; objects.count + 1];
    objects.labels.iter().for_each(|&label| volumes[label as usize] += 1);
    let least = match size {
        Size::Voxels(voxels) => voxels,
        Size::Typical => {
            SMALL * weighted_median(volumes[1..].iter().map(|&v| (v as f64, v)).collect()).unwrap_or(0.0)
        }
    };
    let mut numbers = vec![0; volumes.len()];
    objects.count = 0;
    for (number, &volume) in numbers.iter_mut().zip(&volumes).skip(1) {
        if volume as f64 >= least {
            objects.count += 1;
            *number = objects.count as u32;
        }
    }
    objects.labels.par_mapv_inplace(|label| numbers[label as usize]);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two discs of radius 6 that overlap, a small one, and a ring.
    fn picture() -> Array3<f32> {
        Array3::from_shape_fn((1, 40, 60), |(_, y, x)| {
            let disc = |cy: f64, cx: f64, r: f64| (y as f64 - cy).hypot(x as f64 - cx) <= r;
            let inside = disc(10.0, 12.0, 6.0) || disc(10.0, 22.0, 6.0) || disc(30.0, 50.0, 1.0);
            let ring = disc(28.0, 20.0, 8.0) && !disc(28.0, 20.0, 2.0);
            if inside || ring { 0.9 } else { 0.05 }
        })
    }

    #[test]
    fn touching_discs_are_split_rings_filled_and_specks_dropped() {
        let found = Recipe::default().objects(picture(), None, &Progress::default()).unwrap();
        assert_eq!(found.count, 3);
        let at = |y: usize, x: usize| found.labels[[0, y, x]];
        assert_eq!([at(10, 9), at(10, 25), at(28, 20), at(30, 50), at(0, 0)], [1, 2, 3, 0, 0]);
        let whole = Recipe { split: false, min_size: Size::Voxels(0.0), ..Recipe::default() };
        assert_eq!(whole.objects(picture(), None, &Progress::default()).unwrap().count, 2);
    }

    #[test]
    fn nothing_and_everything() {
        for (p, count) in [(0.0, 0), (1.0, 1)] {
            let found = Recipe::default()
                .objects(Array3::from_elem((2, 5, 6), p), None, &Progress::default())
                .unwrap();
            assert_eq!(found.count, count);
        }
        let one = Recipe { sigma: 0.0, ..Recipe::default() };
        assert_eq!(
            one.objects(Array3::from_elem((1, 1, 1), 1.0), None, &Progress::default()).unwrap().count,
            1
        );
        let error =
            one.objects(Array3::from_elem((1, 1, 1), f32::NAN), None, &Progress::default()).unwrap_err();
        assert!(error.to_string().contains("no probability"), "{error}");
    }

    #[test]
    fn the_median_is_weighted() {
        assert_eq!(weighted_median(vec![(5.0, 1), (1.0, 10), (9.0, 9)]), Some(1.0));
        assert_eq!(weighted_median(vec![(5.0, 2), (1.0, 9), (9.0, 9)]), Some(5.0));
        assert_eq!(weighted_median(vec![]), None);
    }
}
