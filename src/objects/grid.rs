//! Neighbours of voxels.

use std::ops::Range;

/// Which voxels are neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connectivity {
    /// Those that share a face: 6 in volumes, 4 in planes.
    Faces,
    /// Those that share a face, an edge or a corner: 26 in volumes, 8 in planes.
    Full,
}

/// Voxels of a volume by their index in memory.
#[derive(Clone, Debug)]
pub struct Grid {
    shape: [usize; 3],
    /// Steps (z, y, x) to neighbours, and in the index; in the order of the index.
    steps: Vec<([isize; 3], isize)>,
}

impl Grid {
    pub fn new(shape: [usize; 3], connectivity: Connectivity) -> Self {
        let [_, height, width] = shape.map(|n| n as isize);
        let mut steps = Vec::new();
        for z in -1..=1isize {
            for y in -1..=1isize {
                for x in -1..=1isize {
                    let distance = z.abs() + y.abs() + x.abs();
                    if distance == 1 || distance > 1 && connectivity == Connectivity::Full {
                        steps.push(([z, y, x], (z * height + y) * width + x));
                    }
                }
            }
        }
        Grid { shape, steps }
    }

    /// Voxels along x.
    pub fn width(&self) -> usize {
        self.shape[2]
    }

    /// Calls `visit` for each direction in which the voxels of a row (numbered z, y) have neighbours, in the order of the index: with
    /// the index of the first such neighbour, and which part of the row they are neighbours of.
    pub fn for_each_row_of_neighbours(&self, row: usize, mut visit: impl FnMut(usize, Range<usize>)) {
        let [depth, height, width] = self.shape;
        let (z, y) = (row / height, row % height);
        for &([dz, dy, dx], step) in &self.steps {
            let within = |at: usize, d: isize, n: usize| at.wrapping_add_signed(d) < n;
            let part = usize::from(dx < 0)..width - usize::from(dx > 0);
            if within(z, dz, depth) && within(y, dy, height) && !part.is_empty() {
                visit((row * width + part.start).wrapping_add_signed(step), part);
            }
        }
    }

    /// Whether any neighbour inside the volume is so.
    #[inline]
    pub fn any_neighbour(&self, index: usize, is_so: impl Fn(usize) -> bool) -> bool {
        let mut any = false;
        self.for_each_neighbour(index, |n| any |= is_so(n));
        any
    }

    /// Calls `visit` with the index of each neighbour inside the volume, in the order of the index.
    #[inline]
    pub fn for_each_neighbour(&self, index: usize, mut visit: impl FnMut(usize)) {
        let [depth, height, width] = self.shape;
        let (row, x) = (index / width, index % width);
        let (z, y) = (row / height, row % height);
        let inside = |at: usize, n: usize| at > 0 && at + 1 < n;
        if inside(x, width) && inside(y, height) && inside(z, depth) {
            for &(_, step) in &self.steps {
                visit(index.wrapping_add_signed(step));
            }
            return;
        }
        for &([dz, dy, dx], step) in &self.steps {
            let within = |at: usize, d: isize, n: usize| at.wrapping_add_signed(d) < n;
            if within(z, dz, depth) && within(y, dy, height) && within(x, dx, width) {
                visit(index.wrapping_add_signed(step));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn neighbours(shape: [usize; 3], connectivity: Connectivity, index: usize) -> Vec<usize> {
        let mut found = Vec::new();
        Grid::new(shape, connectivity).for_each_neighbour(index, |n| found.push(n));
        found
    }

    #[test]
    fn neighbours_lie_inside() {
        assert_eq!(neighbours([3, 3, 3], Connectivity::Faces, 13), [4, 10, 12, 14, 16, 22]);
        assert_eq!(neighbours([3, 3, 3], Connectivity::Full, 13).len(), 26);
        assert_eq!(neighbours([3, 3, 3], Connectivity::Full, 0), [1, 3, 4, 9, 10, 12, 13]);
        assert_eq!(neighbours([1, 2, 3], Connectivity::Faces, 2), [1, 5]);
        assert_eq!(neighbours([1, 2, 3], Connectivity::Full, 1), [0, 2, 3, 4, 5]);
        assert_eq!(neighbours([1, 1, 1], Connectivity::Full, 0), []);
    }
}
