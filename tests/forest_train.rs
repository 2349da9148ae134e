//! Training: the same forest whatever the threads, every parameter, every refusal, cancellation.

mod forest_support;

use forest_support::{Layout, PlainNode, accuracy, clouds, plain_trees, predict_rows, samples, train};
use ndarray::{Array2, Axis, array};
use pixel_forest::error::Error;
use pixel_forest::forest::{Forest, Kind, Parameters};
use pixel_forest::progress::Progress;
use pixel_forest::sample::Samples;
use proptest::prelude::*;
use std::time::{Duration, Instant};

const KINDS: [Kind; 2] = [Kind::ExtraTrees, Kind::RandomForest];

/// A tree with the classes of the training rows (no bootstrap) that reach each leaf, checked by `check`.
fn visit_leaves(
    tree: &PlainNode,
    samples: &Samples,
    rows: &[usize],
    check: &mut dyn FnMut(&[u32], &[usize]),
) {
    match tree {
        PlainNode::Leaf { shares } => check(shares, rows),
        PlainNode::Split { feature, threshold, left, right } => {
            let goes_left = |row: &usize| samples.features[[*row, *feature]] < *threshold;
            let (l, r): (Vec<usize>, Vec<usize>) = rows.iter().partition(|&row| goes_left(row));
            visit_leaves(left, samples, &l, check);
            visit_leaves(right, samples, &r, check);
        }
    }
}

fn class_counts(samples: &Samples, rows: &[usize], classes: usize) -> Vec<usize> {
    (0..classes).map(|c| rows.iter().filter(|&&row| usize::from(samples.classes[row]) == c).count()).collect()
}

fn trees_of(forest: &Forest) -> Vec<PlainNode> {
    plain_trees(&Layout::of(forest))
}

#[test]
fn the_forest_does_not_depend_on_the_threads() {
    let data = clouds(400, 7, 3, 1.0, 3);
    for kind in KINDS {
        let parameters = Parameters { balance: true, max_samples: Some(100), ..Parameters::of(kind) };
        let with = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
            pool.install(|| train(&data, 3, &parameters).expect("a forest"))
        };
        let one = with(1);
        assert_eq!(one, with(2));
        assert_eq!(one, with(7));
        assert_ne!(one, train(&data, 3, &Parameters { seed: 2, ..parameters }).expect("a forest"));
    }
}

#[test]
fn the_first_trees_are_those_of_a_larger_forest() {
    let data = clouds(100, 4, 2, 1.0, 3);
    let few =
        Layout::of(&train(&data, 2, &Parameters { trees: 3, ..Parameters::default() }).expect("3 trees"));
    let many =
        Layout::of(&train(&data, 2, &Parameters { trees: 9, ..Parameters::default() }).expect("9 trees"));
    assert_eq!(few.tree_sizes, many.tree_sizes[..3]);
    assert_eq!(few.thresholds, many.thresholds[..few.thresholds.len()]);
}

#[test]
fn leaves_hold_the_shares_of_their_rows() {
    let data = clouds(300, 5, 3, 1.0, 5);
    for (leaf, balance) in [(1, false), (3, false), (20, true)] {
        let parameters = Parameters { min_samples_leaf: leaf, balance, ..Parameters::default() };
        for tree in trees_of(&train(&data, 3, &parameters).expect("a forest")) {
            visit_leaves(&tree, &data, &(0..300).collect::<Vec<_>>(), &mut |shares, rows| {
                assert!(rows.len() >= leaf, "{} rows in a leaf", rows.len());
                let counts = class_counts(&data, rows, 3);
                for class in 0..3 {
                    // The classes are equally large, so balance changes nothing.
                    let share = counts[class] as f64 / rows.len() as f64;
                    assert!((f64::from(shares[class]) / f64::from(1 << 24) - share).abs() < 1e-7);
                }
            });
        }
    }
}

