//! The figures of an evaluation, worked out by hand.

use ndarray::{Array3, ArrayView3, arr3, array};
use pixel_forest::quality::Evaluation;

fn evaluate(labels: ArrayView3<f32>, truth: ArrayView3<f32>) -> Evaluation {
    let mut evaluation = Evaluation::new(1, labels.dim().0);
    evaluation.add(0, 0, labels, truth).unwrap();
    evaluation
}

#[test]
fn figures_follow_their_definitions() {
    // TP 3, FP 1, FN 3; object 1 is covered by 2 of 3 voxels, object 2 by 1 of 2, object 7 by 0 of 1.
    let labels = arr3(&[[[9.0, 1.0, 0.0, 0.0], [0.0, 255.0, 3.0, 0.0]]]);
    let truth = arr3(&[[[1.0, 1.0, 1.0, 0.0], [2.0, 2.0, 0.0, 7.0]]]);
    let report = evaluate(labels.view(), truth.view()).report().unwrap();
    assert_eq!(report.dice, 6.0 / 10.0);
    assert_eq!(report.precision, 3.0 / 4.0);
    assert_eq!(report.recall, 3.0 / 6.0);
    assert_eq!(report.truth_objects, 3);
    assert_eq!(report.found_objects, 2);
}

#[test]
fn slices_add_up_to_the_volume() {
    let labels = Array3::from_shape_fn((4, 5, 6), |(z, y, x)| ((z * 7 + y * 3 + x) % 4) as f32);
    let truth = Array3::from_shape_fn((4, 5, 6), |(z, y, x)| ((z + y * 5 + x * 2) % 3) as f32);
    let mut by_slice = Evaluation::new(1, 4);
    for z in 0..4 {
        let slice = ndarray::s![z..z + 1, .., ..];
        by_slice.add(0, z, labels.slice(slice), truth.slice(slice)).unwrap();
    }
    assert_eq!(by_slice.report().unwrap(), evaluate(labels.view(), truth.view()).report().unwrap());
}

#[test]
fn one_empty_side_counts_as_nothing_right() {
    let (empty, full) = (Array3::zeros((1, 2, 2)), Array3::ones((1, 2, 2)));
    let nothing_labelled = evaluate(empty.view(), full.view()).report().unwrap();
    assert_eq!((nothing_labelled.dice, nothing_labelled.precision, nothing_labelled.recall), (0.0, 0.0, 0.0));
    assert_eq!((nothing_labelled.truth_objects, nothing_labelled.found_objects), (1, 0));
    let nothing_true = evaluate(full.view(), empty.view()).report().unwrap();
    assert_eq!((nothing_true.dice, nothing_true.precision, nothing_true.recall), (0.0, 0.0, 0.0));
    assert_eq!(nothing_true.truth_objects, 0);
}

#[test]
fn equal_labels_of_different_frames_are_different_objects() {
    // Object 1 is found in frame 0 and missed in frame 1; object 2 lies in two slices of frame 1.
    let mut evaluation = Evaluation::new(2, 2);
    let (full, empty) = (array![[[1.0, 1.0]]], array![[[0.0, 0.0]]]);
    evaluation.add(0, 0, full.view(), array![[[1.0, 1.0]]].view()).unwrap();
    evaluation.add(1, 0, empty.view(), array![[[1.0, 1.0]]].view()).unwrap();
    evaluation.add(1, 1, full.view(), array![[[2.0, 2.0]]].view()).unwrap();
    evaluation.add(1, 0, empty.view(), array![[[2.0, 2.0]]].view()).unwrap();
    let report = evaluation.report().unwrap();
    assert_eq!((report.truth_objects, report.found_objects), (3, 2));
}

#[test]
fn what_cannot_be_compared_is_refused_with_its_place() {
    let mut evaluation = Evaluation::new(1, 2);
    assert!(evaluation.report().unwrap_err().to_string().contains("nothing is labelled"));
    let (small, large) = (Array3::zeros((1, 2, 2)), Array3::zeros((1, 2, 3)));
    evaluation.add(0, 0, small.view(), small.view()).unwrap();
    assert!(evaluation.report().unwrap_err().to_string().contains("nothing is labelled"));
    let text = evaluation.add(0, 1, small.view(), large.view()).unwrap_err().to_string();
    assert!(text.contains("2 x 2 x 1") && text.contains("3 x 2 x 1"), "{text}");
    for bad in [-1.0, 0.5, f32::NAN, f32::INFINITY, 16_777_218.0] {
        let values = array![[[0.0, 1.0], [bad, 1.0]]];
        for (labels, truth, name) in
            [(&values, &small, "the labels hold"), (&small, &values, "the truth hold")]
        {
            let text = evaluation.add(0, 1, labels.view(), truth.view()).unwrap_err().to_string();
            assert!(text.contains(name) && text.contains("at x=0, y=1, slice 2;"), "{text}");
        }
    }
    assert!(evaluation.report().is_err(), "a refused slice must not count");
}

#[test]
fn places_are_those_that_imagej_shows() {
    let (bad, zero) = (array![[[0.0, 0.5]]], Array3::zeros((1, 1, 2)));
    for (frames, depth, place) in [
        (1, 1, "at x=1, y=0;"),
        (1, 5, "at x=1, y=0, slice 4;"),
        (3, 1, "at x=1, y=0, frame 3;"),
        (3, 5, "at x=1, y=0, slice 4, frame 3;"),
    ] {
        let (frame, z) = (2.min(frames - 1), 3.min(depth - 1));
        let mut evaluation = Evaluation::new(frames, depth);
        let text = evaluation.add(frame, z, bad.view(), zero.view()).unwrap_err().to_string();
        assert!(text.contains(place), "{text}");
    }
}
