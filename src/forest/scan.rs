//! The best place to split rows that are in the order of a feature.

use super::grow::ClassRows;
use super::ranks::RankedRow;
use crate::filter::simd::Level;
use fearless_simd::{Simd, dispatch};

/// Places that are judged together.
const CHUNK: usize = 64;
/// Of them so many side by side.
const LANES: usize = 8;

/// The places before some rows of a node: what is on their left, as whole numbers in f64. Nothing is where no split may be.
struct Places {
    rows: [f64; CHUNK],
    /// Sums of the squares of the classes on the left, and on the right.
    left_squares: [f64; CHUNK],
    right_squares: [f64; CHUNK],
}

/// Searches the place of largest purity (ties: the lowest).
#[derive(Debug)]
pub(crate) struct Scan {
    level: Level,
    min_samples_leaf: usize,
    /// Rows of each class left and right of the place.
    sides: Vec<[u64; 2]>,
}

impl Scan {
    pub(crate) fn new(level: Level, min_samples_leaf: usize) -> Self {
        Scan { level, min_samples_leaf, sides: Vec::new() }
    }

    /// The first row of the right side and the purity of both sides, where it is above `least`. `tied` tells whether the values of
    /// two neighbouring rows are equal.
    pub(crate) fn best(
        &mut self,
        rows: &[RankedRow],
        classes: &[ClassRows],
        tied: impl Fn(RankedRow, RankedRow) -> bool,
        least: f64,
    ) -> Option<(usize, f64)> {
        dispatch!(self.level, simd => simd.vectorize(
            #[inline(always)]
            || if let [first, second] = classes {
                let mut left = [0; 2];
                self.search(rows, [first.count, second.count].into_iter(), least, |rows, before, places| {
                    two_classes(rows, before, [first.count, second.count], &mut left, &tied, places)
                })
            } else {
                let mut sides: Vec<[u64; 2]> = std::mem::take(&mut self.sides);
                sides.clear();
                sides.extend(classes.iter().map(|class| [0, u64::from(class.count)]));
                let best = self.search(rows, classes.iter().map(|class| class.count), least, |rows, before, places| {
                    many_classes(rows, before, &mut sides, &tied, places)
                });
                self.sides = sides;
                best
            }
        ))
    }

    #[inline(always)]
    fn search(
        &self,
        rows: &[RankedRow],
        counts: impl Iterator<Item = u32>,
        least: f64,
        mut places: impl FnMut(&[RankedRow], RankedRow, &mut Places),
    ) -> Option<(usize, f64)> {
        let all = f64::from(counts.sum::<u32>());
        let fewest = self.min_samples_leaf as f64;
        let mut at = Places { rows: [0.0; CHUNK], left_squares: [0.0; CHUNK], right_squares: [0.0; CHUNK] };
        let mut purities = [0.0; CHUNK];
        let (mut best, mut best_purity) = (None, least);
        let mut before = rows[0];
        for (chunk, rows) in rows.chunks(CHUNK).enumerate() {
            places(rows, before, &mut at);
            before = rows[rows.len() - 1];
            let end = rows.len().next_multiple_of(LANES);
            at.rows[rows.len()..end].fill(0.0);
            let mut most = [best_purity; LANES];
            for i in (0..end).step_by(LANES) {
                for lane in 0..LANES {
                    let left = at.rows[i + lane];
                    let right = all - left;
                    // `squares / rows` of both sides, with one division.
                    let purity = (at.left_squares[i + lane] * right + at.right_squares[i + lane] * left)
                        / (left * right);
                    let purity = if left >= fewest && right >= fewest { purity } else { 0.0 };
                    purities[i + lane] = purity;
                    most[lane] = if purity > most[lane] { purity } else { most[lane] };
                }
            }
            let most = most.into_iter().fold(best_purity, f64::max);
            if most > best_purity {
                best_purity = most;
                best = purities.iter().position(|&purity| purity == most).map(|i| chunk * CHUNK + i);
            }
        }
        best.map(|at| (at, best_purity))
    }
}

/// The sums of two classes follow from each other, so that places do not wait for one another.
#[inline(always)]
fn two_classes(
    rows: &[RankedRow],
    mut before: RankedRow,
    counts: [u32; 2],
    left: &mut [u32; 2],
    tied: impl Fn(RankedRow, RankedRow) -> bool,
    places: &mut Places,
) {
    let mut lefts = [[0i32; CHUNK]; 2];
    let mut usable = [0i32; CHUNK];
    let [mut all, mut second] = *left;
    for (i, &row) in rows.iter().enumerate() {
        usable[i] = if tied(before, row) { 0 } else { -1 };
        lefts[0][i] = all as i32;
        lefts[1][i] = second as i32;
        all += row.repeats();
        second += row.repeats() * row.class();
        before = row;
    }
    *left = [all, second];
    let counts = counts.map(f64::from);
    for i in 0..CHUNK {
        let [all, second] = [lefts[0][i], lefts[1][i]].map(f64::from);
        let first = all - second;
        places.rows[i] = f64::from(lefts[0][i] & usable[i]);
        places.left_squares[i] = first * first + second * second;
        let [first, second] = [counts[0] - first, counts[1] - second];
        places.right_squares[i] = first * first + second * second;
    }
}

#[inline(always)]
fn many_classes(
    rows: &[RankedRow],
    mut before: RankedRow,
    sides: &mut [[u64; 2]],
    tied: impl Fn(RankedRow, RankedRow) -> bool,
    places: &mut Places,
) {
    let mut left: u64 = sides.iter().map(|side| side[0]).sum();
    let [mut left_squares, mut right_squares] =
        [0, 1].map(|i| sides.iter().map(|side| side[i] * side[i]).sum::<u64>());
    for (i, &row) in rows.iter().enumerate() {
        places.rows[i] = if tied(before, row) { 0.0 } else { left as f64 };
        places.left_squares[i] = left_squares as f64;
        places.right_squares[i] = right_squares as f64;
        let repeats = u64::from(row.repeats());
        let side = &mut sides[row.class() as usize];
        // (n + r)^2 - n^2 = r (2n + r), and the like for n - r.
        left_squares += repeats * (2 * side[0] + repeats);
        right_squares -= repeats * (2 * side[1] - repeats);
        *side = [side[0] + repeats, side[1] - repeats];
        left += repeats;
        before = row;
    }
}
