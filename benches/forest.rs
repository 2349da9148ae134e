//! Training and prediction of both kinds of forest, on default features: `cargo bench --bench forest` takes those of the
//! sample image. Items are rows or voxels. `RAYON_NUM_THREADS` sets the threads of training; prediction runs on one.
//!
//! Beside others (benches/peers/run), where RAYON_NUM_THREADS sets the threads of both:
//!
//!     inputs SET [DIMENSIONS TRAIN TEST]   writes rows and voxels of SET, by default of the sample image. TRAIN and TEST are
//!                                          sizes (16x256x256) of SET.train.f32 and .u8 and of SET.test.f32 and .u8
//!     train SET ROWS KIND                  trains
//!     smartcore SET ROWS TREES             trains smartcore's random forest, on one thread
//!     predict SET KIND                     predicts the voxels from 5,000 rows, and tells how many it got right

mod peers;
mod voxels;

use divan::Bencher;
use divan::counter::ItemsCount;
use ndarray::parallel::prelude::*;
use ndarray::{Array2, Array3, Axis};
use pixel_forest::forest::{Forest, Kind, Parameters};
use pixel_forest::progress::Progress;
use pixel_forest::sample::Samples;
use smartcore::ensemble::random_forest_classifier::{
    RandomForestClassifier, RandomForestClassifierParameters,
};
use smartcore::linalg::basic::matrix::DenseMatrix;
use std::path::Path;
use std::sync::LazyLock;
use voxels::{SHAPE, SIZE, Voxels, WIDTH, of_image, of_sample, samples};

const KINDS: [Kind; 2] = [Kind::ExtraTrees, Kind::RandomForest];
const CLASSES: usize = 2;
/// Rows that are trained from.
const ROWS: [usize; 2] = [5_000, 50_000];

static TRAINING: LazyLock<Voxels> = LazyLock::new(|| of_sample(1, SHAPE, "auto"));
static IMAGE: LazyLock<Voxels> = LazyLock::new(|| of_sample(2, SHAPE, "auto"));

fn main() {
    match peers::asked() {
        Some((folder, words)) => {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            beside_peers(&folder, &words);
        }
        None => divan::main(),
    }
}

#[divan::bench(args = KINDS, consts = ROWS, sample_count = 3, sample_size = 1)]
fn train_rows<const ROWS: usize>(bencher: Bencher, kind: Kind) {
    let samples = samples(TRAINING.rows(ROWS));
    bencher.counter(ItemsCount::new(ROWS)).bench_local(|| train(&samples, kind));
}

#[divan::bench(args = KINDS, consts = ROWS, sample_count = 3, sample_size = 1)]
fn predict_1_mpx_one_thread<const ROWS: usize>(bencher: Bencher, kind: Kind) {
    let forest = train(&samples(TRAINING.rows(ROWS)), kind);
    let mut probabilities = room(&IMAGE.features);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("threads can be made");
    bencher
        .counter(ItemsCount::new(IMAGE.classes.len()))
        .bench_local(|| pool.install(|| predict(&forest, &IMAGE.features, &mut probabilities)));
}

fn train(samples: &Samples, kind: Kind) -> Forest {
    Forest::train(samples, CLASSES, &Parameters::of(kind), &Progress::default()).expect("a forest")
}

/// Probabilities of all tiles, shape (tile, class, voxel).
fn room(features: &Array3<f32>) -> Array3<f32> {
    let (tiles, _, size) = features.dim();
    Array3::zeros((tiles, CLASSES, size))
}

fn predict(forest: &Forest, features: &Array3<f32>, probabilities: &mut Array3<f32>) {
    let tiles = features.axis_iter(Axis(0)).into_par_iter();
    tiles.zip(probabilities.axis_iter_mut(Axis(0)).into_par_iter()).for_each(|(tile, to)| {
        forest.predict_tile(tile, WIDTH, to).expect("probabilities");
    });
}

fn beside_peers(folder: &Path, words: &[&str]) {
    let kind = |name: &str| *KINDS.iter().find(|kind| kind.name() == name).expect("extra or random");
    match *words {
        ["inputs", set] => write_inputs(folder, set, &TRAINING, &IMAGE),
        ["inputs", set, dimensions, train, test] => {
            let voxels = |part: &str, size: &str| {
                let shape: Vec<usize> = size.split('x').map(|n| n.parse().expect("a number")).collect();
                let (pixels, classes) = read_labelled(folder, &format!("{set}.{part}"));
                of_image(&pixels, &classes, shape.try_into().expect("three sizes"), dimensions)
            };
            write_inputs(folder, set, &voxels("train", train), &voxels("test", test));
        }
        ["train", set, rows, name] => {
            let samples = samples(read_rows(folder, set, rows));
            peers::seconds(&words.join(" "), || drop(train(&samples, kind(name))));
        }
        ["smartcore", set, rows, trees] => {
            let (features, classes) = read_rows(folder, set, rows);
            let rows: Vec<Vec<f32>> = features.outer_iter().map(|row| row.to_vec()).collect();
            let x = DenseMatrix::from_2d_vec(&rows).expect("a matrix");
            let y: Vec<u32> = classes.into_iter().map(u32::from).collect();
            let trees = trees.parse().expect("a number");
            let parameters = RandomForestClassifierParameters::default().with_n_trees(trees);
            let fit = || RandomForestClassifier::fit(&x, &y, parameters.clone()).expect("a forest");
            peers::seconds(&words.join(" "), || drop(fit()));
        }
        ["predict", set, name] => {
            let forest = train(&samples(read_rows(folder, set, "5000")), kind(name));
            let (features, classes) = read_labelled(folder, &format!("{set}.voxels"));
            let shape = (classes.len() / SIZE, forest.feature_count(), SIZE);
            let features = Array3::from_shape_vec(shape, features).expect("whole tiles");
            let mut probabilities = room(&features);
            predict(&forest, &features, &mut probabilities);
            let second = probabilities.index_axis(Axis(1), 1);
            let right = second.iter().zip(&classes).filter(|&(&p, &c)| (p > 0.5) == (c == 1)).count();
            let accuracy = right as f64 / classes.len() as f64;
            println!("{}", serde_json::json!({ "work": "accuracy", "accuracy": accuracy }));
            peers::seconds(&words.join(" "), || predict(&forest, &features, &mut probabilities));
        }
        _ => panic!("unknown work {words:?}"),
    }
}

fn write_inputs(folder: &Path, set: &str, train: &Voxels, test: &Voxels) {
    for rows in ROWS {
        let (features, classes) = train.rows(rows);
        write_labelled(folder, &format!("{set}.{rows}"), &features, &classes);
    }
    write_labelled(folder, &format!("{set}.voxels"), &test.features, &test.classes);
}

fn write_labelled<'a>(folder: &Path, name: &str, values: impl IntoIterator<Item = &'a f32>, classes: &[u8]) {
    peers::write(&folder.join(format!("{name}.f32")), values);
    std::fs::write(folder.join(format!("{name}.u8")), classes).expect("the folder can be written to");
}

fn read_labelled(folder: &Path, name: &str) -> (Vec<f32>, Vec<u8>) {
    let classes = std::fs::read(folder.join(format!("{name}.u8"))).expect("classes");
    (peers::read(&folder.join(format!("{name}.f32"))), classes)
}

fn read_rows(folder: &Path, set: &str, rows: &str) -> (Array2<f32>, Vec<u8>) {
    let (features, classes) = read_labelled(folder, &format!("{set}.{rows}"));
    let shape = (classes.len(), features.len() / classes.len());
    (Array2::from_shape_vec(shape, features).expect("whole rows"), classes)
}
