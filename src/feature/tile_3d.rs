//! The second stage of a tile in 3D: rolling through the planes, and in each down the rows. The inner gradients
//! live in a ring of planes, everything else in rings of rows.

use super::field::Field;
use super::scale::{CHANNELS_3D, Scale};
use super::targets::{Targets, keep, mirror_ends, rows};
use crate::block::Region;
use crate::error::{Result, try_zeroed};
use crate::filter::derivatives_3d::{
    AlongZ, AlongZy, InnerZ, Outputs, along_x, along_y, along_z, inner_along_z, inner_gradient,
};
use crate::filter::eigenvalues;
use crate::filter::kernel::mirror;
use crate::filter::simd::Level;
use crate::filter::stencils::{FILTER_REACH, OutLine, RowLine, TENSOR_REACH, WideLine};

/// Rows of a tile, at most.
pub const ROWS: usize = 16;
/// Rows of gradients that a tile reads.
const GRADIENT_ROWS: usize = ROWS + 2 * FILTER_REACH;
/// Planes of gradients that the smoothing of one plane reads.
const PLANES: usize = 2 * FILTER_REACH + 1;
/// Rows that the y passes of two rows read.
const RING: usize = 2 * FILTER_REACH + 2;

/// Buffers, kept from tile to tile.
#[derive(Debug)]
pub struct Scratch {
    /// The inner gradient: plane z at z modulo the planes, in it the tile's rows.
    gradients: Vec<[RowLine; 3]>,
    /// Rows of the inner gradient after the z pass.
    inner_z: [InnerZ; 3],
    inner_y: [WideLine; 3],
    /// Rows after the z pass; row y lies at y modulo the ring.
    along_z: [AlongZ; RING],
    along_zy: [AlongZy; 2],
    hessian: [OutLine; 6],
    structure: [OutLine; 6],
    spare: [OutLine; CHANNELS_3D],
}

impl Scratch {
    /// Bytes of the buffers.
    pub const BYTES: usize = size_of::<Scratch>() + PLANES * GRADIENT_ROWS * size_of::<[RowLine; 3]>();

    /// Empty buffers.
    ///
    /// # Errors
    /// [`crate::error::Error::Memory`] when they cannot be allocated.
    pub fn new() -> Result<Box<Self>> {
        Ok(Box::new(Scratch {
            gradients: try_zeroed(PLANES * GRADIENT_ROWS, "a tile's gradients")?,
            inner_z: Default::default(),
            inner_y: Default::default(),
            along_z: Default::default(),
            along_zy: Default::default(),
            hessian: Default::default(),
            structure: Default::default(),
            spare: Default::default(),
        }))
    }
}

/// One scale of one tile.
pub struct Tile<'a> {
    pub level: Level,
    pub field: &'a Field,
    pub scale: &'a Scale,
    pub region: Region,
}

