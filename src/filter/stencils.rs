//! The short kernels of the second stage, and the rows they work on.

use super::kernel::{FILTER_WINDOW, Kernel};
use super::line::Line;
use fearless_simd::{Simd, prelude::*};

/// Columns that a call of a row function produces, at most.
pub const WIDTH: usize = 256;
/// Samples on either side that the filters at n read.
pub const FILTER_REACH: usize = 2;
/// Samples on either side that the structure tensor reads: its inner gradient, then the smoothing of the products.
pub const TENSOR_REACH: usize = 3;

/// A row before its x pass: columns -2.. of the output, in whole vectors.
pub type Row = [f32; WIDTH + 16];
/// A row before the x pass of the inner gradient: columns -3.. of the output.
pub type WideRow = [f32; WIDTH + 32];
/// A finished row.
pub type OutRow = [f32; WIDTH];
/// A [`Row`] in a buffer.
pub type RowLine = Line<{ WIDTH + 16 }>;
/// A [`WideRow`] in a buffer.
pub type WideLine = Line<{ WIDTH + 32 }>;
/// An [`OutRow`] in a buffer.
pub type OutLine = Line<WIDTH>;

/// Vectors of an [`OutRow`] that hold `width` columns, in pairs.
#[inline(always)]
pub(super) fn out_vectors<S: Simd>(width: usize) -> usize {
    width.min(WIDTH).next_multiple_of(2 * S::f32s::LEN) / S::f32s::LEN
}

/// Vectors of a [`Row`] that `width` columns depend on.
#[inline(always)]
pub(super) fn row_vectors<S: Simd>(width: usize) -> usize {
    (width.min(WIDTH) + 2 * FILTER_REACH).div_ceil(S::f32s::LEN)
}

/// Vectors of a [`WideRow`] that `width` columns depend on.
#[inline(always)]
pub(super) fn wide_vectors<S: Simd>(width: usize) -> usize {
    (width.min(WIDTH) + 2 * TENSOR_REACH).div_ceil(S::f32s::LEN)
}

/// The kernels of one axis at the second stage's scale n. Each is split into a scale and a kernel whose leading coefficient is 1,
/// which saves its multiplication: scales are applied once, after the last axis.
#[derive(Clone, Debug)]
pub struct Stencils {
    /// Order 0 at n.
    pub smooth: Unit<2>,
    /// Order 1 at n.
    pub first: Unit<1>,
    /// Order 2 at n.
    pub second: Unit<2>,
    /// Order 0 at 0.66 n, what the difference of Gaussians subtracts.
    pub narrow: Unit<1>,
    /// Order 0 at n / 2, for the gradient of the structure tensor.
    pub inner_smooth: Unit<1>,
    /// Order 1 at n / 2: a scaled difference.
    pub inner_first: f32,
}

/// A kernel over its leading coefficient: that of the centre or, of odd order, of the neighbours.
#[derive(Clone, Copy, Debug)]
pub struct Unit<const N: usize> {
    /// The leading coefficient.
    pub scale: f32,
    /// The coefficients farther out, over the leading one.
    pub beside: [f32; N],
}

impl Stencils {
    /// Kernels at scale `n` (0.3..=1, in xy pixels) along an axis whose samples are `spacing` xy pixels apart.
    /// Derivatives are per xy pixel.
    pub fn new(n: f64, spacing: f64) -> Self {
        Stencils {
            smooth: unit(0, n, spacing),
            first: unit(1, n, spacing),
            second: unit(2, n, spacing),
            narrow: unit(0, 0.66 * n, spacing),
            inner_smooth: unit(0, 0.5 * n, spacing),
            inner_first: unit::<0>(1, 0.5 * n, spacing).scale,
        }
    }
}

/// A kernel with `N` coefficients beside the leading one; the scales of the second stage need no more.
fn unit<const N: usize>(order: usize, scale: f64, spacing: f64) -> Unit<N> {
    let kernel = Kernel::new(order, scale / spacing, FILTER_WINDOW);
    let per_pixel = spacing.powi(order as i32);
    let coefficients = &kernel.coefficients()[order % 2..];
    let leading = f64::from(coefficients[0]);
    let mut beside = [0.0; N];
    assert!(coefficients.len() <= N + 1, "the kernel is wider than its stencil");
    for (to, &c) in beside.iter_mut().zip(&coefficients[1..]) {
        *to = (f64::from(c) / leading) as f32;
    }
    Unit { scale: (leading / per_pixel) as f32, beside }
}

/// What the rows of a scale shall give: parts that nobody selected are not computed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// First and second derivatives, for Laplacian, gradient magnitude and Hessian.
    pub derivatives: bool,
    /// The Hessian's entries and eigenvalues.
    pub hessian: bool,
    /// The structure tensor's entries and eigenvalues.
    pub structure: bool,
}
