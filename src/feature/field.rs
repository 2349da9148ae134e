//! A field: one channel smoothed at one scale, over the planes that a slab of tiles reads. Planes that the next slab reads
//! too are kept, so that every plane is smoothed once and never more than a slab of them exists.

use super::scale::Scale;
use super::workspace::Pool;
use crate::block::Region;
use crate::error::Result;
use crate::filter::kernel::mirror;
use crate::filter::line::{ALIGNED_VALUES, Aligned};
use crate::filter::simd::Level;
use crate::filter::smooth::{Panels, Reach, RowPass, Source, Window};
use crate::filter::stencils::{FILTER_REACH, TENSOR_REACH, WIDTH};
use rayon::prelude::*;
use std::ops::Range;

/// Values in front of a tile's first column: the column where its row buffers start is aligned.
const MARGIN: usize = ALIGNED_VALUES + FILTER_REACH;
/// Values of a row beside its tiles: the margin, and what the row buffers read beyond the last tile.
const SPARE: usize = 64;
/// Rows that one task smooths.
const TASK_ROWS: usize = 32;

/// What part of the image a field covers, and how it lies in memory.
#[derive(Clone, Debug, Default)]
pub struct Extent {
    /// Size of the image.
    image: [usize; 3],
    /// First column of the first tile.
    origin: usize,
    rows: Range<usize>,
    columns: Range<usize>,
    /// Values of a row.
    stride: usize,
    /// Planes held: plane z lies at z modulo this.
    ring: usize,
}

impl Extent {
    /// What the tiles of `inner` read of `scale` when they are computed in slabs of `slab` planes.
    pub fn new(scale: &Scale, inner: &Region, image: [usize; 3], slab: usize) -> Self {
        let reach = scale.reach();
        let read = inner.with_halo([0, reach, reach], image);
        Extent {
            image,
            origin: inner.origin[2],
            rows: read.origin[1]..read.end()[1],
            columns: read.origin[2]..read.end()[2],
            stride: inner.size[2].next_multiple_of(WIDTH) + SPARE,
            ring: (slab + 2 * scale.reach_z()).min(image[0]),
        }
    }

    /// Values of a plane.
    fn plane(&self) -> usize {
        self.rows.len() * self.stride
    }

    /// Bytes of the planes held.
    pub fn bytes(&self) -> u64 {
        (self.ring * self.plane() * size_of::<f32>()) as u64
    }
}

/// The smoothed planes.
#[derive(Debug, Default)]
pub struct Field {
    extent: Extent,
    values: Aligned,
    ready: Range<usize>,
}

impl Field {
    /// Empties it and makes it cover `extent`.
    ///
    /// # Errors
    /// [`crate::error::Error::Memory`] when it cannot be allocated.
    pub fn cover(&mut self, extent: Extent) -> Result<()> {
        self.values.make_room(extent.ring * extent.plane(), "smoothed planes")?;
        self.extent = extent;
        self.ready = 0..0;
        Ok(())
    }

    /// Makes the planes that the tiles of planes `slab` read. `around` is the part of the image that the panels shall hold, its
    /// planes aside, and the columns: at least what the scale's kernel reads. `strips` hold the passes' scratch.
    pub fn advance(
        &mut self,
        level: Level,
        source: &Source,
        scale: &Scale,
        slab: &Range<usize>,
        (around, reach): (&Window, &Reach),
        (panels, strips): (&mut Panels, &Pool<Aligned>),
    ) -> Result<()> {
        let reach_z = scale.reach_z();
        let wanted = slab.start.saturating_sub(reach_z)..(slab.end + reach_z).min(self.extent.image[0]);
        let kept = if self.ready.contains(&wanted.start) { self.ready.end } else { wanted.start };
        self.ready = wanted.clone();
        let new = kept..wanted.end;
        if new.is_empty() {
            return Ok(());
        }
        panels.fill(level, source, &scale.smooth_z, &Window { planes: new.clone(), ..around.clone() }, reach);
        let Extent { ring, stride, origin, .. } = self.extent;
        let pass = RowPass {
            panels,
            kernel: &scale.smooth_yx,
            columns: self.extent.columns.clone(),
            offset: MARGIN + self.extent.columns.start - origin,
            stride,
            width: self.extent.image[2],
            margin: TENSOR_REACH,
        };
        let (first_row, plane) = (self.extent.rows.start, self.extent.plane());
        let slots = self.values[..ring * plane].par_chunks_mut(plane).enumerate();
        let strip_values = RowPass::strip_values(pass.kernel.radius(), around.columns.len());
        slots.try_for_each(|(slot, values)| {
            // The one new plane, if any, that lies here.
            let z = new.start + (slot + ring - new.start % ring) % ring;
            if z >= new.end {
                return Ok(());
            }
            values.par_chunks_mut(TASK_ROWS * stride).enumerate().try_for_each(|(task, rows)| {
                let mut strip = strips.take();
                strip.make_room(strip_values, "rows being smoothed")?;
                pass.smooth(level, z, first_row + task * TASK_ROWS, &mut strip, rows);
                strips.give(strip);
                Ok(())
            })
        })
    }

    /// Size of the image (z, y, x).
    pub fn image(&self) -> [usize; 3] {
        self.extent.image
    }

    /// Row `y` of plane `z`, both mirrored into the image, from `before` columns in front of column `x`, which starts a tile.
    #[inline]
    pub fn row<const N: usize>(&self, z: isize, y: isize, x: usize, before: usize) -> &[f32; N] {
        let Extent { image, origin, rows, stride, ring, .. } = &self.extent;
        let (z, y) = (mirror(z, image[0]), mirror(y, image[1]));
        let row = z % ring * self.extent.plane() + (y - rows.start) * stride;
        let start = row + MARGIN + (x - origin) - before;
        self.values[start..].first_chunk().expect("a row holds whole tiles")
    }
}
