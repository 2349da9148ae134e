//! From probability to separate objects: whole-volume work.
//!
//! Volumes are arrays (z, y, x) in standard layout; images of one plane have depth 1. In label volumes 0 is background and
//! objects are numbered from 1.

mod basins;
mod components;
mod crofton;
mod distance;
mod foreground;
mod grid;
mod intensity;
mod label_runs;
mod maxima;
mod recipe;
mod reconstruction;
mod shape;
mod size;
mod split;
mod watershed;

pub use basins::basins;
pub use components::{Components, fill_holes, label};
pub use distance::distance;
pub use grid::Connectivity;
pub use intensity::{Intensity, add_intensities};
pub use maxima::regional_maxima;
pub use recipe::{Recipe, Seeds, check_size, check_spacing};
pub use reconstruction::{h_maxima, reconstruct};
pub use shape::{Shape, shapes};
pub use size::MinSize;
pub use watershed::watershed;
