//! What judges a forest: out-of-bag and held-out error, importance of features.

mod forest_support;

use forest_support::{Random, clouds, train};
use ndarray::Array2;
use pixel_forest::error::{Error, Result};
use pixel_forest::forest::{
    Kind, OutOfBag, Parameters, impurity_importance, out_of_bag, permutation_importance,
};
use pixel_forest::progress::Progress;
use pixel_forest::sample::Samples;
use pixel_forest::validate::held_out_error;

const RANDOM: Kind = Kind::RandomForest;

fn bag(data: &Samples, classes: usize, parameters: &Parameters) -> OutOfBag {
    let forest = train(data, classes, parameters).expect("a forest");
    let bag = out_of_bag(&forest, data, parameters, &Progress::default());
    bag.expect("the same samples").expect("a random forest")
}

fn refused<T>(result: Result<T>, part: &str) {
    match result {
        Err(Error::Invalid(why)) => assert!(why.contains(part), "{why}"),
        _ => panic!("not refused: {part}"),
    }
}

#[test]
fn out_of_bag_is_chance_on_noise_and_nothing_on_separate_classes() {
    let noise = bag(&clouds(900, 6, 3, 0.0, 1), 3, &Parameters::of(RANDOM));
    assert!((noise.error - 2.0 / 3.0).abs() < 0.06, "{}", noise.error);
    let separate = bag(&clouds(900, 6, 3, 12.0, 1), 3, &Parameters::of(RANDOM));
    assert!(separate.error < 0.005, "{}", separate.error);
    assert_eq!(separate.probabilities.dim(), (900, 3));
    assert!(separate.probabilities.rows().into_iter().all(|row| (row.sum() - 1.0).abs() < 1e-6));
}

#[test]
fn out_of_bag_does_not_depend_on_the_threads() {
    let data = clouds(200, 4, 2, 1.0, 2);
    let parameters = Parameters { max_samples: Some(40), ..Parameters::of(RANDOM) };
    let with = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| bag(&data, 2, &parameters))
    };
    assert_eq!(with(1), with(2));
    assert_eq!(with(1), with(7));
}

#[test]
fn a_row_that_every_tree_saw_is_not_judged() {
    let one_tree = bag(&clouds(200, 3, 2, 1.0, 3), 2, &Parameters { trees: 1, ..Parameters::of(RANDOM) });
    let unjudged = one_tree.probabilities.column(0).iter().filter(|p| p.is_nan()).count();
    // A bootstrap sees 1 - 1/e of the rows.
    assert!((unjudged as f64 / 200.0 - 0.632).abs() < 0.08, "{unjudged}");
    assert!((0.0..=1.0).contains(&one_tree.error));
}

#[test]
fn extra_trees_have_no_bag() {
    let data = clouds(60, 3, 2, 1.0, 4);
    let forest = train(&data, 2, &Parameters::default()).expect("a forest");
    assert_eq!(
        out_of_bag(&forest, &data, &Parameters::default(), &Progress::default()).expect("no error"),
        None
    );
}

#[test]
fn a_forest_of_other_samples_is_refused() {
    let data = clouds(60, 3, 2, 1.0, 4);
    let parameters = Parameters::of(RANDOM);
    let forest = train(&data, 2, &parameters).expect("a forest");
    let progress = Progress::default();
    let fewer = Parameters { trees: 99, ..parameters };
    refused(
        out_of_bag(&forest, &data, &fewer, &progress),
        "100 trees and 3 features, but the training 99 and 3",
    );
    let wider = clouds(60, 4, 2, 1.0, 4);
    refused(impurity_importance(&forest, &wider, &parameters, &progress), "and 3 features, but the training");
    refused(permutation_importance(&forest, &wider, 1, &progress), "3 features, but 4");
    let none = Samples { features: Array2::zeros((0, 3)), ..Samples::default() };
    refused(permutation_importance(&forest, &none, 1, &progress), "no labelled pixels");
}

