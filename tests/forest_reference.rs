//! Trained forests are those of a reference as simple as possible, node by node.

mod forest_support;
#[path = "reference/forest.rs"]
mod reference;

use forest_support::{Layout, Random, plain_trees, samples, train};
use ndarray::Array2;
use pixel_forest::forest::{Kind, Parameters};
use pixel_forest::sample::Samples;
use proptest::prelude::*;
use std::ops::Range;

/// Samples of some classes; the values of a feature are whole numbers (0 with both signs), few or many, or any numbers.
fn some_samples(rows: Range<usize>) -> impl Strategy<Value = (Samples, usize)> {
    let sizes = (2usize..6, rows, 1usize..30);
    (sizes, any::<u64>(), any::<bool>()).prop_map(|((classes, rows, features), seed, rare)| {
        let mut random = Random::new(seed);
        let mut below = |n: usize| (random.unit() * n as f64) as usize;
        let distinct: Vec<usize> = (0..features).map(|_| [1, 2, 3, 10, rows, 10_000][below(6)]).collect();
        let of_class = |row| if row < classes { row } else { below(if rare { 2 } else { classes }) };
        let classes_of: Vec<u8> = (0..rows).map(of_class).map(|class| class as u8).collect();
        let values = Array2::from_shape_fn((rows, features), |(row, feature)| {
            let n = distinct[feature];
            let class = usize::from(classes_of[row]) * n / 8;
            let value = (below(n) + class) as f32 - (n / 2) as f32;
            let value = if n == 10_000 { value / 7.0 } else { value };
            if value == 0.0 && below(2) == 0 { -0.0 } else { value }
        });
        (samples(values, classes_of), classes)
    })
}

fn some_parameters() -> impl Strategy<Value = Parameters> {
    let kind = prop_oneof![Just(Kind::ExtraTrees), Just(Kind::RandomForest)];
    let depth = prop_oneof![3 => Just(None), 1 => (1usize..5).prop_map(Some)];
    let thinned = prop_oneof![3 => Just(None), 1 => (1usize..20).prop_map(Some)];
    (kind, 1usize..6, depth, any::<bool>(), thinned, any::<u64>()).prop_map(
        |(kind, min_samples_leaf, max_depth, balance, max_samples, seed)| Parameters {
            kind,
            trees: 3,
            min_samples_leaf,
            max_depth,
            balance,
            max_samples,
            seed,
        },
    )
}

fn check(samples: &Samples, classes: usize, parameters: &Parameters) -> Result<(), TestCaseError> {
    let forest = train(samples, classes, parameters).expect("a forest");
    prop_assert_eq!(plain_trees(&Layout::of(&forest)), reference::trees(samples, classes, parameters));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn small_forests_are_the_reference_s((data, classes) in some_samples(5..70), parameters in some_parameters()) {
        check(&data, classes, &parameters)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// Large enough for everything that only large nodes, or small ones of many rows, do.
    #[test]
    fn large_forests_are_the_reference_s((data, classes) in some_samples(500..2000), parameters in some_parameters()) {
        check(&data, classes, &parameters)?;
    }
}

/// More rows than 16 bits can rank.
#[test]
fn forests_of_many_rows_are_the_reference_s() {
    let mut random = Random::new(5);
    let features = Array2::from_shape_fn((70_000, 4), |(row, feature)| {
        ((random.unit() * 12.0) as usize + row % 3 * feature) as f32
    });
    let data = samples(features, (0..70_000).map(|row| (row % 3) as u8).collect());
    for kind in [Kind::ExtraTrees, Kind::RandomForest] {
        let parameters = Parameters { trees: 2, max_depth: Some(6), ..Parameters::of(kind) };
        check(&data, 3, &parameters).expect("the same forest");
    }
}
