//! How good a result is.

mod baseline;
mod evaluation;
mod matching;
mod otsu;

pub use baseline::Baseline;
pub use evaluation::{Evaluation, Report};
pub use matching::{Matching, Object, Overlaps};
pub use otsu::{Separation, otsu, otsu_objects};
