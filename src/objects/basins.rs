//! Basins of a height, merged where the saddle between two is nearly as high as the lower peak.

use super::components::Components;
use super::grid::Connectivity;
use super::label_runs::{for_each_run, largest};
use super::maxima::regional_maxima;
use super::watershed::watershed;
use crate::error::Result;
use crate::progress::Progress;
use ndarray::parallel::prelude::*;
use ndarray::{ArrayView2, ArrayView3, Axis};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashMap};
use std::hash::{BuildHasherDefault, DefaultHasher};

/// Voxels that are compared at once.
const SAME: usize = 16;

/// The basins of a `height` that is nowhere negative, where -inf is outside: [`grow`] from its regional maxima, over faces.
///
/// # Errors
/// [`crate::error::Error::Memory`], [`crate::error::Error::Cancelled`].
pub fn basins(height: ArrayView3<f32>, rho: f32, progress: &Progress) -> Result<Components> {
    let seeds = regional_maxima(height, Connectivity::Full, progress)?;
    grow(height, seeds, Connectivity::Faces, rho, progress)
}

/// Grows seeds on a `height` that is nowhere negative, where -inf is outside, by the [`watershed`]. While for two basins that
/// share a face the saddle (over the shared faces the largest of the lower of the two heights) is above `rho` times the lower peak
/// (the largest height in each), the pair of the largest such ratio is merged (ties: of the lowest numbers). With `rho` 1 nothing
/// is merged.
///
/// Basins are numbered from 1 in the order of their first voxels.
///
/// # Errors
/// [`crate::error::Error::Memory`], [`crate::error::Error::Cancelled`].
pub fn grow(
    height: ArrayView3<f32>,
    seeds: Components,
    connectivity: Connectivity,
    rho: f32,
    progress: &Progress,
) -> Result<Components> {
    let Components { labels, count } = seeds;
    let mut labels = watershed(height, labels, connectivity, progress)?;
    let merged = if rho < 1.0 {
        merge(peaks(height, labels.view(), count), saddles(height, labels.view()), rho)
    } else {
        (0..count as u32).collect()
    };
    let mut numbers = vec![0; count + 1];
    let mut count = 0;
    for label in labels.iter_mut().filter(|label| **label > 0) {
        let root = merged[*label as usize - 1] as usize;
        if numbers[root] == 0 {
            count += 1;
            numbers[root] = count as u32;
        }
        *label = numbers[root];
    }
    Ok(Components { labels, count })
}

/// The largest height of each basin.
fn peaks(height: ArrayView3<f32>, labels: ArrayView3<u32>, count: usize) -> Vec<f32> {
    let planes = height.axis_iter(Axis(0)).into_par_iter().zip(labels.axis_iter(Axis(0)));
    let of_plane = |mut peaks: Vec<f32>, (height, labels): (ArrayView2<f32>, ArrayView2<u32>)| {
        for_each_run(labels, height, |label, heights| {
            let peak = &mut peaks[label - 1];
            *peak = peak.max(largest(heights));
        });
        peaks
    };
    let unite = |mut a: Vec<f32>, b: Vec<f32>| {
        a.iter_mut().zip(b).for_each(|(a, b)| *a = a.max(b));
        a
    };
    planes.fold(|| vec![0.0; count], of_plane).reduce(|| vec![0.0; count], unite)
}

/// Saddles by the two basins, counted from 0, the lower first. The hash is the same in every run, so that the work is.
type Saddles = HashMap<(u32, u32), f32, BuildHasherDefault<DefaultHasher>>;

