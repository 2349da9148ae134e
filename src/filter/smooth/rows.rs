//! The y and x passes: rows of a smoothed plane from the panels of its z pass.

use super::super::kernel::{Kernel, mirror};
use super::Panels;
use super::passes::{PANEL, Panel, ROWS, along, down};
use fearless_simd::{Level, Simd, dispatch};
use std::ops::Range;

/// The y and x passes of a plane, and how its rows lie in memory.
#[derive(Clone, Debug)]
pub struct RowPass<'a> {
    /// The planes after their z pass. They must reach the kernel's radius beyond the rows and, cut at the image, the columns.
    pub panels: &'a Panels,
    /// The Gaussian along y and x.
    pub kernel: &'a Kernel,
    /// Columns of the image to compute.
    pub columns: Range<usize>,
    /// Where the first of them stands in a row in memory.
    pub offset: usize,
    /// Values of a row in memory.
    pub stride: usize,
    /// Width of the image.
    pub width: usize,
    /// Mirrored columns to add where the columns end at the image's border.
    pub margin: usize,
}

impl RowPass<'_> {
    /// Values of the scratch that [`RowPass::smooth`] needs for a kernel of this radius and so many columns held in panels.
    pub fn strip_values(radius: usize, columns: usize) -> usize {
        ROWS * strip_stride(radius, columns) * PANEL
    }

    /// Smooths rows `y..` of `plane` into `out`, which holds whole rows. `strip` is scratch ([`RowPass::strip_values`]).
    pub fn smooth(&self, level: Level, plane: usize, y: usize, strip: &mut [f32], out: &mut [f32]) {
        let strip = strip.as_chunks_mut::<PANEL>().0;
        for (i, out) in out.chunks_mut(ROWS * self.stride).enumerate() {
            dispatch!(level, simd => self.smooth_strip(simd, plane, y + i * ROWS, strip, out));
        }
    }

    #[inline(always)]
    fn smooth_strip<S: Simd>(&self, simd: S, plane: usize, y: usize, strip: &mut [Panel], out: &mut [f32]) {
        let (radius, c) = (self.kernel.radius(), self.kernel.coefficients());
        let held = &self.panels.window().columns;
        let (pads, stride) = (pads(radius), strip_stride(radius, held.len()));
        let pad = pads * PANEL;
        for panel in 0..self.panels.count() {
            let rows = self.panels.panel(plane, panel, y as isize - radius as isize);
            down(simd, rows, c, &mut strip[pads + panel..ROWS * stride], stride);
        }
        let first = pad + self.columns.start - held.start - radius;
        for (row, out) in strip.chunks_exact_mut(stride).zip(out.chunks_exact_mut(self.stride)) {
            let row = row.as_flattened_mut();
            mirror_ends(row, pad, held, self.width, radius);
            along(simd, &row[first..], c, &mut out[self.offset..][..self.columns.len()]);
            mirror_ends(out, self.offset, &self.columns, self.width, self.margin);
        }
    }
}

/// Panels of padding in front of and behind a row of the strip.
fn pads(radius: usize) -> usize {
    radius.div_ceil(PANEL)
}

/// Panels of a row of the strip: pad, panels, pad, and room for the last block to hang over.
fn strip_stride(radius: usize, columns: usize) -> usize {
    columns.div_ceil(PANEL) + 2 * pads(radius) + 1
}

/// Mirrors `margin` samples at those ends of a row that are the image's own. Column columns.start stands at row[offset].
fn mirror_ends(row: &mut [f32], offset: usize, columns: &Range<usize>, width: usize, margin: usize) {
    for d in 1..=margin {
        if columns.start == 0 {
            row[offset - d] = row[offset + mirror(-(d as isize), width)];
        }
        if columns.end == width {
            let beyond = columns.end - 1 + d - columns.start;
            row[offset + beyond] =
                row[offset + mirror((columns.end - 1 + d) as isize, width) - columns.start];
        }
    }
}
