//! The sample image: the same everywhere, honest, and as crowded as it says.

use ndarray::{Array3, ArrayView3, s};
use pixel_forest::error::{Error, Result};
use pixel_forest::progress::Progress;
use pixel_forest::sample_image::{SampleImage, SampleStroke, sample_image};
use std::collections::BTreeSet;
use std::thread;
use std::time::{Duration, Instant};

fn sample(seed: u64, shape: [usize; 3]) -> Result<SampleImage> {
    sample_image(seed, shape, &Progress::default())
}

fn small(seed: u64) -> SampleImage {
    sample(seed, [24, 128, 128]).unwrap()
}

fn checksum(values: ArrayView3<u16>) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    values.iter().for_each(|v| hasher.update(&v.to_le_bytes()));
    hasher.finalize()
}

/// Pixels (y, x) whose centres lie under the stroke's line.
fn pixels(stroke: &SampleStroke, height: usize, width: usize) -> BTreeSet<(usize, usize)> {
    let mut pixels = BTreeSet::new();
    for pair in stroke.points.windows(2) {
        for step in 0..=8 {
            let t = f64::from(step) / 8.0;
            let [cx, cy] = [0, 1].map(|i| pair[0][i] * (1.0 - t) + pair[1][i] * t);
            for y in 0..height {
                for x in 0..width {
                    let (dx, dy) = (x as f64 - cx, y as f64 - cy);
                    if dx * dx + dy * dy <= stroke.width * stroke.width / 4.0 {
                        pixels.insert((y, x));
                    }
                }
            }
        }
    }
    pixels
}

/// The checksums were made by this code on x86-64 Linux; every other platform must give the same.
#[test]
fn a_seed_gives_the_same_numbers_everywhere() {
    let sample = small(1);
    let points: f64 = sample.strokes.iter().flat_map(|s| s.points.iter().flatten()).sum();
    assert_eq!(
        (checksum(sample.truth.view()), checksum(sample.image.view()), points),
        (485_914_571, 1_238_477_454, 36_507.0)
    );
}

#[test]
fn threads_do_not_matter_and_seeds_do() {
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap().install(|| small(5));
    let five = rayon::ThreadPoolBuilder::new().num_threads(5).build().unwrap().install(|| small(5));
    assert!(one == five);
    assert!(one.image != small(6).image && one.truth != small(6).truth);
}

#[test]
fn nuclei_are_numbered_without_gaps_and_touch() {
    let sample = small(2);
    let labels: BTreeSet<u16> = sample.truth.iter().copied().collect();
    let highest = *labels.last().unwrap();
    assert_eq!(labels, (0..=highest).collect());
    assert!(highest > 20, "{highest} nuclei");
    let mut touching = BTreeSet::new();
    for row in sample.truth.rows() {
        for pair in row.windows(2).into_iter().filter(|p| p[0] != p[1] && p[0] > 0 && p[1] > 0) {
            touching.extend(pair.iter().copied());
        }
    }
    assert!(2 * touching.len() > highest as usize, "{} of {highest} nuclei touch another", touching.len());
}

#[test]
fn strokes_lie_in_their_class_on_a_few_slices() {
    for seed in 1..4 {
        let sample = small(seed);
        let (_, height, width) = sample.truth.dim();
        for class in 0..2 {
            let strokes: Vec<_> = sample.strokes.iter().filter(|s| s.class == class).collect();
            assert_eq!(strokes.len(), 10);
            for stroke in strokes {
                let length: f64 =
                    stroke.points.windows(2).map(|p| (p[1][0] - p[0][0]).hypot(p[1][1] - p[0][1])).sum();
                assert!((14.0..=42.0).contains(&length), "length {length}");
                assert!((2.0..=4.0).contains(&stroke.width));
                let labels: BTreeSet<u16> = pixels(stroke, height, width)
                    .into_iter()
                    .map(|(y, x)| sample.truth[[stroke.z, y, x]])
                    .collect();
                assert_eq!(labels.len(), 1, "seed {seed}: a stroke of class {class} crosses {labels:?}");
                assert_eq!(labels.contains(&0), class == 0);
            }
        }
        let slices: BTreeSet<usize> = sample.strokes.iter().map(|s| s.z).collect();
        assert!((3..=8).contains(&slices.len()), "strokes on {} slices", slices.len());
    }
}

/// Mean of the voxels whose truth `keep` accepts.
fn mean(image: ArrayView3<u16>, truth: ArrayView3<u16>, keep: impl Fn(u16) -> bool) -> f64 {
    let (mut sum, mut n) = (0.0, 0.0);
    for (&v, _) in image.iter().zip(truth).filter(|&(_, &t)| keep(t)) {
        sum += f64::from(v);
        n += 1.0;
    }
    sum / n
}

