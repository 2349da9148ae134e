//! Where the rows of a tile go.

use crate::block::Region;
use crate::filter::stencils::{FILTER_REACH, OutLine, OutRow, RowLine, WIDTH};

/// The channels of one scale in a tile's buffer; those that nobody selected are `None`. Their rows lie one after the other, as
/// wide as the tile.
pub type Targets<'a, const N: usize> = [Option<&'a mut [f32]>; N];

/// One row of every channel to write to: in place where the tile has full width and the channel is selected, else a spare row.
pub fn rows<'a, const N: usize>(
    targets: &'a mut Targets<N>,
    spare: &'a mut [OutLine; N],
    at: usize,
    width: usize,
) -> [&'a mut OutRow; N] {
    let mut pairs = targets.iter_mut().zip(spare);
    std::array::from_fn(|_| {
        let (target, spare) = pairs.next().expect("both have N elements");
        match target {
            Some(channel) if width == WIDTH => channel[at..].first_chunk_mut().expect("the row is whole"),
            _ => &mut spare.0,
        }
    })
}

/// Copies the spare rows into the selected channels, where [`rows`] could not give them in place.
pub fn keep<const N: usize>(targets: &mut Targets<N>, spare: &[OutLine; N], at: usize, width: usize) {
    if width < WIDTH {
        for (target, spare) in targets.iter_mut().zip(spare) {
            if let Some(channel) = target {
                channel[at..at + width].copy_from_slice(&spare.0[..width]);
            }
        }
    }
}

/// Mirrors rows of the gradient, or of its products, at the image's left and right border. Beyond the border products are
/// mirrored, they are not the products of a mirrored image: there the sign of one gradient would change.
pub fn mirror_ends(rows: &mut [RowLine], tile: &Region, image_width: usize) {
    let x = tile.origin[2];
    let inside = image_width - x;
    for row in rows.iter_mut().map(|line| &mut line.0) {
        // Column c of the image stands at FILTER_REACH + c - x.
        for d in 1..=FILTER_REACH - x.min(FILTER_REACH) {
            row[FILTER_REACH - d - x] = row[FILTER_REACH + d - x];
        }
        for d in 0..FILTER_REACH {
            if inside + d < WIDTH + FILTER_REACH {
                row[FILTER_REACH + inside + d] = row[inside - d];
            }
        }
    }
}
