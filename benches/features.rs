//! The feature bank: all cells and the default of planes and volumes, large and small, one thread and two.

use divan::Bencher;
use divan::counter::ItemsCount;
use ndarray::Array4;
use pixel_forest::block::{Block, Region};
use pixel_forest::feature::{Bank, Selection};
use pixel_forest::progress::Progress;
use pixel_forest::tile::FeatureTile;

fn main() {
    divan::main();
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
    let (selection, _) = Selection::parse(features, "auto", 1.0, shape[0]).expect("the option is right");
    let bank = Bank::new(&selection, 1).expect("the selection is right");
    let block = block(shape);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be made");
    bencher.counter(ItemsCount::new(block.region.voxels())).bench(|| {
        let consume = |tile: FeatureTile| {
            divan::black_box(tile);
            Ok(())
        };
        pool.install(|| bank.compute(&block, block.region, &|_| true, &consume, &Progress::default()))
    });
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
