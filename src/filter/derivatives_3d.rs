//! The second stage in 3D, row by row: passes along z, y, x. Rows are `width` columns wide; what is beyond, up to whole vectors,
//! is computed and not used.

use super::stencils::{
    OutLine, OutRow, Parts, Row, RowLine, Stencils, WIDTH, WideLine, WideRow, out_vectors, row_vectors,
    wide_vectors,
};
use super::vector::{
    across3, across5, along3, along5, even3, inner, load, splat, splat2, store, times5, unit_even3,
    unit_even5, unit_odd5,
};
use fearless_simd::{Level, Simd, dispatch, prelude::*};

const ROW: usize = WIDTH + 16;
const WIDE: usize = WIDTH + 32;

/// Buffers of [`AlongZ`]: orders 0, 1, 2 along z at n; order 0 at 0.66 n; six products.
const SMOOTH: usize = 0;
const FIRST: usize = 1;
const SECOND: usize = 2;
const NARROW: usize = 3;
const PRODUCTS: usize = 4;

/// A row after the pass along z.
pub type AlongZ = [RowLine; PRODUCTS + 6];

/// Buffers of [`AlongZy`]: orders (z, y); order 0 at 0.66 n; six products.
const ZY_00: usize = 0;
const ZY_01: usize = 1;
const ZY_02: usize = 2;
const ZY_10: usize = 3;
const ZY_11: usize = 4;
const ZY_20: usize = 5;
const ZY_NARROW: usize = 6;
const ZY_PRODUCTS: usize = 7;

/// A row after the passes along z and y.
pub type AlongZy = [RowLine; ZY_PRODUCTS + 6];

/// A row after the pass along z of the inner gradient: orders 0 and 1 along z at n / 2.
pub type InnerZ = [WideLine; 2];

/// Kernels across the planes and within them: these differ where the voxels are not cubes.
#[derive(Clone, Debug)]
pub struct Stencils3 {
    /// Along z.
    pub z: Stencils,
    /// Along y and x.
    pub yx: Stencils,
}

/// What a row gives.
#[derive(Debug)]
pub struct Outputs<'a> {
    /// Smoothed at n.
    pub gaussian: &'a mut OutRow,
    /// Sum of the pure second derivatives.
    pub laplacian: &'a mut OutRow,
    /// Length of the gradient.
    pub gradient: &'a mut OutRow,
    /// Smoothed at n less smoothed at 0.66 n.
    pub difference: &'a mut OutRow,
    /// Second derivatives xx, xy, xz, yy, yz, zz.
    pub hessian: &'a mut [OutLine; 6],
    /// Smoothed products of the gradient, in the same order.
    pub structure: &'a mut [OutLine; 6],
}

/// The inner gradient's pass along z of one row from the same row of three planes, columns -3.. of the output.
pub fn inner_along_z(
    level: Level,
    width: usize,
    planes: [&WideRow; 3],
    stencils: &Stencils3,
    out: &mut InnerZ,
) {
    dispatch!(level, simd => inner_z(simd, width, planes, stencils, out));
}

#[inline(always)]
fn inner_z<S: Simd>(
    simd: S,
    width: usize,
    planes: [&WideRow; 3],
    stencils: &Stencils3,
    [smooth, slope]: &mut [WideLine; 2],
) {
    let Stencils3 { z, yx } = stencils;
    // All scales of the gradient, which are applied here, and the root of those that the smoothing of the products leaves out.
    let root = z.smooth.scale.sqrt() * yx.smooth.scale;
    let smooth_scale = yx.inner_first * yx.inner_smooth.scale * z.inner_smooth.scale * root;
    let k0 = splat2(simd, [smooth_scale, smooth_scale * z.inner_smooth.beside[0]]);
    let k1 = splat(simd, yx.inner_smooth.scale * yx.inner_smooth.scale * z.inner_first * root);
    let (mut n, end) = (0, wide_vectors::<S>(width));
    while n < end {
        let i = n * S::f32s::LEN;
        let v = across3(simd, planes, i);
        store::<S, WIDE>(even3::<S>(v, k0), &mut smooth.0, i);
        store::<S, WIDE>((v[2] - v[0]) * k1, &mut slope.0, i);
        n += 1;
    }
}

