//! Reconstruction by dilation, and the maxima that it leaves.

use super::components::Components;
use super::grid::{Connectivity, Grid};
use super::maxima::regional_maxima;
use crate::error::Result;
use crate::invalid;
use crate::progress::Progress;
use ndarray::{Array3, ArrayView3};
use std::collections::VecDeque;

/// Voxels that are looked at between two looks at the progress.
const CHUNK: usize = 1 << 16;

/// The reconstruction of a `marker` under a `mask` by dilation: the marker, where it is above the mask cut to it, is dilated
/// by one neighbour and cut to the mask again until nothing changes (Vincent 1993, IEEE Trans. Image Process. 2, 176-201; his
/// hybrid algorithm). Voxels where the mask is -inf are outside: nothing passes through them.
///
/// Both have one shape and no NaN; the volume has less than 2^32 voxels. The result takes the marker's place in memory.
///
/// # Errors
/// [`crate::error::Error::Invalid`] for shapes that differ, [`crate::error::Error::Cancelled`].
pub fn reconstruct(
    mut marker: Array3<f32>,
    mask: ArrayView3<f32>,
    connectivity: Connectivity,
    progress: &Progress,
) -> Result<Array3<f32>> {
    if marker.dim() != mask.dim() {
        invalid!("the marker and the mask of a reconstruction have different sizes");
    }
    let grid = Grid::new(mask.dim().into(), connectivity);
    let limits = mask.as_slice().expect("standard layout");
    let values = marker.as_slice_mut().expect("standard layout");
    for i in 0..values.len() {
        if i % CHUNK == 0 {
            progress.check()?;
        }
        spread(values, limits, &grid, i, |n| n < i);
    }
    let mut pending = VecDeque::new();
    for i in (0..values.len()).rev() {
        if i % CHUNK == 0 {
            progress.check()?;
        }
        spread(values, limits, &grid, i, |n| n > i);
        // Two scans settle most voxels. What can still rise does so from here.
        if grid.any_neighbour(i, |n| n > i && values[n] < values[i] && values[n] < limits[n]) {
            pending.push_back(i as u32);
        }
    }
    let mut visited = 0;
    while let Some(i) = pending.pop_front() {
        visited += 1;
        if visited % CHUNK == 0 {
            progress.check()?;
        }
        let value = values[i as usize];
        grid.for_each_neighbour(i as usize, |n| {
            if values[n] < value && values[n] < limits[n] {
                values[n] = value.min(limits[n]);
                pending.push_back(n as u32);
            }
        });
    }
    Ok(marker)
}

/// Raises a voxel to the highest of those neighbours that come `from` one side, and cuts it to the mask.
fn spread(values: &mut [f32], limits: &[f32], grid: &Grid, i: usize, from: impl Fn(usize) -> bool) {
    let mut highest = values[i];
    if limits[i] > f32::NEG_INFINITY {
        grid.for_each_neighbour(i, |n| {
            if from(n) {
                highest = highest.max(values[n]);
            }
        });
    }
    values[i] = highest.min(limits[i]);
}

