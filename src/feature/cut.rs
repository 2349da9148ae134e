//! How the bank cuts a box: into bands of rows, slabs of planes, and tiles. This changes speed and memory, never the features' bits.

use super::bank::Bank;
use super::feature::Dimensions;
use super::field::Extent;
use super::scale::Scale;
use super::tile_3d;
use crate::block::Region;
use crate::filter::line::ALIGNED_VALUES;
use crate::filter::smooth::{PANEL, Reach, RowPass, Window};
use crate::filter::stencils::WIDTH;
use std::ops::Range;

/// Bytes that a tile's buffer aims at: it is written and read once more within the cache.
const TILE_BYTES: usize = 1 << 20;
/// Bytes of smoothed planes that a slab aims at in 2D: they are written and read again within the outer cache.
const SLAB_BYTES_2D: u64 = 8 << 20;
/// The same in 3D, where deeper slabs and higher bands repeat less work at their ends.
const SLAB_BYTES_3D: u64 = 128 << 20;
/// Planes of a tile in 3D, at least: its first plane needs the gradients of four others.
const LEAST_PLANES: usize = 8;
/// Planes of a slab in 3D, at most.
const MOST_PLANES: usize = 64;
/// The same, at least: shallower ones would copy more planes around them than they have. Bands become lower instead.
const SLAB_PLANES: usize = 32;
/// Rows of such a band, at least.
const BAND_ROWS: usize = 64;
/// Rows of a tile in 2D.
const ROWS: Range<usize> = 8..64;
/// Tiles of a slab for each thread, at least.
const TILES_PER_THREAD: usize = 4;

/// How a box is cut.
#[derive(Clone, Copy, Debug)]
pub struct Cut {
    /// Largest tile (z, y, x).
    tile: [usize; 3],
    /// Planes of a slab.
    pub slab: usize,
    /// Rows of a band. Bands are computed one after the other and repeat the smoothing of a few rows.
    band: usize,
}

impl Cut {
    /// The bands of a box.
    pub fn bands(&self, inner: &Region) -> impl Iterator<Item = Region> {
        let (inner, band, end) = (*inner, self.band, inner.end()[1]);
        (inner.origin[1]..end).step_by(band).map(move |y| Region {
            origin: [inner.origin[0], y, inner.origin[2]],
            size: [inner.size[0], band.min(end - y), inner.size[2]],
        })
    }

    /// The tiles of the planes `slab` of a band.
    pub fn tiles(&self, band: &Region, slab: &Range<usize>) -> impl Iterator<Item = Region> {
        let ([depth, rows, columns], band, end, last) = (self.tile, *band, band.end(), slab.end);
        let along = move |axis: usize, step| (band.origin[axis]..end[axis]).step_by(step);
        slab.clone().step_by(depth).flat_map(move |z| {
            along(1, rows).flat_map(move |y| {
                along(2, columns).map(move |x| Region {
                    origin: [z, y, x],
                    size: [depth.min(last - z), rows.min(end[1] - y), columns.min(end[2] - x)],
                })
            })
        })
    }

    /// Values between the channels of a tile's buffer: a cache line more than a power of two, or they would evict each other.
    pub fn stride(&self) -> usize {
        self.tile.iter().product::<usize>().next_multiple_of(ALIGNED_VALUES) + ALIGNED_VALUES
    }
}

impl Bank {
    /// Cuts a box for so many threads.
    pub(super) fn cut(&self, inner: &Region, image: [usize; 3], threads: usize) -> Cut {
        let [depth, height, width] = inner.size;
        let columns = WIDTH.min(width);
        let fitting = TILE_BYTES / size_of::<f32>() / self.channel_count() / columns;
        let (least_tiles, bytes) = (TILES_PER_THREAD * threads, |band, slab| {
            let band = Region { size: [depth, band, width], ..*inner };
            self.extents(&band, image, slab).map(|extent| extent.bytes()).sum::<u64>()
        });
        if self.in_3d() {
            let rows = tile_3d::ROWS.min(height);
            let tile = [(fitting / rows).clamp(LEAST_PLANES, MOST_PLANES).min(depth), rows, columns];
            let busy = least_tiles.div_ceil(height.div_ceil(rows) * width.div_ceil(columns)) * tile[0];
            let each = bytes(height, 2).saturating_sub(bytes(height, 1)).max(1);
            let affordable = (SLAB_BYTES_3D / each) as usize;
            let slab = affordable.clamp(SLAB_PLANES, MOST_PLANES).max(busy);
            let slab = multiple(slab, tile[0]).min(depth);
            let affordable = height as u64 * SLAB_BYTES_3D / bytes(height, slab).max(1);
            let band = multiple((affordable as usize).max(BAND_ROWS), rows).min(height);
            return Cut { tile, slab, band };
        }
        let rows = fitting.clamp(ROWS.start, ROWS.end).min(height);
        let busy = least_tiles.div_ceil(width.div_ceil(columns)) * rows;
        let each = (bytes(height, 1) / height as u64).max(1);
        let affordable = (SLAB_BYTES_2D / each) as usize;
        let band = multiple(affordable.max(busy), rows).min(height);
        let slab = (affordable.max(busy) / height).clamp(1, depth);
        Cut { tile: [1, rows, columns], slab, band }
    }