/// The gradient x, y, z at n / 2 on the middle one of three rows, columns -2.. of the output, with the scales that the smoothing
/// of its products leaves out. `scratch` is the row after its pass along y.
pub fn inner_gradient(
    level: Level,
    width: usize,
    rows: [&InnerZ; 3],
    stencils: &Stencils3,
    scratch: &mut [WideLine; 3],
    out: &mut [RowLine; 3],
) {
    dispatch!(level, simd => gradient(simd, width, rows, stencils, scratch, out));
}

#[inline(always)]
fn gradient<S: Simd>(
    simd: S,
    width: usize,
    [a, b, c]: [&InnerZ; 3],
    stencils: &Stencils3,
    [for_x, for_y, for_z]: &mut [WideLine; 3],
    [x, y, z]: &mut [RowLine; 3],
) {
    let beside = splat(simd, stencils.yx.inner_smooth.beside[0]);
    let (mut n, end) = (0, wide_vectors::<S>(width));
    while n < end {
        let i = n * S::f32s::LEN;
        let v = across3(simd, [&a[0].0, &b[0].0, &c[0].0], i);
        store::<S, WIDE>(unit_even3::<S>(v, beside), &mut for_x.0, i);
        store::<S, WIDE>(v[2] - v[0], &mut for_y.0, i);
        let v = across3(simd, [&a[1].0, &b[1].0, &c[1].0], i);
        store::<S, WIDE>(unit_even3::<S>(v, beside), &mut for_z.0, i);
        n += 1;
    }
    let (mut n, end) = (0, row_vectors::<S>(width));
    while n < end {
        let i = n * S::f32s::LEN;
        let v = along3(simd, &for_x.0, i);
        store::<S, ROW>(v[2] - v[0], &mut x.0, i);
        store::<S, ROW>(unit_even3::<S>(along3(simd, &for_y.0, i), beside), &mut y.0, i);
        store::<S, ROW>(unit_even3::<S>(along3(simd, &for_z.0, i), beside), &mut z.0, i);
        n += 1;
    }
}

/// Passes along z of one row from the same row of five planes and, where the structure tensor is wanted, of the products of their
/// gradients. Products are made here, five times each, because gradients are half as much to read.
pub fn along_z(
    level: Level,
    width: usize,
    planes: [&Row; 5],
    gradients: [&[RowLine; 3]; 5],
    stencils: &Stencils3,
    parts: Parts,
    out: &mut AlongZ,
) {
    dispatch!(level, simd => pass_z(simd, width, planes, gradients, &stencils.z, parts, out));
}

#[inline(always)]
fn pass_z<S: Simd>(
    simd: S,
    width: usize,
    planes: [&Row; 5],
    gradients: [&[RowLine; 3]; 5],
    stencils: &Stencils,
    parts: Parts,
    out: &mut AlongZ,
) {
    let (k0, k2) = (splat2(simd, stencils.smooth.beside), splat2(simd, stencils.second.beside));
    let (k1, narrow) = (splat(simd, stencils.first.beside[0]), splat(simd, stencils.narrow.beside[0]));
    let [a, b, c, d, e] = gradients;
    let (mut n, end) = (0, row_vectors::<S>(width));
    while n < end {
        let i = n * S::f32s::LEN;
        let v = across5(simd, planes, i);
        store::<S, ROW>(unit_even5::<S>(v, k0), &mut out[SMOOTH].0, i);
        store::<S, ROW>(unit_even3::<S>(inner(v), narrow), &mut out[NARROW].0, i);
        if parts.derivatives {
            store::<S, ROW>(unit_odd5::<S>(v, k1), &mut out[FIRST].0, i);
            store::<S, ROW>(unit_even5::<S>(v, k2), &mut out[SECOND].0, i);
        }
        if parts.structure {
            let x = across5(simd, [&a[0].0, &b[0].0, &c[0].0, &d[0].0, &e[0].0], i);
            let y = across5(simd, [&a[1].0, &b[1].0, &c[1].0, &d[1].0, &e[1].0], i);
            let z = across5(simd, [&a[2].0, &b[2].0, &c[2].0, &d[2].0, &e[2].0], i);
            store::<S, ROW>(unit_even5::<S>(times5::<S>(x, x), k0), &mut out[PRODUCTS].0, i);
            store::<S, ROW>(unit_even5::<S>(times5::<S>(x, y), k0), &mut out[PRODUCTS + 1].0, i);
            store::<S, ROW>(unit_even5::<S>(times5::<S>(x, z), k0), &mut out[PRODUCTS + 2].0, i);
            store::<S, ROW>(unit_even5::<S>(times5::<S>(y, y), k0), &mut out[PRODUCTS + 3].0, i);
            store::<S, ROW>(unit_even5::<S>(times5::<S>(y, z), k0), &mut out[PRODUCTS + 4].0, i);
            store::<S, ROW>(unit_even5::<S>(times5::<S>(z, z), k0), &mut out[PRODUCTS + 5].0, i);
        }
        n += 1;
    }
}

