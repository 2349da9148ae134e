//! Work whose instructions are counted: `benches/instructions/run` starts one kernel at a time under valgrind, which counts
//! what happens in [`counted`]. Everything runs on the main thread. Without a kernel's name, the names are printed.

#[path = "../voxels/mod.rs"]
mod voxels;

use ndarray::{Array3, Axis};
use pixel_forest::block::{Block, Region};
use pixel_forest::feature::{Bank, Selection};
use pixel_forest::forest::{Forest, Kind, Parameters};
use pixel_forest::objects::Recipe;
use pixel_forest::progress::Progress;
use pixel_forest::sample::Samples;
use pixel_forest::sample_image::{SampleImage, sample_image};
use pixel_forest::tile::FeatureTile;
use std::hint::black_box;
use voxels::{WIDTH, of_sample, samples};

const KERNELS: [(&str, fn()); 6] = [
    ("features_2d", || features([1, 256, 256])),
    ("features_3d", || features([24, 64, 96])),
    ("predict", predict),
    ("train_extra", || train(Kind::ExtraTrees)),
    ("train_random", || train(Kind::RandomForest)),
    ("objects", objects),
];

/// Shape of the images of which rows and voxels are taken.
const PLANES: [usize; 3] = [4, 128, 128];
/// Shape of the volume of probabilities.
const VOLUME: [usize; 3] = [24, 128, 128];
const CLASSES: usize = 2;

fn main() {
    let wanted = std::env::args().nth(1);
    match KERNELS.iter().find(|(name, _)| Some(*name) == wanted.as_deref()) {
        Some((_, kernel)) => {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread();
            let _pool = pool.build().expect("a pool can be made");
            kernel();
        }
        None => KERNELS.iter().for_each(|(name, _)| println!("{name}")),
    }
}

/// Does the work whose instructions count. Valgrind knows the function by its name.
#[inline(never)]
fn counted(work: &mut dyn FnMut()) {
    work();
}

/// All features, tile by tile, as the classifier has them: of a second block, for which the bank has its buffers.
fn features(shape: [usize; 3]) {
    let pixels = sample(1, shape).image.mapv(f32::from).insert_axis(Axis(0));
    let block = Block { pixels, region: Region::whole(shape), image: shape };
    let (selection, _) = Selection::parse("all", "auto", 1.0, shape[0]).expect("all features");
    let bank = Bank::new(&selection, 1).expect("the selection is right");
    let mut compute = || {
        let consume = |tile: FeatureTile| {
            black_box(tile);
            Ok(())
        };
        bank.compute(&block, block.region, &|_| true, &consume, &Progress::default()).expect("features");
    };
    compute();
    counted(&mut compute);
}

/// The first prediction of a forest, which lays out its splits.
fn predict() {
    let rows = samples(of_sample(1, PLANES, "2d").rows(1_000));
    let forest = forest(&rows, &Parameters::of(Kind::ExtraTrees));
    let voxels = of_sample(2, PLANES, "2d");
    let (tiles, _, size) = voxels.features.dim();
    let mut probabilities = Array3::zeros((tiles, CLASSES, size));
    counted(&mut || {
        let tiles = voxels.features.outer_iter().zip(probabilities.outer_iter_mut());
        tiles.for_each(|(tile, to)| forest.predict_tile(tile, WIDTH, to).expect("probabilities"));
    });
    black_box(probabilities);
}

fn train(kind: Kind) {
    let rows = samples(of_sample(1, PLANES, "2d").rows(5_000));
    let parameters = Parameters { trees: 20, ..Parameters::of(kind) };
    counted(&mut || {
        black_box(forest(&rows, &parameters));
    });
}

fn forest(rows: &Samples, parameters: &Parameters) -> Forest {
    Forest::train(rows, CLASSES, parameters, &Progress::default()).expect("a forest")
}

/// From probabilities to objects.
fn objects() {
    let SampleImage { image, truth, .. } = sample(1, VOLUME);
    let high = f32::from(*image.iter().max().expect("voxels"));
    // A nucleus is above one half, what lies between below; the image's noise is in both.
    let mut probabilities = image.mapv(|v| 0.5 * f32::from(v) / high);
    probabilities.zip_mut_with(&truth, |p, &nucleus| *p += if nucleus > 0 { 0.5 } else { 0.0 });
    let objects = || Recipe::default().objects(probabilities.view(), None, &Progress::default());
    counted(&mut || {
        black_box(objects().expect("objects"));
    });
}

fn sample(seed: u64, shape: [usize; 3]) -> SampleImage {
    sample_image(seed, shape, &Progress::default()).expect("a sample image")
}
