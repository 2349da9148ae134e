//! Prediction: the same bits as a plain walk, exact probabilities, wrong shapes.

mod forest_support;

use forest_support::{Layout, Random, clouds, plain_probabilities, plain_trees, predict_rows, train};
use ndarray::{Array2, ShapeBuilder, s};
use pixel_forest::filter::simd;
use pixel_forest::forest::{Forest, Kind, Parameters};
use proptest::prelude::*;

const ONE: u32 = 1 << 24;

/// Two classes, two features. Tree 0: `x0 < 0.5` gives class 0, else `x1 < -1` class 1, else a quarter of class 0. Tree 1
/// is a leaf with a third of class 0.
fn hand_made() -> Forest {
    let third = ONE / 3;
    let layout = Layout {
        class_count: 2,
        feature_count: 2,
        tree_sizes: vec![5, 1],
        splits: vec![1, 0, 2, 0, 0, 0],
        thresholds: vec![0.5, -1.0],
        leaves: vec![0, 1, 2, 3],
        distributions: vec![ONE, 0, 0, ONE, ONE / 4, ONE / 4 * 3, third, ONE - third],
    };
    layout.forest().expect("a valid forest")
}

#[test]
fn probabilities_are_integer_sums_divided_once() {
    let forest = hand_made();
    let nan = f32::NAN;
    let rows = [[0.49, 0.0], [0.5, -1.1], [0.5, -1.0], [nan, nan], [nan, -2.0], [f32::NEG_INFINITY, nan]];
    let p = predict_rows(&forest, Array2::from_shape_fn((6, 2), |(r, f)| rows[r][f]).view());
    let third = u64::from(ONE / 3);
    let expected = |first: u64| ((first + third) as f64 / (2.0 * f64::from(ONE))) as f32;
    let first = [u64::from(ONE), 0, u64::from(ONE / 4), u64::from(ONE / 4), 0, u64::from(ONE)];
    for (row, first) in first.into_iter().enumerate() {
        assert_eq!(p[[row, 0]].to_bits(), expected(first).to_bits(), "row {row}");
    }
    assert_eq!((forest.tree_count(), forest.node_count()), (2, 6));
    assert_eq!((forest.class_count(), forest.feature_count()), (2, 2));
}

#[test]
fn ten_thousand_trees_do_not_overflow() {
    let trees = 10_000;
    let layout = Layout {
        class_count: 2,
        feature_count: 1,
        tree_sizes: vec![1; trees],
        splits: vec![0; trees],
        thresholds: vec![],
        leaves: (0..trees as u32).map(|tree| u32::from(tree == 0)).collect(),
        distributions: vec![ONE, 0, 0, ONE],
    };
    let p = predict_rows(&layout.forest().expect("a forest"), Array2::zeros((1, 1)).view());
    assert_eq!(p.as_slice().expect("one row"), [0.9999, 0.0001]);
}

#[test]
fn shapes_that_do_not_fit_are_refused() {
    let forest = hand_made();
    let predict = |features: Array2<f32>, mut p: Array2<f32>| {
        forest.predict(features.view(), p.view_mut()).map_err(|e| e.to_string())
    };
    assert_eq!(predict(Array2::zeros((2, 5)), Array2::zeros((2, 5))), Ok(()));
    assert_eq!(predict(Array2::zeros((2, 0)), Array2::zeros((2, 0))), Ok(()));
    let why = predict(Array2::zeros((3, 5)), Array2::zeros((2, 5))).unwrap_err();
    assert!(why.contains("trained with 2 features, but 3 are given"), "{why}");
    let why = predict(Array2::zeros((2, 5)), Array2::zeros((3, 5))).unwrap_err();
    assert!(why.contains("2 classes and 5 samples do not fit"), "{why}");
    let why = predict(Array2::zeros((2, 5)), Array2::zeros((2, 4))).unwrap_err();
    assert!(why.contains("2 classes and 5 samples do not fit"), "{why}");
    let features = Array2::zeros((2, 6));
    for width in [0, 4, 7] {
        let why = forest.predict_tile(features.view(), width, Array2::zeros((2, 6)).view_mut()).unwrap_err();
        assert!(why.to_string().contains("6 samples are no whole number of rows"), "{why}");
    }
    let why = predict(Array2::zeros((2, 5).f()), Array2::zeros((2, 5))).unwrap_err();
    assert!(why.contains("contiguous rows"), "{why}");
}

#[test]
fn a_window_of_larger_planes_is_predicted_in_place() {
    let data = clouds(300, 5, 3, 2.0, 1);
    let forest = train(&data, 3, &Parameters::default()).expect("a forest");
    let planes = data.features.t().as_standard_layout().into_owned();
    let mut out = Array2::from_elem((3, 300), 7.0);
    forest.predict(planes.slice(s![.., 13..250]), out.slice_mut(s![.., 13..250])).expect("a window");
    let all = predict_rows(&forest, data.features.view());
    assert_eq!(out.slice(s![.., 13..250]), all.t().slice(s![.., 13..250]));
    assert!(out.slice(s![.., ..13]).iter().chain(out.slice(s![.., 250..])).all(|&v| v == 7.0));
}