/// Passes along y of two rows, which share their loads, from the six around them.
pub fn along_y(
    level: Level,
    width: usize,
    rows: [&AlongZ; 6],
    stencils: &Stencils3,
    parts: Parts,
    out: &mut [AlongZy; 2],
) {
    dispatch!(level, simd => pass_y(simd, width, rows, &stencils.yx, parts, out));
}

#[inline(always)]
fn pass_y<S: Simd>(
    simd: S,
    width: usize,
    rows: [&AlongZ; 6],
    stencils: &Stencils,
    parts: Parts,
    [out, next]: &mut [AlongZy; 2],
) {
    let (k0, k2) = (splat2(simd, stencils.smooth.beside), splat2(simd, stencils.second.beside));
    let (k1, narrow) = (splat(simd, stencils.first.beside[0]), splat(simd, stencils.narrow.beside[0]));
    let (mut n, end) = (0, row_vectors::<S>(width));
    while n < end {
        let i = n * S::f32s::LEN;
        let (v, w) = across6(simd, rows, SMOOTH, i);
        store::<S, ROW>(unit_even5::<S>(v, k0), &mut out[ZY_00].0, i);
        store::<S, ROW>(unit_even5::<S>(w, k0), &mut next[ZY_00].0, i);
        if parts.derivatives {
            store::<S, ROW>(unit_odd5::<S>(v, k1), &mut out[ZY_01].0, i);
            store::<S, ROW>(unit_odd5::<S>(w, k1), &mut next[ZY_01].0, i);
            store::<S, ROW>(unit_even5::<S>(v, k2), &mut out[ZY_02].0, i);
            store::<S, ROW>(unit_even5::<S>(w, k2), &mut next[ZY_02].0, i);
            let (v, w) = across6(simd, rows, FIRST, i);
            store::<S, ROW>(unit_even5::<S>(v, k0), &mut out[ZY_10].0, i);
            store::<S, ROW>(unit_even5::<S>(w, k0), &mut next[ZY_10].0, i);
            store::<S, ROW>(unit_odd5::<S>(v, k1), &mut out[ZY_11].0, i);
            store::<S, ROW>(unit_odd5::<S>(w, k1), &mut next[ZY_11].0, i);
            let (v, w) = across6(simd, rows, SECOND, i);
            store::<S, ROW>(unit_even5::<S>(v, k0), &mut out[ZY_20].0, i);
            store::<S, ROW>(unit_even5::<S>(w, k0), &mut next[ZY_20].0, i);
        }
        let (v, w) = across6(simd, rows, NARROW, i);
        store::<S, ROW>(unit_even3::<S>(inner(v), narrow), &mut out[ZY_NARROW].0, i);
        store::<S, ROW>(unit_even3::<S>(inner(w), narrow), &mut next[ZY_NARROW].0, i);
        if parts.structure {
            let mut t = 0;
            while t < 6 {
                let (v, w) = across6(simd, rows, PRODUCTS + t, i);
                store::<S, ROW>(unit_even5::<S>(v, k0), &mut out[ZY_PRODUCTS + t].0, i);
                store::<S, ROW>(unit_even5::<S>(w, k0), &mut next[ZY_PRODUCTS + t].0, i);
                t += 1;
            }
        }
        n += 1;
    }
}

/// The same column of one buffer of six rows: the five around the third row, and the five around the fourth.
#[inline(always)]
fn across6<S: Simd>(
    simd: S,
    [a, b, c, d, e, f]: [&AlongZ; 6],
    buffer: usize,
    i: usize,
) -> ([S::f32s; 5], [S::f32s; 5]) {
    let [a, b, c, d, e] =
        across5(simd, [&a[buffer].0, &b[buffer].0, &c[buffer].0, &d[buffer].0, &e[buffer].0], i);
    let f = load(simd, &f[buffer].0, i);
    ([a, b, c, d, e], [b, c, d, e, f])
}