#[test]
fn nuclei_shine_dim_with_depth_and_vary() {
    let sample = sample(1, [48, 128, 128]).unwrap();
    let slab =
        |from, to| (sample.image.slice(s![from..to, .., ..]), sample.truth.slice(s![from..to, .., ..]));
    let ((top, top_truth), (bottom, bottom_truth)) = (slab(4, 14), slab(34, 44));
    assert!(mean(top, top_truth, |t| t > 0) > 1.5 * mean(top, top_truth, |t| t == 0));
    assert!(mean(top, top_truth, |t| t > 0) > 1.3 * mean(bottom, bottom_truth, |t| t > 0));
    let highest = sample.truth.iter().copied().max().unwrap();
    let mut means: Vec<f64> =
        (1..=highest).map(|n| mean(top, top_truth, |t| t == n)).filter(|m| m.is_finite()).collect();
    means.sort_by(f64::total_cmp);
    assert!(means[means.len() - 1] > 2.0 * means[0], "from {} to {}", means[0], means[means.len() - 1]);
}

#[test]
fn any_size_from_a_slice_to_a_large_block_works_and_others_are_refused() {
    for shape in [[1, 64, 64], [3, 65, 200], [8, 300, 64], [70, 64, 64]] {
        let sample = sample(9, shape).unwrap_or_else(|e| panic!("{shape:?}: {e}"));
        assert_eq!(sample.image.shape(), shape);
        assert_eq!(sample.strokes.len(), 20, "{shape:?}");
    }
    for shape in [[0, 64, 64], [4, 63, 64], [4, 64, 0], [usize::MAX, 64, 64], [1 << 20, 1 << 10, 1 << 10]] {
        let text = sample(1, shape).unwrap_err().to_string();
        assert!(text.contains("use at"), "{text}");
    }
}

/// One slice of 64 million pixels: few voxels, but more nuclei than 16 bits number.
#[test]
fn more_nuclei_than_the_truth_can_number_are_refused_before_anything_is_drawn() {
    let progress = Progress::default();
    let text = sample_image(1, [1, 8000, 8000], &progress).unwrap_err().to_string();
    assert!(text.contains("8000 x 8000 x 1") && text.contains("use at most 7000 x 7000"), "{text}");
    assert_eq!(progress.state().0, 0);
}

#[test]
fn progress_ends_where_it_said() {
    let progress = Progress::default();
    sample_image(1, [4, 64, 80], &progress).unwrap();
    let (done, total) = progress.state();
    assert_eq!(done, total);
    assert!(done > 0);
}

/// At once, early and late; a slice alone would take seconds.
#[test]
fn a_cancel_is_answered_soon_wherever_it_comes() {
    for part in [0.0, 0.1, 0.4, 0.5, 0.6, 0.95] {
        let progress = Progress::default();
        let cancelled = thread::scope(|scope| {
            let work = scope.spawn(|| sample_image(1, [2, 2048, 2048], &progress));
            while progress.state().1 == 0 || (progress.state().0 as f64) < part * progress.state().1 as f64 {
                thread::sleep(Duration::from_millis(1));
            }
            progress.cancel();
            let cancelled = Instant::now();
            assert!(matches!(work.join().unwrap(), Err(Error::Cancelled)), "at {part}");
            cancelled.elapsed()
        });
        assert!(cancelled < Duration::from_millis(500), "at {part}: after {cancelled:?}");
        println!("at {part}: {cancelled:?}");
    }
}

/// The threshold that separates two classes of values best (Otsu 1979), over the histogram of the whole volume.
fn otsu(image: &Array3<u16>) -> u16 {
    let mut histogram = vec![0.0f64; 65536];
    image.iter().for_each(|&v| histogram[v as usize] += 1.0);
    let total: f64 = image.len() as f64;
    let sum: f64 = histogram.iter().enumerate().map(|(v, n)| v as f64 * n).sum();
    let (mut below, mut sum_below, mut best) = (0.0, 0.0, (0.0, 0));
    for (v, n) in histogram.iter().enumerate() {
        below += n;
        sum_below += v as f64 * n;
        let apart = sum_below / below - (sum - sum_below) / (total - below);
        let between = below * (total - below) * apart * apart;
        if between > best.0 {
            best = (between, v as u16);
        }
    }
    best.1
}

/// A global threshold must meet here what it meets in real tissue: nuclei too dim for it, gaps too bright.
#[test]
fn a_global_threshold_loses_dim_nuclei() {
    let sample = sample(1, [48, 256, 256]).unwrap();
    let threshold = otsu(&sample.image);
    let mask = sample.image.mapv(|v| f32::from(u8::from(v > threshold)));
    let truth = sample.truth.mapv(f32::from);
    let mut evaluation = pixel_forest::quality::Evaluation::new(1, [48, 256, 256], false).unwrap();
    for (mask, truth) in mask.outer_iter().zip(truth.outer_iter()) {
        evaluation.add(mask, truth).unwrap();
    }
    let report = evaluation.report(0.5).unwrap();
    println!("{report:?}");
    assert!(report.covered_objects < report.matching.truth * 9 / 10, "{report:?}");
    assert!((0.4..0.9).contains(&report.dice), "{report:?}");
}
