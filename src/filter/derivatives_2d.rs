//! The second stage in 2D, row by row: passes along y, then x. Rows are `width` columns wide; what is beyond, up to whole vectors,
//! is computed and not used.

use super::eigenvalues::symmetric_2x2;
use super::stencils::{
    OutRow, Parts, Row, RowLine, Stencils, WIDTH, WideLine, WideRow, out_vectors, row_vectors, wide_vectors,
};
use super::vector::{
    across3, across5, along3, along5, even3, inner, splat, splat2, store, unit_even3, unit_even5, unit_odd5,
};
use fearless_simd::{Level, Simd, dispatch, prelude::*};

const ROW: usize = WIDTH + 16;
const WIDE: usize = WIDTH + 32;

/// Rows after the pass along y.
#[derive(Debug, Default)]
pub struct Columns {
    /// Orders 0, 1 and 2 along y at n.
    orders: [RowLine; 3],
    /// Order 0 at 0.66 n.
    narrow: RowLine,
    /// Products of the gradient, smoothed along y.
    products: [RowLine; 3],
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
    /// Eigenvalues of the second derivatives.
    pub hessian: [&'a mut OutRow; 2],
    /// Eigenvalues of the structure tensor.
    pub structure: [&'a mut OutRow; 2],
}

/// Products xx, xy, yy of the gradient at n / 2 on the middle one of three rows, columns -2.. of the output. They have the scales
/// that their smoothing leaves out. `scratch` is the row smoothed and differentiated along y.
pub fn gradient_products(
    level: Level,
    width: usize,
    rows: [&WideRow; 3],
    stencils: &Stencils,
    scratch: &mut [WideLine; 2],
    out: &mut [RowLine; 3],
) {
    dispatch!(level, simd => products(simd, width, rows, stencils, scratch, out));
}

#[inline(always)]
fn products<S: Simd>(
    simd: S,
    width: usize,
    rows: [&WideRow; 3],
    stencils: &Stencils,
    [smooth, slope]: &mut [WideLine; 2],
    [xx, xy, yy]: &mut [RowLine; 3],
) {
    // The scales of both gradients, which are one, and the root of those that the smoothing of the products leaves out.
    let Stencils { inner_smooth, inner_first, .. } = stencils;
    let scale = inner_first * stencils.smooth.scale;
    let k0 = splat2(simd, [scale * inner_smooth.scale, scale * inner_smooth.scale * inner_smooth.beside[0]]);
    let k1 = splat(simd, scale * inner_smooth.scale);
    let beside = splat(simd, inner_smooth.beside[0]);
    let (mut n, end) = (0, wide_vectors::<S>(width));
    while n < end {
        let i = n * S::f32s::LEN;
        let v = across3(simd, rows, i);
        store::<S, WIDE>(even3::<S>(v, k0), &mut smooth.0, i);
        store::<S, WIDE>((v[2] - v[0]) * k1, &mut slope.0, i);
        n += 1;
    }
    let (mut n, end) = (0, row_vectors::<S>(width));
    while n < end {
        let i = n * S::f32s::LEN;
        let v = along3(simd, &smooth.0, i);
        let x = v[2] - v[0];
        let y = unit_even3::<S>(along3(simd, &slope.0, i), beside);
        store::<S, ROW>(x * x, &mut xx.0, i);
        store::<S, ROW>(x * y, &mut xy.0, i);
        store::<S, ROW>(y * y, &mut yy.0, i);
        n += 1;
    }
}

/// Passes along y of one row from the five around it and, where the structure tensor is wanted, from their products.
pub fn along_y(
    level: Level,
    width: usize,
    rows: [&Row; 5],
    products: [&[RowLine; 3]; 5],
    stencils: &Stencils,
    parts: Parts,
    out: &mut Columns,
) {
    dispatch!(level, simd => columns(simd, width, rows, products, stencils, parts, out));
}

#[inline(always)]
fn columns<S: Simd>(
    simd: S,
    width: usize,
    rows: [&Row; 5],
    products: [&[RowLine; 3]; 5],
    stencils: &Stencils,
    parts: Parts,
    out: &mut Columns,
) {
    let (k0, k2) = (splat2(simd, stencils.smooth.beside), splat2(simd, stencils.second.beside));
    let (k1, narrow) = (splat(simd, stencils.first.beside[0]), splat(simd, stencils.narrow.beside[0]));
    let [smooth, first, second] = &mut out.orders;
    let [a, b, c, d, e] = products;
    let (mut n, end) = (0, row_vectors::<S>(width));
    while n < end {
        let i = n * S::f32s::LEN;
        let v = across5(simd, rows, i);
        store::<S, ROW>(unit_even5::<S>(v, k0), &mut smooth.0, i);
        store::<S, ROW>(unit_even3::<S>(inner(v), narrow), &mut out.narrow.0, i);
        if parts.derivatives {
            store::<S, ROW>(unit_odd5::<S>(v, k1), &mut first.0, i);
            store::<S, ROW>(unit_even5::<S>(v, k2), &mut second.0, i);
        }
        if parts.structure {
            let mut t = 0;
            while t < 3 {
                let v = across5(simd, [&a[t].0, &b[t].0, &c[t].0, &d[t].0, &e[t].0], i);
                store::<S, ROW>(unit_even5::<S>(v, k0), &mut out.products[t].0, i);
                t += 1;
            }
        }
        n += 1;
    }
}

/// Passes along x of one row, and what follows from them.
pub fn along_x(
    level: Level,
    width: usize,
    columns: &Columns,
    stencils: &Stencils,
    parts: Parts,
    out: Outputs,
) {
    dispatch!(level, simd => finish(simd, width, columns, stencils, parts, out));
}

#[inline(always)]
fn finish<S: Simd>(
    simd: S,
    width: usize,
    columns: &Columns,
    stencils: &Stencils,
    parts: Parts,
    out: Outputs,
) {
    let (k0, k2) = (splat2(simd, stencils.smooth.beside), splat2(simd, stencils.second.beside));
    let (k1, narrow) = (splat(simd, stencils.first.beside[0]), splat(simd, stencils.narrow.beside[0]));
    let [smooth, first, second] = &columns.orders;
    // Scales of both axes, by their orders.
    let (s0, s1, s2) = (stencils.smooth.scale, stencils.first.scale, stencils.second.scale);
    let (s00, s01, s02, s11) =
        (splat(simd, s0 * s0), splat(simd, s0 * s1), splat(simd, s0 * s2), splat(simd, s1 * s1));
    let thin_scale = splat(simd, stencils.narrow.scale * stencils.narrow.scale);
    let (mut n, end) = (0, out_vectors::<S>(width));
    while n < end {
        let i = n * S::f32s::LEN;
        let v = along5(simd, &smooth.0, i);
        let gaussian = unit_even5::<S>(v, k0) * s00;
        // The narrow kernel's three columns start one further on.
        let thin = unit_even3::<S>(along3(simd, &columns.narrow.0, i + 1), narrow);
        store::<S, WIDTH>(gaussian, out.gaussian, i);
        store::<S, WIDTH>(thin.mul_add(-thin_scale, gaussian), out.difference, i);
        if parts.derivatives {
            let (x, xx) = (unit_odd5::<S>(v, k1) * s01, unit_even5::<S>(v, k2) * s02);
            let v = along5(simd, &first.0, i);
            let (y, xy) = (unit_even5::<S>(v, k0) * s01, unit_odd5::<S>(v, k1) * s11);
            let yy = unit_even5::<S>(along5(simd, &second.0, i), k0) * s02;
            store::<S, WIDTH>(xx + yy, out.laplacian, i);
            store::<S, WIDTH>(x.mul_add(x, y * y).sqrt(), out.gradient, i);
            if parts.hessian {
                let [a, b] = symmetric_2x2(simd, [xx, xy, yy]);
                store::<S, WIDTH>(a, out.hessian[0], i);
                store::<S, WIDTH>(b, out.hessian[1], i);
            }
        }
        if parts.structure {
            let [xx, xy, yy] = &columns.products;
            let tensor = [
                unit_even5::<S>(along5(simd, &xx.0, i), k0),
                unit_even5::<S>(along5(simd, &xy.0, i), k0),
                unit_even5::<S>(along5(simd, &yy.0, i), k0),
            ];
            let [a, b] = symmetric_2x2(simd, tensor);
            store::<S, WIDTH>(a, out.structure[0], i);
            store::<S, WIDTH>(b, out.structure[1], i);
        }
        n += 1;
    }
}
