//! Marker-controlled watershed.

use super::grid::{Connectivity, Grid};
use crate::error::Result;
use crate::progress::Progress;
use ndarray::{Array3, ArrayView3};
use rayon::prelude::*;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// Voxels that are looked at between two looks at the progress.
const CHUNK: usize = 1 << 16;
/// Marks an entry of the labels that is a label; others are the index of a higher neighbour.
const LABEL: u32 = 1 << 31;
/// The label of voxels that no marker has reached.
const DRY: u32 = LABEL;

/// Grows markers from high to low `height` until they meet, without lines between them: the watershed of the negative height by
/// a priority flood (Meyer 1994, Signal Process. 38, 113-125; Barnes et al. 2014, Comput. Geosci. 62, 117-127). Voxels of
/// height -inf are outside.
///
/// `markers` holds numbers in 1..2^31, and 0 elsewhere. The result are the basins, in the markers' place in memory; what no
/// marker reaches stays 0. A voxel is
/// flooded by the first of its neighbours to be flooded. The order is by level, the lowest height on the way, which only
/// sinks; among equal levels by the number of steps that were made on that level, then by the index (z, y, x). So equal plateaus
/// are shared where the fronts meet, and the result depends on nothing else.
///
/// The volume has less than 2^31 voxels.
///
/// # Errors
/// [`crate::error::Error::Cancelled`].
///
/// # How
/// A voxel with a higher neighbour is flooded by the highest of them (of equal ones by the first) if the way up from there ends in
/// a marker: each voxel on such a way has its own height as its level, and any other neighbour comes later. So most voxels only
/// follow their highest neighbour. The others, below plateaus and below maxima without a marker, are flooded with a queue.
pub fn watershed(
    height: ArrayView3<f32>,
    mut markers: Array3<u32>,
    connectivity: Connectivity,
    progress: &Progress,
) -> Result<Array3<u32>> {
    let grid = Grid::new(height.dim().into(), connectivity);
    let heights = height.as_slice().expect("standard layout");
    ascend(heights, markers.as_slice_mut().expect("standard layout"), &grid, progress)?;
    let (labels, dry) = follow(heights, markers.into_raw_vec_and_offset().0, progress)?;
    let mut labels = Array3::from_shape_vec(height.dim(), labels).expect("the length is the shape's product");
    flood(heights, labels.as_slice_mut().expect("standard layout"), dry, &grid, progress)?;
    labels.par_mapv_inplace(|label| label & !LABEL);
    Ok(labels)
}

/// Lets each voxel without a marker point to its highest neighbour, or marks it as dry where none is higher.
fn ascend(heights: &[f32], labels: &mut [u32], grid: &Grid, progress: &Progress) -> Result<()> {
    labels.par_chunks_mut(CHUNK).enumerate().try_for_each(|(chunk, labels)| {
        progress.check()?;
        for (i, label) in (chunk * CHUNK..).zip(labels) {
            if *label > 0 || heights[i] == f32::NEG_INFINITY {
                *label |= LABEL;
                continue;
            }
            let (mut highest, mut up) = (heights[i], DRY);
            grid.for_each_neighbour(i, |n| {
                if heights[n] > highest {
                    highest = heights[n];
                    up = n as u32;
                }
            });
            *label = up;
        }
        Ok(())
    })
}

/// Follows the pointers to labels. Returns these, and the voxels whose way up ends where there is no marker.
///
/// Threads shorten ways that they share: each entry holds a pointer up or, from some time on, the label that the way ends in,
/// so all of them find the same.
fn follow(heights: &[f32], pointers: Vec<u32>, progress: &Progress) -> Result<(Vec<u32>, Vec<u32>)> {
    // Collected in place: the entries have one layout.
    let labels: Vec<AtomicU32> = pointers.into_iter().map(AtomicU32::new).collect();
    let chunks = heights.par_chunks(CHUNK).enumerate().map_init(Vec::new, |way, (chunk, heights)| {
        progress.check()?;
        let mut dry = Vec::new();
        for (start, &height) in (chunk * CHUNK..).zip(heights) {
            let mut label = labels[start].load(Relaxed);
            if label & LABEL == 0 {
                way.push(start);
                while label & LABEL == 0 {
                    way.push(label as usize);
                    label = labels[label as usize].load(Relaxed);
                }
                way.pop(); // has the label
                way.drain(..).for_each(|i| labels[i].store(label, Relaxed));
            }
            if label == DRY && height > f32::NEG_INFINITY {
                dry.push(start as u32); // the others on the way have their own turn
            }
        }
        Ok(dry)
    });
    let dry: Vec<Vec<u32>> = chunks.collect::<Result<_>>()?;
    Ok((labels.into_iter().map(AtomicU32::into_inner).collect(), dry.concat()))
}

/// Floods the dry voxels from their neighbours.
fn flood(heights: &[f32], labels: &mut [u32], dry: Vec<u32>, grid: &Grid, progress: &Progress) -> Result<()> {
    let mut front = BinaryHeap::new();
    for &i in &dry {
        grid.for_each_neighbour(i as usize, |n| {
            if labels[n] != DRY {
                front.push(Front { level: ordered(heights[n]), order: Reverse((0, n as u32)) });
            }
        });
    }
    let mut flooded = 0;
    while let Some(Front { level, order: Reverse((steps, i)) }) = front.pop() {
        flooded += 1;
        if flooded % CHUNK == 0 {
            progress.check()?;
        }
        let label = labels[i as usize];
        grid.for_each_neighbour(i as usize, |n| {
            if labels[n] == DRY && heights[n] > f32::NEG_INFINITY {
                labels[n] = label;
                let next = ordered(heights[n]);
                let steps = if next >= level { steps + 1 } else { 0 };
                front.push(Front { level: next.min(level), order: Reverse((steps, n as u32)) });
            }
        });
    }
    Ok(())
}

/// A flooded voxel whose neighbours are next.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Front {
    level: u32,
    order: Reverse<(u32, u32)>,
}

/// Whole numbers in the order of the floats.
fn ordered(height: f32) -> u32 {
    let bits = (height + 0.0).to_bits(); // -0 becomes 0
    if bits >> 31 == 0 { bits | 1 << 31 } else { !bits }
}