impl Tile<'_> {
    /// Computes the selected channels.
    pub fn compute(&self, scratch: &mut Scratch, targets: &mut Targets<CHANNELS_3D>) {
        let z0 = self.region.origin[0] as isize;
        for z in z0 - 2..z0 + 2 {
            self.make_gradients(z, scratch);
        }
        for i in 0..self.region.size[0] {
            let z = z0 + i as isize;
            self.make_gradients(z + 2, scratch);
            self.make_plane(z, i, scratch, targets);
        }
    }

    fn first_row(&self) -> isize {
        self.region.origin[1] as isize
    }

    fn end_row(&self) -> isize {
        self.region.end()[1] as isize
    }

    /// Where the gradient of row y of plane z lie.
    fn slot(&self, z: usize, y: isize) -> usize {
        z % PLANES * GRADIENT_ROWS + (y + FILTER_REACH as isize - self.first_row()) as usize
    }

    /// The inner gradient on plane z. What lies beyond the image needs none: the products inside are mirrored.
    fn make_gradients(&self, z: isize, scratch: &mut Scratch) {
        let [depth, height, width] = self.field.image();
        if !self.scale.parts.structure || z < 0 || z >= depth as isize {
            return;
        }
        let Scratch { gradients, inner_z, inner_y, .. } = scratch;
        let stencils = &self.scale.stencils;
        let reach = FILTER_REACH as isize;
        let first = (self.first_row() - reach).max(0);
        let last = (self.end_row() - 1 + reach).min(height as isize - 1);
        // Row -1 exists too.
        let at = |y: isize| (y + 3) as usize % 3;
        for y in first - 1..=last + 1 {
            let row = |z| self.field.row(z, y, self.region.origin[2], TENSOR_REACH);
            let around = [row(z - 1), row(z), row(z + 1)];
            inner_along_z(self.level, self.region.size[2], around, stencils, &mut inner_z[at(y)]);
            if y > first {
                let made = &mut gradients[self.slot(z as usize, y - 1)];
                let rows = [y - 2, y - 1, y].map(|y| &inner_z[at(y)]);
                inner_gradient(self.level, self.region.size[2], rows, stencils, inner_y, made);
                mirror_ends(made, &self.region, width);
            }
        }
    }

    /// All channels of plane z, the i-th of the tile.
    fn make_plane(&self, z: isize, i: usize, scratch: &mut Scratch, targets: &mut Targets<CHANNELS_3D>) {
        let [_, rows, width] = self.region.size;
        let mut made = self.first_row() - FILTER_REACH as isize;
        for j in (0..rows).step_by(2) {
            let y = self.first_row() + j as isize;
            let pair = (rows - j).min(2);
            while made < y + (pair + FILTER_REACH) as isize {
                self.make_along_z(z, made, scratch);
                made += 1;
            }
            let height = self.field.image()[1];
            let around = [-2, -1, 0, 1, 2, 3].map(|d| &scratch.along_z[mirror(y + d, height) % RING]);
            let (stencils, parts) = (&self.scale.stencils, self.scale.parts);
            along_y(self.level, width, around, stencils, parts, &mut scratch.along_zy);
            for of_pair in 0..pair {
                self.make_row(of_pair, scratch, targets, (i * rows + j + of_pair) * width);
            }
        }
    }

    /// The z pass of row y of plane z, where the image has that row.
    fn make_along_z(&self, z: isize, y: isize, scratch: &mut Scratch) {
        let [depth, height, _] = self.field.image();
        if y < 0 || y >= height as isize {
            return;
        }
        let Scratch { gradients, along_z: out, .. } = scratch;
        let around = [-2, -1, 0, 1, 2].map(|d| z + d);
        let voxels = around.map(|z| self.field.row(z, y, self.region.origin[2], FILTER_REACH));
        let gradients = around.map(|z| &gradients[self.slot(mirror(z, depth), y)]);
        let out = &mut out[y as usize % RING];
        along_z(
            self.level,
            self.region.size[2],
            voxels,
            gradients,
            &self.scale.stencils,
            self.scale.parts,
            out,
        );
    }

    /// All channels of one row of the pair after the y passes. It stands `at` in the channels.
    fn make_row(&self, of_pair: usize, scratch: &mut Scratch, targets: &mut Targets<CHANNELS_3D>, at: usize) {
        let (level, stencils, parts) = (self.level, &self.scale.stencils, self.scale.parts);
        let width = self.region.size[2];
        let Scratch { along_zy, hessian, structure, spare, .. } = scratch;
        let [gaussian, laplacian, gradient, difference, s0, s1, s2, h0, h1, h2] =
            rows(targets, spare, at, width);
        let out = Outputs { gaussian, laplacian, gradient, difference, hessian, structure };
        along_x(level, width, &along_zy[of_pair], stencils, parts, out);
        if parts.structure {
            eigenvalues::of_3x3(level, width, structure, [s0, s1, s2]);
        }
        if parts.hessian {
            eigenvalues::of_3x3(level, width, hessian, [h0, h1, h2]);
        }
        keep(targets, spare, at, width);
    }
}
