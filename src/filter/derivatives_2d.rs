//! The second stage in 2D, row by row: passes along y, then x. Overhang beyond the tile is computed and not used.

use super::stencils::{OutLine, OutRow, Parts, Row, RowLine, Stencils, WIDTH, WideLine, WideRow};
use super::vector::{
    across3, across5, along3, along5, even3, even5, inner, odd3, odd5, splat2, splat3, store,
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
    /// Second derivatives xx, xy, yy.
    pub hessian: &'a mut [OutLine; 3],
    /// Smoothed products of the gradient xx, xy, yy.
    pub structure: &'a mut [OutLine; 3],
}

/// Products xx, xy, yy of the gradient at n / 2 on the middle one of three rows, columns -2.. of the output. `scratch` is the
/// row smoothed and differentiated along y.
pub fn gradient_products(
    level: Level,
    rows: [&WideRow; 3],
    stencils: &Stencils,
    scratch: &mut [WideLine; 2],
    out: &mut [RowLine; 3],
) {
    dispatch!(level, simd => products(simd, rows, stencils, scratch, out));
}

#[inline(always)]
fn products<S: Simd>(
    simd: S,
    rows: [&WideRow; 3],
    stencils: &Stencils,
    [smooth, slope]: &mut [WideLine; 2],
    [xx, xy, yy]: &mut [RowLine; 3],
) {
    let (k0, k1) = (splat2(simd, stencils.inner[0]), splat2(simd, stencils.inner[1]));
    let mut i = 0;
    while i < WIDE {
        let v = across3(simd, rows, i);
        store::<S, WIDE>(even3::<S>(v, k0), &mut smooth.0, i);
        store::<S, WIDE>(odd3::<S>(v, k1), &mut slope.0, i);
        i += S::f32s::LEN;
    }
    let mut i = 0;
    while i < ROW {
        let x = odd3::<S>(along3(simd, &smooth.0, i), k1);
        let y = even3::<S>(along3(simd, &slope.0, i), k0);
        store::<S, ROW>(x * x, &mut xx.0, i);
        store::<S, ROW>(x * y, &mut xy.0, i);
        store::<S, ROW>(y * y, &mut yy.0, i);
        i += S::f32s::LEN;
    }
}

/// Passes along y of one row from the five around it and, where the structure tensor is wanted, from their products.
pub fn along_y(
    level: Level,
    rows: [&Row; 5],
    products: [&[RowLine; 3]; 5],
    stencils: &Stencils,
    parts: Parts,
    out: &mut Columns,
) {
    dispatch!(level, simd => columns(simd, rows, products, stencils, parts, out));
}

#[inline(always)]
fn columns<S: Simd>(
    simd: S,
    rows: [&Row; 5],
    products: [&[RowLine; 3]; 5],
    stencils: &Stencils,
    parts: Parts,
    out: &mut Columns,
) {
    let [k0, k1, k2] = stencils.orders;
    let (k0, k1, k2, narrow) =
        (splat3(simd, k0), splat3(simd, k1), splat3(simd, k2), splat2(simd, stencils.narrow));
    let [smooth, first, second] = &mut out.orders;
    let [a, b, c, d, e] = products;
    let mut i = 0;
    while i < ROW {
        let v = across5(simd, rows, i);
        store::<S, ROW>(even5::<S>(v, k0), &mut smooth.0, i);
        store::<S, ROW>(even3::<S>(inner(v), narrow), &mut out.narrow.0, i);
        if parts.derivatives {
            store::<S, ROW>(odd5::<S>(v, k1), &mut first.0, i);
            store::<S, ROW>(even5::<S>(v, k2), &mut second.0, i);
        }
        if parts.structure {
            let mut t = 0;
            while t < 3 {
                let v = across5(simd, [&a[t].0, &b[t].0, &c[t].0, &d[t].0, &e[t].0], i);
                store::<S, ROW>(even5::<S>(v, k0), &mut out.products[t].0, i);
                t += 1;
            }
        }
        i += S::f32s::LEN;
    }
}

/// Passes along x of one row.
pub fn along_x(level: Level, columns: &Columns, stencils: &Stencils, parts: Parts, out: Outputs) {
    dispatch!(level, simd => finish(simd, columns, stencils, parts, out));
}

#[inline(always)]
fn finish<S: Simd>(simd: S, columns: &Columns, stencils: &Stencils, parts: Parts, out: Outputs) {
    let [k0, k1, k2] = stencils.orders;
    let (k0, k1, k2, narrow) =
        (splat3(simd, k0), splat3(simd, k1), splat3(simd, k2), splat2(simd, stencils.narrow));
    let [smooth, first, second] = &columns.orders;
    let [hxx, hxy, hyy] = out.hessian;
    let mut i = 0;
    while i < WIDTH {
        let v = along5(simd, &smooth.0, i);
        let gaussian = even5::<S>(v, k0);
        // The narrow kernel's three columns start one further on.
        let thin = even3::<S>(along3(simd, &columns.narrow.0, i + 1), narrow);
        store::<S, WIDTH>(gaussian, out.gaussian, i);
        store::<S, WIDTH>(gaussian - thin, out.difference, i);
        if parts.derivatives {
            let (x, xx) = (odd5::<S>(v, k1), even5::<S>(v, k2));
            let v = along5(simd, &first.0, i);
            let (y, xy) = (even5::<S>(v, k0), odd5::<S>(v, k1));
            let yy = even5::<S>(along5(simd, &second.0, i), k0);
            store::<S, WIDTH>(xx + yy, out.laplacian, i);
            store::<S, WIDTH>(x.mul_add(x, y * y).sqrt(), out.gradient, i);
            store::<S, WIDTH>(xx, &mut hxx.0, i);
            store::<S, WIDTH>(xy, &mut hxy.0, i);
            store::<S, WIDTH>(yy, &mut hyy.0, i);
        }
        if parts.structure {
            let mut t = 0;
            while t < 3 {
                let v = along5(simd, &columns.products[t].0, i);
                store::<S, WIDTH>(even5::<S>(v, k0), &mut out.structure[t].0, i);
                t += 1;
            }
        }
        i += S::f32s::LEN;
    }
}
