//! Training and prediction of both kinds of forest, on the default features of the sample image: `cargo bench --bench
//! forest`. Items are rows or voxels. `RAYON_NUM_THREADS` sets the threads of training; prediction runs on one.

mod sample_features;

use divan::Bencher;
use divan::counter::ItemsCount;
use ndarray::{Array2, Axis};
use pixel_forest::forest::{Forest, Kind, Parameters};
use pixel_forest::progress::Progress;
use sample_features::{SHAPE, SampleFeatures, sample_features};
use std::sync::LazyLock;

const KINDS: [Kind; 2] = [Kind::ExtraTrees, Kind::RandomForest];
const CLASSES: usize = 2;
/// Voxels of a tile of features: 32 rows.
const TILE: usize = 32 * SHAPE[2];

static TRAINING: LazyLock<SampleFeatures> = LazyLock::new(|| sample_features(1, SHAPE, "auto"));
static IMAGE: LazyLock<SampleFeatures> = LazyLock::new(|| sample_features(2, SHAPE, "auto"));

fn main() {
    divan::main();
}

fn train(kind: Kind, rows: usize) -> Forest {
    let samples = TRAINING.samples(rows);
    Forest::train(&samples, CLASSES, &Parameters::of(kind), &Progress::default()).expect("a forest")
}

#[divan::bench(args = KINDS, consts = [5_000, 50_000], sample_count = 3, sample_size = 1)]
fn train_rows<const ROWS: usize>(bencher: Bencher, kind: Kind) {
    let samples = TRAINING.samples(ROWS);
    bencher.counter(ItemsCount::new(ROWS)).bench_local(|| {
        Forest::train(&samples, CLASSES, &Parameters::of(kind), &Progress::default()).expect("a forest")
    });
}

#[divan::bench(args = KINDS, consts = [5_000, 50_000], sample_count = 3, sample_size = 1)]
fn predict_1_mpx_one_thread<const ROWS: usize>(bencher: Bencher, kind: Kind) {
    let forest = train(kind, ROWS);
    let features = &IMAGE.features;
    let mut probabilities = Array2::zeros((CLASSES, TILE));
    bencher.counter(ItemsCount::new(features.ncols())).bench_local(|| {
        for tile in features.axis_chunks_iter(Axis(1), TILE) {
            forest.predict_tile(tile, SHAPE[2], probabilities.view_mut()).expect("probabilities");
        }
    });
}
