//! Planes after the z pass, cut into panels: columns of 64 samples whose rows lie one after the other, so that the y pass
//! slides over a few consecutive kilobytes.

use super::super::kernel::{Kernel, mirror};
use super::super::line::Line;
use super::passes::{PANEL, ROWS, down};
use crate::block::Region;
use crate::error::{Result, try_zeroed};
use fearless_simd::{Level, dispatch};
use rayon::prelude::*;
use std::ops::Range;

/// Planes that one call of the z pass gathers: more of them share the planes of the kernel's reach.
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
    fn row(&self, z: usize, y: usize, x: Range<usize>) -> &[f32] {
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
    fn panels(&self) -> usize {
        self.columns.len().div_ceil(PANEL)
    }

    /// Rows of a plane's panel in memory: the last strip of rows may hang over.
    fn stride(&self) -> usize {
        self.rows.len() + ROWS
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
        (self.lines() * size_of::<Line<PANEL>>()) as u64
    }
}

/// Planes in panels, in the order (group of planes, panel, plane, row).
#[derive(Debug, Default)]
pub struct Panels {
    lines: Vec<Line<PANEL>>,
    window: Window,
    /// The channel, where the planes are the image's own, not smoothed along z.
    unsmoothed: Option<usize>,
}

impl Panels {
    /// Forgets what they hold and makes room for windows of at most this many `bytes` ([`Window::bytes`]).
    ///
    /// # Errors
    /// [`crate::error::Error::Memory`] when it cannot be allocated.
    pub fn make_room(&mut self, bytes: u64) -> Result<()> {
        self.unsmoothed = None;
        let lines = bytes as usize / size_of::<Line<PANEL>>();
        if self.lines.len() < lines {
            self.lines = Vec::new();
            self.lines = try_zeroed(lines, "planes being smoothed")?;
        }
        Ok(())
    }

    /// What they hold.
    pub fn window(&self) -> &Window {
        &self.window
    }

    /// Fills them with `window` of the source, smoothed along z with `kernel`. The source must reach the kernel's radius
    /// beyond the window's planes, and the window's rows, both cut at the image.
    pub fn fill(&mut self, level: Level, source: &Source, kernel: &Kernel, window: &Window) {
        let unsmoothed = (kernel.radius() == 0).then_some(source.channel);
        if unsmoothed.is_some() && self.unsmoothed == unsmoothed && self.window == *window {
            return;
        }
        self.window = window.clone();
        self.unsmoothed = unsmoothed;
        let (panels, stride) = (window.panels(), window.stride());
        let chunks = self.lines[..window.lines()].par_chunks_mut(window.group() * stride).enumerate();
        chunks.for_each_init(Vec::new, |column, (i, chunk)| {
            let (first, x) =
                (window.planes.start + i / panels * GROUP, window.columns.start + i % panels * PANEL);
            let planes = first..(first + GROUP).min(window.planes.end);
            let columns = x..(x + PANEL).min(window.columns.end);
            fill_chunk(level, source, kernel, (planes, &window.rows, columns), stride, column, chunk);
        });
    }

    /// The rows of one panel of a plane of the window, starting at row `y` of the image.
    pub(super) fn panel(&self, plane: usize, panel: usize, y: isize) -> &[Line<PANEL>] {
        let plane = plane - self.window.planes.start;
        let chunk = plane / GROUP * self.window.panels() + panel;
        let start = (chunk * self.window.group() + plane % GROUP) * self.window.stride();
        &self.lines[start + (y - self.window.rows.start) as usize..start + self.window.stride()]
    }

    /// Number of panels of a plane.
    pub(super) fn count(&self) -> usize {
        self.window.panels()
    }
}

/// The z pass of one panel of a group of planes. `column` is scratch: the samples of one row of all planes that the pass reads.
fn fill_chunk(
    level: Level,
    source: &Source,
    kernel: &Kernel,
    (planes, rows, columns): (Range<usize>, &Range<isize>, Range<usize>),
    stride: usize,
    column: &mut Vec<Line<PANEL>>,
    chunk: &mut [Line<PANEL>],
) {
    let [depth, height, _] = source.image;
    let radius = kernel.radius();
    column.resize(GROUP + 2 * radius, Line::default());
    let inside = rows.start.max(0)..rows.end.min(height as isize);
    for y in inside.clone() {
        let at = (y - rows.start) as usize;
        let read = planes.len() + 2 * radius;
        for (k, line) in column[..read].iter_mut().enumerate() {
            let z = mirror((planes.start + k) as isize - radius as isize, depth);
            line.0[..columns.len()].copy_from_slice(source.row(z, y as usize, columns.clone()));
        }
        for first in (0..planes.len()).step_by(ROWS) {
            let n = ROWS.min(planes.len() - first);
            let mut out = [const { Line([0.0; PANEL]) }; ROWS];
            dispatch!(level, simd => down(simd, &column[first..], kernel.coefficients(), &mut out));
            for (j, line) in out.into_iter().take(n).enumerate() {
                chunk[(first + j) * stride + at] = line;
            }
        }
    }
    for panel in chunk.chunks_exact_mut(stride).take(planes.len()) {
        for y in (rows.start..inside.start).chain(inside.end..rows.end) {
            let from = (mirror(y, height) as isize - rows.start) as usize;
            panel[(y - rows.start) as usize] = panel[from].clone();
        }
    }
}
