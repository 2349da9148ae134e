//! The forests against those of others: scikit-learn's golden figures (tests/golden/forest_scikit_learn.py), and
//! smartcore's, grown here.

mod forest_support;

use forest_support::{accuracy, predict_rows, samples, train};
use ndarray::{Array1, Array2, Axis, s};
use pixel_forest::forest::{Kind, Parameters, impurity_importance, out_of_bag};
use pixel_forest::progress::Progress;
use pixel_forest::sample::Samples;
use smartcore::ensemble::extra_trees_regressor::{ExtraTreesRegressor, ExtraTreesRegressorParameters};
use smartcore::ensemble::random_forest_classifier::{
    RandomForestClassifier, RandomForestClassifierParameters,
};
use smartcore::linalg::basic::matrix::DenseMatrix;
use std::collections::HashMap;

const SEEDS: u64 = 10;
const CLASSES: usize = 3;

/// Tables of the golden file by name.
fn golden() -> HashMap<&'static str, Array2<f64>> {
    let mut lines =
        include_str!("golden/forest_scikit_learn.txt").lines().filter(|line| !line.starts_with('#'));
    let mut tables = HashMap::new();
    while let Some(header) = lines.next() {
        let words: Vec<&str> = header.split(' ').collect();
        let (rows, columns): (usize, usize) =
            (words[1].parse().expect("rows"), words[2].parse().expect("columns"));
        let values = lines.by_ref().take(rows).flat_map(|line| line.split(' '));
        let values: Vec<f64> = values.map(|word| word.parse().expect("a number")).collect();
        tables.insert(words[0], Array2::from_shape_vec((rows, columns), values).expect("a table"));
    }
    tables
}

fn golden_samples(table: &Array2<f64>) -> Samples {
    let features = table.slice(s![.., 1..]).mapv(|v| v as f32);
    samples(features, table.column(0).iter().map(|&class| class as u8).collect())
}

/// Mean probability of each class among the rows of each true class: shape (true class, class).
fn class_means(probabilities: &Array2<f32>, classes: &[u8]) -> Array2<f64> {
    let mut means = Array2::zeros((CLASSES, CLASSES));
    for class in 0..CLASSES {
        let rows: Vec<usize> = (0..classes.len()).filter(|&row| usize::from(classes[row]) == class).collect();
        let of_class = probabilities.select(Axis(0), &rows).mapv(f64::from);
        means.row_mut(class).assign(&of_class.mean_axis(Axis(0)).expect("rows"));
    }
    means
}

fn assert_close(what: &str, ours: &Array2<f64>, theirs: &Array2<f64>, tolerance: f64) {
    let furthest = (ours - theirs).iter().fold(0.0f64, |most, d| most.max(d.abs()));
    assert!(furthest <= tolerance, "{what}: off by {furthest:.4}\n{ours:.4}\n{theirs:.4}");
}

#[test]
fn probabilities_agree_with_scikit_learn() {
    let golden = golden();
    let (train_rows, test_rows) = (golden_samples(&golden["train"]), golden_samples(&golden["test"]));
    let (extra, random) = (Parameters::of(Kind::ExtraTrees), Parameters::of(Kind::RandomForest));
    let cases = [
        ("extra", extra),
        ("extra_balanced", Parameters { balance: true, ..extra }),
        ("extra_shallow", Parameters { max_depth: Some(3), ..extra }),
        ("random", random),
        ("random_balanced", Parameters { balance: true, ..random }),
        ("random_leaf_5", Parameters { min_samples_leaf: 5, ..random }),
    ];
    for (name, parameters) in cases {
        let mut means = Array2::<f64>::zeros((CLASSES, CLASSES));
        let mut importance = Array1::<f64>::zeros(8);
        let (mut right, mut oob) = (0.0, 0.0);
        for seed in 0..SEEDS {
            let parameters = Parameters { seed, ..parameters };
            let progress = Progress::default();
            let forest = train(&train_rows, CLASSES, &parameters).expect("a forest");
            let p = predict_rows(&forest, test_rows.features.view());
            means += &class_means(&p, &test_rows.classes);
            right += accuracy(&p, &test_rows.classes);
            let shares = impurity_importance(&forest, &train_rows, &parameters, &progress).expect("shares");
            importance += &Array1::from(shares);
            let bag = out_of_bag(&forest, &train_rows, &parameters, &progress).expect("matching samples");
            oob += bag.map_or(f64::NAN, |bag| bag.error);
        }
        let n = SEEDS as f64;
        let (means, importance) = (means / n, (importance / n).insert_axis(Axis(0)));
        println!(
            "{name}: accuracy {:.4}, oob {:.4}, importance {importance:.3}\n{means:.4}",
            right / n,
            oob / n
        );
        let of = |figure: &str| &golden[format!("{name}_{figure}").as_str()];
        assert_close(&format!("{name} means"), &means, of("means"), 0.03);
        assert!((right / n - of("accuracy")[[0, 0]]).abs() < 0.02, "{name}: accuracy {}", right / n);
        assert_close(&format!("{name} importance"), &importance, of("importance"), 0.03);
        if parameters.kind == Kind::RandomForest {
            assert!((oob / n - of("oob")[[0, 0]]).abs() < 0.02, "{name}: out-of-bag error {}", oob / n);
        }
    }
}