#[test]
fn balance_weighs_rare_classes_up() {
    let all = clouds(600, 3, 2, 0.5, 6);
    // Class 1 keeps one row of ten.
    let rows: Vec<usize> = (0..600).filter(|row| row % 2 == 0 || row % 20 == 1).collect();
    let classes: Vec<u8> = rows.iter().map(|&row| all.classes[row]).collect();
    let data = samples(all.features.select(Axis(0), &rows), classes);
    let counts = data.counts(2);
    assert_eq!(counts, [300, 30]);
    for kind in KINDS {
        let parameters = Parameters { min_samples_leaf: 5, balance: true, ..Parameters::of(kind) };
        let mean = |parameters: &Parameters| {
            let forest = train(&data, 2, parameters).expect("a forest");
            predict_rows(&forest, all.features.view()).column(1).mean().expect("rows")
        };
        let plain = mean(&Parameters { balance: false, ..parameters });
        let balanced = mean(&parameters);
        assert!(plain < 0.15 && (2.0 * plain..0.6).contains(&balanced), "{kind:?}: {plain} {balanced}");
    }
    // Without a bootstrap: a leaf's shares are the counts over the sizes of the classes.
    let parameters = Parameters { balance: true, min_samples_leaf: 10, ..Parameters::default() };
    for tree in trees_of(&train(&data, 2, &parameters).expect("a forest")) {
        visit_leaves(&tree, &data, &(0..330).collect::<Vec<_>>(), &mut |shares, rows| {
            let weights: Vec<f64> = class_counts(&data, rows, 2)
                .iter()
                .zip(&counts)
                .map(|(&n, &all)| n as f64 / all as f64)
                .collect();
            let share = weights[1] / (weights[0] + weights[1]);
            assert!((f64::from(shares[1]) / f64::from(1 << 24) - share).abs() < 1e-7);
        });
    }
}

#[test]
fn max_samples_thins_large_classes_only() {
    // One feature, the row's number: the root's range shows which rows were taken.
    let classes: Vec<u8> = (0..500).map(|row| u8::from(row >= 480)).collect();
    let features = Array2::from_shape_fn((500, 1), |(row, _)| row as f32);
    let data = samples(features, classes);
    let parameters = Parameters {
        max_samples: Some(50),
        min_samples_leaf: 1,
        max_depth: Some(1),
        ..Parameters::default()
    };
    let seeds: Vec<Forest> =
        (0..4).map(|seed| train(&data, 2, &Parameters { seed, ..parameters }).expect("a forest")).collect();
    assert!(seeds.windows(2).all(|pair| pair[0] != pair[1]));
    // 50 rows of class 0 and all 20 of class 1: without a split the shares are 50 : 20.
    let stump = Parameters { min_samples_leaf: 36, ..parameters };
    let p = predict_rows(&train(&data, 2, &stump).expect("a leaf"), data.features.view());
    assert!(p.column(1).iter().all(|p| (p - 20.0 / 70.0).abs() < 1e-6), "{}", p[[0, 1]]);
    let more = Parameters { max_samples: Some(1000), ..parameters };
    let all = Parameters { max_samples: None, ..parameters };
    assert_eq!(train(&data, 2, &more).expect("a forest"), train(&data, 2, &all).expect("a forest"));
}

#[test]
fn max_depth_limits_the_splits_of_a_walk() {
    let data = clouds(300, 5, 3, 0.5, 8);
    for kind in KINDS {
        for depth in [1, 2, 5] {
            // A random threshold may leave too few rows on one side; with leaves of one row it never does.
            let parameters =
                Parameters { min_samples_leaf: 1, max_depth: Some(depth), ..Parameters::of(kind) };
            let trees = trees_of(&train(&data, 3, &parameters).expect("a forest"));
            assert!(trees.iter().all(|tree| tree.depth() == depth));
        }
    }
}

