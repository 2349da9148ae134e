//! From probabilities to objects: the parameters, and the way through the steps.

use super::components::{Components, label};
use super::foreground::foreground;
use super::grid::Connectivity;
use super::size::{MinSize, filter};
use super::split::split;
use crate::error::Result;
use crate::invalid;
use crate::progress::Progress;
use ndarray::parallel::prelude::*;
use ndarray::{Array3, ArrayView2, ArrayView3, Axis};

/// What is flooded: where objects are separated and, unless [`Recipe::alpha`] says otherwise, how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seeds {
    /// Maxima of the smoothed depth times the smoothed probability.
    Product,
    /// Maxima of the smoothed depth.
    Distance,
    /// Maxima of the smoothed probability.
    Probability,
}

/// How probabilities become objects. The default is the same for every kind of nuclei, in 2D and 3D; docs/accuracy.md tells
/// what it gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Recipe {
    /// Sigma in pixels of the Gaussian before the threshold, along all axes; 0 for none.
    pub sigma: f64,
    /// Radius in sigmas of the Gaussians.
    pub window: f64,
    /// Voxels that reach it are foreground, 0..=1.
    pub threshold: f32,
    /// Hysteresis: of the foreground only those components stay that hold a core, a component of this probability at least.
    pub core: Option<f32>,
    /// Whether a core has to be of the right size too.
    pub core_sizes: bool,
    /// Whether background that is enclosed becomes foreground.
    pub fill_holes: bool,
    /// Whether touching objects are split.
    pub split: bool,
    /// What the objects grow from.
    pub seeds: Seeds,
    /// Sigma in xy pixels of the Gaussian that smooths what is split; None for a quarter of the objects' radius, at least 1.
    pub seed_sigma: Option<f64>,
    /// Maxima that stand out by less are no seeds, in the unit of the height (h of the h-maxima); 0 for all.
    pub prominence: f32,
    /// The height that is flooded is alpha x probability + (1 - alpha) x depth / largest depth; None floods what gave the seeds.
    pub alpha: Option<f32>,
    /// Basins are merged where saddle / lower peak is above it, 0..=1: higher splits more, 1 merges nothing.
    pub merge: f32,
    /// Which voxels touch: of components, cores, and in floods.
    pub connectivity: Connectivity,
    /// Smaller objects are dropped.
    pub min_size: MinSize,
    /// Larger objects, in voxels, are dropped.
    pub max_size: f64,
    /// Whether objects at the image's border are dropped.
    pub exclude_edges: bool,
    /// Distance of voxels along z, y, x, in any unit.
    pub spacing: [f64; 3],
}

impl Default for Recipe {
    fn default() -> Self {
        Recipe {
            sigma: 1.0,
            window: 4.0,
            threshold: 0.5,
            core: None,
            core_sizes: false,
            fill_holes: true,
            split: true,
            seeds: Seeds::Product,
            seed_sigma: None,
            prominence: 0.0,
            alpha: None,
            merge: 0.95,
            connectivity: Connectivity::Faces,
            min_size: MinSize::Typical,
            max_size: f64::INFINITY,
            exclude_edges: false,
            spacing: [1.0; 3],
        }
    }
}

impl Recipe {
    /// ilastik's threshold with hysteresis and sizes: low 0.5, high 0.8, 10 to 1,000,000 voxels, nothing split.
    pub fn ilastik_threshold() -> Self {
        Recipe {
            window: 2.0,
            core: Some(0.8),
            core_sizes: true,
            fill_holes: false,
            split: false,
            min_size: MinSize::Voxels(10.0),
            max_size: 1e6,
            ..Recipe::default()
        }
    }

    /// ilastik's distance-transform watershed, inside of the foreground: seeds from the depth smoothed by 3, alpha 0.9, objects below
    /// 100 voxels given to their neighbours.
    pub fn ilastik_watershed() -> Self {
        Recipe {
            sigma: 0.0,
            fill_holes: false,
            seeds: Seeds::Distance,
            seed_sigma: Some(3.0),
            alpha: Some(0.9),
            merge: 1.0,
            min_size: MinSize::Voxels(100.0),
            ..Recipe::default()
        }
    }