fn saddles(height: ArrayView3<f32>, labels: ArrayView3<u32>) -> Saddles {
    let (depth, rows, _) = height.dim();
    let of_plane = |z: usize| {
        let mut found = Saddles::default();
        let (plane, heights) = (labels.index_axis(Axis(0), z), height.index_axis(Axis(0), z));
        let below =
            (z + 1 < depth).then(|| (labels.index_axis(Axis(0), z + 1), height.index_axis(Axis(0), z + 1)));
        for y in 0..rows {
            let (row, h) = (slice(&plane, y), slice(&heights, y));
            let end = row.len().saturating_sub(1);
            meet(&row[..end], &row[row.len() - end..], &h[..end], &h[row.len() - end..], &mut found);
            if y + 1 < rows {
                meet(row, slice(&plane, y + 1), h, slice(&heights, y + 1), &mut found);
            }
            if let Some((labels, heights)) = &below {
                meet(row, slice(labels, y), h, slice(heights, y), &mut found);
            }
        }
        found
    };
    let unite = |mut a: Saddles, b: Saddles| {
        for (pair, h) in b {
            let saddle = a.entry(pair).or_insert(f32::NEG_INFINITY);
            *saddle = saddle.max(h);
        }
        a
    };
    (0..depth).into_par_iter().map(of_plane).reduce(Saddles::default, unite)
}

/// A row of a plane.
fn slice<'a, T>(plane: &ArrayView2<'a, T>, y: usize) -> &'a [T] {
    plane.index_axis_move(Axis(0), y).to_slice().expect("rows are contiguous")
}

/// Raises the saddles of those basins of two rows that meet at a voxel.
fn meet(a: &[u32], b: &[u32], h: &[f32], g: &[f32], found: &mut Saddles) {
    let differ = |a: u32, b: u32| (a != b) & (a > 0) & (b > 0);
    let raise = |i: usize| {
        let (a, b) = (a[i], b[i]);
        if differ(a, b) {
            let saddle = found.entry((a.min(b) - 1, a.max(b) - 1)).or_insert(f32::NEG_INFINITY);
            *saddle = saddle.max(h[i].min(g[i]));
        }
    };
    let ((chunks, rest), (others, _)) = (a.as_chunks::<SAME>(), b.as_chunks::<SAME>());
    let start = a.len() - rest.len();
    // Few voxels lie where two basins meet: most are passed by the chunk.
    let differing = chunks
        .iter()
        .zip(others)
        .enumerate()
        .filter(|(_, (a, b))| a.iter().zip(*b).fold(false, |any, (&a, &b)| any | differ(a, b)));
    differing.flat_map(|(i, _)| i * SAME..(i + 1) * SAME).chain(start..a.len()).for_each(raise);
}

/// The basin that each becomes part of: the one of the lowest number.
fn merge(mut peaks: Vec<f32>, saddles: Saddles, rho: f32) -> Vec<u32> {
    let mut neighbours = vec![BTreeMap::new(); peaks.len()];
    let ratio = |peaks: &[f32], a: u32, b: u32, saddle: f32| {
        let lower = peaks[a as usize].min(peaks[b as usize]);
        if lower > 0.0 { saddle / lower } else { 1.0 } // of height 0 are both, and nothing lies between
    };
    let mut queue = BinaryHeap::new();
    for ((a, b), saddle) in saddles {
        neighbours[a as usize].insert(b, saddle);
        neighbours[b as usize].insert(a, saddle);
        queue.push(Pair::new(ratio(&peaks, a, b, saddle), a, b));
    }
    let mut merged: Vec<u32> = (0..peaks.len() as u32).collect();
    while let Some(pair) = queue.pop() {
        let (a, b) = pair.basins.0;
        // Of two that are no neighbours any more one was merged into another, whose own pairs are in the queue.
        let Some(&saddle) = neighbours[a as usize].get(&b) else { continue };
        let now = ratio(&peaks, a, b, saddle);
        if now < f32::from_bits(pair.ratio) {
            queue.push(Pair::new(now, a, b)); // a peak has grown since
            continue;
        }
        if now <= rho {
            break;
        }
        merged[b as usize] = a;
        peaks[a as usize] = peaks[a as usize].max(peaks[b as usize]);
        neighbours[a as usize].remove(&b);
        for (c, saddle) in std::mem::take(&mut neighbours[b as usize]) {
            neighbours[c as usize].remove(&b);
            if c == a {
                continue;
            }
            let shared = neighbours[a as usize].get(&c).copied().unwrap_or(0.0).max(saddle);
            neighbours[a as usize].insert(c, shared);
            neighbours[c as usize].insert(a, shared);
            queue.push(Pair::new(ratio(&peaks, a, c, shared), a.min(c), a.max(c)));
        }
    }
    // Each points to a lower one, whose own root is known by then.
    for i in 0..merged.len() {
        merged[i] = merged[merged[i] as usize];
    }
    merged
}

