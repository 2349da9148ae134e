//! The figures of an evaluation, worked out by hand.

use ndarray::{Array3, ArrayView3, arr3, array};
use pixel_forest::quality::Evaluation;

fn evaluate(labels: ArrayView3<f32>, truth: ArrayView3<f32>) -> Evaluation {
    let mut evaluation = Evaluation::new(1, labels.dim().into(), false).unwrap();
    add(&mut evaluation, labels, truth);
    evaluation
}

/// Adds a frame.
fn add(evaluation: &mut Evaluation, labels: ArrayView3<f32>, truth: ArrayView3<f32>) {
    labels.outer_iter().zip(truth.outer_iter()).for_each(|(a, b)| evaluation.add(a, b).unwrap());
}

#[test]
fn figures_of_voxels_follow_their_definitions() {
    // TP 3, FP 1, FN 3; object 1 is covered by 2 of 3 voxels, object 2 by 1 of 2, object 7 by 0 of 1.
    let labels = arr3(&[[[9.0, 1.0, 0.0, 0.0], [0.0, 255.0, 3.0, 0.0]]]);
    let truth = arr3(&[[[1.0, 1.0, 1.0, 0.0], [2.0, 2.0, 0.0, 7.0]]]);
    let report = evaluate(labels.view(), truth.view()).report(0.5).unwrap();
    assert_eq!(report.dice, 6.0 / 10.0);
    assert_eq!(report.voxel_precision, 3.0 / 4.0);
    assert_eq!(report.voxel_recall, 3.0 / 6.0);
    assert_eq!(report.matching.truth, 3);
    assert_eq!(report.covered_objects, 2);
}

#[test]
fn objects_are_matched_one_to_one() {
    // 1 and 2 are found, 3 is cut into two, 4 and 5 are one, 6 is missed and 9 is nothing.
    let truth = arr3(&[[
        [1.0, 1.0, 1.0, 0.0, 2.0, 2.0, 2.0, 2.0, 0.0, 3.0, 3.0, 3.0, 3.0],
        [4.0, 4.0, 0.0, 5.0, 5.0, 0.0, 6.0, 6.0, 6.0, 6.0, 0.0, 0.0, 0.0],
    ]]);
    let labels = arr3(&[[
        [7.0, 7.0, 0.0, 0.0, 8.0, 8.0, 8.0, 8.0, 0.0, 1.0, 1.0, 2.0, 2.0],
        [3.0, 3.0, 3.0, 3.0, 3.0, 0.0, 6.0, 0.0, 0.0, 0.0, 0.0, 9.0, 9.0],
    ]]);
    let report = evaluate(labels.view(), truth.view()).report(0.5).unwrap();
    let matching = &report.matching;
    // 7 has 2 of 3 voxels, 8 all; either half of 3 has an intersection over union of one half, and the first is taken.
    let pairs: Vec<_> = matching.pairs.iter().map(|&((_, a), (_, b), iou)| (a, b, iou)).collect();
    assert_eq!(pairs, [(8, 2, 1.0), (7, 1, 2.0 / 3.0), (1, 3, 0.5)]);
    assert_eq!((matching.found, matching.truth), (7, 6));
    assert_eq!((matching.precision(), matching.recall(), matching.f1()), (3.0 / 7.0, 3.0 / 6.0, 6.0 / 13.0));
    assert_eq!(matching.mean_iou(), (1.0 + 2.0 / 3.0 + 0.5) / 3.0);
    assert_eq!((report.merged, report.split, report.covered_objects), (1, 1, 5));
    // At 0.5 three pairs of ten objects, at 0.55 to 0.65 two of eleven, above only one of twelve.
    assert!(
        (report.mean_average_precision - (3.0 / 10.0 + 3.0 * 2.0 / 11.0 + 6.0 / 12.0) / 10.0).abs() < 1e-12
    );
}

#[test]
fn objects_reach_over_slices() {
    let truth =
        Array3::from_shape_fn((4, 5, 6), |(z, _, x)| if x < 3 { 1.0 } else { f32::from(z > 1) * 2.0 });
    let report = evaluate(truth.view(), truth.view()).report(0.5).unwrap();
    assert_eq!((report.matching.truth, report.matching.pairs.len()), (2, 2));
    assert_eq!((report.dice, report.matching.mean_iou(), report.mean_average_precision), (1.0, 1.0, 1.0));
}

