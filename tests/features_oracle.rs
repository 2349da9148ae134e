//! The bank equals ilastik's features, as its numpy oracle gives them: tests/golden/features_*.txt.

#[path = "reference/features.rs"]
mod reference;

use ndarray::Array4;
use pixel_forest::feature::{Cell, Dimensions, Feature, Selection};
use pixel_forest::filter::simd;
use std::path::{Path, PathBuf};

/// A channel of a golden file.
struct Channel {
    cell: Cell,
    range: f64,
    values: Vec<f64>,
}

/// The test data's folder: PIXEL_FOREST_DATA, else beside the crate.
fn data() -> PathBuf {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    std::env::var_os("PIXEL_FOREST_DATA").map_or(beside, PathBuf::from)
}

/// As in make_features.py.
fn generated(kind: &str, [depth, height, width]: [usize; 3]) -> Vec<f32> {
    let in_box = |i: usize, n: usize| (n / 3..n - n / 3).contains(&i);
    let mut state = 1u32;
    let mut pixels = Vec::new();
    for z in 0..depth {
        for y in 0..height {
            for x in 0..width {
                state = state.wrapping_mul(1664525).wrapping_add(1013904223);
                let noise = f64::from(state >> 8) / f64::from(1 << 24);
                let inside = f64::from(u8::from(in_box(z, depth) && in_box(y, height) && in_box(x, width)));
                pixels.push(match kind {
                    "8bit" => (noise * 128.0 + inside * 100.0).floor(),
                    "16bit" => (30000.0 + noise * 1000.0 + inside * 500.0).floor(),
                    _ => noise * 2.0 - 1.0,
                } as f32);
            }
        }
    }
    pixels
}

fn numbers<T: std::str::FromStr>(text: &str) -> Vec<T> {
    text.split_whitespace().map(|word| word.parse().ok().unwrap()).collect()
}

/// Samples of a dense uint8 .npy file of this many.
fn npy(path: &Path, samples: usize) -> Option<Vec<f32>> {
    let bytes = std::fs::read(path).ok()?;
    Some(bytes[bytes.len() - samples..].iter().map(|&v| f32::from(v)).collect())
}

fn check(case: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/golden/features_{case}.txt"));
    let text = std::fs::read_to_string(path).unwrap();
    let mut lines = text.lines().skip(1);
    let source: Vec<_> = lines.next().unwrap().split(' ').skip(1).collect();
    let shape: [usize; 3] = numbers(&lines.next().unwrap()["shape ".len()..]).try_into().unwrap();
    let pixels = match source[..] {
        ["generated", kind] => generated(kind, shape),
        ["pixels"] => (0..shape[0] * shape[1]).flat_map(|_| numbers::<f32>(lines.next().unwrap())).collect(),
        ["npy", file] => match npy(&data().join(file), shape.iter().product()) {
            Some(pixels) => pixels,
            None => return println!("skipped: {} not present", data().join(file).display()),
        },
        _ => panic!("{source:?}"),
    };
    let points: Vec<usize> = numbers(&lines.next().unwrap()["points ".len()..]);
    let channels: Vec<Channel> = lines.map(channel).collect();
    let cells = channels.iter().map(|channel| channel.cell).collect();
    let selection = Selection::new(cells, 1.0).unwrap();
    assert_eq!(selection.channel_count(1), channels.len());

    let largest = pixels.iter().fold(0.0f32, |m, v| m.max(v.abs()));
    let image = Array4::from_shape_vec((1, shape[0], shape[1], shape[2]), pixels).unwrap();
    for level in simd::available() {
        let found =
            reference::bank_features(&image, &selection, pixel_forest::block::Region::whole(shape), level);
        let mut worst = 0.0f64;
        for (found, channel) in found.outer_iter().zip(&channels) {
            let found = found.as_slice().unwrap();
            let tolerance = reference::tolerance(channel.range, f64::from(largest));
            for (&point, &value) in points.iter().zip(&channel.values) {
                let difference = (f64::from(found[point]) - value).abs() / tolerance;
                let (cell, level) = (&channel.cell, simd::name(level));
                assert!(difference <= 1.0, "{case} {level} {cell:?}: {} is not {value}", found[point]);
                worst = worst.max(difference);
            }
        }
        println!("{case} {}: worst difference {worst:.3} of the tolerance", simd::name(level));
    }
}

/// feature sigma dimensions eigenvalue minimum maximum values..
fn channel(line: &str) -> Channel {
    let words: Vec<_> = line.splitn(5, ' ').collect();
    let feature = Feature::ALL.into_iter().find(|feature| feature.name() == words[0]).unwrap();
    let dimensions = if words[2] == "2d" { Dimensions::Two } else { Dimensions::Three };
    let values: Vec<f64> = numbers(words[4]);
    Channel {
        cell: Cell { feature, sigma: words[1].parse().unwrap(), dimensions },
        range: values[1] - values[0],
        values: values[2..].to_vec(),
    }
}

#[test]
fn planes() {
    check("plane_8bit");
    check("plane_16bit");
    check("plane_float");
}

#[test]
fn volumes() {
    check("volume_8bit");
    check("volume_16bit");
    check("volume_float");
}

#[test]
fn volumes_slice_by_slice() {
    check("slices_16bit");
    check("mixed_8bit");
}

#[test]
fn inputs_of_ilastik() {
    check("ilastik_2d");
    check("ilastik_3d");
}
