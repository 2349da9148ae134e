//! The feature bank: all cells and the default of planes and volumes, large and small, one thread and two.
//!
//! Beside others (benches/peers/run): `inputs` writes the images, and small ones with their features, which the others have
//! to agree with; `plane` and `volume` are timed. `RAYON_NUM_THREADS` sets the threads.

mod peers;

use divan::Bencher;
use divan::counter::ItemsCount;
use ndarray::{Array2, Array4, s};
use pixel_forest::block::{Block, Region};
use pixel_forest::feature::{Bank, Selection};
use pixel_forest::progress::Progress;
use pixel_forest::tile::FeatureTile;
use std::path::Path;
use std::sync::Mutex;

/// Name, shape, and the shape of the small one.
const IMAGES: [(&str, [usize; 3], [usize; 3]); 2] =
    [("plane", [1, 1024, 1024], [1, 160, 200]), ("volume", [64, 256, 256], [40, 56, 72])];

fn main() {
    match peers::asked() {
        Some((folder, work)) => beside_peers(&folder, &work[0]),
        None => divan::main(),
    }
}

fn beside_peers(folder: &Path, work: &str) {
    for (name, shape, small) in IMAGES {
        if work == name {
            let (bank, block) = (bank("all", shape), block(shape));
            peers::seconds(name, || consume(&bank, &block));
        } else if work == "inputs" {
            peers::write(&folder.join(format!("{name}.f32")), &block(shape).pixels);
            let small = block(small);
            peers::write(&folder.join(format!("{name}.small.f32")), &small.pixels);
            let features = features(&bank("all", small.image), &small);
            peers::write(&folder.join(format!("{name}.features.f32")), &features);
        }
    }
}

#[divan::bench(args = [1, 2], sample_count = 15, sample_size = 1)]
fn plane_1024x1024_all(bencher: Bencher, threads: usize) {
    bench(bencher, threads, "all", [1, 1024, 1024]);
}

#[divan::bench(args = [1, 2], sample_count = 15, sample_size = 1)]
fn plane_1024x1024_default(bencher: Bencher, threads: usize) {
    bench(bencher, threads, "default", [1, 1024, 1024]);
}

#[divan::bench(args = [1, 2], sample_count = 7, sample_size = 1)]
fn volume_64x256x256_all(bencher: Bencher, threads: usize) {
    bench(bencher, threads, "all", [64, 256, 256]);
}

#[divan::bench(args = [1, 2], sample_count = 7, sample_size = 1)]
fn volume_64x256x256_default(bencher: Bencher, threads: usize) {
    bench(bencher, threads, "default", [64, 256, 256]);
}

#[divan::bench(args = [1, 2], sample_count = 3, sample_size = 1)]
fn plane_4096x4096_all(bencher: Bencher, threads: usize) {
    bench(bencher, threads, "all", [1, 4096, 4096]);
}

#[divan::bench(args = [1, 2], sample_count = 15, sample_size = 1)]
fn plane_1024x300_all(bencher: Bencher, threads: usize) {
    bench(bencher, threads, "all", [1, 1024, 300]);
}

#[divan::bench(args = [1, 2], sample_count = 2, sample_size = 1)]
fn volume_128x512x512_all(bencher: Bencher, threads: usize) {
    bench(bencher, threads, "all", [128, 512, 512]);
}

fn bench(bencher: Bencher, threads: usize, features: &str, shape: [usize; 3]) {
    let (bank, block) = (bank(features, shape), block(shape));
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be made");
    bencher.counter(ItemsCount::new(block.region.voxels())).bench(|| pool.install(|| consume(&bank, &block)));
}

fn bank(features: &str, shape: [usize; 3]) -> Bank {
    let (selection, _) = Selection::parse(features, "auto", 1.0, shape[0]).expect("the option is right");
    Bank::new(&selection, 1).expect("the selection is right")
}

/// Computes all features, tile by tile, as the classifier does; they are read by nobody.
fn consume(bank: &Bank, block: &Block) {
    let consume = |tile: FeatureTile| {
        divan::black_box(tile);
        Ok(())
    };
    bank.compute(block, block.region, &|_| true, &consume, &Progress::default()).expect("features");
}

/// All features, shape (feature, voxel).
fn features(bank: &Bank, block: &Block) -> Array2<f32> {
    let [_, height, width] = block.image;
    let features = Mutex::new(Array2::zeros((bank.channel_count(), block.region.voxels())));
    let store = |tile: FeatureTile| {
        let ([z0, y0, x0], [d, h, w]) = (tile.region.origin, tile.region.size);
        let mut features = features.lock().expect("nothing panics");
        for row in 0..d * h {
            let at = ((z0 + row / h) * height + y0 + row % h) * width + x0;
            let from = tile.features.slice(s![.., row * w..(row + 1) * w]);
            features.slice_mut(s![.., at..at + w]).assign(&from);
        }
        Ok(())
    };
    bank.compute(block, block.region, &|_| true, &store, &Progress::default()).expect("features");
    features.into_inner().expect("nothing panics")
}

/// An image of noise.
fn block(shape: [usize; 3]) -> Block {
    let mut state = 1u32;
    let pixels = Array4::from_shape_simple_fn((1, shape[0], shape[1], shape[2]), || {
        state = state.wrapping_mul(1664525).wrapping_add(1013904223);
        (state >> 8) as f32 / 65536.0
    });
    Block { pixels, region: Region::whole(shape), image: shape }
}
