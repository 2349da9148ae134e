//! Packets with AVX2: a patch goes through a group of trees at once, breadth first. 8 pairs are taken from the queue at a
//! time, and the children that some sample reaches are appended. No branch depends on the samples.
#![allow(unsafe_code)] // loads and stores by pointers: a check of each index would cost half of the time

use super::flat::ONE;
use super::packed::{Packed, Split, Trees, move_shares};
use super::patch::{SIZE, Values};
use super::queue::{LANES, Queue};
use std::arch::x86_64::*;

/// Pairs taken at a time.
const TAKEN: usize = 8;
const _: () = assert!(TAKEN <= LANES);

fearless_simd::kernel!(
    /// Adds the class shares of a patch in the trees of a group. `mask` tells its samples; the sums of others are
    /// meaningless.
    pub(super) fn add_packet(
        avx2: Avx2,
        trees: Trees,
        patch: &[Values],
        mask: u32,
        queue: &mut Queue,
        sums: &mut [[u64; SIZE]],
    ) {
        queue.start(trees.group, ordered(mask));
        if !trees.group.roots.is_empty() {
            descend(trees.forest, patch, queue);
        }
        let (rest, sums) = sums.split_first_mut().expect("two classes or more");
        rest.iter_mut().for_each(|sum| *sum += trees.group.trees() as u64 * u64::from(ONE));
        for (chunk, sums) in sums.chunks_mut(2).enumerate() {
            let first = 1 + 2 * chunk;
            match sums.len() {
                1 => add_leaves::<1>(trees, queue, first, rest, sums),
                _ => add_leaves::<2>(trees, queue, first, rest, sums),
            }
        }
    }
);

/// The bit of a sample in a mask: packing leaves the halves of vectors where they are.
const fn bit(sample: usize) -> usize {
    let (vector, half, at) = (sample / 8, sample / 4 % 2, sample % 4);
    half * 16 + vector * 4 + at
}

fn ordered(mask: u32) -> u32 {
    (0..SIZE).fold(0, |ordered, sample| ordered | (mask >> sample & 1) << bit(sample))
}

/// For each set of lanes their numbers, the rest unused: with it a permutation brings these lanes to the front.
static FRONT: [[u8; TAKEN]; 256] = {
    let mut front = [[0; TAKEN]; 256];
    let mut set = 0;
    while set < 256 {
        let (mut lane, mut count) = (0, 0);
        while lane < TAKEN {
            if set >> lane & 1 == 1 {
                front[set][count] = lane as u8;
                count += 1;
            }
            lane += 1;
        }
        set += 1;
    }
    front
};

/// The masks of the samples below the thresholds of 8 splits.
#[derive(Default)]
#[repr(C, align(32))]
struct Below([u32; TAKEN]);

/// Goes from the queue's splits to its leaves.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt")]
fn descend(forest: &Packed, patch: &[Values], queue: &mut Queue) {
    assert!(patch.len() >= forest.feature_count && !forest.splits.is_empty());
    let zero = _mm256_setzero_si256();
    // Masks go through memory, which is faster than to collect them in a vector; one step later they have arrived there.
    let mut masks = [Below::default(), Below::default()];
    let (mut mask, mut children) = (zero, [zero; 2]);
    for step in 0.. {
        queue.make_room();
        let (head, tail) = (queue.head, queue.tail);
        queue.head = tail.min(head + TAKEN);
        let before = (mask, children);
        // SAFETY: the queue has room behind its tail. What waits are splits that exist, followed by zeros up to TAKEN, and
        // split 0 exists. A split's values lie in the patch (`Packed`).
        unsafe {
            if head + TAKEN > tail {
                _mm256_storeu_si256(queue.splits.as_mut_ptr().add(tail).cast(), zero);
                _mm256_storeu_si256(queue.masks.as_mut_ptr().add(tail).cast(), zero);
            }
            let splits = queue.splits.as_ptr().add(head);
            let split = |i: usize| forest.splits.as_ptr().add(*splits.add(i) as usize);
            for (i, to) in masks[step % 2].0.iter_mut().enumerate() {
                let Split { threshold, offset, .. } = *split(i);
                *to = below(patch.as_ptr().byte_add(offset as usize).cast(), threshold);
            }
            let two = |i: usize| {
                let one = |j: usize| _mm_load_si128(split(4 * j + i).cast());
                _mm256_inserti128_si256::<1>(_mm256_castsi128_si256(one(0)), one(1))
            };
            children = sides([two(0), two(1), two(2), two(3)]);
            mask = _mm256_loadu_si256(queue.masks.as_ptr().add(head).cast());
        }
        append(queue, &masks[(step + 1) % 2], before.0, before.1);
        if head == tail && queue.tail == tail {
            break;
        }
    }
}

