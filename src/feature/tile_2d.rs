//! The second stage of a tile in 2D: slice by slice, rolling down the rows.

use super::field::Field;
use super::scale::{CHANNELS_2D, Scale};
use super::targets::{Targets, keep, mirror_ends, rows};
use crate::block::Region;
use crate::filter::derivatives_2d::{Columns, Outputs, along_x, along_y, gradient_products};
use crate::filter::kernel::mirror;
use crate::filter::simd::Level;
use crate::filter::stencils::{FILTER_REACH, OutLine, RowLine, TENSOR_REACH, WideLine};

/// Rows of products that the smoothing of one row reads.
const RING: usize = 2 * FILTER_REACH + 1;

/// Row buffers, kept from tile to tile.
#[derive(Debug, Default)]
pub struct Scratch {
    /// Products of the gradient; row y lies at y modulo the ring.
    products: [[RowLine; 3]; RING],
    inner: [WideLine; 2],
    columns: Columns,
    spare: [OutLine; CHANNELS_2D],
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
    pub fn compute(&self, scratch: &mut Scratch, targets: &mut Targets<CHANNELS_2D>) {
        let [_, height, width] = self.region.size;
        let y0 = self.region.origin[1] as isize;
        for (i, z) in (self.region.origin[0]..self.region.end()[0]).enumerate() {
            for y in y0 - 2..y0 + 2 {
                self.make_products(z, y, scratch);
            }
            for j in 0..height {
                let y = y0 + j as isize;
                self.make_products(z, y + 2, scratch);
                self.make_row(z, y, scratch, targets, (i * height + j) * width);
            }
        }
    }

    /// Products of the gradient on row y. Rows beyond the image need none: the products inside are mirrored.
    fn make_products(&self, z: usize, y: isize, scratch: &mut Scratch) {
        let [_, height, width] = self.field.image();
        if !self.scale.parts.structure || y < 0 || y >= height as isize {
            return;
        }
        let row = |y| self.field.row(z as isize, y, self.region.origin[2], TENSOR_REACH);
        let products = &mut scratch.products[y as usize % RING];
        let around = [row(y - 1), row(y), row(y + 1)];
        gradient_products(
            self.level,
            self.region.size[2],
            around,
            &self.scale.stencils.yx,
            &mut scratch.inner,
            products,
        );
        mirror_ends(products, &self.region, width);
    }

    /// All channels of row y, which stands `at` in the channels.
    fn make_row(
        &self,
        z: usize,
        y: isize,
        scratch: &mut Scratch,
        targets: &mut Targets<CHANNELS_2D>,
        at: usize,
    ) {
        let (level, stencils, parts) = (self.level, &self.scale.stencils.yx, self.scale.parts);
        let ([_, height, _], width) = (self.field.image(), self.region.size[2]);
        let Scratch { products, columns, spare, .. } = scratch;
        let around = [-2, -1, 0, 1, 2].map(|j| y + j);
        let pixels = around.map(|y| self.field.row(z as isize, y, self.region.origin[2], FILTER_REACH));
        let products = around.map(|y| &products[mirror(y, height) % RING]);
        along_y(level, width, pixels, products, stencils, parts, columns);

        let [gaussian, laplacian, gradient, difference, s0, s1, h0, h1] = rows(targets, spare, at, width);
        let (structure, hessian) = ([s0, s1], [h0, h1]);
        let out = Outputs { gaussian, laplacian, gradient, difference, hessian, structure };
        along_x(level, width, columns, stencils, parts, out);
        keep(targets, spare, at, width);
    }
}