/// Neighbours in the order in which they are merged. Ratios are positive, so their bits are in order.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Pair {
    ratio: u32,
    basins: Reverse<(u32, u32)>,
}

impl Pair {
    fn new(ratio: f32, a: u32, b: u32) -> Self {
        Pair { ratio: ratio.to_bits(), basins: Reverse((a, b)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By the definition: all ratios anew after each merge.
    fn reference(mut peaks: Vec<f32>, mut saddles: Saddles, rho: f32) -> Vec<u32> {
        let mut merged: Vec<u32> = (0..peaks.len() as u32).collect();
        loop {
            let mut pairs: Vec<_> = saddles
                .iter()
                .map(|(&(a, b), &s)| (s / peaks[a as usize].min(peaks[b as usize]), a, b))
                .collect();
            pairs.sort_by(|p, q| q.0.total_cmp(&p.0).then((p.1, p.2).cmp(&(q.1, q.2))));
            let Some(&(ratio, a, b)) = pairs.first() else { return merged };
            if ratio <= rho {
                return merged;
            }
            merged.iter_mut().filter(|m| **m == b).for_each(|m| *m = a);
            peaks[a as usize] = peaks[a as usize].max(peaks[b as usize]);
            let mut next = Saddles::default();
            for ((p, q), s) in saddles {
                let rename = |i| if i == b { a } else { i };
                let (p, q) = (rename(p).min(rename(q)), rename(p).max(rename(q)));
                if p != q {
                    let saddle = next.entry((p, q)).or_insert(s);
                    *saddle = saddle.max(s);
                }
            }
            saddles = next;
        }
    }

    #[test]
    fn merges_in_the_defined_order() {
        let mut seed = 17u64;
        let mut random = |n: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % n
        };
        for _ in 0..200 {
            let count = 2 + random(12) as u32;
            let peaks: Vec<f32> = (0..count).map(|_| (4 + random(6)) as f32).collect();
            let mut saddles = Saddles::default();
            for a in 0..count {
                for b in a + 1..count {
                    if random(3) == 0 {
                        let lower = peaks[a as usize].min(peaks[b as usize]);
                        saddles.insert((a, b), lower * (1 + random(8)) as f32 / 8.0);
                    }
                }
            }
            for rho in [0.3, 0.6, 0.8, 1.0] {
                assert_eq!(
                    merge(peaks.clone(), saddles.clone(), rho),
                    reference(peaks.clone(), saddles.clone(), rho)
                );
            }
        }
    }

    #[test]
    fn basins_merge_over_shallow_saddles_alone() {
        let height = ndarray::array![[[1.0, 5.0, 4.8, 5.2, 2.0, 6.0, 1.0]]];
        let found = |rho| basins(height.view(), rho, &Progress::default()).unwrap().labels;
        assert_eq!(found(1.0), ndarray::array![[[1, 1, 2, 2, 3, 3, 3]]]);
        assert_eq!(found(0.9), ndarray::array![[[1, 1, 1, 1, 2, 2, 2]]]);
        assert_eq!(found(0.3), ndarray::array![[[1, 1, 1, 1, 1, 1, 1]]]);
    }
}
