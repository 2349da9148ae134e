//! Objects by their size and place.

use super::components::Components;
use super::recipe::Recipe;
use ndarray::Axis;
use ndarray::parallel::prelude::*;

/// Objects below this part of the median volume are dropped.
const SMALL: f64 = 0.1;

/// How small an object may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum MinSize {
    /// A tenth of the median volume of the objects, weighted by their volumes.
    Typical,
    /// This many voxels.
    Voxels(f64),
}

/// Voxels of each label, background first.
pub fn volumes(objects: &Components) -> Vec<u64> {
    let of_plane = |plane: ndarray::ArrayView2<u32>| {
        let mut volumes = vec![0u64; objects.count + 1];
        let mut pending = (0, 0);
        for &label in plane {
            if label != pending.0 {
                volumes[pending.0 as usize] += pending.1;
                pending = (label, 0);
            }
            pending.1 += 1;
        }
        volumes[pending.0 as usize] += pending.1;
        volumes
    };
    let unite = |mut a: Vec<u64>, b: Vec<u64>| {
        a.iter_mut().zip(b).for_each(|(a, b)| *a += b);
        a
    };
    let planes = objects.labels.axis_iter(Axis(0)).into_par_iter();
    planes.map(of_plane).reduce(|| vec![0; objects.count + 1], unite)
}

/// Drops the objects that are too small, too large or at a border that is not wanted, and numbers those that stay.
pub fn filter(objects: &mut Components, recipe: &Recipe) {
    let volumes = volumes(objects);
    let least = least(&volumes, recipe.min_size);
    let edges = if recipe.exclude_edges { at_border(objects) } else { vec![false; volumes.len()] };
    keep(objects, |object| {
        let volume = volumes[object] as f64;
        volume > 0.0 && (least..=recipe.max_size).contains(&volume) && !edges[object]
    });
}

/// Drops the objects that are too small, and numbers those that stay.
pub fn drop_small(objects: &mut Components, min_size: MinSize) {
    let volumes = volumes(objects);
    let least = least(&volumes, min_size);
    keep(objects, |object| volumes[object] > 0 && volumes[object] as f64 >= least);
}

/// The least volume of an object, given the volumes of all labels.
fn least(volumes: &[u64], min_size: MinSize) -> f64 {
    match min_size {
        MinSize::Voxels(voxels) => voxels,
        MinSize::Typical => {
            SMALL * weighted_median(volumes[1..].iter().map(|&v| (v as f64, v)).collect()).unwrap_or(0.0)
        }
    }
}

fn keep(objects: &mut Components, is_kept: impl Fn(usize) -> bool) {
    let mut numbers = vec![0; objects.count + 1];
    objects.count = 0;
    for (_, number) in numbers.iter_mut().enumerate().skip(1).filter(|(i, _)| is_kept(*i)) {
        objects.count += 1;
        *number = objects.count as u32;
    }
    if numbers.iter().zip(0..).any(|(number, i)| *number != i) {
        objects.labels.par_mapv_inplace(|label| numbers[label as usize]);
    }
}

/// Whether each object has a voxel at the image's border; in stacks the first and last slice belong to it.
fn at_border(objects: &Components) -> Vec<bool> {
    let mut edges = vec![false; objects.count + 1];
    for (axis, &n) in objects.labels.shape().iter().enumerate().filter(|&(axis, &n)| axis > 0 || n > 1) {
        for at in [0, n - 1] {
            objects.labels.index_axis(Axis(axis), at).iter().for_each(|&label| edges[label as usize] = true);
        }
    }
    edges
}

/// The smallest value up to which the values hold half of the weight.
pub fn weighted_median(mut values: Vec<(f64, u64)>) -> Option<f64> {
    values.sort_by(|a, b| a.0.total_cmp(&b.0));
    let total: u64 = values.iter().map(|v| v.1).sum();
    let mut weight = 0;
    values.into_iter().find_map(|(value, w)| {
        weight += w;
        (2 * weight >= total).then_some(value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn the_median_is_weighted() {
        assert_eq!(weighted_median(vec![(5.0, 1), (1.0, 10), (9.0, 9)]), Some(1.0));
        assert_eq!(weighted_median(vec![(5.0, 2), (1.0, 9), (9.0, 9)]), Some(5.0));
        assert_eq!(weighted_median(vec![]), None);
    }

    #[test]
    fn sizes_and_borders_choose_and_numbers_are_consecutive() {
        let labels = array![[[0, 0, 0, 0, 0, 0], [0, 1, 2, 2, 3, 3], [0, 4, 4, 4, 0, 0], [0, 0, 0, 0, 0, 0]]];
        let found = |min: f64, max: f64, exclude_edges: bool| {
            let mut objects = Components { labels: labels.clone(), count: 4 };
            let recipe =
                Recipe { min_size: MinSize::Voxels(min), max_size: max, exclude_edges, ..Recipe::default() };
            filter(&mut objects, &recipe);
            (
                objects.count,
                objects.labels.rows().into_iter().skip(1).map(|row| row.to_vec()).collect::<Vec<_>>(),
            )
        };
        assert_eq!(found(2.0, 9.0, false).1[0], [0, 0, 1, 1, 2, 2]);
        assert_eq!(found(2.0, 2.0, true), (1, vec![vec![0, 0, 1, 1, 0, 0], vec![0; 6], vec![0; 6]]));
        assert_eq!(found(0.0, f64::INFINITY, false).0, 4);
    }
}
