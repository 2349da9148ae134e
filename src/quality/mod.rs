//! How good a result is.

mod evaluation;
mod matching;

pub use evaluation::{Evaluation, Report};
pub use matching::{Matching, Object, Overlaps};
