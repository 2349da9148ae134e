//! Which voxels belong to objects.

use super::components::{fill_holes, label};
use super::recipe::Recipe;
use super::size::{MinSize, volumes};
use crate::error::{Result, copy};
use crate::filter::gaussian::smooth_volume;
use crate::filter::simd;
use crate::progress::Progress;
use ndarray::{Array3, ArrayView3, Zip};

/// The foreground: voxels where P(object) + P(boundary) / 2, smoothed, reaches the threshold; with hysteresis and holes as the
/// recipe says. Also returns a volume that is not needed any more.
///
/// # Errors
/// [`crate::error::Error::Memory`], [`crate::error::Error::Cancelled`].
pub fn foreground(
    recipe: &Recipe,
    object: ArrayView3<f32>,
    boundary: Option<Array3<f32>>,
    progress: &Progress,
) -> Result<(Array3<bool>, Array3<f32>)> {
    let mut q = match boundary {
        Some(mut q) => {
            Zip::from(&mut q).and(object).par_for_each(|q, &p| *q = p + 0.5 * *q);
            q
        }
        None => copy(object, None)?,
    };
    let sigma = if q.dim().0 == 1 { [0.0, recipe.sigma, recipe.sigma] } else { [recipe.sigma; 3] };
    smooth_volume(simd::level()?, &mut q, sigma, recipe.window, progress)?;
    let mut mask = reaching(&q, recipe.threshold);
    if let Some(core) = recipe.core {
        let cores = reaching(&q, core);
        mask = with_cores(recipe, &mask, cores, progress)?;
    }
    if recipe.fill_holes {
        fill_holes(&mut mask, progress)?;
    }
    Ok((mask, q))
}

fn reaching(q: &Array3<f32>, threshold: f32) -> Array3<bool> {
    let mut mask = Array3::from_elem(q.dim(), false);
    Zip::from(&mut mask).and(q).par_for_each(|inside, &q| *inside = q >= threshold);
    mask
}

/// The components of a mask that hold a core of the right size.
fn with_cores(
    recipe: &Recipe,
    mask: &Array3<bool>,
    mut cores: Array3<bool>,
    progress: &Progress,
) -> Result<Array3<bool>> {
    let components = label(cores.view(), recipe.connectivity, progress)?;
    let sizes = match recipe.min_size {
        MinSize::Voxels(least) if recipe.core_sizes => least..=recipe.max_size,
        _ => 0.0..=f64::INFINITY,
    };
    let fits: Vec<bool> = volumes(&components).iter().map(|&v| sizes.contains(&(v as f64))).collect();
    Zip::from(&mut cores)
        .and(&components.labels)
        .par_for_each(|core, &label| *core = label > 0 && fits[label as usize]);
    drop(components);
    let components = label(mask.view(), recipe.connectivity, progress)?;
    let mut kept = vec![false; components.count + 1];
    components
        .labels
        .iter()
        .zip(&cores)
        .filter(|(_, core)| **core)
        .for_each(|(&l, _)| kept[l as usize] = true);
    kept[0] = false;
    Zip::from(&mut cores)
        .and(&components.labels)
        .par_for_each(|inside, &label| *inside = kept[label as usize]);
    Ok(cores)
}
