//! Features of pixels: what they are called, which are selected, and the bank that computes them.

pub mod bank;
mod cut;
#[allow(clippy::module_inception)] // the file holds Feature
mod feature;
mod field;
mod option;
mod scale;
mod selection;
mod targets;
mod tile_2d;
mod tile_3d;
mod workspace;

pub use bank::Bank;
pub use feature::{Dimensions, Feature, Group};
pub use selection::{Cell, Selection};
