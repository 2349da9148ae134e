//! How good a result is.

mod evaluation;

pub use evaluation::{Evaluation, Report};
