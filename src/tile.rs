//! The tile: planar features of a small box of an image.

use crate::block::Region;
use ndarray::ArrayView2;

/// Features of one tile. They exist for one tile at a time.
#[derive(Debug)]
pub struct FeatureTile<'a> {
    /// Where the tile lies in the image.
    pub region: Region,
    /// Shape (feature channel, voxel): one contiguous run per channel, its voxels in (z, y, x) order, x fastest.
    pub features: ArrayView2<'a, f32>,
}
