//! What is known of an image before its pixels are read.

use crate::block::Region;
use crate::error::Result;
use crate::invalid;

/// How an image stores its pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PixelType {
    /// 8 bit, 0..=255.
    Uint8,
    /// 16 bit, 0..=65535.
    Uint16,
    /// Three 8-bit channels in one plane.
    Rgb,
    /// 32-bit floating point.
    Float32,
}

/// An image's name, size and pixel type.
#[derive(Clone, Debug, PartialEq)]
pub struct ImageInfo {
    /// For messages and the record.
    pub name: String,
    /// Time frames, at least 1.
    pub frames: usize,
    /// Channels, 3 for RGB.
    pub channels: usize,
    /// Size (z, y, x) of a frame.
    pub shape: [usize; 3],
    /// How planes arrive.
    pub pixel_type: PixelType,
    /// z spacing / xy spacing, where the image says.
    pub z_ratio: Option<f64>,
}

impl ImageInfo {
    /// Checks that no axis is empty and that coordinates fit 32 bits.
    ///
    /// # Errors
    /// [`crate::error::Error::Invalid`] names the image and its size.
    pub fn validate(&self) -> Result<()> {
        let [z, y, x] = self.shape;
        let axes = [self.frames, self.channels, z, y, x];
        if axes.contains(&0) || axes.iter().any(|&n| n > i32::MAX as usize) {
            invalid!(
                "image \"{}\" has an impossible size: {x} x {y} pixels, {} channels, {z} slices, {} frames",
                self.name,
                self.channels,
                self.frames
            );
        }
        if self.pixel_type == PixelType::Rgb && self.channels != 3 {
            invalid!("image \"{}\" is RGB but has {} channels", self.name, self.channels);
        }
        Ok(())
    }

    /// The box of a frame.
    pub fn whole(&self) -> Region {
        Region::whole(self.shape)
    }

    /// A voxel's place in ImageJ's terms: x and y from 0, slice, channel and frame from 1.
    pub fn place(&self, frame: usize, channel: usize, [z, y, x]: [usize; 3]) -> String {
        let mut text = format!("x={x}, y={y}");
        for (name, count, at) in
            [("channel", self.channels, channel), ("slice", self.shape[0], z), ("frame", self.frames, frame)]
        {
            if count > 1 {
                text += &format!(", {name} {}", at + 1);
            }
        }
        format!("{text} of \"{}\"", self.name)
    }
}
