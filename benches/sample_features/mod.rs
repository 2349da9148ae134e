//! Default features of the sample image: rows to train from and planes to predict.
#![allow(dead_code)] // each bench uses its part

use ndarray::{Array2, s};
use pixel_forest::block::{Block, Region};
use pixel_forest::feature::{Bank, Selection};
use pixel_forest::image::{ImageInfo, PixelType};
use pixel_forest::normalize::{ChannelRange, prepare};
use pixel_forest::progress::Progress;
use pixel_forest::sample::{Place, Samples};
use pixel_forest::sample_image::sample_image;
use pixel_forest::tile::FeatureTile;
use std::sync::Mutex;

/// Shape of 1,048,576 voxels.
pub const SHAPE: [usize; 3] = [16, 256, 256];

/// The default features of every voxel of a sample image, and its truth.
pub struct SampleFeatures {
    /// Which features.
    pub selection: Selection,
    shape: [usize; 3],
    /// Shape (feature, voxel).
    pub features: Array2<f32>,
    /// 1 in a nucleus, else 0.
    pub classes: Vec<u8>,
}

/// The features of the sample image of a seed and shape, in 2D or 3D.
pub fn sample_features(seed: u64, shape: [usize; 3], dimensions: &str) -> SampleFeatures {
    let sample = sample_image(seed, shape, &Progress::default()).expect("a sample image");
    let mut block = Block::new(1, Region::whole(shape), shape).expect("memory");
    block.pixels.iter_mut().zip(&sample.image).for_each(|(to, &from)| *to = f32::from(from));
    let high = f32::from(*sample.image.iter().max().expect("voxels"));
    let info = ImageInfo {
        name: "sample".into(),
        frames: 1,
        channels: 1,
        shape,
        pixel_type: PixelType::Uint16,
        z_ratio: None,
    };
    prepare(&mut block, &info, 0, &[ChannelRange { low: 0.0, high }], &Progress::default())
        .expect("finite pixels");
    let (selection, _) = Selection::parse("default", dimensions, 1.0, shape[0]).expect("the default");
    let bank = Bank::new(&selection, 1).expect("the selection is right");
    let voxels = block.region.voxels();
    let features = Mutex::new(Array2::zeros((bank.channel_count(), voxels)));
    let store = |tile: FeatureTile| {
        let ([z0, y0, x0], [d, h, w]) = (tile.region.origin, tile.region.size);
        let mut features = features.lock().expect("nothing panics");
        for (row, z, y) in (0..d * h).map(|i| (i, z0 + i / h, y0 + i % h)) {
            let at = (z * shape[1] + y) * shape[2] + x0;
            features
                .slice_mut(s![.., at..at + w])
                .assign(&tile.features.slice(s![.., row * w..(row + 1) * w]));
        }
        Ok(())
    };
    bank.compute(&block, block.region, &|_| true, &store, &Progress::default()).expect("features");
    let classes = sample.truth.iter().map(|&t| u8::from(t > 0)).collect();
    SampleFeatures { features: features.into_inner().expect("nothing panics"), selection, shape, classes }
}

impl SampleFeatures {
    /// Rows of `count` voxels spread evenly over the image, each its own stroke.
    pub fn samples(&self, count: usize) -> Samples {
        let voxels: Vec<usize> = (0..count).map(|i| i * self.classes.len() / count).collect();
        let column = |&v: &usize| self.features.column(v);
        let mut features = Array2::zeros((count, self.features.nrows()));
        features.outer_iter_mut().zip(voxels.iter().map(column)).for_each(|(mut row, v)| row.assign(&v));
        let place = |&v: &usize| {
            let [_, height, width] = self.shape;
            let [z, y, x] = [v / (height * width), v / width % height, v % width].map(|c| c as u32);
            Place { image: 0, frame: 0, z, y, x }
        };
        Samples {
            features,
            classes: voxels.iter().map(|&v| self.classes[v]).collect(),
            strokes: (0..count as u32).collect(),
            places: voxels.iter().map(place).collect(),
        }
    }
}
