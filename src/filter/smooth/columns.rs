//! Columns along z: the planes of a block in another order, so that the z pass slides over consecutive memory as the y pass does.
//! They are made once for all kernels of a channel.

use super::super::kernel::mirror;
use super::super::line::Aligned;
use super::panels::Source;
use super::passes::{PANEL, Panel, ROWS};
use crate::error::Result;
use rayon::prelude::*;
use std::ops::Range;

/// Planes copied at a time: each is a stream of its own for the processor's prefetcher.
const STREAMS: usize = 8;

/// What part of the image the columns hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// Planes; those beyond the image are mirrored ones.
    pub planes: Range<isize>,
    /// Rows of the image.
    pub rows: Range<usize>,
    /// Columns of the image.
    pub columns: Range<usize>,
}

impl Reach {
    fn panels(&self) -> usize {
        self.columns.len().div_ceil(PANEL)
    }

    /// Panel rows of one row of the image.
    fn stride(&self) -> usize {
        self.panels() * self.planes.len()
    }

    /// Bytes of the columns: the last strip of planes may hang over.
    pub fn bytes(&self) -> u64 {
        ((self.rows.len() * self.stride() + ROWS) * size_of::<Panel>()) as u64
    }
}

/// Panels of one channel in the order (row, panel, plane).
#[derive(Debug, Default)]
pub struct Columns {
    values: Aligned,
    reach: Reach,
    channel: Option<usize>,
}

impl Columns {
    /// Forgets what they hold and makes room for this many `bytes` ([`Reach::bytes`]).
    ///
    /// # Errors
    /// [`crate::error::Error::Memory`] when it cannot be allocated.
    pub fn make_room(&mut self, bytes: u64) -> Result<()> {
        self.channel = None;
        self.values.make_room(bytes as usize / size_of::<f32>(), "planes being smoothed")
    }

    /// Fills them from the source, unless they hold the same already. The source must cover `reach`, cut at the image.
    pub fn fill(&mut self, source: &Source, reach: &Reach) {
        if self.channel == Some(source.channel) && self.reach == *reach {
            return;
        }
        self.channel = Some(source.channel);
        self.reach = reach.clone();
        let planes: Vec<usize> = reach.planes.clone().map(|z| mirror(z, source.image[0])).collect();
        let rows = &mut self.values.as_chunks_mut::<PANEL>().0[..reach.rows.len() * reach.stride()];
        rows.par_chunks_mut(reach.stride()).zip(reach.rows.clone()).for_each(|(row, y)| {
            for (first, planes) in (0..).step_by(STREAMS).zip(planes.chunks(STREAMS)) {
                for (i, panel) in row.chunks_exact_mut(reach.planes.len()).enumerate() {
                    let x = reach.columns.start + i * PANEL;
                    let columns = x..(x + PANEL).min(reach.columns.end);
                    for (to, &z) in panel[first..].iter_mut().zip(planes) {
                        to[..columns.len()].copy_from_slice(source.row(z, y, columns.clone()));
                    }
                }
            }
        });
    }

    /// The planes from `first` on of row `y`, in the panel that starts at column `x`.
    pub fn column(&self, y: usize, x: usize, first: isize) -> &[Panel] {
        let Reach { planes, rows, columns } = &self.reach;
        let panel = (y - rows.start) * self.reach.panels() + (x - columns.start) / PANEL;
        &self.values.as_chunks::<PANEL>().0[panel * planes.len() + (first - planes.start) as usize..]
    }
}
