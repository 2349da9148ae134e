//! Objects of a volume of touching nuclei: distance transform, components, and the whole chain.
//!
//! Beside others (benches/peers/run): `inputs` writes the volume; the others are timed by their names. `RAYON_NUM_THREADS` sets
//! the threads.

mod peers;

use divan::Bencher;
use divan::counter::ItemsCount;
use ndarray::Array3;
use pixel_forest::objects::{Connectivity, Recipe, distance, label};
use pixel_forest::progress::Progress;
use std::path::Path;

const SHAPE: [usize; 3] = [64, 512, 512];
const VOXELS: usize = SHAPE[0] * SHAPE[1] * SHAPE[2];
/// Centres lie on a grid of this step, moved at random; nuclei are balls of about this diameter, so that they touch.
const STEP: usize = 20;

fn main() {
    match peers::asked() {
        Some((folder, work)) => beside_peers(&folder, &work[0]),
        None => divan::main(),
    }
}

fn beside_peers(folder: &Path, work: &str) {
    let p = nuclei();
    let mask = p.mapv(|p| p > 0.5);
    let progress = Progress::default();
    let labelled = |connectivity| drop(label(mask.view(), connectivity, &progress).unwrap());
    match work {
        "inputs" => peers::write(&folder.join("nuclei.f32"), &p),
        "distance" => peers::seconds(work, || drop(distance(mask.view(), [1.0; 3], &progress).unwrap())),
        "label 26" => peers::seconds(work, || labelled(Connectivity::Full)),
        "label 6" => peers::seconds(work, || labelled(Connectivity::Faces)),
        "chain" => {
            peers::seconds(work, || drop(Recipe::default().objects(p.view(), None, &progress).unwrap()))
        }
        _ => panic!("unknown work {work:?}"),
    }
}

/// Probabilities of nuclei.
fn nuclei() -> Array3<f32> {
    let mut seed = 1u64;
    let mut random = move || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 40) as f64 / (1u64 << 24) as f64
    };
    let mut volume = Array3::from_elem(SHAPE, 0.05f32);
    let cells = SHAPE.map(|n| n / STEP + 1);
    for i in 0..cells.iter().product() {
        let cell = [i / (cells[1] * cells[2]), i / cells[2] % cells[1], i % cells[2]];
        let centre = cell.map(|c| (c as f64 + 0.25 + 0.5 * random()) * STEP as f64);
        let radius = (0.35 + 0.25 * random()) * STEP as f64;
        let range = |a: usize| {
            (centre[a] - radius).max(0.0) as usize..((centre[a] + radius) as usize + 1).min(SHAPE[a])
        };
        for z in range(0) {
            for y in range(1) {
                for x in range(2) {
                    let d = (z as f64 - centre[0]).powi(2)
                        + (y as f64 - centre[1]).powi(2)
                        + (x as f64 - centre[2]).powi(2);
                    if d < radius * radius {
                        volume[[z, y, x]] = 0.7 + 0.3 * (1.0 - d / (radius * radius)) as f32;
                    }
                }
            }
        }
    }
    volume
}

#[divan::bench(sample_count = 5)]
fn distance_transform(bencher: Bencher) {
    let mask = nuclei().mapv(|p| p > 0.5);
    bencher
        .counter(ItemsCount::new(VOXELS))
        .bench(|| distance(mask.view(), [1.0; 3], &Progress::default()).unwrap());
}

#[divan::bench(sample_count = 5)]
fn components(bencher: Bencher) {
    let mask = nuclei().mapv(|p| p > 0.5);
    bencher
        .counter(ItemsCount::new(VOXELS))
        .bench(|| label(mask.view(), Connectivity::Full, &Progress::default()).unwrap());
}

#[divan::bench(sample_count = 2)]
fn chain(bencher: Bencher) {
    bencher
        .counter(ItemsCount::new(VOXELS))
        .with_inputs(nuclei)
        .bench_values(|p| Recipe::default().objects(p.view(), None, &Progress::default()).unwrap());
}
