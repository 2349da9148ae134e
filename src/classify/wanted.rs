//! What is computed of each voxel.

use super::result_rows::{ResultRows, TileValues};
use crate::error::{Result, try_zeroed};
use crate::forest::best_class;
use crate::job::Values;
use crate::roles::Roles;
use ndarray::{Array4, ArrayView2};

/// What is computed of each voxel.
#[derive(Clone, Debug, PartialEq)]
pub enum Wanted {
    /// One channel per class, 0..1.
    Probabilities,
    /// Number of the most probable class, from 1; of equal ones the first.
    Segmentation,
    /// 255 where P(object) + P(boundary) / 2 reaches the threshold, else 0.
    Mask {
        /// Which classes.
        roles: Roles,
        /// Least probability, 0..=1.
        threshold: f32,
    },
    /// What [`crate::object_job::ObjectJob`] makes objects of: P(object), and P(boundary) where there is such a class.
    Objects(Roles),
    /// 1 - (p1 - p2), the two largest probabilities: 0 is certain, 1 a tie (ilastik's margin).
    Uncertainty,
    /// One channel per feature.
    Features,
}

/// What a thread computes results of a tile in, kept from tile to tile.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    floats: Vec<f32>,
    bytes: Vec<u8>,
}

impl Wanted {
    fn channels(&self, classes: usize, features: usize) -> usize {
        match self {
            Wanted::Probabilities => classes,
            Wanted::Features => features,
            Wanted::Objects(roles) => 1 + usize::from(roles.boundary.is_some()),
            _ => 1,
        }
    }

    pub(super) fn is_byte(&self) -> bool {
        matches!(self, Wanted::Segmentation | Wanted::Mask { .. })
    }

    /// Bytes of the results of a block of so many voxels.
    pub(super) fn bytes(&self, classes: usize, features: usize, voxels: usize) -> u64 {
        (self.channels(classes, features) * if self.is_byte() { 1 } else { 4 } * voxels) as u64
    }

    /// Bytes that are needed beside the results while a block is worked on.
    pub(super) fn row_bytes(&self, classes: usize, features: usize, size: [usize; 3]) -> u64 {
        ResultRows::bytes(self.channels(classes, features), size)
    }

    /// Bytes of a thread's scratch for tiles of so many voxels.
    pub(super) fn scratch_bytes(&self, voxels: usize) -> u64 {
        match self {
            Wanted::Probabilities | Wanted::Features => 0,
            // However many classes and features there are.
            _ => self.bytes(0, 0, voxels),
        }
    }

    /// Room for the results of a block of this size.
    pub(super) fn empty(&self, classes: usize, features: usize, [z, y, x]: [usize; 3]) -> Result<Values> {
        let shape = (self.channels(classes, features), z, y, x);
        let n = shape.0 * z * y * x;
        let fits = "the length is the shape's product";
        Ok(if self.is_byte() {
            Values::Byte(Array4::from_shape_vec(shape, try_zeroed(n, "results of a block")?).expect(fits))
        } else {
            Values::Float(Array4::from_shape_vec(shape, try_zeroed(n, "results of a block")?).expect(fits))
        })
    }

    /// Stores what follows from a tile's features and probabilities (class, voxel) at `at`.
    pub(super) fn store(
        &self,
        features: ArrayView2<f32>,
        p: ArrayView2<f32>,
        at: [usize; 3],
        size: [usize; 3],
        scratch: &mut Scratch,
        rows: &ResultRows,
    ) {
        let voxels = 0..p.ncols();
        let values = match *self {
            Wanted::Probabilities => TileValues::Float(p),
            Wanted::Features => TileValues::Float(features),
            Wanted::Objects(Roles { object, boundary }) => {
                scratch.floats.clear();
                for class in [Some(object), boundary].into_iter().flatten() {
                    scratch
                        .floats
                        .extend_from_slice(p.row(class).to_slice().expect("classes are contiguous"));
                }
                let channels = 1 + usize::from(boundary.is_some());
                let chosen = ArrayView2::from_shape((channels, p.ncols()), &scratch.floats);
                TileValues::Float(chosen.expect("one value per channel and voxel"))
            }
            Wanted::Uncertainty => {
                scratch.floats.clear();
                scratch.floats.extend(voxels.map(|v| uncertainty(p.column(v).iter().copied())));
                let one = ArrayView2::from_shape((1, p.ncols()), &scratch.floats);
                TileValues::Float(one.expect("one channel"))
            }
            Wanted::Segmentation => {
                scratch.bytes.clear();
                scratch.bytes.extend(voxels.map(|v| best_class(p.column(v).iter().copied()) as u8 + 1));
                TileValues::Byte(&scratch.bytes)
            }
            Wanted::Mask { roles: Roles { object, boundary }, threshold } => {
                let q = |v| p[[object, v]] + boundary.map_or(0.0, |b| 0.5 * p[[b, v]]);
                scratch.bytes.clear();
                scratch.bytes.extend(voxels.map(|v| if q(v) >= threshold { 255 } else { 0 }));
                TileValues::Byte(&scratch.bytes)
            }
        };
        rows.store(&values, at, size);
    }
}

/// 1 - the difference of the two largest probabilities.
pub(super) fn uncertainty(p: impl Iterator<Item = f32>) -> f32 {
    let (mut first, mut second) = (0.0f32, 0.0f32);
    for p in p {
        (first, second) = if p > first { (p, first) } else { (first, second.max(p)) };
    }
    1.0 - (first - second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_go_to_the_first_class_and_are_uncertain() {
        assert_eq!(best_class([0.2, 0.4, 0.4]), 1);
        assert_eq!(uncertainty([0.2, 0.4, 0.4].into_iter()), 1.0);
        assert_eq!(uncertainty([0.0, 1.0].into_iter()), 0.0);
        assert_eq!(uncertainty([0.75, 0.25].into_iter()), 0.5);
    }
}
