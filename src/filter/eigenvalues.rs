//! Eigenvalues of symmetric 2 x 2 and 3 x 3 tensors, in closed form and without branches, row by row.

use super::stencils::{OutLine, OutRow, WIDTH, out_vectors};
use super::vector::{load, store};
use fearless_simd::{Level, Simd, dispatch, prelude::*};
use std::ops::{Add, Mul, Neg, Sub};

/// Eigenvalues, descending, of a row of `width` 2 x 2 tensors xx, xy, yy. Error: a few ulp of the largest.
pub fn of_2x2(level: Level, width: usize, tensor: &[OutLine; 3], out: [&mut OutRow; 2]) {
    dispatch!(level, simd => row_2x2(simd, width, tensor, out));
}

/// Eigenvalues, descending, of a row of `width` 3 x 3 tensors xx, xy, xz, yy, yz, zz. Error: below 1e-6 of the largest in magnitude,
/// degenerate ones included. Entries must be below 1e9.
pub fn of_3x3(level: Level, width: usize, tensor: &[OutLine; 6], out: [&mut OutRow; 3]) {
    dispatch!(level, simd => row_3x3(simd, width, tensor, out));
}

#[inline(always)]
fn row_2x2<S: Simd>(simd: S, width: usize, [xx, xy, yy]: &[OutLine; 3], [first, second]: [&mut OutRow; 2]) {
    let (mut n, end) = (0, out_vectors::<S>(width));
    while n < end {
        let i = n * S::f32s::LEN;
        let tensor = [load(simd, &xx.0, i), load(simd, &xy.0, i), load(simd, &yy.0, i)];
        let [a, b] = symmetric_2x2(simd, tensor);
        store::<S, WIDTH>(a, first, i);
        store::<S, WIDTH>(b, second, i);
        n += 1;
    }
}

/// Eigenvalues, descending, of tensors xx, xy, yy.
#[inline(always)]
pub(super) fn symmetric_2x2<S: Simd>(simd: S, [xx, xy, yy]: [S::f32s; 3]) -> [S::f32s; 2] {
    let half = S::f32s::splat(simd, 0.5);
    let (mean, d) = ((xx + yy) * half, (xx - yy) * half);
    let h = d.mul_add(d, xy * xy).sqrt();
    [mean + h, mean - h]
}

#[inline(always)]
fn row_3x3<S: Simd>(simd: S, width: usize, tensor: &[OutLine; 6], [first, second, third]: [&mut OutRow; 3]) {
    let [xx, xy, xz, yy, yz, zz] = tensor;
    let (mut n, end) = (0, out_vectors::<S>(width) / 2);
    while n < end {
        let i = n * (2 * S::f32s::LEN);
        let tensor = [
            Pair::load(simd, xx, i),
            Pair::load(simd, xy, i),
            Pair::load(simd, xz, i),
            Pair::load(simd, yy, i),
            Pair::load(simd, yz, i),
            Pair::load(simd, zz, i),
        ];
        let [a, b, c] = symmetric_3x3(simd, tensor);
        a.store(first, i);
        b.store(second, i);
        c.store(third, i);
        n += 1;
    }
}

/// 2 cos(acos(r) / 3) / κ on [0, 1] within 2e-8: with c the cosine, the larger root of 4 c³ - 3 c = r.
const COSINE: [f32; 8] = [
    1.374_729_6,
    0.264_564_5,
    -0.076_321_684,
    0.038_741_857,
    -0.022_743_167,
    0.012_252_852,
    -0.004_701_861,
    0.000_878_911_93,
];
/// κ c / (4 c² - 1) on [0, 1] within 2e-7.
const WEIGHT: [f32; 8] = [
    0.545_561_73,
    -0.209_971_22,
    0.151_193_56,
    -0.121_345_45,
    0.094_089_09,
    -0.059_767_094,
    0.025_174_743,
    -0.004_961_728,
];
/// κ² / 3.
const THIRD: f32 = 0.529_133_7;
/// 1 / κ².
const UNIT: f32 = 0.629_960_54;
/// Added to p², keeps flat regions (p = 0) free of divisions by zero.
const TINY: f32 = 1e-36;