#[test]
fn the_objects_of_a_mask_are_its_components() {
    // Two patches that touch at a corner, and one apart.
    let mask = arr3(&[[[255.0, 255.0, 0.0, 0.0, 255.0], [0.0, 0.0, 255.0, 0.0, 255.0]]]);
    let truth = arr3(&[[[3.0, 3.0, 0.0, 0.0, 2.0], [0.0, 0.0, 9.0, 0.0, 2.0]]]);
    let report = evaluate(mask.view(), truth.view()).report(0.5).unwrap();
    assert_eq!((report.matching.found, report.matching.f1()), (3, 1.0));
}

#[test]
fn one_empty_side_counts_as_nothing_right() {
    let (empty, full) = (Array3::zeros((1, 2, 2)), Array3::ones((1, 2, 2)));
    let nothing_labelled = evaluate(empty.view(), full.view()).report(0.5).unwrap();
    let figures = |report: &pixel_forest::quality::Report| {
        [
            report.dice,
            report.voxel_precision,
            report.voxel_recall,
            report.matching.f1(),
            report.mean_average_precision,
        ]
    };
    assert_eq!(figures(&nothing_labelled), [0.0; 5]);
    assert_eq!((nothing_labelled.matching.truth, nothing_labelled.covered_objects), (1, 0));
    let nothing_true = evaluate(full.view(), empty.view()).report(0.5).unwrap();
    assert_eq!(figures(&nothing_true), [0.0; 5]);
    assert_eq!(nothing_true.matching.truth, 0);
}

#[test]
fn equal_labels_of_different_frames_are_different_objects() {
    // Object 1 is found in frame 0 and missed in frame 1; object 2 lies in two slices of frame 1.
    let mut evaluation = Evaluation::new(2, [2, 1, 2], false).unwrap();
    let one = array![[[1.0, 1.0]], [[0.0, 0.0]]];
    let two = array![[[1.0, 2.0]], [[0.0, 2.0]]];
    let found = array![[[0.0, 5.0]], [[0.0, 5.0]]];
    add(&mut evaluation, one.view(), one.view());
    add(&mut evaluation, found.view(), two.view());
    let report = evaluation.report(0.5).unwrap();
    assert_eq!((report.matching.truth, report.covered_objects, report.matching.pairs.len()), (3, 2, 2));
}

#[test]
fn what_cannot_be_compared_is_refused_with_its_place() {
    let mut evaluation = Evaluation::new(1, [2, 2, 2], false).unwrap();
    assert!(evaluation.report(0.5).unwrap_err().to_string().contains("nothing is labelled"));
    let (small, large) = (Array3::zeros((1, 2, 2)), Array3::zeros((1, 2, 3)));
    let [small, large] = [&small, &large].map(|slice| slice.index_axis(ndarray::Axis(0), 0));
    evaluation.add(small, small).unwrap();
    let text = evaluation.add(small, large).unwrap_err().to_string();
    assert!(text.contains("the truth have 3 x 2 pixels, not 2 x 2"), "{text}");
    for bad in [-1.0, 0.5, f32::NAN, f32::INFINITY, 16_777_218.0] {
        let values = array![[0.0, 1.0], [bad, 1.0]];
        for (labels, truth, name) in
            [(values.view(), small, "the labels hold"), (small, values.view(), "the truth hold")]
        {
            let text = evaluation.add(labels, truth).unwrap_err().to_string();
            assert!(text.contains(name) && text.contains("at x=0, y=1, slice 2;"), "{text}");
        }
    }
    evaluation.add(small, small).unwrap();
    assert!(evaluation.report(0.5).is_err(), "a refused slice must not count");
    assert!(evaluation.add(small, small).unwrap_err().to_string().contains("compared already"));
}

#[test]
fn places_are_those_that_imagej_shows() {
    let (bad, zero) = (array![[0.0, 0.5]], array![[0.0, 0.0]]);
    for (frames, depth, place) in [
        (1, 1, "at x=1, y=0;"),
        (1, 5, "at x=1, y=0, slice 4;"),
        (3, 1, "at x=1, y=0, frame 3;"),
        (3, 5, "at x=1, y=0, slice 4, frame 3;"),
    ] {
        let mut evaluation = Evaluation::new(frames, [depth, 1, 2], false).unwrap();
        let before = 2.min(frames - 1) * depth + 3.min(depth - 1);
        (0..before).for_each(|_| evaluation.add(zero.view(), zero.view()).unwrap());
        let text = evaluation.add(bad.view(), zero.view()).unwrap_err().to_string();
        assert!(text.contains(place), "{text}");
    }
}
