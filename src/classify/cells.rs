//! Coarse predictions: one voxel of a cell is predicted and stands for all.

use crate::block::Region;
use std::ops::Range;

/// The cells of a region: so many voxels along y and along x, fewer at the region's end; slices are not joined.
#[derive(Clone, Copy, Debug)]
pub struct Cells {
    /// The region.
    pub region: Region,
    /// Side of a cell.
    pub step: usize,
}

impl Cells {
    /// Cells along z, y, x.
    pub fn size(&self) -> [usize; 3] {
        let [z, y, x] = self.region.size;
        [z, y.div_ceil(self.step), x.div_ceil(self.step)]
    }

    /// The predicted voxel of cell `cell` along an axis (1 or 2): the middle one, or the region's last.
    pub fn voxel(&self, axis: usize, cell: usize) -> usize {
        let (first, end) = (self.region.origin[axis], self.region.end()[axis]);
        (first + cell * self.step + self.step / 2).min(end - 1)
    }

    /// The cells along an axis whose predicted voxels lie in a part of the region.
    pub fn within(&self, axis: usize, part: &Region) -> Range<usize> {
        let cells = self.size()[axis];
        let below = |end: usize| {
            let middles = (end - self.region.origin[axis] + self.step - 1 - self.step / 2) / self.step;
            // The last cell's voxel may be moved to the region's end.
            let last = cells - 1;
            if middles >= last { last + usize::from(self.voxel(axis, last) < end) } else { middles }
        };
        below(part.origin[axis])..below(part.end()[axis])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_cell_lies_in_one_part() {
        for step in 1..9 {
            for size in 1..20 {
                let cells = Cells { region: Region { origin: [0, 7, 3], size: [1, 1, size] }, step };
                for cut in 0..=size {
                    let parts = [(0, cut), (cut, size)].map(|(a, b)| {
                        let part = Region { origin: [0, 7, 3 + a], size: [1, 1, b - a] };
                        let expected: Vec<usize> = (0..cells.size()[2])
                            .filter(|&c| (3 + a..3 + b).contains(&cells.voxel(2, c)))
                            .collect();
                        assert_eq!(cells.within(2, &part).collect::<Vec<_>>(), expected);
                        expected.len()
                    });
                    assert_eq!(parts[0] + parts[1], size.div_ceil(step));
                }
            }
        }
    }
}
