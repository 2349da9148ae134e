//! Pixel Forest: ilastik's pixel classification inside Fiji/ImageJ.
//!
//! Data flows one way: a [`block::Block`] of an image goes through the [`feature`] bank, one [`tile`] of planar
//! features at a time, and the [`forest`] turns these into class probabilities. `docs/architecture.md` draws the map.

pub mod block;
pub mod classify;
pub mod error;
pub mod feature;
pub mod filter;
pub mod forest;
pub mod image;
mod jni;
pub mod job;
pub mod live;
pub mod measure;
pub mod model;
pub mod model_file;
pub mod normalize;
pub mod object_job;
pub mod objects;
mod pages;
pub mod percentile;
pub mod plan;
pub mod probe;
pub mod progress;
pub mod quality;
pub mod roles;
pub mod sample;
pub mod sample_image;
pub mod settings;
pub mod strokes;
pub mod tile;
pub mod train;
pub mod validate;

/// Version of Pixel Forest.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
