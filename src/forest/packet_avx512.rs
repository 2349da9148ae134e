//! Packets with AVX-512: a patch goes through a group of trees at once, breadth first. 16 pairs are taken from the queue
//! at a time, and the children that some sample reaches are appended. No branch depends on the samples.
#![allow(unsafe_code)] // loads and stores by pointers: a check of each index would cost half of the time

use super::flat::ONE;
use super::packed::{Packed, Split, Trees, move_shares};
use super::patch::{SIZE, Values};
use super::queue::{LANES, Queue};
use std::arch::x86_64::*;

fearless_simd::kernel!(
    /// Adds the class shares of a patch in the trees of a group. `mask` tells its samples; the sums of others are
    /// meaningless.
    pub(super) fn add_packet(
        avx512: Avx512,
        trees: Trees,
        patch: &[Values],
        mask: u32,
        queue: &mut Queue,
        sums: &mut [[u64; SIZE]],
    ) {
        queue.start(trees.group, mask);
        if !trees.group.roots.is_empty() {
            descend(trees.forest, patch, queue);
        }
        let (rest, sums) = sums.split_first_mut().expect("two classes or more");
        rest.iter_mut().for_each(|sum| *sum += trees.group.trees() as u64 * u64::from(ONE));
        for (chunk, sums) in sums.chunks_mut(4).enumerate() {
            let first = 1 + 4 * chunk;
            match sums.len() {
                1 => add_leaves::<1>(trees, queue, first, rest, sums),
                2 => add_leaves::<2>(trees, queue, first, rest, sums),
                3 => add_leaves::<3>(trees, queue, first, rest, sums),
                _ => add_leaves::<4>(trees, queue, first, rest, sums),
            }
        }
    }
);

/// The masks of the samples below the thresholds of 16 splits, in halves.
#[derive(Default)]
#[repr(C, align(64))]
struct Below([[__mmask16; 2]; LANES]);

/// Goes from the queue's splits to its leaves.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,bmi1,bmi2,popcnt")]
fn descend(forest: &Packed, patch: &[Values], queue: &mut Queue) {
    assert!(patch.len() >= forest.feature_count && !forest.splits.is_empty());
    let zero = _mm512_setzero_si512();
    // Masks go through memory, which is faster than to collect them in a vector; one step later they have arrived there.
    let mut below = [Below::default(), Below::default()];
    let (mut mask, mut children) = (zero, [zero; 2]);
    for step in 0.. {
        queue.make_room();
        let (head, tail) = (queue.head, queue.tail);
        queue.head = tail.min(head + LANES);
        let before = (mask, children);
        // SAFETY: the queue has room behind its tail. What waits are splits that exist, followed by zeros up to LANES, and
        // split 0 exists. A split's values lie in the patch (`Packed`).
        unsafe {
            if head + LANES > tail {
                _mm512_storeu_si512(queue.splits.as_mut_ptr().add(tail).cast(), zero);
                _mm512_storeu_si512(queue.masks.as_mut_ptr().add(tail).cast(), zero);
            }
            let splits = queue.splits.as_ptr().add(head);
            let split = |i: usize| forest.splits.as_ptr().add(*splits.add(i) as usize);
            let to = &mut below[step % 2].0;
            for (i, to) in to.iter_mut().enumerate() {
                let Split { threshold, offset, .. } = *split(i);
                let values = patch.as_ptr().byte_add(offset as usize).cast::<f32>();
                let threshold = _mm512_set1_ps(threshold);
                let half =
                    |from| _mm512_cmp_ps_mask::<_CMP_LT_OQ>(_mm512_load_ps(values.add(from)), threshold);
                *to = [half(0), half(LANES)];
            }
            let four = |i: usize| {
                let one = |j: usize| _mm_load_si128(split(4 * j + i).cast());
                let four = _mm512_inserti32x4::<1>(_mm512_castsi128_si512(one(0)), one(1));
                _mm512_inserti32x4::<3>(_mm512_inserti32x4::<2>(four, one(2)), one(3))
            };
            children = sides([four(0), four(1), four(2), four(3)]);
            mask = _mm512_loadu_si512(queue.masks.as_ptr().add(head).cast());
        }
        append(queue, &below[(step + 1) % 2], before.0, before.1);
        if head == tail && queue.tail == tail {
            break;
        }
    }
}

/// Appends the children that some sample reaches.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,bmi1,bmi2,popcnt")]
fn append(queue: &mut Queue, below: &Below, mask: __m512i, [left, right]: [__m512i; 2]) {
    // SAFETY: `Below` is a vector.
    let below = unsafe { _mm512_load_si512(std::ptr::from_ref(below).cast()) };
    for (mask, child) in [(_mm512_and_si512(mask, below), left), (_mm512_andnot_si512(below, mask), right)] {
        let reached = _mm512_test_epi32_mask(mask, mask);
        let leaf = _mm512_movepi32_mask(child);
        let (to_split, to_leaf) = (_kandn_mask16(leaf, reached), _kand_mask16(leaf, reached));
        // SAFETY: the queue has room for four such stores behind its tail, and all its leaves fit with as much to spare
        // (`Queue`).
        unsafe {
            let at = |list: &mut Vec<u32>, tail| list.as_mut_ptr().add(tail).cast();
            let put = |to, which, what| _mm512_storeu_si512(to, _mm512_maskz_compress_epi32(which, what));
            put(at(&mut queue.splits, queue.tail), to_split, child);
            put(at(&mut queue.masks, queue.tail), to_split, mask);
            put(at(&mut queue.leaves, queue.leaf_tail), to_leaf, child);
            put(at(&mut queue.leaf_masks, queue.leaf_tail), to_leaf, mask);
        }
        queue.tail += to_split.count_ones() as usize;
        queue.leaf_tail += to_leaf.count_ones() as usize;
    }
}

/// The left and the right children of 16 splits; vector `i` holds splits `i`, `i + 4`, `i + 8` and `i + 12`.
#[inline]
#[target_feature(enable = "avx512f")]
fn sides([a, b, c, d]: [__m512i; 4]) -> [__m512i; 2] {
    let ab = _mm512_unpackhi_epi32(a, b);
    let cd = _mm512_unpackhi_epi32(c, d);
    [_mm512_unpacklo_epi64(ab, cd), _mm512_unpackhi_epi64(ab, cd)]
}

/// Adds the shares of `N` classes from `first` to `sums` and subtracts them from `rest`.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,bmi1,bmi2,popcnt")]
fn add_leaves<const N: usize>(
    trees: Trees,
    queue: &Queue,
    first: usize,
    rest: &mut [u64; SIZE],
    sums: &mut [[u64; SIZE]],
) {
    let mut shares = [[_mm512_setzero_si512(); 2]; N];
    for (leaf, mask) in queue.reached() {
        let of_leaf: [u32; N] = trees.shares(leaf, first);
        for (sum, share) in shares.iter_mut().zip(of_leaf) {
            let share = _mm512_set1_epi32(share as i32);
            sum[0] = _mm512_mask_add_epi32(sum[0], mask as __mmask16, sum[0], share);
            sum[1] = _mm512_mask_add_epi32(sum[1], (mask >> 16) as __mmask16, sum[1], share);
        }
    }
    for (share, sums) in shares.into_iter().zip(sums) {
        let mut of_samples = [0u32; SIZE];
        // SAFETY: the array holds both vectors.
        unsafe {
            _mm512_storeu_si512(of_samples.as_mut_ptr().cast(), share[0]);
            _mm512_storeu_si512(of_samples.as_mut_ptr().add(LANES).cast(), share[1]);
        }
        move_shares(&of_samples, rest, sums);
    }
}
