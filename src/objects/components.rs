//! Connected components, by runs of voxels along x.

use super::grid::Connectivity;
use crate::error::{Result, try_volume, try_zeroed};
use crate::pages::prefer_huge;
use crate::progress::Progress;
use ndarray::parallel::prelude::*;
use ndarray::{Array3, ArrayView3, ArrayViewMut3, Axis};
use std::ops::Range;

/// Voxels of a row that are looked at together: the bits of a word.
const WORD: usize = 64;

/// Components of a mask.
#[derive(Clone, Debug)]
pub struct Components {
    /// 0 outside of the mask; components are numbered from 1 in the order of their first voxels (z, y, x).
    pub labels: Array3<u32>,
    /// How many there are.
    pub count: usize,
}

/// The connected components of a mask.
///
/// # Errors
/// [`crate::error::Error::Memory`], [`crate::error::Error::Cancelled`].
pub fn label(mask: ArrayView3<bool>, connectivity: Connectivity, progress: &Progress) -> Result<Components> {
    let mut runs = Runs::of(mask, true, progress)?;
    runs.join(connectivity, progress)?;
    let mut labels = try_volume(mask.dim(), "the labels")?;
    prefer_huge(labels.as_slice_mut().expect("standard layout"));
    let (numbers, count) = runs.numbers();
    runs.paint(labels.view_mut(), |run, row| row.fill(numbers[run]));
    Ok(Components { labels, count })
}

/// Fills the holes of a mask: background that is not connected over faces to the image's border (in planes: over sides).
///
/// # Errors
/// [`crate::error::Error::Memory`], [`crate::error::Error::Cancelled`].
pub fn fill_holes(mask: &mut Array3<bool>, progress: &Progress) -> Result<()> {
    let (depth, height, width) = mask.dim();
    let mut runs = Runs::of(mask.view(), false, progress)?;
    runs.join(Connectivity::Faces, progress)?;
    let (numbers, count) = runs.numbers();
    let mut open = vec![false; count + 1];
    for row in 0..depth * height {
        let (z, y) = (row / height, row % height);
        let at_border = y == 0 || y + 1 == height || depth > 1 && (z == 0 || z + 1 == depth);
        for run in runs.row(row) {
            let [start, end] = runs.runs[run];
            open[numbers[run] as usize] |= at_border || start == 0 || end as usize == width;
        }
    }
    runs.paint(mask.view_mut(), |run, row| {
        if !open[numbers[run] as usize] {
            row.fill(true);
        }
    });
    Ok(())
}

/// Runs of voxels of one kind, and which of them are connected.
struct Runs {
    shape: (usize, usize, usize),
    /// First x, and one past the last.
    runs: Vec<[u32; 2]>,
    /// The first run of each row, and the number of runs.
    rows: Vec<usize>,
    /// An earlier run of the same component, or itself: a forest (Tarjan 1975, J. ACM 22, 215-225).
    parents: Vec<u32>,
}

impl Runs {
    fn of(mask: ArrayView3<bool>, kind: bool, progress: &Progress) -> Result<Self> {
        let (depth, height, _) = mask.dim();
        let planes = mask.axis_iter(Axis(0)).into_par_iter().map(|plane| {
            progress.check()?;
            let mut edges = Vec::new();
            let mut ends = Vec::with_capacity(height);
            for row in plane.rows() {
                push_edges(row.to_slice().expect("rows are contiguous"), kind, &mut edges);
                ends.push(edges.len() / 2);
            }
            Ok((edges, ends))
        });
        let planes: Vec<_> = planes.collect::<Result<_>>()?;
        let count = planes.iter().map(|(edges, _)| edges.len() / 2).sum();
        let (mut runs, mut rows) = (Vec::with_capacity(count), Vec::with_capacity(depth * height + 1));
        rows.push(0);
        for (edges, ends) in planes {
            let first = runs.len();
            rows.extend(ends.into_iter().map(|end| first + end));
            runs.extend(edges.as_chunks::<2>().0);
        }
        let mut parents: Vec<u32> = try_zeroed(count, "the components")?;
        parents.iter_mut().enumerate().for_each(|(i, parent)| *parent = i as u32);
        Ok(Runs { shape: mask.dim(), runs, rows, parents })
    }

    fn row(&self, row: usize) -> Range<usize> {
        self.rows[row]..self.rows[row + 1]
    }

    /// Connects each row with those neighbours that come before it. Blocks of planes have their own parts of the forest, so each
    /// is connected on its own, and then with the block before it.
    fn join(&mut self, connectivity: Connectivity, progress: &Progress) -> Result<()> {
        let (depth, height, _) = self.shape;
        let mut parents = std::mem::take(&mut self.parents);
        let planes = depth.div_ceil(rayon::current_num_threads()).max(1);
        let mut blocks = Vec::new();
        let mut rest = parents.as_mut_slice();
        for start in (0..depth).step_by(planes) {
            let block = start..(start + planes).min(depth);
            let count = self.rows[block.end * height] - self.rows[start * height];
            let (part, after) = rest.split_at_mut(count);
            blocks.push((block, Forest { parents: part, first: self.rows[start * height] as u32 }));
            rest = after;
        }
        blocks.into_par_iter().try_for_each(|(block, mut forest)| {
            for z in block.clone() {
                progress.check()?;
                self.join_plane(z, z > block.start, connectivity, &mut forest);
            }
            Ok(())
        })?;
        let mut forest = Forest { parents: &mut parents, first: 0 };
        for z in (planes..depth).step_by(planes) {
            self.join_planes(z, connectivity, &mut forest);
        }
        self.parents = parents;
        Ok(())
    }

