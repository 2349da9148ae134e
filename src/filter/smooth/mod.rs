//! Smoothing with Gaussians of any width, along z, y, x: [`Panels`] hold the planes after the z pass, cut into columns that
//! stay in the cache; [`RowPass`] does the rest.

mod columns;
mod panels;
mod passes;
mod rows;

pub use columns::Reach;
pub use panels::{Panels, Source, Window};
pub use passes::PANEL;
pub use rows::RowPass;