/// Trees that no training would grow: some are one leaf, some a long chain, thresholds may be infinite.
fn random_forest(trees: usize, features: usize, classes: usize, pure: bool, random: &mut Random) -> Layout {
    let below = |random: &mut Random, n: usize| (random.unit() * n as f64) as usize;
    let mut distributions: Vec<u32> =
        (0..classes * classes).map(|i| if i / classes == i % classes { ONE } else { 0 }).collect();
    for _ in 0..if pure { 0 } else { 20 } {
        let mut left = ONE;
        for class in 0..classes {
            let share = if class + 1 == classes { left } else { below(random, left as usize / 2 + 1) as u32 };
            distributions.push(share);
            left -= share;
        }
    }
    let mut layout = Layout {
        class_count: classes as u32,
        feature_count: features as u32,
        tree_sizes: vec![],
        splits: vec![],
        thresholds: vec![],
        leaves: vec![],
        distributions,
    };
    for _ in 0..trees {
        let splits = [0, 1, 3, 20, 60][below(random, 5)];
        let chain = random.unit() < 0.2;
        let (mut open, mut done, mut size) = (1, 0, 0);
        while open > 0 {
            size += 1;
            open -= 1;
            if done < splits && (open == 0 || (!chain && random.unit() < 0.7)) {
                layout.splits.push(1 + below(random, features) as u32);
                layout.thresholds.push(special(random));
                (open, done) = (open + 2, done + 1);
            } else {
                layout.splits.push(0);
                let leaves = layout.distributions.len() / classes;
                layout.leaves.push(below(random, leaves) as u32);
            }
        }
        layout.tree_sizes.push(size);
    }
    layout
}

/// A value among few, some of them infinite or zeros of both signs.
fn special(random: &mut Random) -> f32 {
    let values = [f32::NEG_INFINITY, f32::INFINITY, 0.0, -0.0, f32::MIN_POSITIVE / 2.0, 1.0, -1.0];
    match values.get((random.unit() * 30.0) as usize) {
        Some(&value) => value,
        None => (random.normal() * 4.0).round() as f32 / 4.0,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_level_equals_the_plain_walk(
        seed in any::<u64>(),
        trees in prop_oneof![1usize..20, 1usize..200, 250usize..520],
        classes in prop_oneof![2usize..9, 2usize..=255],
        features in 1usize..40,
        pure in any::<bool>(),
        (width, rows) in (1usize..70, 1usize..14),
    ) {
        let mut random = Random::new(seed);
        let layout = random_forest(trees, features, classes, pure, &mut random);
        let forest = layout.forest().expect("a valid forest");
        let samples = Array2::from_shape_fn((features, width * rows), |_| {
            if random.unit() < 0.05 { f32::NAN } else { special(&mut random) }
        });
        let trees = plain_trees(&layout);
        let plain: Vec<Vec<f32>> = samples
            .columns()
            .into_iter()
            .map(|sample| plain_probabilities(&trees, classes, &sample.to_vec()))
            .collect();
        for level in simd::available() {
            for width in [width, width * rows] {
                let mut p = Array2::from_elem((classes, samples.ncols()), 7.0);
                forest.predict_with_level(level, samples.view(), width, p.view_mut()).expect("the shapes fit");
                for (p, plain) in p.columns().into_iter().zip(&plain) {
                    let equal = p.iter().zip(plain).all(|(a, b)| a.to_bits() == b.to_bits());
                    prop_assert!(equal, "{}: {p} {plain:?}", simd::name(level));
                }
            }
        }
    }

    #[test]
    fn prediction_equals_the_plain_walk(
        kind in prop::sample::select(vec![Kind::ExtraTrees, Kind::RandomForest]),
        seed in any::<u64>(),
        (rows, features, classes) in (12usize..200, 1usize..70, 2usize..6),
        (trees, leaf, distance) in (1usize..12, 1usize..5, 0.0..3.0f64),
        samples in 1usize..3000,
    ) {
        let data = clouds(rows, features, classes, distance, seed);
        let parameters = Parameters { trees, min_samples_leaf: leaf, seed, ..Parameters::of(kind) };
        let forest = train(&data, classes, &parameters).expect("a forest");
        let mut sample = clouds(samples, features, classes, distance, seed ^ 1).features;
        sample[[samples / 2, features / 2]] = f32::NAN;
        let trees = plain_trees(&Layout::of(&forest));
        let p = predict_rows(&forest, sample.view());
        for (row, p) in sample.outer_iter().zip(p.outer_iter()) {
            let plain = plain_probabilities(&trees, classes, &row.to_vec());
            prop_assert!(p.iter().zip(&plain).all(|(a, b)| a.to_bits() == b.to_bits()), "{p} {plain:?}");
            prop_assert!((p.sum() - 1.0).abs() < 1e-6);
        }
    }
}
