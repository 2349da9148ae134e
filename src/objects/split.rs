//! Where touching objects are separated.

use super::basins::{basins, grow};
use super::components::Components;
use super::distance::distance_into;
use super::grid::Connectivity;
use super::label_runs::{for_each_run, largest};
use super::maxima::regional_maxima_into;
use super::recipe::{Recipe, Seeds};
use super::reconstruction::h_maxima;
use super::size::{drop_small, filter, weighted_median};
use super::watershed::watershed;
use crate::error::{Result, copy, try_volume};
use crate::filter::gaussian::smooth_volume;
use crate::filter::simd;
use crate::progress::Progress;
use ndarray::{Array3, ArrayView3, Zip};
use rayon::prelude::*;

/// Basins of the smoothed depth are merged above this ratio when the radius of the objects is measured.
const RADIUS_MERGE: f32 = 0.8;
/// The seeds' sigma as a part of the objects' radius.
const SIGMA_OF_RADIUS: f64 = 0.25;

/// Separates the objects of a mask, which is not all of the volume, and drops those that the recipe does not want. `spare` is a
/// volume to work in, whatever it holds: fresh memory costs as much as a step.
///
/// # Errors
/// [`crate::error::Error::Memory`], [`crate::error::Error::Cancelled`].
pub fn split(
    recipe: &Recipe,
    object: ArrayView3<f32>,
    mask: Array3<bool>,
    spare: Array3<f32>,
    progress: &Progress,
) -> Result<Components> {
    let spacing = recipe.spacing.map(|spacing| (spacing / recipe.spacing[2]) as f32);
    let depth = distance_into(spare, mask.view(), spacing, progress)?;
    drop(mask); // where the depth is positive
    let (sigma, spare) = match recipe.seed_sigma {
        Some(sigma) => (sigma, Spare::default()),
        None => {
            let (radius, spare) = radius(recipe, &depth, progress)?;
            ((SIGMA_OF_RADIUS * radius).max(1.0), spare)
        }
    };
    let Some(alpha) = recipe.alpha else {
        let height = height(recipe, object, depth, sigma, spare.height, progress)?;
        let seeds = seeds(recipe, height.view(), spare.labels, progress)?;
        let mut objects = grow(height.view(), seeds, recipe.connectivity, recipe.merge, progress)?;
        drop(height);
        filter(&mut objects, recipe);
        return Ok(objects);
    };
    let blend = blend(recipe, object, &depth, (alpha, sigma), spare.height, progress)?;
    drop(spare.labels);
    let height = height(recipe, object, depth, sigma, None, progress)?;
    let seeds = seeds(recipe, height.view(), None, progress)?;
    drop(height);
    let mut objects = grow(blend.view(), seeds, recipe.connectivity, recipe.merge, progress)?;
    drop_small(&mut objects, recipe.min_size);
    // What was dropped is given to the neighbours.
    let labels = watershed(blend.view(), objects.labels, recipe.connectivity, progress)?;
    let mut objects = Components { labels, count: objects.count };
    filter(&mut objects, recipe);
    Ok(objects)
}

/// Volumes that a step leaves for the next to work in.
#[derive(Default)]
struct Spare {
    height: Option<Array3<f32>>,
    labels: Option<Array3<u32>>,
}

/// What the seeds are maxima of; -inf outside of the mask, which is where the depth is 0.
fn height(
    recipe: &Recipe,
    object: ArrayView3<f32>,
    mut depth: Array3<f32>,
    sigma: f64,
    spare: Option<Array3<f32>>,
    progress: &Progress,
) -> Result<Array3<f32>> {
    let level = simd::level()?;
    let sigma = within(&depth, recipe.isotropic(sigma));
    let smooth = |volume: &mut Array3<f32>| smooth_volume(level, volume, sigma, recipe.window, progress);
    if recipe.seeds == Seeds::Probability {
        let mut probability = copy(object, spare)?;
        smooth(&mut probability)?;
        Zip::from(&mut depth).and(&probability).par_for_each(|d, &p| *d = if *d > 0.0 { p } else { OUTSIDE });
        return Ok(depth);
    }
    let outside = Outside::of(&depth);
    smooth(&mut depth)?;
    if recipe.seeds == Seeds::Product {
        let mut probability = copy(object, spare)?;
        smooth(&mut probability)?;
        Zip::from(&mut depth).and(&probability).par_for_each(|d, &p| *d *= p);
    }
    outside.mark(&mut depth);
    Ok(depth)
}

