//! What one core of this machine can do at most, for judging how far the library is from it: `cargo bench --bench machine`
//! prints a table. Figures are the best of several tries.

use divan::black_box;
use fearless_simd::{Level, Simd, dispatch, prelude::*};
use pixel_forest::filter::simd::{available, name};
use std::time::Instant;

/// Independent chains of operations: enough to hide their latency, few enough for 16 registers.
const CHAINS: usize = 10;
/// Steps of a try: some tens of milliseconds.
const STEPS: usize = 10_000_000;
const TRIES: usize = 5;
/// Values in a table of 4 KiB, which stays in the first-level cache.
const TABLE: usize = 1024;
/// Values that are looked up in a step.
const LOOKUPS: usize = 64;
/// Values of a buffer of 256 MiB, which no cache holds.
const BUFFER: usize = 1 << 26;

fn main() {
    let levels: Vec<Level> = available().into_iter().take(2).collect();
    let table: Vec<f32> = (0..TABLE).map(|i| i as f32).collect();
    let table: &[f32; TABLE] = table[..].try_into().expect("the table's length");
    let mut buffer = vec![1.0f32; BUFFER];
    let names: Vec<_> = levels.iter().map(|&level| name(level)).collect();
    println!("| one core, a second | {} |", names.join(" | "));
    println!("|---|{}", "---|".repeat(levels.len()));
    row("lanes multiplied and added (FMA)", &levels, |l| dispatch!(l, simd => multiply_add(simd)));
    row("lanes of FMA and of additions, as many of each", &levels, |l| dispatch!(l, simd => mixed(simd)));
    row("values looked up in 4 KiB", &levels, |l| dispatch!(l, simd => look_up(simd, table)));
    row("bytes read from memory", &levels, |l| dispatch!(l, simd => read(simd, &buffer)));
    row("bytes written to memory", &levels, |l| dispatch!(l, simd => write(simd, &mut buffer)));
}

/// Prints the most operations a second; `run` returns how many it did.
fn row(what: &str, levels: &[Level], mut run: impl FnMut(Level) -> usize) {
    let mut best = |level: Level| {
        let rates = (0..TRIES).map(|_| {
            let start = Instant::now();
            let count = run(level);
            count as f64 / start.elapsed().as_secs_f64()
        });
        rates.fold(0.0, f64::max)
    };
    let cells: Vec<String> = levels.iter().map(|&level| format!("{:.1} G", best(level) / 1e9)).collect();
    println!("| {what} | {} |", cells.join(" | "));
}

#[inline(always)]
fn multiply_add<S: Simd>(simd: S) -> usize {
    simd.vectorize(
        #[inline(always)]
        || {
            let half = S::f32s::splat(simd, black_box(0.5));
            let mut chains = [half; CHAINS];
            for _ in 0..STEPS {
                for chain in &mut chains {
                    *chain = chain.mul_add(half, half);
                }
            }
            black_box(chains);
            STEPS * CHAINS * S::f32s::LEN
        },
    )
}

#[inline(always)]
fn mixed<S: Simd>(simd: S) -> usize {
    simd.vectorize(
        #[inline(always)]
        || {
            let half = S::f32s::splat(simd, black_box(0.5));
            let mut products = [half; CHAINS / 2];
            let mut sums = [half; CHAINS / 2];
            for _ in 0..STEPS {
                for (product, sum) in products.iter_mut().zip(&mut sums) {
                    *product = product.mul_add(half, half);
                    *sum += half;
                }
            }
            black_box((products, sums));
            STEPS * CHAINS * S::f32s::LEN
        },
    )
}

/// Plain code: the compiler gathers where the level has an instruction that it finds worth it.
#[inline(always)]
fn look_up<S: Simd>(simd: S, table: &[f32; TABLE]) -> usize {
    simd.vectorize(
        #[inline(always)]
        || {
            let mut at = [0u32; LOOKUPS];
            let mut sums = [0.0f32; LOOKUPS];
            let step = black_box(77u32);
            for (i, at) in at.iter_mut().enumerate() {
                *at = i as u32 * step;
            }
            for _ in 0..STEPS / LOOKUPS {
                for i in 0..LOOKUPS {
                    sums[i] += table[at[i] as usize % TABLE];
                    at[i] = at[i].wrapping_add(step);
                }
            }
            black_box(sums);
            STEPS / LOOKUPS * LOOKUPS
        },
    )
}

#[inline(always)]
fn read<S: Simd>(simd: S, buffer: &[f32]) -> usize {
    simd.vectorize(
        #[inline(always)]
        || {
            let mut sums = [S::f32s::splat(simd, 0.0); 4];
            for block in buffer.chunks_exact(4 * S::f32s::LEN) {
                for (sum, v) in sums.iter_mut().zip(block.chunks_exact(S::f32s::LEN)) {
                    *sum += S::f32s::from_slice(simd, v);
                }
            }
            black_box(sums);
            size_of_val(buffer)
        },
    )
}

#[inline(always)]
fn write<S: Simd>(simd: S, buffer: &mut [f32]) -> usize {
    simd.vectorize(
        #[inline(always)]
        || {
            let value = S::f32s::splat(simd, black_box(1.0));
            for to in buffer.chunks_exact_mut(S::f32s::LEN) {
                value.store_slice(to);
            }
            black_box(&mut *buffer);
            size_of_val(buffer)
        },
    )
}