    /// The objects of a volume (z, y, x). `object` is the probability of the objects' class; `boundary` that of their boundaries, if
    /// such a class was drawn: a voxel of it lies on the outline and counts half. Objects are numbered from 1 in the order of
    /// their first voxels. Independent of the threads.
    ///
    /// # Errors
    /// [`crate::error::Error::Invalid`] for values that are no probabilities, shapes that differ or a volume of 2^31 voxels,
    /// [`crate::error::Error::Memory`], [`crate::error::Error::Cancelled`].
    pub fn objects(
        &self,
        object: ArrayView3<f32>,
        boundary: Option<Array3<f32>>,
        progress: &Progress,
    ) -> Result<Components> {
        check(object)?;
        check_size(object.len())?;
        if let Some(boundary) = &boundary {
            check(boundary.view())?;
            if boundary.dim() != object.dim() {
                invalid!("the probabilities of objects and boundaries have different sizes");
            }
        }
        let (mask, spare) = foreground(self, object, boundary, progress)?;
        if !self.split || mask.iter().all(|&inside| inside) {
            // Without any background nothing tells depth.
            drop(spare);
            let mut objects = label(mask.view(), self.connectivity, progress)?;
            drop(mask);
            filter(&mut objects, self);
            return Ok(objects);
        }
        split(self, object, mask, spare, progress)
    }

    /// Sigmas along z, y, x of a Gaussian of `sigma` xy pixels that is as wide along all axes.
    pub(super) fn isotropic(&self, sigma: f64) -> [f64; 3] {
        self.spacing.map(|spacing| sigma * self.spacing[2] / spacing)
    }
}

/// Refuses volumes whose voxels cannot be numbered.
///
/// # Errors
/// [`crate::error::Error::Invalid`] from 2^31 voxels on.
pub fn check_size(voxels: usize) -> Result<()> {
    if voxels >= 1 << 31 {
        invalid!(
            "{voxels} voxels are too many for one volume of objects: choose a part of less than 2147483648 (region, slices)"
        );
    }
    Ok(())
}

/// Refuses distances of voxels along z, y, x that are none, or of which one is a thousand times another.
///
/// # Errors
/// [`crate::error::Error::Invalid`] with the axis and the mend.
pub fn check_spacing(spacing: [f64; 3]) -> Result<()> {
    let mend = "give the distances of voxels as spacing=x,y,z, or set them in Image > Properties...";
    for (axis, distance) in ["z", "y", "x"].iter().zip(spacing) {
        if !(distance > 0.0 && distance.is_finite()) {
            invalid!("the spacing along {axis} is {distance}: {mend}");
        }
        let ratio = distance / spacing[2];
        if !(1e-3..=1e3).contains(&ratio) {
            invalid!("the spacing along {axis} is {ratio} times that along x: {mend}");
        }
    }
    Ok(())
}