/// The height outside of the mask.
const OUTSIDE: f32 = f32::NEG_INFINITY;

/// The voxels outside of the mask, as bits.
struct Outside(Vec<u64>);

impl Outside {
    fn of(depth: &Array3<f32>) -> Self {
        let depth = depth.as_slice().expect("standard layout");
        let word =
            |part: &[f32]| part.iter().enumerate().fold(0, |bits, (i, &d)| bits | u64::from(d == 0.0) << i);
        Outside(depth.par_chunks(64).map(word).collect())
    }

    fn mark(&self, height: &mut Array3<f32>) {
        let height = height.as_slice_mut().expect("standard layout");
        height.par_chunks_mut(64).zip(&self.0).for_each(|(part, &bits)| {
            for (i, h) in part.iter_mut().enumerate() {
                if bits >> i & 1 == 1 {
                    *h = OUTSIDE;
                }
            }
        });
    }
}

/// ilastik's height, from high to low: alpha x smoothed probability + (1 - alpha) x depth / largest depth.
fn blend(
    recipe: &Recipe,
    object: ArrayView3<f32>,
    depth: &Array3<f32>,
    (alpha, sigma): (f32, f64),
    spare: Option<Array3<f32>>,
    progress: &Progress,
) -> Result<Array3<f32>> {
    let deepest = depth.par_iter().copied().reduce(|| 0.0, f32::max).max(f32::MIN_POSITIVE);
    let mut blend = copy(object, spare)?;
    smooth_volume(
        simd::level()?,
        &mut blend,
        within(depth, recipe.isotropic(sigma)),
        recipe.window,
        progress,
    )?;
    Zip::from(&mut blend).and(depth).par_for_each(|b, &d| {
        *b = if d > 0.0 { alpha * *b + (1.0 - alpha) * d / deepest } else { OUTSIDE };
    });
    Ok(blend)
}

fn seeds(
    recipe: &Recipe,
    height: ArrayView3<f32>,
    spare: Option<Array3<u32>>,
    progress: &Progress,
) -> Result<Components> {
    if recipe.prominence > 0.0 {
        drop(spare);
        return h_maxima(height, recipe.prominence, Connectivity::Full, progress);
    }
    let labels = match spare {
        Some(mut labels) => {
            labels.par_mapv_inplace(|_| 0);
            labels
        }
        None => try_volume(height.dim(), "the maxima")?,
    };
    regional_maxima_into(labels, height, Connectivity::Full, progress)
}

/// The objects' radius in xy pixels: the largest depth of each basin, of these the median weighted by volume.
fn radius(recipe: &Recipe, depth: &Array3<f32>, progress: &Progress) -> Result<(f64, Spare)> {
    let mut height = copy(depth.view(), None)?;
    smooth_volume(simd::level()?, &mut height, within(depth, [1.0; 3]), recipe.window, progress)?;
    Zip::from(&mut height).and(depth).par_for_each(|h, &d| {
        if d == 0.0 {
            *h = OUTSIDE;
        }
    });
    let parts = basins(height.view(), RADIUS_MERGE, progress)?;
    let mut radii = vec![(0.0f64, 0u64); parts.count];
    for (labels, depth) in parts.labels.outer_iter().zip(depth.outer_iter()) {
        for_each_run(labels, depth, |label, depths| {
            let (radius, volume) = &mut radii[label - 1];
            *radius = radius.max(f64::from(largest(depths)));
            *volume += depths.len() as u64;
        });
    }
    let spare = Spare { height: Some(height), labels: Some(parts.labels) };
    Ok((weighted_median(radii).unwrap_or(0.0), spare))
}

/// An image of one plane is smoothed within it.
fn within(volume: &Array3<f32>, sigma: [f64; 3]) -> [f64; 3] {
    if volume.dim().0 == 1 { [0.0, sigma[1], sigma[2]] } else { sigma }
}
