//! Regional maxima.

use super::components::Components;
use super::grid::{Connectivity, Grid};
use super::label_runs::largest;
use crate::error::{Result, try_volume};
use crate::progress::Progress;
use ndarray::{Array3, ArrayView3};
use rayon::prelude::*;

/// Rows that a thread takes at a time.
const ROWS: usize = 64;

/// The regional maxima of `height`: connected plateaus of equal height that have no higher neighbour (Vincent 1993, IEEE Trans.
/// Image Process. 2, 176-201). Each is one component. Voxels of height -inf are outside.
///
/// # Errors
/// [`crate::error::Error::Memory`], [`crate::error::Error::Cancelled`].
pub fn regional_maxima(
    height: ArrayView3<f32>,
    connectivity: Connectivity,
    progress: &Progress,
) -> Result<Components> {
    regional_maxima_into(try_volume(height.dim(), "the maxima")?, height, connectivity, progress)
}

/// As [`regional_maxima`], into zeroed labels of the height's size.
///
/// # Errors
/// As [`regional_maxima`].
pub fn regional_maxima_into(
    mut labels: Array3<u32>,
    height: ArrayView3<f32>,
    connectivity: Connectivity,
    progress: &Progress,
) -> Result<Components> {
    let shape = height.dim();
    let [near, all] =
        [Connectivity::Faces, connectivity].map(|connectivity| Grid::new(shape.into(), connectivity));
    let heights = height.as_slice().expect("standard layout");
    // Almost every voxel has a higher neighbour, and among those that share a face.
    let width = near.width();
    let rows = heights.par_chunks(width).enumerate().with_min_len(ROWS);
    let chunks = rows.map_init(
        || vec![0.0f32; width],
        |around, (row, own)| {
            progress.check()?;
            if largest(own) == f32::NEG_INFINITY {
                return Ok(Vec::new());
            }
            around.fill(f32::NEG_INFINITY);
            near.for_each_row_of_neighbours(row, |first, part| {
                let from = &heights[first..][..part.len()];
                around[part].iter_mut().zip(from).for_each(|(a, &h)| *a = if h > *a { h } else { *a });
            });
            let voxels = (row * width..).zip(own.iter().zip(&*around));
            let highest = voxels.filter(|&(_, (&h, &around))| h > f32::NEG_INFINITY && around <= h);
            let highest = highest.filter(|&(i, (&h, _))| !all.any_neighbour(i, |n| heights[n] > h));
            Ok(highest.map(|(i, _)| i).collect::<Vec<_>>())
        },
    );
    let candidates: Vec<Vec<usize>> = chunks.collect::<Result<_>>()?;
    let marks = labels.as_slice_mut().expect("standard layout");
    // A plateau with a higher neighbour anywhere is no maximum: its candidates are marked so as not to look again.
    const NONE: u32 = u32::MAX;
    let mut count = 0;
    let mut plateau = Vec::new();
    let mut shoulders = Vec::new();
    for start in candidates.into_iter().flatten() {
        if marks[start] != 0 {
            continue;
        }
        let h = heights[start];
        plateau.clear();
        plateau.push(start);
        marks[start] = NONE;
        let mut is_maximum = true;
        let mut next = 0;
        while next < plateau.len() {
            all.for_each_neighbour(plateau[next], |n| {
                is_maximum &= heights[n] <= h;
                if heights[n] == h && marks[n] == 0 {
                    marks[n] = NONE;
                    plateau.push(n);
                }
            });
            next += 1;
        }
        if is_maximum {
            count += 1;
            plateau.iter().for_each(|&i| marks[i] = count as u32);
        } else {
            shoulders.append(&mut plateau);
        }
    }
    shoulders.into_iter().for_each(|i| marks[i] = 0);
    Ok(Components { labels, count })
}

#[cfg(test)]
mod tests {
    use super::super::label;
    use super::*;
    use ndarray::array;

    const OUT: f32 = f32::NEG_INFINITY;

    #[test]
    fn plateaus_count_once_and_shoulders_not_at_all() {
        let height = array![[[1.0, 3.0, 3.0, 1.0, 2.0, 2.0, 4.0], [OUT, 3.0, OUT, OUT, OUT, 1.0, OUT]]];
        let found = regional_maxima(height.view(), Connectivity::Faces, &Progress::default()).unwrap();
        assert_eq!(found.labels, array![[[0, 1, 1, 0, 0, 0, 2], [0, 1, 0, 0, 0, 0, 0]]]);
        assert_eq!(found.count, 2);
    }

    /// By the definition: components of each height in turn, kept where no voxel has a higher neighbour.
    #[test]
    fn equals_its_definition() {
        let mut seed = 7u64;
        for shape in [[4, 6, 9], [1, 15, 15]] {
            for levels in [2, 4, 50] {
                let mut random = || {
                    seed =
                        seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    seed >> 33
                };
                let height = Array3::from_shape_simple_fn(shape, || {
                    if random() % 5 == 0 { OUT } else { (random() % levels) as f32 }
                });
                for connectivity in [Connectivity::Faces, Connectivity::Full] {
                    let grid = Grid::new(shape, connectivity);
                    let h = height.as_slice().unwrap();
                    let mut maxima = Array3::from_elem(shape, false);
                    for level in 0..levels {
                        let of_level = height.mapv(|v| v == level as f32);
                        let plateaus = label(of_level.view(), connectivity, &Progress::default()).unwrap();
                        let plateau = plateaus.labels.as_slice().unwrap();
                        let mut highest = vec![true; plateaus.count + 1];
                        for i in 0..h.len() {
                            grid.for_each_neighbour(i, |n| highest[plateau[i] as usize] &= h[n] <= h[i]);
                        }
                        maxima = maxima | plateaus.labels.mapv(|label| label > 0 && highest[label as usize]);
                    }
                    let found = regional_maxima(height.view(), connectivity, &Progress::default()).unwrap();
                    assert_eq!(found.labels.mapv(|label| label > 0), maxima);
                    let components = label(maxima.view(), connectivity, &Progress::default()).unwrap();
                    assert_eq!(found.labels, components.labels);
                }
            }
        }
    }
}