#[test]
fn random_forests_are_pure_and_split_midway() {
    let data = samples(array![[1.0], [2.0], [4.0], [8.0]], vec![0, 0, 1, 1]);
    let forest =
        train(&data, 2, &Parameters { trees: 200, ..Parameters::of(Kind::RandomForest) }).expect("a forest");
    let layout = Layout::of(&forest);
    // The bootstrap leaves out some rows: any midpoint of a row of class 0 and one of class 1.
    assert!(layout.thresholds.iter().all(|t| [2.5, 3.0, 4.5, 5.0].contains(t)), "{:?}", layout.thresholds);
    assert_eq!(layout.distributions.len(), 4, "only pure leaves");

    let data = clouds(400, 6, 3, 1.0, 9);
    let forest = train(&data, 3, &Parameters::of(Kind::RandomForest)).expect("a forest");
    assert_eq!(Layout::of(&forest).distributions.len(), 9, "only pure leaves");
    assert_eq!(accuracy(&predict_rows(&forest, data.features.view()), &data.classes), 1.0);
}

#[test]
fn a_random_forest_looks_further_until_a_feature_gains() {
    // One feature of a hundred separates the classes, each other one marks a single row: too small a leaf.
    let features = Array2::from_shape_fn((40, 100), |(row, feature)| {
        f32::from(u8::from(if feature == 77 { row % 2 == 0 } else { row == feature % 40 }))
    });
    let data = samples(features, (0..40).map(|row| (row % 2) as u8).collect());
    let parameters = Parameters { min_samples_leaf: 8, ..Parameters::of(Kind::RandomForest) };
    let layout = Layout::of(&train(&data, 2, &parameters).expect("a forest"));
    assert_eq!(layout.tree_sizes, [3; 100]);
    assert!(layout.splits.iter().all(|split| [0, 78].contains(split)));
}

#[test]
fn without_a_feature_that_varies_trees_are_leaves() {
    let data = samples(Array2::ones((10, 3)), vec![0, 0, 0, 0, 0, 0, 0, 1, 1, 1]);
    let forest = train(&data, 2, &Parameters::default()).expect("a forest");
    assert_eq!(forest.node_count(), 100);
    let p = predict_rows(&forest, data.features.view());
    assert!((p[[0, 1]] - 0.3).abs() < 1e-6);
}

