//! The sample image: a generated volume of crowded nuclei whose truth is known, with strokes as a user would draw them.
//!
//! A ball of tissue around a lumen is packed with touching nuclei, seen through a microscope: uneven light, dimming
//! with depth, blur that is wider along z, haze, shot noise. The same seed and shape give the same numbers on every
//! machine and with any number of threads: the arithmetic is confined to what IEEE 754 defines exactly (sums,
//! products, quotients, roots), and each slice has its own random numbers.

mod nuclei;
mod optics;
mod random;
mod strokes;

use crate::error::{Result, try_zeroed};
use crate::invalid;
use crate::progress::Progress;
use ndarray::Array3;
use random::Random;

/// Distance of slices in pixels of the sample image.
const Z_RATIO: f64 = 2.5;
/// A nucleus with its surroundings needs about this many pixels along x and y.
const SMALLEST: usize = 64;
/// Largest number of voxels.
const LARGEST: usize = 1 << 27;

/// The volume, its truth and its strokes.
#[derive(Clone, Debug, PartialEq)]
pub struct SampleImage {
    /// Intensities, shape (z, y, x).
    pub image: Array3<u16>,
    /// Truth, shape (z, y, x): 0 is background, the nuclei are numbered from 1 without gaps.
    pub truth: Array3<u16>,
    /// Ten strokes per class, those of the background first.
    pub strokes: Vec<SampleStroke>,
    /// z spacing / xy spacing.
    pub z_ratio: f64,
}

/// A line drawn with a round brush on one slice.
#[derive(Clone, Debug, PartialEq)]
pub struct SampleStroke {
    /// 0 for Background, 1 for Nucleus.
    pub class: u8,
    /// Slice, from 0.
    pub z: usize,
    /// Width of the line in pixels.
    pub width: f64,
    /// Points (x, y) in pixels; whole numbers are the centres of pixels, as in ImageJ's lines.
    pub points: Vec<[f64; 2]>,
}

/// Generates the volume of `shape` (z, y, x) that belongs to `seed`, on the current rayon pool. Progress is in voxels, each
/// counted once per step.
///
/// # Errors
/// [`crate::error::Error::Invalid`] for a shape that is too small or too large, [`crate::error::Error::Memory`],
/// [`crate::error::Error::Cancelled`].
pub fn sample_image(seed: u64, shape: [usize; 3], progress: &Progress) -> Result<SampleImage> {
    let [depth, height, width] = shape;
    if depth < 1 || height < SMALLEST || width < SMALLEST {
        invalid!(
            "a sample of {width} x {height} x {depth} pixels has no room for nuclei; use at least {SMALLEST} x {SMALLEST} x 1"
        );
    }
    if depth.checked_mul(height).and_then(|n| n.checked_mul(width)).is_none_or(|n| n > LARGEST) {
        invalid!(
            "a sample of {width} x {height} x {depth} pixels is too large; use at most {LARGEST} voxels in all"
        );
    }
    progress.expect((optics::PASSES + 1) * (depth * height * width) as u64);
    let mut random = Random::new(seed);
    let nuclei = nuclei::place(&mut random, shape, progress)?;
    let mut truth = zeroed(shape, "the truth of the sample image")?;
    let mut light = zeroed(shape, "the light of the sample image")?;
    let mut chromatin = zeroed(shape, "the chromatin of the sample image")?;
    optics::chromatin(&mut random, &mut chromatin, progress)?;
    nuclei::draw(&nuclei, &chromatin, &mut truth, &mut light, progress)?;
    let image = optics::photograph(&mut random, light, chromatin, progress)?;
    let strokes = strokes::draw(&mut random, &nuclei, &truth, progress)?;
    Ok(SampleImage { image, truth, strokes, z_ratio: Z_RATIO })
}

/// A volume of zeros.
fn zeroed<T: Clone + Default>(shape: [usize; 3], what: &'static str) -> Result<Array3<T>> {
    let voxels = try_zeroed(shape.iter().product(), what)?;
    Ok(Array3::from_shape_vec(shape, voxels).expect("the length is the shape's product"))
}
