//! Gaussian kernels, separable convolution, derivatives and eigenvalues: everything here that runs on vectors.
//!
//! Two stages, as ilastik has them: [`smooth`] a plane or volume with a Gaussian of any width, then the short filters of
//! [`derivatives_2d`] and [`derivatives_3d`] row by row. Passes go along z, y, x.

pub mod derivatives_2d;
pub mod derivatives_3d;
pub mod eigenvalues;
pub mod gaussian;
pub mod kernel;
pub mod line;
pub mod simd;
pub mod smooth;
pub mod stencils;
mod vector;
