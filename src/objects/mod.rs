//! From probability to separate objects: whole-volume work.
//!
//! Volumes are arrays (z, y, x) in standard layout; images of one plane have depth 1. In label volumes 0 is background and
//! objects are numbered from 1.

mod basins;
mod components;
mod distance;
mod grid;
mod maxima;
mod recipe;
mod reconstruction;
mod watershed;

pub use basins::basins;
pub use components::{Components, fill_holes, label};
pub use distance::distance;
pub use grid::Connectivity;
pub use maxima::regional_maxima;
pub use recipe::{Recipe, Size};
pub use reconstruction::{h_maxima, reconstruct};
pub use watershed::watershed;
