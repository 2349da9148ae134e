//! Planes after the z pass, cut into panels: columns of 64 samples whose rows lie one after the other, so that the y pass
//! slides over a few consecutive kilobytes.

use super::super::kernel::{Kernel, mirror};
use super::super::line::Aligned;
use super::columns::{Columns, Reach};
use super::passes::{PANEL, Panel, ROWS, down};
use crate::block::Region;
use crate::error::Result;
use fearless_simd::{Level, Simd, dispatch};
use rayon::prelude::*;
use std::ops::Range;

/// Planes that a task smooths along z: their rows of one panel stay in the outer cache.
const GROUP: usize = 16;

/// One channel of a block.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// Its samples, dense, shape of `region`.
    pub pixels: &'a [f32],
    /// Which channel it is.
    pub channel: usize,
    /// Where they lie in the image.
    pub region: Region,
    /// Size of the whole image (z, y, x).
    pub image: [usize; 3],
}

impl Source<'_> {
    /// Samples of row `y` of plane `z`, both in the image, at the image's columns `x`.
    pub(super) fn row(&self, z: usize, y: usize, x: Range<usize>) -> &[f32] {
        let [z0, y0, x0] = self.region.origin;
        let [_, height, width] = self.region.size;
        let row = ((z - z0) * height + (y - y0)) * width;
        &self.pixels[row + x.start - x0..row + x.end - x0]
    }
}

/// What part of the image the panels hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// Planes of the image.
    pub planes: Range<usize>,
    /// Rows; those beyond the image are mirrored ones.
    pub rows: Range<isize>,
    /// Columns of the image.
    pub columns: Range<usize>,
}

impl Window {
    pub(super) fn panels(&self) -> usize {
        self.columns.len().div_ceil(PANEL)
    }

    /// Rows of a plane's panel in memory: the last strip of rows may hang over. Odd, or rows of neighbouring planes would evict
    /// each other.
    fn stride(&self) -> usize {
        (self.rows.len() + ROWS) | 1
    }

    /// Planes of a group in memory: a plane alone takes no more than itself.
    fn group(&self) -> usize {
        GROUP.min(self.planes.len())
    }

    fn lines(&self) -> usize {
        self.planes.len().next_multiple_of(self.group().max(1)) * self.panels() * self.stride()
    }

    /// Bytes of panels for this window.
    pub fn bytes(&self) -> u64 {
        (self.lines() * size_of::<Panel>()) as u64
    }
}

/// Planes in panels, in the order (group of planes, panel, plane, row).
#[derive(Debug, Default)]
pub struct Panels {
    rows: Aligned,
    window: Window,
    /// The channel, where the planes are the image's own, not smoothed along z.
    unsmoothed: Option<usize>,
    columns: Columns,
}

impl Panels {
    /// Forgets what they hold and makes room for windows of at most this many `bytes` ([`Window::bytes`]), and for columns of
    /// `column_bytes` ([`super::Reach::bytes`]).
    ///
    /// # Errors
    /// [`crate::error::Error::Memory`] when it cannot be allocated.
    pub fn make_room(&mut self, bytes: u64, column_bytes: u64) -> Result<()> {
        self.unsmoothed = None;
        self.columns.make_room(column_bytes)?;
        self.rows.make_room(bytes as usize / size_of::<f32>(), "planes being smoothed")
    }

    /// What they hold.
    pub fn window(&self) -> &Window {
        &self.window
    }

    /// Fills them with `window` of the source, smoothed along z with `kernel`, by way of columns that reach as far as `reach` says.
    /// The source must reach the kernel's radius beyond the window's planes, and the window's rows, both cut at the image.
    pub fn fill(&mut self, level: Level, source: &Source, kernel: &Kernel, window: &Window, reach: &Reach) {
        let unsmoothed = (kernel.radius() == 0).then_some(source.channel);
        if unsmoothed.is_some() && self.unsmoothed == unsmoothed && self.window == *window {
            return;
        }
        self.window = window.clone();
        self.unsmoothed = unsmoothed;
        if unsmoothed.is_none() {
            self.columns.fill(source, reach);
        }
        let (panels, stride, columns) = (window.panels(), window.stride(), &self.columns);
        let rows = &mut self.rows.as_chunks_mut::<PANEL>().0[..window.lines()];
        rows.par_chunks_mut(window.group() * stride).enumerate().for_each(|(i, chunk)| {
            let first = window.planes.start + i / panels * GROUP;
            let planes = first..(first + GROUP).min(window.planes.end);
            let x = window.columns.start + i % panels * PANEL;
            let chunk = &mut chunk[..planes.len() * stride];
            let inside = window.rows.start.max(0)..window.rows.end.min(source.image[1] as isize);
            if unsmoothed.is_some() {
                copy(source, (planes, inside.clone(), x..(x + PANEL).min(window.columns.end)), window, chunk);
            } else {
                let pass = ZPass { columns, kernel, first, rows: inside.clone(), x };
                let out = &mut chunk[(inside.start - window.rows.start) as usize..];
                dispatch!(level, simd => pass.smooth(simd, out, stride));
            }
            mirror_rows(chunk, window, source.image[1]);
        });
    }

    /// The rows of one panel of a plane of the window, starting at row `y` of the image.
    pub(super) fn panel(&self, plane: usize, panel: usize, y: isize) -> &[Panel] {
        let plane = plane - self.window.planes.start;
        let chunk = plane / GROUP * self.window.panels() + panel;
        let start = (chunk * self.window.group() + plane % GROUP) * self.window.stride();
        &self.rows.as_chunks::<PANEL>().0
            [start + (y - self.window.rows.start) as usize..start + self.window.stride()]
    }

    /// Number of panels of a plane.
    pub(super) fn count(&self) -> usize {
        self.window.panels()
    }
}

/// The z pass of one panel of a group of planes.
struct ZPass<'a> {
    columns: &'a Columns,
    kernel: &'a Kernel,
    /// The first plane.
    first: usize,
    /// Rows, all in the image.
    rows: Range<isize>,
    /// First column.
    x: usize,
}

impl ZPass<'_> {
    /// Row y of the i-th plane goes to out[i * stride + y - rows.start].
    #[inline(always)]
    fn smooth<S: Simd>(&self, simd: S, out: &mut [Panel], stride: usize) {
        let first = self.first as isize - self.kernel.radius() as isize;
        for (at, y) in self.rows.clone().enumerate() {
            let column = self.columns.column(y as usize, self.x, first);
            for (i, out) in out[at..].chunks_mut(ROWS * stride).enumerate() {
                down(simd, &column[i * ROWS..], self.kernel.coefficients(), out, stride);
            }
        }
    }
}

/// Copies rows of a panel, all in the image.
fn copy(
    source: &Source,
    (planes, rows, columns): (Range<usize>, Range<isize>, Range<usize>),
    window: &Window,
    chunk: &mut [Panel],
) {
    for (z, plane) in planes.zip(chunk.chunks_exact_mut(window.stride())) {
        for y in rows.clone() {
            let row = source.row(z, y as usize, columns.clone());
            plane[(y - window.rows.start) as usize][..row.len()].copy_from_slice(row);
        }
    }
}

/// Fills the rows beyond an image of `height` rows.
fn mirror_rows(chunk: &mut [Panel], window: &Window, height: usize) {
    let Range { start, end } = window.rows;
    for plane in chunk.chunks_exact_mut(window.stride()) {
        for y in (start..start.max(0)).chain(end.min(height as isize)..end) {
            plane[(y - start) as usize] = plane[(mirror(y, height) as isize - start) as usize];
        }
    }
}
