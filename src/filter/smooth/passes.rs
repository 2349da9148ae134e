//! The two inner loops of smoothing: down the rows of a panel and along a row.
//!
//! Every output is c0 v, then c_k (right + left) added for k = 1, 2 .. in this order, whatever the vectors' width and
//! wherever the output lies: so it has the same bits in every tiling.
#![allow(clippy::needless_range_loop)] // closures would lose the target features

use super::super::vector::{load, store};
use fearless_simd::{Simd, prelude::*};

/// Columns of a panel.
pub const PANEL: usize = 64;
/// A row of a panel.
pub type Panel = [f32; PANEL];
/// Rows that a call of [`down`] produces.
pub const ROWS: usize = 8;

/// Convolves down the rows: out[j * stride] is centred at rows[radius + j]. `rows` holds ROWS + 2 radius of them; `out` may end
/// before the last.
#[inline(always)]
pub fn down<S: Simd>(simd: S, rows: &[Panel], c: &[f32], out: &mut [Panel], stride: usize) {
    // As many rows at a time as the registers hold.
    if S::f32s::LEN >= 16 {
        down_block::<S, ROWS>(simd, rows, c, out, stride);
    } else {
        let second = (ROWS / 2 * stride).min(out.len());
        let (first, second) = out.split_at_mut(second);
        down_block::<S, { ROWS / 2 }>(simd, rows, c, first, stride);
        down_block::<S, { ROWS / 2 }>(simd, &rows[ROWS / 2..], c, second, stride);
    }
}

#[inline(always)]
fn down_block<S: Simd, const B: usize>(simd: S, rows: &[Panel], c: &[f32], out: &mut [Panel], stride: usize) {
    let radius = c.len() - 1;
    let rows = &rows[..2 * radius + B];
    let mut i = 0;
    while i < PANEL {
        let c0 = S::f32s::splat(simd, c[0]);
        let mut left = [c0; B];
        for j in 0..B {
            left[j] = load(simd, &rows[radius + j], i);
        }
        let mut right = left;
        let mut sum = left;
        for j in 0..B {
            sum[j] = left[j] * c0;
        }
        for k in 1..=radius {
            let ck = S::f32s::splat(simd, c[k]);
            // The windows slide by one row a tap: two loads for B outputs.
            for j in (1..B).rev() {
                left[j] = left[j - 1];
            }
            left[0] = load(simd, &rows[radius - k], i);
            for j in 0..B - 1 {
                right[j] = right[j + 1];
            }
            right[B - 1] = load(simd, &rows[radius + k + B - 1], i);
            for j in 0..B {
                sum[j] = (right[j] + left[j]).mul_add(ck, sum[j]);
            }
        }
        for j in 0..B {
            if let Some(out) = out.get_mut(j * stride) {
                store::<S, PANEL>(sum[j], out, i);
            }
        }
        i += S::f32s::LEN;
    }
}

/// Convolves along a row: out[i] is centred at row[radius + i]. `row` holds whole panels of samples and radius on either side.
#[inline(always)]
pub fn along<S: Simd>(simd: S, row: &[f32], c: &[f32], out: &mut [f32]) {
    let reach = 2 * (c.len() - 1);
    let (whole, rest) = out.as_chunks_mut::<PANEL>();
    let mut at = 0;
    for out in whole {
        along_block(simd, &row[at..at + PANEL + reach], c, out);
        at += PANEL;
    }
    if !rest.is_empty() {
        let mut last = [0.0; PANEL];
        along_block(simd, &row[at..at + PANEL + reach], c, &mut last);
        rest.copy_from_slice(&last[..rest.len()]);
    }
}

#[inline(always)]
fn along_block<S: Simd>(simd: S, row: &[f32], c: &[f32], out: &mut Panel) {
    /// Vectors worked on at a time; AVX-512 needs half of them for a panel.
    const MOST: usize = 8;
    let radius = c.len() - 1;
    let vectors = if PANEL / S::f32s::LEN < MOST { PANEL / S::f32s::LEN } else { MOST };
    let mut i = 0;
    while i < PANEL {
        let c0 = S::f32s::splat(simd, c[0]);
        let mut sum = [c0; MOST];
        let centre = panel_at(row, radius);
        for j in 0..vectors {
            sum[j] = load::<S, PANEL>(simd, centre, i + j * S::f32s::LEN) * c0;
        }
        for k in 1..=radius {
            let ck = S::f32s::splat(simd, c[k]);
            let (left, right) = (panel_at(row, radius - k), panel_at(row, radius + k));
            for j in 0..vectors {
                let at = i + j * S::f32s::LEN;
                let pair = load::<S, PANEL>(simd, right, at) + load::<S, PANEL>(simd, left, at);
                sum[j] = pair.mul_add(ck, sum[j]);
            }
        }
        for j in 0..vectors {
            store::<S, PANEL>(sum[j], out, i + j * S::f32s::LEN);
        }
        i += vectors * S::f32s::LEN;
    }
}

#[inline(always)]
fn panel_at(row: &[f32], at: usize) -> &Panel {
    row[at..].first_chunk().expect("the row is long enough")
}