    /// Connects the rows of a plane, and if `deep` with those of the plane before.
    fn join_plane(&self, z: usize, deep: bool, connectivity: Connectivity, forest: &mut Forest) {
        let (_, height, _) = self.shape;
        if deep {
            self.join_planes(z, connectivity, forest);
        }
        for row in z * height + 1..(z + 1) * height {
            self.join_rows(row, row - 1, connectivity, forest);
        }
    }

    /// Connects the rows of a plane with those of the plane before.
    fn join_planes(&self, z: usize, connectivity: Connectivity, forest: &mut Forest) {
        let (_, height, _) = self.shape;
        let reach = usize::from(connectivity == Connectivity::Full);
        for y in 0..height {
            for other in y.saturating_sub(reach)..=(y + reach).min(height - 1) {
                self.join_rows(z * height + y, (z - 1) * height + other, connectivity, forest);
            }
        }
    }

    /// Connects runs of two rows.
    fn join_rows(&self, row: usize, other: usize, connectivity: Connectivity, forest: &mut Forest) {
        let reach = u32::from(connectivity == Connectivity::Full);
        let (a, b) = (self.row(row), self.row(other));
        let (of_row, of_other) = (&self.runs[a.clone()], &self.runs[b.clone()]);
        let (mut i, mut j) = (0, 0);
        let start = |runs: &[[u32; 2]], i: usize| runs.get(i).map_or(u32::MAX, |run| run[0]);
        while i < of_row.len() && j < of_other.len() {
            let ([a0, a1], [b0, b1]) = (of_row[i], of_other[j]);
            if (a0 < b1 + reach) & (b0 < a1 + reach) {
                forest.unite((a.start + i) as u32, (b.start + j) as u32);
            }
            // A run is done with when the next of the other row begins beyond it: often both are. No branch, as none could be
            // foreseen.
            let done = [start(of_other, j + 1) >= a1 + reach, start(of_row, i + 1) >= b1 + reach];
            i += usize::from(done[0]);
            j += usize::from(done[1]);
        }
    }

    /// The component of each run, from 1, and how many there are.
    fn numbers(&self) -> (Vec<u32>, usize) {
        let mut numbers = vec![0; self.runs.len()];
        let mut count = 0;
        for (run, &parent) in self.parents.iter().enumerate() {
            numbers[run] = if parent as usize == run {
                count += 1;
                count as u32
            } else {
                numbers[parent as usize]
            };
        }
        (numbers, count)
    }

    /// Calls `paint` with each run and its voxels.
    fn paint<T: Send + Sync>(&self, mut volume: ArrayViewMut3<T>, paint: impl Fn(usize, &mut [T]) + Sync) {
        let height = self.shape.1;
        volume.axis_iter_mut(Axis(0)).into_par_iter().enumerate().for_each(|(z, mut plane)| {
            for (y, mut row) in plane.rows_mut().into_iter().enumerate() {
                let row = row.as_slice_mut().expect("rows are contiguous");
                for run in self.row(z * height + y) {
                    let [start, end] = self.runs[run];
                    paint(run, &mut row[start as usize..end as usize]);
                }
            }
        });
    }
}

/// The parents of the runs from `first` on.
struct Forest<'a> {
    parents: &'a mut [u32],
    first: u32,
}

impl Forest<'_> {
    /// The earlier root becomes the parent, so that roots are the first runs of their components, whatever the order of unions.
    fn unite(&mut self, a: u32, b: u32) {
        if *self.parent(a) == *self.parent(b) {
            return; // as of most pairs
        }
        let (a, b) = (self.root(a), self.root(b));
        let (first, second) = (a.min(b), a.max(b));
        *self.parent(second) = first;
    }

    fn root(&mut self, mut run: u32) -> u32 {
        loop {
            let parent = *self.parent(run);
            if parent == run {
                return run;
            }
            let next = *self.parent(parent);
            *self.parent(run) = next;
            run = next;
        }
    }

    fn parent(&mut self, run: u32) -> &mut u32 {
        &mut self.parents[(run - self.first) as usize]
    }
}

