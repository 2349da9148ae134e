//! The short kernels of the second stage, and the rows they work on.

use super::kernel::{FILTER_WINDOW, Kernel};
use super::line::Line;

/// Columns that a call of a row function produces.
pub const WIDTH: usize = 128;
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

/// The kernels of one axis at the second stage's scale n, padded with zeros.
#[derive(Clone, Debug)]
pub struct Stencils {
    /// Orders 0, 1 and 2 at n.
    pub orders: [[f32; 3]; 3],
    /// Order 0 at 0.66 n, what the difference of Gaussians subtracts.
    pub narrow: [f32; 2],
    /// Orders 0 and 1 at n / 2, the gradient of the structure tensor.
    pub inner: [[f32; 2]; 2],
}

impl Stencils {
    /// Kernels at scale `n` (0.3..=1, in xy pixels) along an axis whose samples are `spacing` xy pixels apart.
    /// Derivatives are per xy pixel.
    pub fn new(n: f64, spacing: f64) -> Self {
        Stencils {
            orders: [padded(0, n, spacing), padded(1, n, spacing), padded(2, n, spacing)],
            narrow: padded(0, 0.66 * n, spacing),
            inner: [padded(0, 0.5 * n, spacing), padded(1, 0.5 * n, spacing)],
        }
    }
}

/// `N` coefficients; the scales of the second stage need no more.
fn padded<const N: usize>(order: usize, scale: f64, spacing: f64) -> [f32; N] {
    let kernel = Kernel::new(order, scale / spacing, FILTER_WINDOW);
    let per_pixel = spacing.powi(order as i32);
    let mut padded = [0.0; N];
    for (to, &c) in padded[..=kernel.radius()].iter_mut().zip(kernel.coefficients()) {
        *to = (f64::from(c) / per_pixel) as f32;
    }
    padded
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
