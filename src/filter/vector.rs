//! Loads, stores and the short convolutions on vectors. All functions are inlined: a closure or a call that is not loses the
//! target features of its caller.

use fearless_simd::{Simd, prelude::*};

#[inline(always)]
pub fn load<S: Simd, const N: usize>(simd: S, a: &[f32; N], i: usize) -> S::f32s {
    S::f32s::from_slice(simd, &a[i..i + S::f32s::LEN])
}

#[inline(always)]
pub fn store<S: Simd, const N: usize>(v: S::f32s, a: &mut [f32; N], i: usize) {
    v.store_slice(&mut a[i..i + S::f32s::LEN])
}

#[inline(always)]
pub fn splat<S: Simd>(simd: S, k: f32) -> S::f32s {
    S::f32s::splat(simd, k)
}

#[inline(always)]
pub fn splat2<S: Simd>(simd: S, k: [f32; 2]) -> [S::f32s; 2] {
    [splat(simd, k[0]), splat(simd, k[1])]
}

/// Three neighbours along a row: columns i..i + 3, each a vector.
#[inline(always)]
pub fn along3<S: Simd, const N: usize>(simd: S, row: &[f32; N], i: usize) -> [S::f32s; 3] {
    [load(simd, row, i), load(simd, row, i + 1), load(simd, row, i + 2)]
}

/// Five neighbours along a row: columns i..i + 5, each a vector.
#[inline(always)]
pub fn along5<S: Simd, const N: usize>(simd: S, row: &[f32; N], i: usize) -> [S::f32s; 5] {
    let [a, b, c] = along3(simd, row, i);
    [a, b, c, load(simd, row, i + 3), load(simd, row, i + 4)]
}

/// The same column of three rows.
#[inline(always)]
pub fn across3<S: Simd, const N: usize>(simd: S, rows: [&[f32; N]; 3], i: usize) -> [S::f32s; 3] {
    [load(simd, rows[0], i), load(simd, rows[1], i), load(simd, rows[2], i)]
}

/// The same column of five rows.
#[inline(always)]
pub fn across5<S: Simd, const N: usize>(simd: S, rows: [&[f32; N]; 5], i: usize) -> [S::f32s; 5] {
    let [a, b, c, d, e] = rows;
    [load(simd, a, i), load(simd, b, i), load(simd, c, i), load(simd, d, i), load(simd, e, i)]
}

/// Symmetric kernel of radius 1.
#[inline(always)]
pub fn even3<S: Simd>(v: [S::f32s; 3], k: [S::f32s; 2]) -> S::f32s {
    (v[2] + v[0]).mul_add(k[1], v[1] * k[0])
}

/// Symmetric kernel of radius 1 whose centre is 1; `k` is what stands beside it.
#[inline(always)]
pub fn unit_even3<S: Simd>(v: [S::f32s; 3], k: S::f32s) -> S::f32s {
    (v[2] + v[0]).mul_add(k, v[1])
}

/// Symmetric kernel of radius 2 whose centre is 1; `k` is what stands beside it.
#[inline(always)]
pub fn unit_even5<S: Simd>(v: [S::f32s; 5], k: [S::f32s; 2]) -> S::f32s {
    (v[4] + v[0]).mul_add(k[1], (v[3] + v[1]).mul_add(k[0], v[2]))
}

/// Antisymmetric kernel of radius 2 whose inner coefficient is 1; `k` is the outer one.
#[inline(always)]
pub fn unit_odd5<S: Simd>(v: [S::f32s; 5], k: S::f32s) -> S::f32s {
    (v[4] - v[0]).mul_add(k, v[3] - v[1])
}

/// Products of five pairs.
#[inline(always)]
pub fn times5<S: Simd>(a: [S::f32s; 5], b: [S::f32s; 5]) -> [S::f32s; 5] {
    [a[0] * b[0], a[1] * b[1], a[2] * b[2], a[3] * b[3], a[4] * b[4]]
}

/// The three in the middle.
#[inline(always)]
pub fn inner<V: Copy>(v: [V; 5]) -> [V; 3] {
    [v[1], v[2], v[3]]
}