/// Passes along x of one row.
pub fn along_x(level: Level, width: usize, row: &AlongZy, stencils: &Stencils3, parts: Parts, out: Outputs) {
    dispatch!(level, simd => pass_x(simd, width, row, stencils, parts, out));
}

#[inline(always)]
fn pass_x<S: Simd>(simd: S, width: usize, row: &AlongZy, stencils: &Stencils3, parts: Parts, out: Outputs) {
    let Stencils3 { z, yx: stencils } = stencils;
    // Scales of all axes, by the orders along z, y, x.
    let (z0, z1, z2) = (z.smooth.scale, z.first.scale, z.second.scale);
    let (s0, s1, s2) = (stencils.smooth.scale, stencils.first.scale, stencils.second.scale);
    let (s000, s001, s002) =
        (splat(simd, z0 * s0 * s0), splat(simd, z0 * s0 * s1), splat(simd, z0 * s0 * s2));
    let (s011, s100, s101, s200) = (
        splat(simd, z0 * s1 * s1),
        splat(simd, z1 * s0 * s0),
        splat(simd, z1 * s0 * s1),
        splat(simd, z2 * s0 * s0),
    );
    let thin_scale = splat(simd, z.narrow.scale * stencils.narrow.scale * stencils.narrow.scale);
    let (k0, k2) = (splat2(simd, stencils.smooth.beside), splat2(simd, stencils.second.beside));
    let (k1, narrow) = (splat(simd, stencils.first.beside[0]), splat(simd, stencils.narrow.beside[0]));
    let [hxx, hxy, hxz, hyy, hyz, hzz] = out.hessian;
    let (mut n, end) = (0, out_vectors::<S>(width));
    while n < end {
        let i = n * S::f32s::LEN;
        let v = along5(simd, &row[ZY_00].0, i);
        let gaussian = unit_even5::<S>(v, k0) * s000;
        // The narrow kernel's three columns start one further on.
        let thin = unit_even3::<S>(along3(simd, &row[ZY_NARROW].0, i + 1), narrow);
        store::<S, WIDTH>(gaussian, out.gaussian, i);
        store::<S, WIDTH>(thin.mul_add(-thin_scale, gaussian), out.difference, i);
        if parts.derivatives {
            let (x, xx) = (unit_odd5::<S>(v, k1) * s001, unit_even5::<S>(v, k2) * s002);
            let v = along5(simd, &row[ZY_01].0, i);
            let (y, xy) = (unit_even5::<S>(v, k0) * s001, unit_odd5::<S>(v, k1) * s011);
            let yy = unit_even5::<S>(along5(simd, &row[ZY_02].0, i), k0) * s002;
            let v = along5(simd, &row[ZY_10].0, i);
            let (z, xz) = (unit_even5::<S>(v, k0) * s100, unit_odd5::<S>(v, k1) * s101);
            let yz = unit_even5::<S>(along5(simd, &row[ZY_11].0, i), k0) * s101;
            let zz = unit_even5::<S>(along5(simd, &row[ZY_20].0, i), k0) * s200;
            store::<S, WIDTH>(xx + yy + zz, out.laplacian, i);
            store::<S, WIDTH>(x.mul_add(x, y.mul_add(y, z * z)).sqrt(), out.gradient, i);
            store::<S, WIDTH>(xx, &mut hxx.0, i);
            store::<S, WIDTH>(xy, &mut hxy.0, i);
            store::<S, WIDTH>(xz, &mut hxz.0, i);
            store::<S, WIDTH>(yy, &mut hyy.0, i);
            store::<S, WIDTH>(yz, &mut hyz.0, i);
            store::<S, WIDTH>(zz, &mut hzz.0, i);
        }
        if parts.structure {
            let mut t = 0;
            while t < 6 {
                let v = along5(simd, &row[ZY_PRODUCTS + t].0, i);
                store::<S, WIDTH>(unit_even5::<S>(v, k0), &mut out.structure[t].0, i);
                t += 1;
            }
        }
        n += 1;
    }
}
