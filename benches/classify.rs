//! Whole classifications through the job, from 1 Mpx to 128 Mvoxel, one thread and two: `cargo bench --bench classify`. One other thread
//! reads a block ahead and one takes the results, as in the plugin. Items are voxels: their rate should not depend on the size.

mod voxels;

use divan::Bencher;
use divan::counter::ItemsCount;
use pixel_forest::block::Block;
use pixel_forest::classify::{Classification, ClassifySettings, Wanted};
use pixel_forest::feature::Selection;
use pixel_forest::forest::{Forest, Kind, Parameters};
use pixel_forest::image::{ImageInfo, PixelType};
use pixel_forest::job::{BlockJob, Output, Request};
use pixel_forest::model::{Class, Model, Provenance, Recipe};
use pixel_forest::normalize::{ChannelRange, Normalization};
use pixel_forest::progress::Progress;
use pixel_forest::sample_image::sample_image;
use pixel_forest::settings::Resources;
use std::fmt::{Display, Formatter};
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, LazyLock};
use voxels::{SHAPE, of_sample, samples};

/// Sizes (z, y, x): one plane, and volumes.
const PLANES: [[usize; 3]; 3] = [[1, 1024, 1024], [1, 4096, 4096], [1, 8192, 16_384]];
const VOLUMES: [[usize; 3]; 3] = [[64, 128, 128], [64, 512, 512], [512, 512, 512]];

/// The sample image, which larger ones repeat.
static PIXELS: LazyLock<Vec<f32>> = LazyLock::new(|| {
    let sample = sample_image(3, SHAPE, &Progress::default()).expect("a sample image");
    sample.image.iter().map(|&v| f32::from(v)).collect()
});
static PLANE_SMALL: LazyLock<Arc<Model>> = LazyLock::new(|| model("2d", 500, 10));
static PLANE_DEFAULT: LazyLock<Arc<Model>> = LazyLock::new(|| model("2d", 5_000, 100));
static VOLUME_SMALL: LazyLock<Arc<Model>> = LazyLock::new(|| model("3d", 500, 10));
static VOLUME_DEFAULT: LazyLock<Arc<Model>> = LazyLock::new(|| model("3d", 5_000, 100));

/// Size and threads of a case.
#[derive(Clone, Copy)]
struct Case([usize; 3], usize);

impl Display for Case {
    fn fmt(&self, f: &mut Formatter) -> std::fmt::Result {
        let Case([z, y, x], threads) = self;
        write!(f, "{z} x {y} x {x}, {threads}")
    }
}

fn main() {
    divan::main();
}

/// Little work for the forest: that of the features shows.
#[divan::bench(args = cases(PLANES), sample_count = 3, sample_size = 1)]
fn plane_small_forest(bencher: Bencher, case: &Case) {
    bench(bencher, &PLANE_SMALL, case);
}

#[divan::bench(args = cases(PLANES), sample_count = 3, sample_size = 1)]
fn plane_default_forest(bencher: Bencher, case: &Case) {
    bench(bencher, &PLANE_DEFAULT, case);
}

#[divan::bench(args = cases(VOLUMES), sample_count = 3, sample_size = 1)]
fn volume_small_forest(bencher: Bencher, case: &Case) {
    bench(bencher, &VOLUME_SMALL, case);
}

#[divan::bench(args = cases(VOLUMES), sample_count = 3, sample_size = 1)]
fn volume_default_forest(bencher: Bencher, case: &Case) {
    bench(bencher, &VOLUME_DEFAULT, case);
}

fn cases(sizes: [[usize; 3]; 3]) -> Vec<Case> {
    sizes.into_iter().flat_map(|size| [Case(size, 1), Case(size, 2)]).collect()
}

/// A model of the default features.
fn model(dimensions: &str, rows: usize, trees: usize) -> Arc<Model> {
    let samples = samples(of_sample(1, SHAPE, dimensions).rows(rows));
    let (selection, _) = Selection::parse("default", dimensions, 1.0, SHAPE[0]).expect("the default");
    let parameters = Parameters { trees, ..Parameters::of(Kind::ExtraTrees) };
    let forest = Forest::train(&samples, 2, &parameters, &Progress::default()).expect("a forest");
    let class = |name: &str| Class { name: name.into(), color: 0 };
    let recipe = Recipe {
        channels: vec!["1".into()],
        normalization: Normalization::Image,
        training_ranges: vec![ChannelRange { low: 0.0, high: 1.0 }],
        selection,
    };
    let classes = vec![class("Background"), class("Nucleus")];
    Arc::new(Model { recipe, classes, forest, provenance: Provenance::default() })
}

fn bench(bencher: Bencher, model: &LazyLock<Arc<Model>>, &Case(shape, threads): &Case) {
    let image = ImageInfo {
        name: "sample".into(),
        frames: 1,
        channels: 1,
        shape,
        pixel_type: PixelType::Uint16,
        z_ratio: None,
    };
    let model = Arc::clone(model);
    LazyLock::force(&PIXELS);
    bencher.counter(ItemsCount::new(shape.iter().product::<usize>())).bench(|| {
        let resources = Resources { threads, memory: None };
        let settings = ClassifySettings { wanted: vec![Wanted::Probabilities], step: 1, resources };
        let job =
            Classification::new(Arc::clone(&model), image.clone(), None, None, settings).expect("a job");
        run(&job);
    });
}

/// Reads, computes and takes the results on three threads.
fn run(job: &dyn BlockJob) {
    let (read, blocks) = sync_channel::<(Request, Block)>(0);
    let (computed, outputs) = sync_channel::<Output>(0);
    std::thread::scope(|scope| {
        scope.spawn(move || {
            while let Some(request) = job.next().expect("no failure") {
                let mut block = job.block(&request).expect("memory");
                fill(&mut block);
                read.send((request, block)).expect("somebody computes");
            }
        });
        scope.spawn(move || {
            let mut plane = Vec::new();
            outputs.into_iter().for_each(|output| take(&output, &mut plane));
        });
        for (request, block) in blocks {
            if let Some(output) = job.process(&request, block).expect("no failure") {
                computed.send(output).expect("somebody takes it");
            }
        }
        drop(computed);
    });
}

/// Copies the sample image's rows, again and again.
fn fill(block: &mut Block) {
    let ([_, height, width], [z0, y0, x0]) = (block.region.size, block.region.origin);
    let rows = block.pixels.as_slice_mut().expect("blocks are contiguous").chunks_exact_mut(width);
    for (i, row) in rows.enumerate() {
        let (z, y) = ((z0 + i / height) % SHAPE[0], (y0 + i % height) % SHAPE[1]);
        let from = &PIXELS[(z * SHAPE[1] + y) * SHAPE[2]..][..SHAPE[2]];
        let mut at = 0;
        while at < width {
            let start = (x0 + at) % SHAPE[2];
            let n = (SHAPE[2] - start).min(width - at);
            row[at..at + n].copy_from_slice(&from[start..start + n]);
            at += n;
        }
    }
}

/// Copies the results plane by plane.
fn take(output: &Output, plane: &mut Vec<f32>) {
    for values in &output.values {
        if let pixel_forest::job::Values::Float(values) = values {
            let size = output.region.size[1] * output.region.size[2];
            for from in values.as_slice().expect("results are contiguous").chunks_exact(size) {
                plane.clear();
                plane.extend_from_slice(from);
            }
        }
    }
}