/// Appends where the runs of voxels of a `kind` begin and end in a row, in turn.
fn push_edges(row: &[bool], kind: bool, edges: &mut Vec<u32>) {
    let mut before = 0;
    for (word, voxels) in row.chunks(WORD).enumerate() {
        // Beyond the end nothing is of the kind.
        let bits = if kind { bits(voxels) } else { !bits(voxels) & !0 >> (WORD - voxels.len()) };
        let mut changes = bits ^ (bits << 1 | before);
        while changes != 0 {
            edges.push((word * WORD) as u32 + changes.trailing_zeros());
            changes &= changes - 1;
        }
        before = bits >> (WORD - 1);
    }
    if before == 1 {
        edges.push(row.len() as u32);
    }
}

/// Up to 64 voxels as bits, the first the lowest.
fn bits(voxels: &[bool]) -> u64 {
    /// Its product with eight bytes of 0 or 1 has byte i in bit 56 + i.
    const GATHER: u64 = 0x0102_0408_1020_4080;
    let (eights, rest) = voxels.as_chunks::<8>();
    let eight = |v: &[bool; 8]| u64::from_le_bytes(v.map(u8::from)).wrapping_mul(GATHER) >> 56;
    let whole = eights.iter().enumerate().fold(0, |bits, (i, v)| bits | eight(v) << (8 * i));
    let of_rest = |bits, (i, &v): (usize, &bool)| bits | u64::from(v) << (8 * eights.len() + i);
    rest.iter().enumerate().fold(whole, of_rest)
}

#[cfg(test)]
mod tests {
    use super::super::grid::Grid;
    use super::*;

    fn random_mask(shape: [usize; 3], part: u64, seed: &mut u64) -> Array3<bool> {
        Array3::from_shape_simple_fn(shape, || {
            *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (*seed >> 33) % 100 < part
        })
    }

    /// Floods from each voxel that has no number yet.
    fn flooded(mask: &Array3<bool>, connectivity: Connectivity) -> (Vec<u32>, usize) {
        let grid = Grid::new(mask.dim().into(), connectivity);
        let mask: Vec<bool> = mask.iter().copied().collect();
        let mut labels = vec![0; mask.len()];
        let mut count = 0;
        for start in 0..mask.len() {
            if mask[start] && labels[start] == 0 {
                count += 1;
                labels[start] = count as u32;
                let mut pending = vec![start];
                while let Some(i) = pending.pop() {
                    grid.for_each_neighbour(i, |n| {
                        if mask[n] && labels[n] == 0 {
                            labels[n] = count as u32;
                            pending.push(n);
                        }
                    });
                }
            }
        }
        (labels, count)
    }

    #[test]
    fn components_are_those_of_a_flood() {
        let mut seed = 3;
        for shape in [[5, 9, 17], [1, 20, 20], [7, 1, 9], [1, 1, 12], [2, 3, 64], [3, 2, 135]] {
            for part in [0, 10, 35, 60, 90, 100] {
                let mask = random_mask(shape, part, &mut seed);
                for connectivity in [Connectivity::Faces, Connectivity::Full] {
                    let found = label(mask.view(), connectivity, &Progress::default()).unwrap();
                    let (labels, count) = flooded(&mask, connectivity);
                    assert_eq!(found.count, count);
                    assert!(found.labels.iter().eq(labels.iter()), "{shape:?} {part} {connectivity:?}");
                }
            }
        }
    }

    #[test]
    fn holes_are_filled_and_bays_are_not() {
        let picture = [".....#", ".###..", ".#.#..", ".###..", "###...", "#.#..."];
        let filled = [".....#", ".###..", ".###..", ".###..", "###...", "#.#..."];
        let plane =
            |rows: [&str; 6]| Array3::from_shape_fn((1, 6, 6), |(_, y, x)| rows[y].as_bytes()[x] == b'#');
        let mut mask = plane(picture);
        fill_holes(&mut mask, &Progress::default()).unwrap();
        assert_eq!(mask, plane(filled));
        // In a volume a hole must be closed above and below too.
        let mut volume = Array3::from_elem((3, 6, 6), true);
        volume[[1, 2, 2]] = false;
        volume[[0, 3, 3]] = false;
        fill_holes(&mut volume, &Progress::default()).unwrap();
        assert!(volume[[1, 2, 2]] && !volume[[0, 3, 3]]);
    }

    #[test]
    fn holes_are_what_does_not_reach_the_border() {
        let mut seed = 5;
        for shape in [[6, 8, 11], [1, 16, 16]] {
            for part in [40, 65, 85] {
                let mask = random_mask(shape, part, &mut seed);
                let (labels, count) = flooded(&mask.mapv(|v| !v), Connectivity::Faces);
                let mut open = vec![false; count + 1];
                let border = |i: usize, n: usize| n > 1 && (i == 0 || i + 1 == n);
                for (((z, y, x), _), &label) in mask.indexed_iter().zip(&labels) {
                    open[label as usize] |= border(z, shape[0]) || border(y, shape[1]) || border(x, shape[2]);
                }
                let mut filled = mask.clone();
                fill_holes(&mut filled, &Progress::default()).unwrap();
                let expected = mask.iter().zip(&labels).map(|(&v, &label)| v || !open[label as usize]);
                assert!(filled.iter().copied().eq(expected));
            }
        }
    }
}