    /// What the fields cover of a band.
    pub(super) fn extents(
        &self,
        band: &Region,
        image: [usize; 3],
        slab: usize,
    ) -> impl Iterator<Item = Extent> {
        self.field_scales().map(move |scale| Extent::new(scale, band, image, slab))
    }

    /// The widest halo (z, y and x) of the scales of so many dimensions.
    fn widest(&self, dimensions: Dimensions) -> [usize; 2] {
        let halos = self.scales().iter().filter(|scale| scale.dimensions == dimensions).map(Scale::halo);
        halos.fold([0; 2], |[z, yx], halo| [z.max(halo[0]), yx.max(halo[1])])
    }

    /// The part of the image that the panels hold for a scale, planes aside. It is the same for all scales in 2D, so that these
    /// can share the panels; in 3D its panels begin where those of the columns do.
    pub(super) fn around(&self, scale: &Scale, band: &Region, image: [usize; 3]) -> Window {
        let [_, widest] = self.widest(scale.dimensions);
        let halo = match scale.dimensions {
            Dimensions::Two => widest,
            Dimensions::Three => scale.halo()[1],
        };
        let (all, read) = (band.with_halo([0, 0, widest], image), band.with_halo([0, 0, halo], image));
        let first = read.origin[2] - (read.origin[2] - all.origin[2]) % PANEL;
        let rows = band.origin[1] as isize - halo as isize..(band.end()[1] + halo) as isize;
        Window { planes: 0..0, rows, columns: first..read.end()[2] }
    }

    /// The part of the image that the columns along z hold for all scales in 3D.
    pub(super) fn column_reach(&self, band: &Region, image: [usize; 3], slab: &Range<usize>) -> Reach {
        let [z, yx] = self.widest(Dimensions::Three);
        let read = band.with_halo([0, yx, yx], image);
        Reach {
            planes: slab.start as isize - z as isize..(slab.end + z) as isize,
            rows: read.origin[1]..read.end()[1],
            columns: read.origin[2]..read.end()[2],
        }
    }

    /// Bytes of the largest panels of a band.
    pub(super) fn panel_bytes(&self, band: &Region, image: [usize; 3], slab: usize) -> u64 {
        let bytes = |scale: &Scale| {
            let planes = (slab + 2 * scale.reach_z()).min(image[0]);
            Window { planes: 0..planes, ..self.around(scale, band, image) }.bytes()
        };
        self.scales().iter().map(bytes).max().unwrap_or(0)
    }

    /// Bytes of the columns of a band.
    pub(super) fn column_bytes(&self, band: &Region, image: [usize; 3], slab: usize) -> u64 {
        if !self.in_3d() {
            return 0;
        }
        self.column_reach(band, image, &(band.origin[0]..band.origin[0] + slab)).bytes()
    }

    /// Bytes of the scratch in which a thread smooths rows of a band.
    pub(super) fn strip_bytes(&self, band: &Region, image: [usize; 3]) -> u64 {
        let values = |scale: &Scale| {
            let columns = self.around(scale, band, image).columns;
            RowPass::strip_values(scale.smooth_yx.radius(), columns.len())
        };
        (self.scales().iter().map(values).max().unwrap_or(0) * size_of::<f32>()) as u64
    }

    pub(super) fn in_3d(&self) -> bool {
        self.scales().iter().any(|scale| scale.dimensions == Dimensions::Three)
    }
}

/// The largest multiple of `step` up to `n`, at least one.
fn multiple(n: usize, step: usize) -> usize {
    (n / step).max(1) * step
}
