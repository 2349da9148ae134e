//! Eigenvalues of symmetric 2 x 2 and 3 x 3 tensors, in closed form and without branches, row by row.

use super::stencils::{OutLine, OutRow, WIDTH};
use super::vector::{load, store};
use fearless_simd::{Level, Simd, dispatch, prelude::*};
use std::ops::{Add, Mul, Neg, Sub};

/// Eigenvalues, descending, of a row of 2 x 2 tensors xx, xy, yy. Error: a few ulp of the largest.
pub fn of_2x2(level: Level, tensor: &[OutLine; 3], out: [&mut OutRow; 2]) {
    dispatch!(level, simd => row_2x2(simd, tensor, out));
}

/// Eigenvalues, descending, of a row of 3 x 3 tensors xx, xy, xz, yy, yz, zz. Error: below 1e-6 of the largest in magnitude,
/// degenerate ones included. Entries must be below 1e9.
pub fn of_3x3(level: Level, tensor: &[OutLine; 6], out: [&mut OutRow; 3]) {
    dispatch!(level, simd => row_3x3(simd, tensor, out));
}

#[inline(always)]
fn row_2x2<S: Simd>(simd: S, [xx, xy, yy]: &[OutLine; 3], [first, second]: [&mut OutRow; 2]) {
    let half = S::f32s::splat(simd, 0.5);
    let mut i = 0;
    while i < WIDTH {
        let (xx, xy, yy) = (load(simd, &xx.0, i), load(simd, &xy.0, i), load(simd, &yy.0, i));
        let (mean, d) = ((xx + yy) * half, (xx - yy) * half);
        let h = d.mul_add(d, xy * xy).sqrt();
        store::<S, WIDTH>(mean + h, first, i);
        store::<S, WIDTH>(mean - h, second, i);
        i += S::f32s::LEN;
    }
}

#[inline(always)]
fn row_3x3<S: Simd>(simd: S, tensor: &[OutLine; 6], [first, second, third]: [&mut OutRow; 3]) {
    let [xx, xy, xz, yy, yz, zz] = tensor;
    let mut i = 0;
    while i < WIDTH {
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
        i += 2 * S::f32s::LEN;
    }
}

/// cos(acos(r) / 3) on [0, 1] within 1.1e-8: the larger root c of 4 c³ - 3 c = r.
const COSINE: [f32; 8] = [
    0.866_025_4,
    0.166_665_2,
    -0.048_079_65,
    0.024_405_84,
    -0.014_327_297,
    0.007_718_813_6,
    -0.002_961_987,
    0.000_553_679_8,
];
/// c / (4 c² - 1) on [0, 1] within 9e-8.
const WEIGHT: [f32; 8] = [
    0.433_012_6,
    -0.166_654_26,
    0.120_002_41,
    -0.096_311_95,
    0.074_678_56,
    -0.047_437_173,
    0.019_981_206,
    -0.003_938_126_4,
];
/// Added to p², keeps flat regions (p = 0) free of divisions by zero.
const TINY: f32 = 1e-36;

/// The tensor is q I + p B with tr B = 0 and tr B² = 6, so the eigenvalues of B are 2 cos of thirds of acos(det B / 2)
/// (Smith 1961). With r = |det B| / 2, s its sign and c = cos(acos(r) / 3):
///
/// The eigenvalue farthest from the other two, 2 c s, is a smooth function of r. The others, -c s ± h, are not functions of
/// r to single precision where they meet. So h is taken from B with the lone direction projected out: its projector is
/// v vᵀ = adj(B - 2 c s I) / (12 c² - 3), hence h² = |a B - w s (adj B + I)|² / 2 with w = c / (4 c² - 1), a = 1 - 2 c w.
#[inline(always)]
fn symmetric_3x3<S: Simd>(simd: S, [xx, xy, xz, yy, yz, zz]: [Pair<S>; 6]) -> [Pair<S>; 3] {
    let (one, half) = (Pair::splat(simd, 1.0), Pair::splat(simd, 0.5));
    let q = (xx + yy + zz) * Pair::splat(simd, 1.0 / 3.0);
    let (xx, yy, zz) = (xx - q, yy - q, zz - q);
    let p = (norm_squared(xx, xy, xz, yy, yz, zz))
        .mul_add(Pair::splat(simd, 1.0 / 6.0), Pair::splat(simd, TINY))
        .sqrt();
    let i = one.divided_by(p);
    let (xx, xy, xz, yy, yz, zz) = (xx * i, xy * i, xz * i, yy * i, yz * i, zz * i);
    // The adjugate of B.
    let axx = yy.mul_add(zz, -(yz * yz));
    let axy = xz.mul_add(yz, -(xy * zz));
    let axz = xy.mul_add(yz, -(xz * yy));
    let ayy = xx.mul_add(zz, -(xz * xz));
    let ayz = xy.mul_add(xz, -(xx * yz));
    let azz = xx.mul_add(yy, -(xy * xy));
    let r = xx.mul_add(axx, xy.mul_add(axy, xz * axz)) * half;
    let s = one.copysign(r);
    let r = (r * s).min(one);
    let (c, w) = (r.polynomial(simd, &COSINE), r.polynomial(simd, &WEIGHT));
    let a = (c + c).mul_add(-w, one);
    let ws = -(w * s);
    let dxx = (axx + one).mul_add(ws, xx * a);
    let dyy = (ayy + one).mul_add(ws, yy * a);
    let dzz = (azz + one).mul_add(ws, zz * a);
    let dxy = axy.mul_add(ws, xy * a);
    let dxz = axz.mul_add(ws, xz * a);
    let dyz = ayz.mul_add(ws, yz * a);
    let h = (norm_squared(dxx, dxy, dxz, dyy, dyz, dzz) * half).sqrt() * p;
    let pc = p * s * c;
    let lone = q + pc + pc;
    let middle = q - pc;
    let (upper, lower) = (middle + h, middle - h);
    [lone.max(upper), lone.min(upper).max(lower), lone.min(lower)]
}

/// Sum of the squared entries of a symmetric matrix.
#[inline(always)]
fn norm_squared<S: Simd>(
    xx: Pair<S>,
    xy: Pair<S>,
    xz: Pair<S>,
    yy: Pair<S>,
    yz: Pair<S>,
    zz: Pair<S>,
) -> Pair<S> {
    let off = xy.mul_add(xy, xz.mul_add(xz, yz * yz));
    let diagonal = xx.mul_add(xx, yy.mul_add(yy, zz * zz));
    off + off + diagonal
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
