//! The default features of an image's voxels with its truth: rows to train from and tiles to predict.
#![allow(dead_code)] // each bench uses its part

use ndarray::{Array2, Array3, Array4, s};
use pixel_forest::block::{Block, Region};
use pixel_forest::feature::{Bank, Selection};
use pixel_forest::progress::Progress;
use pixel_forest::sample::{Place, Samples};
use pixel_forest::sample_image::sample_image;
use pixel_forest::tile::FeatureTile;
use std::sync::Mutex;

/// Rows and columns of a tile, much as the bank cuts them; images are a whole number of tiles.
const TILE: [usize; 2] = [32, 128];
/// Voxels of a row of a tile.
pub const WIDTH: usize = TILE[1];
/// Voxels of a tile.
pub const SIZE: usize = TILE[0] * TILE[1];

/// The features of all voxels, tile by tile: a tile is contiguous, as the classifier has it.
pub struct Voxels {
    /// Shape (tile, feature, voxel of the tile).
    pub features: Array3<f32>,
    /// Class of each voxel, in the tiles' order.
    pub classes: Vec<u8>,
}

/// Shape of a generated image of 1,048,576 voxels.
pub const SHAPE: [usize; 3] = [16, 256, 256];

/// A generated image; the classes are nuclei and what lies between.
pub fn of_sample(seed: u64, shape: [usize; 3], dimensions: &str) -> Voxels {
    let sample = sample_image(seed, shape, &Progress::default()).expect("a sample image");
    let high = f32::from(*sample.image.iter().max().expect("voxels"));
    let pixels: Vec<f32> = sample.image.iter().map(|&v| f32::from(v) / high).collect();
    let classes: Vec<u8> = sample.truth.iter().map(|&t| u8::from(t > 0)).collect();
    of_image(&pixels, &classes, shape, dimensions)
}

/// Pixels that are normalised already, or planes of them.
pub fn of_image(pixels: &[f32], classes: &[u8], shape: [usize; 3], dimensions: &str) -> Voxels {
    let [depth, height, width] = shape;
    let pixels = Array4::from_shape_vec((1, depth, height, width), pixels.to_vec()).expect("all pixels");
    let block = Block { pixels, region: Region::whole(shape), image: shape };
    let (selection, _) = Selection::parse("default", dimensions, 1.0, depth).expect("the default");
    let bank = Bank::new(&selection, 1).expect("the selection is right");
    let (tall, wide) = (height / TILE[0], width / TILE[1]);
    assert_eq!([tall * TILE[0], wide * TILE[1]], [height, width], "a whole number of tiles");
    let place = |z: usize, y: usize, x: usize| {
        ((z * tall + y / TILE[0]) * wide + x / TILE[1], y % TILE[0] * TILE[1] + x % TILE[1])
    };
    let features = Mutex::new(Array3::zeros((depth * tall * wide, bank.channel_count(), SIZE)));
    let store = |tile: FeatureTile| {
        let mut features = features.lock().expect("nothing panics");
        let ([z0, y0, x0], [d, h, w]) = (tile.region.origin, tile.region.size);
        for (row, z, y) in (0..d * h).map(|row| (row, z0 + row / h, y0 + row % h)) {
            let mut x = x0;
            while x < x0 + w {
                let (to, at) = place(z, y, x);
                let run = (WIDTH - x % WIDTH).min(x0 + w - x);
                let from = row * w + x - x0;
                let from = tile.features.slice(s![.., from..from + run]);
                features.slice_mut(s![to, .., at..at + run]).assign(&from);
                x += run;
            }
        }
        Ok(())
    };
    bank.compute(&block, block.region, &|_| true, &store, &Progress::default()).expect("features");
    let mut tiled = vec![0; classes.len()];
    for (i, &class) in classes.iter().enumerate() {
        let (tile, at) = place(i / width / height, i / width % height, i % width);
        tiled[tile * SIZE + at] = class;
    }
    Voxels { features: features.into_inner().expect("nothing panics"), classes: tiled }
}

impl Voxels {
    /// Features and classes of `count` voxels spread evenly over the image. Features have the shape (row, feature).
    pub fn rows(&self, count: usize) -> (Array2<f32>, Vec<u8>) {
        let (_, features, _) = self.features.dim();
        let voxels: Vec<usize> = (0..count).map(|i| i * self.classes.len() / count).collect();
        let mut rows = Array2::zeros((count, features));
        for (mut row, v) in rows.outer_iter_mut().zip(&voxels) {
            row.assign(&self.features.slice(s![v / SIZE, .., v % SIZE]));
        }
        (rows, voxels.iter().map(|&v| self.classes[v]).collect())
    }
}

/// Rows to train from, each its own stroke.
pub fn samples((features, classes): (Array2<f32>, Vec<u8>)) -> Samples {
    let count = classes.len() as u32;
    let place = |x| Place { image: 0, frame: 0, z: 0, y: 0, x };
    Samples { features, classes, strokes: (0..count).collect(), places: (0..count).map(place).collect() }
}
