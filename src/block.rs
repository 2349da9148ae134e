//! Boxes of voxels, and the block: the one unit between image and probabilities.

use crate::error::{Result, try_zeroed};
use ndarray::Array4;

/// A box of voxels. Coordinates are (z, y, x), in voxels of the image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    /// First voxel.
    pub origin: [usize; 3],
    /// Voxels along each axis.
    pub size: [usize; 3],
}

impl Region {
    /// The box of a whole image.
    pub fn whole(size: [usize; 3]) -> Self {
        Region { origin: [0; 3], size }
    }

    /// One past the last voxel.
    pub fn end(&self) -> [usize; 3] {
        std::array::from_fn(|a| self.origin[a] + self.size[a])
    }

    /// Number of voxels.
    pub fn voxels(&self) -> usize {
        self.size.iter().product()
    }

    /// This box with a halo on every side, cut at the border of an image of `shape`.
    pub fn with_halo(&self, halo: [usize; 3], shape: [usize; 3]) -> Self {
        let origin = std::array::from_fn(|a| self.origin[a].saturating_sub(halo[a]));
        let end = self.end();
        Region { origin, size: std::array::from_fn(|a| (end[a] + halo[a]).min(shape[a]) - origin[a]) }
    }

    /// Whether `other` lies inside this box.
    pub fn contains(&self, other: &Region) -> bool {
        let (a, b) = (self.end(), other.end());
        (0..3).all(|i| self.origin[i] <= other.origin[i] && b[i] <= a[i])
    }
}

/// A box of an image with all its channels. Where the box ends at the image's own border, filters mirror; elsewhere
/// the box carries a halo wide enough that they need not.
#[derive(Clone, Debug)]
pub struct Block {
    /// Intensities, shape (channel, z, y, x).
    pub pixels: Array4<f32>,
    /// Where the pixels lie in the image.
    pub region: Region,
    /// The whole image's size (z, y, x).
    pub image: [usize; 3],
}

impl Block {
    /// An empty block of `channels` channels.
    ///
    /// # Errors
    /// [`crate::error::Error::Memory`] when its pixels cannot be allocated.
    pub fn new(channels: usize, region: Region, image: [usize; 3]) -> Result<Self> {
        let [z, y, x] = region.size;
        let pixels = try_zeroed(channels * z * y * x, "a block of the image")?;
        let pixels =
            Array4::from_shape_vec((channels, z, y, x), pixels).expect("the length is the shape's product");
        Ok(Block { pixels, region, image })
    }
}
