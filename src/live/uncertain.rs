//! Where the last trained model is uncertain: the mean over boxes of a slice.

use super::Live;
use crate::block::Region;
use crate::image::ImageInfo;
use ndarray::ArrayView3;

/// Pixels along the side of a box.
pub const BOX: usize = 32;

/// The boxes of a slice, row by row.
#[derive(Debug)]
pub struct Slice {
    columns: usize,
    boxes: Vec<Mean>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Mean {
    /// Pixels that the mean is of.
    pixels: u16,
    shown: bool,
    mean: f32,
}

impl Slice {
    fn of([_, height, width]: [usize; 3]) -> Self {
        let columns = width.div_ceil(BOX);
        Slice { columns, boxes: vec![Mean::default(); columns * height.div_ceil(BOX)] }
    }

    /// Bytes of a slice.
    pub fn bytes(&self) -> u64 {
        size_of_val(&self.boxes[..]) as u64
    }

    /// The boxes that touch rows and columns.
    fn touched(
        &mut self,
        rows: [usize; 2],
        columns: [usize; 2],
    ) -> impl Iterator<Item = (usize, usize, &mut Mean)> {
        let [r, c] = [rows, columns].map(|[low, high]| low / BOX..high.div_ceil(BOX));
        let of_row = self.boxes.chunks_mut(self.columns).enumerate().take(r.end).skip(r.start);
        of_row.flat_map(move |(y, row)| {
            row.iter_mut().enumerate().take(c.end).skip(c.start).map(move |(x, mean)| (y, x, mean))
        })
    }
}

impl Live {
    /// Takes the uncertainties (z, y, x) of a region that was predicted in full by a model; those of one
    /// before the latest do not count. A box keeps the mean of the largest part of it that was predicted.
    pub fn add_uncertainty(
        &self,
        model: u64,
        (key, info, frame): (i64, &ImageInfo, usize),
        region: &Region,
        uncertainty: ArrayView3<f32>,
    ) {
        let mut state = self.state();
        if state.model != model {
            return;
        }
        let image = state.image(key, info);
        let ([z0, y0, x0], [_, y1, x1]) = (region.origin, region.end());
        for (z, values) in uncertainty.outer_iter().enumerate() {
            let slice = image.slices.entry((frame, z0 + z)).or_insert_with(|| Slice::of(info.shape));
            for (row, column, mean) in slice.touched([y0, y1], [x0, x1]) {
                let part = |at: usize, low: usize, high: usize| {
                    (at * BOX).max(low) - low..((at + 1) * BOX).min(high) - low
                };
                let (rows, columns) = (part(row, y0, y1), part(column, x0, x1));
                let pixels = (rows.len() * columns.len()) as u16;
                if pixels >= mean.pixels {
                    let sum: f32 =
                        rows.flat_map(|y| columns.clone().map(move |x| (y, x))).map(|at| values[at]).sum();
                    (mean.pixels, mean.mean) = (pixels, sum / f32::from(pixels));
                }
            }
        }
        state.trim(self.budget);
    }

    /// Says that a part of a slice (rows, columns) was looked at since the last training: the boxes whose middle it holds.
    pub fn mark_shown(&self, key: i64, frame: usize, z: usize, rows: [usize; 2], columns: [usize; 2]) {
        let mut state = self.state();
        let Some(image) = state.images.get_mut(&key) else { return };
        let shape = image.kind.2;
        let slice = image.slices.entry((frame, z)).or_insert_with(|| Slice::of(shape));
        for (row, column, mean) in slice.touched(rows, columns) {
            let [y, x] = middle(row, column, shape);
            mean.shown |= (rows[0]..rows[1]).contains(&y) && (columns[0]..columns[1]).contains(&x);
        }
    }

    /// The middle of the box that the last trained model is most uncertain of, of those that were predicted and not shown since:
    /// frame, z, y, x. Of equal ones the first.
    pub fn next_uncertain(&self, key: i64) -> Option<[usize; 4]> {
        let state = self.state();
        let image = state.images.get(&key)?;
        let mut most: Option<(f32, [usize; 4])> = None;
        for (&(frame, z), slice) in &image.slices {
            for (i, mean) in slice.boxes.iter().enumerate().filter(|(_, m)| m.pixels > 0 && !m.shown) {
                let [y, x] = middle(i / slice.columns, i % slice.columns, image.kind.2);
                let place = [frame, z, y, x];
                if most.is_none_or(|(u, at)| mean.mean > u || mean.mean == u && place < at) {
                    most = Some((mean.mean, place));
                }
            }
        }
        most.map(|(_, place)| place)
    }
}

/// The middle of a box, cut at the image's border.
fn middle(row: usize, column: usize, [_, height, width]: [usize; 3]) -> [usize; 2] {
    [(row, height), (column, width)].map(|(at, end)| (at * BOX + ((at + 1) * BOX).min(end)) / 2)
}