fn dense(samples: &Samples) -> DenseMatrix<f32> {
    let rows: Vec<Vec<f32>> = samples.features.outer_iter().map(|row| row.to_vec()).collect();
    DenseMatrix::from_2d_vec(&rows).expect("a matrix")
}

/// Held-out accuracy of smartcore's random forest and of ours.
#[test]
fn accuracy_is_that_of_smartcore() {
    let golden = golden();
    let (train_rows, test_rows) = (golden_samples(&golden["train"]), golden_samples(&golden["test"]));
    let (x, test) = (dense(&train_rows), dense(&test_rows));
    let share_right = |predicted: &[u8]| {
        let right = predicted.iter().zip(&test_rows.classes).filter(|(a, b)| a == b).count();
        right as f64 / predicted.len() as f64
    };
    let ours = |kind, seed| {
        let parameters = Parameters { seed, ..Parameters::of(kind) };
        let forest = train(&train_rows, CLASSES, &parameters).expect("a forest");
        accuracy(&predict_rows(&forest, test_rows.features.view()), &test_rows.classes)
    };

    let random = |seed| {
        let parameters =
            RandomForestClassifierParameters::default().with_n_trees(100).with_m(3).with_seed(seed);
        let forest = RandomForestClassifier::fit(&x, &train_rows.classes, parameters).expect("a forest");
        share_right(&forest.predict(&test).expect("classes"))
    };
    // smartcore's extra-trees are regressors: one forest per class against the rest, the largest answer wins.
    let extra = |seed| {
        let answers: Vec<Vec<f32>> = (0..CLASSES)
            .map(|class| {
                let is_class = |&c: &u8| f32::from(u8::from(usize::from(c) == class));
                let y: Vec<f32> = train_rows.classes.iter().map(is_class).collect();
                let parameters = ExtraTreesRegressorParameters::default()
                    .with_n_trees(100)
                    .with_m(2)
                    .with_min_samples_leaf(3)
                    .with_seed(seed);
                let forest = ExtraTreesRegressor::fit(&x, &y, parameters).expect("a forest");
                forest.predict(&test).expect("answers")
            })
            .collect();
        let best = |row: usize| {
            (0..CLASSES).rev().max_by(|&a, &b| answers[a][row].total_cmp(&answers[b][row])).expect("classes")
                as u8
        };
        share_right(&(0..test_rows.classes.len()).map(best).collect::<Vec<u8>>())
    };
    let yardsticks: [(Kind, &dyn Fn(u64) -> f64); 2] =
        [(Kind::RandomForest, &random), (Kind::ExtraTrees, &extra)];
    for (kind, theirs) in yardsticks {
        let mean = |f: &dyn Fn(u64) -> f64| (1..=SEEDS).map(f).sum::<f64>() / SEEDS as f64;
        let (ours, theirs) = (mean(&|seed| ours(kind, seed)), mean(theirs));
        println!("{kind:?}: accuracy {ours:.4}, smartcore {theirs:.4}");
        assert!((ours - theirs).abs() <= 0.02, "{kind:?}: accuracy {ours:.4}, smartcore {theirs:.4}");
    }
}