#[test]
fn zero_and_minus_zero_are_the_same() {
    let data = samples(array![[0.0], [-0.0], [0.0], [-0.0]], vec![0, 1, 0, 1]);
    for kind in KINDS {
        let forest =
            train(&data, 2, &Parameters { min_samples_leaf: 1, ..Parameters::of(kind) }).expect("a forest");
        assert_eq!(forest.node_count(), 100);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Values as close as floats can be are still told apart.
    #[test]
    fn adjacent_floats_are_separated(value in any::<f32>(), seed in any::<u64>()) {
        prop_assume!(value.is_finite() && value.next_up().is_finite());
        let (low, high) = (value + 0.0, (value + 0.0).next_up());
        prop_assume!(low < high);
        let rows: Vec<f32> = (0..20).map(|row| if row % 2 == 0 { low } else { high }).collect();
        let data = samples(
            Array2::from_shape_vec((20, 1), rows).expect("a column"),
            (0..20).map(|row| row % 2).collect(),
        );
        for kind in KINDS {
            let forest = train(&data, 2, &Parameters { trees: 5, seed, ..Parameters::of(kind) }).expect("a forest");
            prop_assert_eq!(accuracy(&predict_rows(&forest, data.features.view()), &data.classes), 1.0);
        }
    }

    /// The largest range of floats does not overflow.
    #[test]
    fn the_widest_range_is_split(seed in any::<u64>()) {
        let data = samples(array![[f32::MIN], [f32::MAX], [f32::MIN], [f32::MAX]], vec![0, 1, 0, 1]);
        for kind in KINDS {
            let parameters = Parameters { min_samples_leaf: 1, seed, ..Parameters::of(kind) };
            let layout = Layout::of(&train(&data, 2, &parameters).expect("a forest"));
            prop_assert!(layout.thresholds.iter().all(|t| t.is_finite()));
        }
    }
}

#[test]
fn bad_input_is_refused_by_name() {
    let data = clouds(60, 4, 3, 1.0, 1);
    let refusal =
        |data: &Samples, classes: usize, parameters: Parameters| match train(data, classes, &parameters) {
            Err(Error::Invalid(why)) => why,
            other => panic!("not refused: {:?}", other.map(|forest| forest.node_count())),
        };
    let p = Parameters::default();
    let expect = |why: String, part: &str| assert!(why.contains(part), "{why}");
    expect(refusal(&data, 3, Parameters { trees: 0, ..p }), "trees must be 1 to 10000, not 0");
    expect(refusal(&data, 3, Parameters { trees: 10_001, ..p }), "trees must be 1 to 10000, not 10001");
    expect(refusal(&data, 3, Parameters { min_samples_leaf: 0, ..p }), "min_samples_leaf must be 1 or more");
    expect(refusal(&data, 3, Parameters { max_depth: Some(0), ..p }), "max_depth must be 1 or more");
    expect(refusal(&data, 3, Parameters { max_samples: Some(0), ..p }), "max_samples must be 1 or more");
    expect(refusal(&data, 1, p), "2 to 255 classes, not 1");
    expect(refusal(&data, 256, p), "2 to 255 classes, not 256");
    expect(refusal(&data, 2, p), "row 2 has class 3 of 2");
    expect(refusal(&data, 5, p), "class 4 has no labelled pixels");
    expect(refusal(&samples(Array2::zeros((0, 4)), vec![]), 2, p), "no labelled pixels");
    expect(refusal(&samples(Array2::zeros((3, 4)), vec![1; 3]), 2, p), "only class 2 has labelled pixels");
    expect(refusal(&samples(Array2::zeros((2, 0)), vec![0, 1]), 2, p), "no features");
    for bad in [f32::NAN, f32::INFINITY] {
        let mut data = data.clone();
        data.features[[7, 2]] = bad;
        expect(refusal(&data, 3, p), "feature 2 of row 7");
    }
    let mut short = data.clone();
    short.strokes.pop();
    expect(refusal(&short, 3, p), "do not match");
}

#[test]
fn progress_counts_trees() {
    let progress = Progress::default();
    Forest::train(
        &clouds(50, 3, 2, 1.0, 1),
        2,
        &Parameters { trees: 13, ..Parameters::default() },
        &progress,
    )
    .expect("a forest");
    assert_eq!(progress.state(), (13, 13));
}

#[test]
fn a_cancelled_training_stops_within_a_tree() {
    // One tree of noise takes seconds, so only a check inside it can stop in time.
    let data = clouds(60_000, 60, 2, 0.0, 1);
    for kind in KINDS {
        let parameters = Parameters { trees: 200, min_samples_leaf: 1, ..Parameters::of(kind) };
        let progress = Progress::default();
        std::thread::scope(|scope| {
            let work = scope.spawn(|| {
                let result = Forest::train(&data, 2, &parameters, &progress);
                (result, Instant::now())
            });
            std::thread::sleep(Duration::from_millis(150));
            progress.cancel();
            let cancelled = Instant::now();
            let (result, stopped) = work.join().expect("no panic");
            assert!(matches!(result, Err(Error::Cancelled)), "{kind:?}");
            let late = stopped.saturating_duration_since(cancelled);
            // 50 ms on a free machine; tests share theirs.
            println!("{kind:?}: {late:?} from cancelling to the end");
            assert!(late < Duration::from_millis(500), "{kind:?}: {late:?}");
        });
    }
    let progress = Progress::default();
    progress.cancel();
    let result = Forest::train(&clouds(50, 3, 2, 1.0, 1), 2, &Parameters::default(), &progress);
    assert!(matches!(result, Err(Error::Cancelled)));
}
