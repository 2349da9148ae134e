//! Marker-controlled watershed.

use super::grid::{Connectivity, Grid};
use super::label_runs::largest;
use crate::error::Result;
use crate::progress::Progress;
use ndarray::{Array3, ArrayView3};
use rayon::prelude::*;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// Voxels that are looked at between two looks at the progress.
const CHUNK: usize = 1 << 16;
/// Marks an entry of the labels that is a label; others are the index of a higher neighbour, later the number of a region.
const LABEL: u32 = 1 << 31;
/// The label of voxels that no marker has reached.
const DRY: u32 = LABEL;
/// Rows that a thread takes at a time.
const ROWS: usize = 64;

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
    // Collected in place, there and back: the entries have one layout.
    let labels = markers.into_raw_vec_and_offset().0.into_iter().map(AtomicU32::new).collect::<Vec<_>>();
    let dry = follow(heights, &labels, progress)?;
    regions(heights, &labels, dry, &grid)
        .into_par_iter()
        .enumerate()
        .try_for_each(|(number, region)| flood(heights, &labels, (number as u32, region), &grid, progress))?;
    let label = |label: u32| if label & LABEL == 0 { 0 } else { label & !LABEL };
    let labels = labels.into_iter().map(AtomicU32::into_inner).map(label);
    Ok(Array3::from_shape_vec(height.dim(), labels.collect()).expect("the length is the shape's product"))
}

/// Lets each voxel without a marker point to its highest neighbour, or marks it as dry where none is higher.
fn ascend(heights: &[f32], labels: &mut [u32], grid: &Grid, progress: &Progress) -> Result<()> {
    let width = grid.width();
    let rows = labels.par_chunks_mut(width).enumerate().with_min_len(ROWS);
    let scratch = || (vec![0.0f32; width], vec![0u32; width]);
    rows.try_for_each_init(scratch, |(highest, up), (row, labels)| {
        progress.check()?;
        let own = &heights[row * width..][..width];
        highest.copy_from_slice(own);
        up.fill(DRY);
        if largest(own) > f32::NEG_INFINITY {
            grid.for_each_row_of_neighbours(row, |first, part| {
                let from = &heights[first..][..part.len()];
                raise(from, first as u32, &mut highest[part.clone()], &mut up[part]);
            });
        }
        for ((label, &h), &up) in labels.iter_mut().zip(own).zip(&*up) {
            *label = if *label > 0 || h == f32::NEG_INFINITY { *label | LABEL } else { up };
        }
        Ok(())
    })
}

/// Points `up` to those neighbours, numbered from `first`, that are above `highest`.
fn raise(from: &[f32], first: u32, highest: &mut [f32], up: &mut [u32]) {
    let n = from.len();
    let (highest, up) = (&mut highest[..n], &mut up[..n]);
    for i in 0..n {
        // Chosen by bits, so that the compiler takes several voxels at once.
        let mask = u32::from(from[i] > highest[i]).wrapping_neg();
        highest[i] = f32::from_bits(from[i].to_bits() & mask | highest[i].to_bits() & !mask);
        up[i] = first.wrapping_add(i as u32) & mask | up[i] & !mask;
    }
}

/// Follows the pointers to labels. Returns the voxels whose way up ends where there is no marker.
///
/// Threads shorten ways that they share: each entry holds a pointer up or, from some time on, the label that the way ends in,
/// so all of them find the same.
fn follow(heights: &[f32], labels: &[AtomicU32], progress: &Progress) -> Result<Vec<u32>> {
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
    Ok(chunks.collect::<Result<Vec<_>>>()?.concat())
}

/// Parts the dry voxels into connected regions, whose numbers stand in place of the labels. They do not touch each other, so each is
/// flooded on its own, with the result of one flood of all: components of the mask, or parts of one between its markers.
fn regions(heights: &[f32], labels: &[AtomicU32], dry: Vec<u32>, grid: &Grid) -> Vec<Vec<u32>> {
    let mut regions = Vec::new();
    for start in dry {
        if labels[start as usize].load(Relaxed) != DRY {
            continue;
        }
        let number = regions.len() as u32;
        labels[start as usize].store(number, Relaxed);
        let mut region = vec![start];
        let mut next = 0;
        while next < region.len() {
            grid.for_each_neighbour(region[next] as usize, |n| {
                if labels[n].load(Relaxed) == DRY && heights[n] > f32::NEG_INFINITY {
                    labels[n].store(number, Relaxed);
                    region.push(n as u32);
                }
            });
            next += 1;
        }
        regions.push(region);
    }
    regions
}

/// Floods a region from its neighbours.
fn flood(
    heights: &[f32],
    labels: &[AtomicU32],
    (number, region): (u32, Vec<u32>),
    grid: &Grid,
    progress: &Progress,
) -> Result<()> {
    let is_label = |label: u32| label & LABEL != 0 && label != DRY;
    let mut front = BinaryHeap::new();
    for i in region {
        grid.for_each_neighbour(i as usize, |n| {
            if is_label(labels[n].load(Relaxed)) {
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
        let label = labels[i as usize].load(Relaxed);
        grid.for_each_neighbour(i as usize, |n| {
            if labels[n].load(Relaxed) == number {
                labels[n].store(label, Relaxed);
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