/// The tensor is q I + p B with tr B = 0 and tr B² = 6, so the eigenvalues of B are 2 cos of thirds of acos(det B / 2)
/// (Smith 1961). With r = |det B| / 2, s its sign and c = cos(acos(r) / 3):
///
/// The eigenvalue farthest from the other two, 2 c s, is a smooth function of r. The others, -c s ± h, are not functions of
/// r to single precision where they meet. So h is taken from B with the lone direction projected out: its projector is
/// v vᵀ = adj(B - 2 c s I) / (12 c² - 3), hence h² = |D|² / 2, D = a B - w s (adj B + I) with w = c / (4 c² - 1), a = 1 - 2 c w.
///
/// What follows is that with operations saved: it works on B / κ, κ³ = 2, whose determinant is r s; and as B and D are
/// traceless, one diagonal entry is minus the sum of the others, and half the square of their norm is
/// xx² + xx yy + yy² + xy² + xz² + yz².
#[inline(always)]
fn symmetric_3x3<S: Simd>(simd: S, [xx, xy, xz, yy, yz, zz]: [Pair<S>; 6]) -> [Pair<S>; 3] {
    let one = Pair::splat(simd, 1.0);
    let q = (xx + yy + zz) * Pair::splat(simd, 1.0 / 3.0);
    let (xx, yy) = (xx - q, yy - q);
    let (minus_zz, square) = half_norm_squared(xx, xy, xz, yy, yz);
    let p = square.mul_add(Pair::splat(simd, THIRD), Pair::splat(simd, TINY)).sqrt();
    let i = one.divided_by(p);
    let (xx, xy, xz, yy, yz, minus_zz) = (xx * i, xy * i, xz * i, yy * i, yz * i, minus_zz * i);
    // The adjugate, its diagonal with the opposite sign.
    let axx = yy.mul_add(minus_zz, yz * yz);
    let ayy = xx.mul_add(minus_zz, xz * xz);
    let axy = xz.mul_add(yz, xy * minus_zz);
    let axz = xy.mul_add(yz, -(xz * yy));
    let ayz = xy.mul_add(xz, -(xx * yz));
    let r = xx.mul_add(-axx, xy.mul_add(axy, xz * axz));
    let size = r.abs().min(one);
    let (c, w) = (size.polynomial(simd, &COSINE), size.polynomial(simd, &WEIGHT));
    let a = c.mul_add(-w, one);
    let ws = w.copysign(r);
    let unit = ws * Pair::splat(simd, UNIT);
    let dxx = xx.mul_add(a, axx.mul_add(ws, -unit));
    let dyy = yy.mul_add(a, ayy.mul_add(ws, -unit));
    let dxy = xy.mul_add(a, -(axy * ws));
    let dxz = xz.mul_add(a, -(axz * ws));
    let dyz = yz.mul_add(a, -(ayz * ws));
    let (_, square) = half_norm_squared(dxx, dxy, dxz, dyy, dyz);
    let h = square.sqrt() * p;
    let far = c * p.copysign(r);
    let lone = q + far;
    let middle = far.mul_add(Pair::splat(simd, -0.5), q);
    let (upper, lower) = (middle + h, middle - h);
    [lone.max(upper), lone.min(upper).max(lower), lone.min(lower)]
}

/// Of a traceless symmetric matrix: minus its entry zz, and half the sum of its squared entries.
#[inline(always)]
fn half_norm_squared<S: Simd>(
    xx: Pair<S>,
    xy: Pair<S>,
    xz: Pair<S>,
    yy: Pair<S>,
    yz: Pair<S>,
) -> (Pair<S>, Pair<S>) {
    let minus_zz = xx + yy;
    let off = xy.mul_add(xy, xz.mul_add(xz, yz * yz));
    (minus_zz, xx.mul_add(minus_zz, yy.mul_add(yy, off)))
}

/// Two independent vectors worked on in turn. One tensor is a chain of about 190 cycles; two chains side by side overlap.
#[derive(Clone, Copy)]
struct Pair<S: Simd>(S::f32s, S::f32s);

macro_rules! operator {
    ($trait:ident, $name:ident, $op:tt) => {
        impl<S: Simd> $trait for Pair<S> {
            type Output = Self;
            #[inline(always)]
            fn $name(self, b: Self) -> Self {
                Pair(self.0 $op b.0, self.1 $op b.1)
            }
        }
    };
}

operator!(Add, add, +);
operator!(Sub, sub, -);
operator!(Mul, mul, *);

impl<S: Simd> Neg for Pair<S> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        Pair(-self.0, -self.1)
    }
}

macro_rules! method {
    ($name:ident $(, $b:ident)*) => {
        #[inline(always)]
        fn $name(self $(, $b: Self)*) -> Self {
            Pair(self.0.$name($($b.0),*), self.1.$name($($b.1),*))
        }
    };
}

impl<S: Simd> Pair<S> {
    method!(mul_add, b, c);
    method!(sqrt);
    method!(abs);
    method!(copysign, b);
    method!(max, b);
    method!(min, b);

    #[inline(always)]
    fn splat(simd: S, v: f32) -> Self {
        Pair(S::f32s::splat(simd, v), S::f32s::splat(simd, v))
    }

    #[inline(always)]
    fn load(simd: S, row: &OutLine, i: usize) -> Self {
        Pair(load(simd, &row.0, i), load(simd, &row.0, i + S::f32s::LEN))
    }

    #[inline(always)]
    fn store(self, row: &mut OutRow, i: usize) {
        store::<S, WIDTH>(self.0, row, i);
        store::<S, WIDTH>(self.1, row, i + S::f32s::LEN);
    }

    #[inline(always)]
    fn divided_by(self, b: Self) -> Self {
        Pair(self.0 / b.0, self.1 / b.1)
    }

    /// A polynomial of degree 7, by Estrin's scheme.
    #[inline(always)]
    fn polynomial(self, simd: S, k: &[f32; 8]) -> Self {
        let square = self * self;
        let fourth = square * square;
        let a = self.mul_add(Self::splat(simd, k[1]), Self::splat(simd, k[0]));
        let b = self.mul_add(Self::splat(simd, k[3]), Self::splat(simd, k[2]));
        let c = self.mul_add(Self::splat(simd, k[5]), Self::splat(simd, k[4]));
        let d = self.mul_add(Self::splat(simd, k[7]), Self::splat(simd, k[6]));
        fourth.mul_add(square.mul_add(d, c), square.mul_add(b, a))
    }
}