/// The maxima of `height` that rise by more than `h` above the highest saddle to something higher (their dynamics): the
/// [`regional_maxima`] of the reconstruction of `height - h` under `height`. Of each region that -inf bounds the highest stays,
/// whatever `h` is; `h` 0 gives all regional maxima. A maximum's component is its summit as far as `h` below the peak.
///
/// # Errors
/// [`crate::error::Error::Invalid`] for an `h` that is negative or not finite, [`crate::error::Error::Memory`],
/// [`crate::error::Error::Cancelled`].
pub fn h_maxima(
    height: ArrayView3<f32>,
    h: f32,
    connectivity: Connectivity,
    progress: &Progress,
) -> Result<Components> {
    if !(h >= 0.0 && h.is_finite()) {
        invalid!("maxima are told apart by a depth of at least 0, not {h}");
    }
    if h == 0.0 {
        return regional_maxima(height, connectivity, progress);
    }
    let lowered = height.mapv(|v| v - h);
    let cut = reconstruct(lowered, height, connectivity, progress)?;
    regional_maxima(cut.view(), connectivity, progress)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Zip, array};

    const OUT: f32 = f32::NEG_INFINITY;
    const BOTH: [Connectivity; 2] = [Connectivity::Faces, Connectivity::Full];

    /// By the definition: dilated and cut until nothing changes.
    fn reference(marker: &Array3<f32>, mask: &Array3<f32>, connectivity: Connectivity) -> Array3<f32> {
        let grid = Grid::new(mask.dim().into(), connectivity);
        let cut = |v: &Array3<f32>| Zip::from(v).and(mask).map_collect(|&v, &m| v.min(m));
        let mut values = cut(marker);
        loop {
            let before = values.as_slice().unwrap();
            let mut dilated = values.clone();
            for (i, v) in dilated.iter_mut().enumerate() {
                grid.for_each_neighbour(i, |n| *v = v.max(before[n]));
            }
            let next = cut(&dilated);
            if next == values {
                return values;
            }
            values = next;
        }
    }

    fn random_volume(shape: [usize; 3], levels: u64, seed: &mut u64) -> Array3<f32> {
        let mut random = || {
            *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            *seed >> 33
        };
        Array3::from_shape_simple_fn(
            shape,
            || {
                if random() % 5 == 0 { OUT } else { (random() % levels) as f32 }
            },
        )
    }

    #[test]
    fn equals_its_definition() {
        let mut seed = 23;
        for shape in [[4, 6, 9], [1, 15, 15], [3, 1, 20], [1, 1, 1]] {
            for levels in [2, 5, 1000] {
                for _ in 0..10 {
                    let mask = random_volume(shape, levels, &mut seed);
                    let marker = random_volume(shape, levels, &mut seed).mapv(|v| v - levels as f32 / 3.0);
                    for connectivity in BOTH {
                        let found =
                            reconstruct(marker.clone(), mask.view(), connectivity, &Progress::default());
                        assert_eq!(found.unwrap(), reference(&marker, &mask, connectivity));
                    }
                }
            }
        }
    }

    /// Ways that turn back are what the two scans cannot settle.
    #[test]
    fn follows_a_winding_way() {
        let wall = |y: usize, x: usize| y % 2 == 1 && x != if y % 4 == 1 { 8 } else { 0 };
        let mask = Array3::from_shape_fn((1, 13, 9), |(_, y, x)| if wall(y, x) { OUT } else { 3.0 });
        let mut marker = Array3::from_elem((1, 13, 9), 0.0);
        marker[[0, 12, 0]] = 2.0;
        let found = reconstruct(marker, mask.view(), Connectivity::Faces, &Progress::default()).unwrap();
        assert_eq!(found, mask.mapv(|m| if m == OUT { OUT } else { 2.0 }));
    }

    #[test]
    fn shallow_maxima_are_suppressed() {
        let height = array![[[1.0, 5.0, 4.0, 6.0, 2.0, 4.0, OUT, 1.0, 1.5]]];
        let found = |h| h_maxima(height.view(), h, Connectivity::Faces, &Progress::default()).unwrap().labels;
        assert_eq!(found(0.0), array![[[0, 1, 0, 2, 0, 3, 0, 0, 4]]]);
        assert_eq!(found(0.5), array![[[0, 1, 0, 2, 0, 3, 0, 4, 4]]]);
        assert_eq!(found(1.0), array![[[0, 0, 0, 1, 0, 2, 0, 3, 3]]]);
        assert_eq!(found(100.0), array![[[1, 1, 1, 1, 1, 1, 0, 2, 2]]]);
    }

    #[test]
    fn depth_zero_gives_the_regional_maxima() {
        let mut seed = 29;
        for connectivity in BOTH {
            let height = random_volume([4, 8, 9], 4, &mut seed);
            let all = regional_maxima(height.view(), connectivity, &Progress::default()).unwrap();
            let found = h_maxima(height.view(), 0.0, connectivity, &Progress::default()).unwrap();
            assert_eq!((found.labels, found.count), (all.labels, all.count));
        }
    }

    #[test]
    fn only_a_depth_tells_maxima_apart() {
        for h in [-1.0, f32::NAN, f32::INFINITY] {
            let found = h_maxima(array![[[1.0]]].view(), h, Connectivity::Faces, &Progress::default());
            assert!(found.unwrap_err().to_string().contains("at least 0"));
        }
    }
}