/// Appends the children that some sample reaches.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt")]
fn append(queue: &mut Queue, below: &Below, mask: __m256i, [left, right]: [__m256i; 2]) {
    // SAFETY: `Below` is a vector.
    let below = unsafe { _mm256_load_si256(std::ptr::from_ref(below).cast()) };
    let signs = |v| _mm256_movemask_ps(_mm256_castsi256_ps(v)) as u8;
    for (mask, child) in [(_mm256_and_si256(mask, below), left), (_mm256_andnot_si256(below, mask), right)] {
        let reached = !signs(_mm256_cmpeq_epi32(mask, _mm256_setzero_si256()));
        let leaf = signs(child);
        let (to_split, to_leaf) = (reached & !leaf, reached & leaf);
        // SAFETY: the queue has room for four such stores behind its tail, and all its leaves fit with as much to spare
        // (`Queue`). A row of the table has 8 bytes.
        unsafe {
            let at = |list: &mut Vec<u32>, tail| list.as_mut_ptr().add(tail).cast();
            let front =
                |which: u8| _mm256_cvtepu8_epi32(_mm_loadl_epi64(FRONT[usize::from(which)].as_ptr().cast()));
            let put = |to, front, what| _mm256_storeu_si256(to, _mm256_permutevar8x32_epi32(what, front));
            let splits = front(to_split);
            put(at(&mut queue.splits, queue.tail), splits, child);
            put(at(&mut queue.masks, queue.tail), splits, mask);
            let leaves = front(to_leaf);
            put(at(&mut queue.leaves, queue.leaf_tail), leaves, child);
            put(at(&mut queue.leaf_masks, queue.leaf_tail), leaves, mask);
        }
        queue.tail += to_split.count_ones() as usize;
        queue.leaf_tail += to_leaf.count_ones() as usize;
    }
}

/// The left and the right children of 8 splits; vector `i` holds splits `i` and `i + 4`.
#[inline]
#[target_feature(enable = "avx2")]
fn sides([a, b, c, d]: [__m256i; 4]) -> [__m256i; 2] {
    let ab = _mm256_unpackhi_epi32(a, b);
    let cd = _mm256_unpackhi_epi32(c, d);
    [_mm256_unpacklo_epi64(ab, cd), _mm256_unpackhi_epi64(ab, cd)]
}

/// The mask of the samples whose values are below the threshold.
///
/// # Safety
/// There are [`SIZE`] values, aligned as [`Values`].
#[inline]
#[target_feature(enable = "avx2")]
unsafe fn below(values: *const f32, threshold: f32) -> u32 {
    let threshold = _mm256_set1_ps(threshold);
    let eight = |i: usize| {
        // SAFETY: the caller's promise.
        let values = unsafe { _mm256_load_ps(values.add(8 * i)) };
        _mm256_castps_si256(_mm256_cmp_ps::<_CMP_LT_OQ>(values, threshold))
    };
    let pairs = [_mm256_packs_epi32(eight(0), eight(1)), _mm256_packs_epi32(eight(2), eight(3))];
    _mm256_movemask_epi8(_mm256_packs_epi16(pairs[0], pairs[1])) as u32
}

/// Adds the shares of `N` classes from `first` to `sums` and subtracts them from `rest`.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt")]
fn add_leaves<const N: usize>(
    trees: Trees,
    queue: &Queue,
    first: usize,
    rest: &mut [u64; SIZE],
    sums: &mut [[u64; SIZE]],
) {
    let bits = |vector: usize| {
        let bit = |at: usize| 1i32 << bit(8 * vector + at);
        _mm256_setr_epi32(bit(0), bit(1), bit(2), bit(3), bit(4), bit(5), bit(6), bit(7))
    };
    let bits = [bits(0), bits(1), bits(2), bits(3)];
    let mut shares = [[_mm256_setzero_si256(); 4]; N];
    for (leaf, mask) in queue.reached() {
        let of_leaf: [u32; N] = trees.shares(leaf, first);
        let of_leaf = of_leaf.map(|share| _mm256_set1_epi32(share as i32));
        let mask = _mm256_set1_epi32(mask as i32);
        for (vector, bits) in bits.into_iter().enumerate() {
            let here = _mm256_cmpeq_epi32(_mm256_and_si256(mask, bits), bits);
            for (sum, share) in shares.iter_mut().zip(of_leaf) {
                sum[vector] = _mm256_add_epi32(sum[vector], _mm256_and_si256(here, share));
            }
        }
    }
    for (share, sums) in shares.into_iter().zip(sums) {
        let mut of_samples = [[0u32; 8]; SIZE / 8];
        for (to, share) in of_samples.iter_mut().zip(share) {
            // SAFETY: the array holds the vector.
            unsafe { _mm256_storeu_si256(to.as_mut_ptr().cast(), share) };
        }
        move_shares(of_samples.as_flattened(), rest, sums);
    }
}