fn check(probabilities: ArrayView3<f32>) -> Result<()> {
    let valid = |p: &f32| (0.0..=1.0).contains(p);
    let all = |plane: ArrayView2<f32>| plane.iter().fold(true, |all, p| all & valid(p));
    if probabilities.axis_iter(Axis(0)).into_par_iter().all(all) {
        return Ok(());
    }
    match probabilities.indexed_iter().find(|(_, p)| !valid(p)) {
        Some(((z, y, x), p)) => {
            invalid!("{p} at x={x}, y={y}, slice {} is no probability: give values from 0 to 1", z + 1)
        }
        None => Ok(()),
    }
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

    fn objects(recipe: Recipe, object: &Array3<f32>) -> Components {
        recipe.objects(object.view(), None, &Progress::default()).unwrap()
    }

    #[test]
    fn touching_discs_are_split_rings_filled_and_specks_dropped() {
        let found = objects(Recipe::default(), &picture());
        assert_eq!(found.count, 3);
        let at = |y: usize, x: usize| found.labels[[0, y, x]];
        assert_eq!([at(10, 9), at(10, 25), at(28, 20), at(30, 50), at(0, 0)], [1, 2, 3, 0, 0]);
        let whole = Recipe { split: false, min_size: MinSize::Voxels(0.0), ..Recipe::default() };
        assert_eq!(objects(whole, &picture()).count, 3);
    }

    #[test]
    fn every_kind_of_seed_splits_and_none_at_all_merges() {
        let base = Recipe { seed_sigma: Some(1.0), merge: 0.9, ..Recipe::default() };
        for seeds in [Seeds::Product, Seeds::Distance] {
            assert_eq!(objects(Recipe { seeds, ..base.clone() }, &picture()).count, 3, "{seeds:?}");
        }
        let two = Array3::from_shape_fn((1, 9, 30), |(_, _, x)| if x == 15 { 0.6 } else { 0.9 });
        let flat = Recipe { seeds: Seeds::Probability, fill_holes: false, ..base.clone() };
        assert_eq!(objects(Recipe { sigma: 0.0, merge: 0.99, ..flat.clone() }, &two).count, 1); // all is foreground
        let framed =
            Array3::from_shape_fn((1, 9, 31), |(_, y, x)| if y == 0 { 0.0 } else { two[[0, y, x.min(29)]] });
        assert_eq!(objects(Recipe { merge: 0.99, ..flat.clone() }, &framed).count, 2);
        assert_eq!(objects(Recipe { merge: 0.3, ..flat.clone() }, &framed).count, 1);
        assert_eq!(objects(Recipe { merge: 1.0, prominence: 0.5, ..flat }, &framed).count, 1);
    }

    #[test]
    fn hysteresis_keeps_what_has_a_core_of_the_right_size() {
        let row = ndarray::array![[[0.6, 0.6, 0.0, 0.6, 0.9, 0.6, 0.0, 0.9, 0.9, 0.9, 0.0, 0.4]]];
        let recipe = Recipe { sigma: 0.0, ..Recipe::ilastik_threshold() };
        let kept = |min: f64, max: f64| {
            let recipe = Recipe { min_size: MinSize::Voxels(min), max_size: max, ..recipe.clone() };
            objects(recipe, &row).labels.into_raw_vec_and_offset().0
        };
        assert_eq!(kept(1.0, 9.0), [0, 0, 0, 1, 1, 1, 0, 2, 2, 2, 0, 0]);
        assert_eq!(kept(2.0, 9.0), [0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0]); // the core is one voxel
        assert_eq!(kept(1.0, 2.0), [0; 12]); // one object is too large, the other's core
    }

    #[test]
    fn what_is_too_small_is_given_to_its_neighbours_by_ilastiks_watershed() {
        // A large and a small disc that touch.
        let picture = Array3::from_shape_fn((1, 40, 60), |(_, y, x)| {
            let disc = |cy: f64, cx: f64, r: f64| (y as f64 - cy).hypot(x as f64 - cx) <= r;
            if disc(20.0, 20.0, 12.0) || disc(20.0, 36.0, 5.0) { 0.9 } else { 0.1 }
        });
        let recipe = Recipe { seed_sigma: Some(1.0), ..Recipe::ilastik_watershed() };
        let apart = Recipe { min_size: MinSize::Voxels(20.0), ..recipe.clone() };
        let found = objects(apart, &picture);
        assert_eq!((found.count, found.labels[[0, 20, 20]], found.labels[[0, 20, 38]]), (2, 1, 2));
        let found = objects(recipe, &picture);
        assert_eq!((found.count, found.labels[[0, 20, 20]], found.labels[[0, 20, 38]]), (1, 1, 1));
    }

    #[test]
    fn objects_at_the_border_may_be_left_out() {
        let mut picture = picture();
        picture.slice_mut(ndarray::s![0, 30.., ..8]).fill(0.9);
        assert_eq!(objects(Recipe::default(), &picture).count, 4);
        assert_eq!(objects(Recipe { exclude_edges: true, ..Recipe::default() }, &picture).count, 3);
    }

    #[test]
    fn nothing_everything_and_one_voxel() {
        for (p, count) in [(0.0, 0), (1.0, 1)] {
            for recipe in
                [Recipe::default(), Recipe { seeds: Seeds::Distance, prominence: 1.0, ..Recipe::default() }]
            {
                assert_eq!(objects(recipe, &Array3::from_elem((2, 5, 6), p)).count, count);
            }
        }
        let sharp = Recipe { sigma: 0.0, ..Recipe::default() };
        assert_eq!(objects(sharp.clone(), &Array3::from_elem((1, 1, 1), 1.0)).count, 1);
        let mut one = Array3::zeros((1, 5, 5));
        one[[0, 2, 2]] = 1.0;
        assert_eq!(objects(sharp.clone(), &one).count, 1);
        one[[0, 2, 2]] = f32::NAN;
        let error = sharp.objects(one.view(), None, &Progress::default()).unwrap_err();
        assert!(error.to_string().contains("NaN at x=2, y=2, slice 1 is no probability"), "{error}");
    }
}
