//! Prediction: the same bits as a plain walk, exact probabilities, wrong shapes.

mod forest_support;

use forest_support::{Layout, clouds, plain_probabilities, plain_trees, predict_rows, train};
use ndarray::{Array2, ShapeBuilder, s};
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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

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