#[test]
fn importance_finds_the_features_that_matter() {
    // Features 0, 1 and 2 tell the classes apart, 3 to 7 are noise.
    let (data, other) = (clouds(600, 8, 3, 2.0, 5), clouds(600, 8, 3, 2.0, 6));
    for kind in [Kind::ExtraTrees, RANDOM] {
        let parameters = Parameters::of(kind);
        let forest = train(&data, 3, &parameters).expect("a forest");
        let progress = Progress::default();
        let impurity = impurity_importance(&forest, &data, &parameters, &progress).expect("shares");
        assert!((impurity.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        let permutation = permutation_importance(&forest, &other, 1, &progress).expect("differences");
        println!("{kind:?}: {impurity:.3?} {permutation:.3?}");
        assert!(
            impurity[..3].iter().all(|share| *share > 0.15) && impurity[3..].iter().all(|share| *share < 0.1)
        );
        assert!(
            permutation[..3].iter().all(|d| *d > 0.05) && permutation[3..].iter().all(|d| d.abs() < 0.02)
        );
        assert_eq!(permutation, permutation_importance(&forest, &other, 1, &progress).expect("differences"));
        assert_ne!(permutation, permutation_importance(&forest, &other, 2, &progress).expect("differences"));
    }
}

/// `strokes` strokes a class of 20 near-copies each, the strokes themselves pure noise: nothing can be learnt but the
/// strokes by heart.
fn copied_strokes(strokes: usize, classes: usize) -> Samples {
    let mut random = Random::new(7);
    let mut data = clouds(strokes * classes * 20, 6, classes, 0.0, 8);
    for (row, mut values) in data.features.outer_iter_mut().enumerate() {
        data.strokes[row] = (row / 20) as u32;
        data.classes[row] = (row / 20 % classes) as u8;
        let mut stroke = Random::new(1000 + row as u64 / 20);
        values.mapv_inplace(|_| (stroke.normal() + 0.01 * random.normal()) as f32);
    }
    data
}

#[test]
fn held_out_error_is_not_flattered_by_near_copies() {
    let data = copied_strokes(10, 2);
    let parameters = Parameters::of(RANDOM);
    let out_of_bag = bag(&data, 2, &parameters).error;
    let progress = Progress::default();
    let held_out = held_out_error(&data, 2, &parameters, 5, &progress).expect("no error").expect("groups");
    println!("out of bag {out_of_bag:.3}, held out {held_out:?}");
    assert!(out_of_bag < 0.01 && held_out.error > 0.3);
    assert_eq!(held_out.groups, 5);
    assert_eq!(progress.state(), (500, 500));
    let mean = held_out.class_errors.iter().sum::<f64>() / 2.0;
    assert_eq!(held_out.balanced_error, mean);
    assert!((held_out.error - mean).abs() < 1e-12, "the classes are equally large");
    let again = held_out_error(&data, 2, &parameters, 5, &Progress::default()).expect("no error");
    assert_eq!(again, Some(held_out));
}

#[test]
fn held_out_error_is_low_where_strokes_agree() {
    for kind in [Kind::ExtraTrees, RANDOM] {
        let mut data = clouds(600, 4, 3, 8.0, 9);
        data.strokes.iter_mut().for_each(|stroke| *stroke /= 60);
        let held_out = held_out_error(&data, 3, &Parameters::of(kind), 5, &Progress::default());
        assert!(held_out.expect("no error").expect("groups").error < 0.01);
    }
}

#[test]
fn there_are_as_many_groups_as_the_class_with_fewest_strokes_has() {
    let parameters = Parameters { trees: 5, ..Parameters::default() };
    let held_out =
        |data: &Samples, groups| held_out_error(data, 2, &parameters, groups, &Progress::default());
    let mut data = copied_strokes(4, 2);
    assert_eq!(held_out(&data, 9).expect("no error").expect("groups").groups, 4);
    assert_eq!(held_out(&data, 3).expect("no error").expect("groups").groups, 3);
    refused(held_out(&data, 1), "2 groups or more, not 1");
    for row in 0..data.strokes.len() {
        if data.classes[row] == 1 {
            data.strokes[row] = 99;
        }
    }
    assert_eq!(held_out(&data, 5).expect("no error"), None);
    data.classes.fill(0);
    refused(held_out(&data, 5), "only class 1");
}

#[test]
fn judging_can_be_cancelled() {
    let data = clouds(60, 3, 2, 1.0, 4);
    let parameters = Parameters::of(RANDOM);
    let forest = train(&data, 2, &parameters).expect("a forest");
    let progress = Progress::default();
    progress.cancel();
    assert!(matches!(out_of_bag(&forest, &data, &parameters, &progress), Err(Error::Cancelled)));
    assert!(matches!(impurity_importance(&forest, &data, &parameters, &progress), Err(Error::Cancelled)));
    assert!(matches!(permutation_importance(&forest, &data, 1, &progress), Err(Error::Cancelled)));
    assert!(matches!(held_out_error(&data, 2, &parameters, 5, &progress), Err(Error::Cancelled)));
}
