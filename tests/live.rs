//! Interactive work: what was computed once is not computed again, and nothing of it changes a bit.

mod common;
use common::{Picture, classes, pairs, run};
use ndarray::{Array4, ArrayView2, Axis, s};
use pixel_forest::block::Region;
use pixel_forest::classify::{Classification, ClassifySettings, Layer, work};
use pixel_forest::error::Error;
use pixel_forest::forest::best_class;
use pixel_forest::image::PixelType;
use pixel_forest::job::{BlockJob, Job, Output, Purpose, Values};
use pixel_forest::live::{BOX, Live};
use pixel_forest::measure::Measurement;
use pixel_forest::model_file::Project;
use pixel_forest::probe::Probe;
use pixel_forest::settings::{Resources, TrainSettings};
use pixel_forest::strokes::Run;
use pixel_forest::train::Training;
use std::sync::Arc;
use std::time::{Duration, Instant};

const SETTINGS: &[(&str, &str)] =
    &[("features", "gaussian:1,1.6;hessian:1"), ("trees", "9"), ("dimensions", "2d")];

/// Bright spots on an uneven ground.
fn spots(name: &str, seed: usize, [z, y, x]: [usize; 3]) -> Picture {
    let value = |(_, z, y, x): (usize, usize, usize, usize)| {
        let wave = |v: usize, period: f32| (v as f32 / period + seed as f32).sin();
        let noise = ((z * 7919 + y * 104_729 + x * 1_299_709 + seed * 31) % 251) as f32;
        (2000.0 + 900.0 * wave(x, 4.0) * wave(y, 5.0) * wave(z + 3, 3.0) + noise).round()
    };
    Picture::new(name, PixelType::Uint16, Array4::from_shape_fn((1, z, y, x), value))
}

/// What a layer shows of a voxel's probabilities.
type Byte<'a> = &'a dyn Fn(&[f32]) -> u8;

/// A stroke: image, class, runs.
type Stroke = (usize, usize, Vec<Run>);

fn stroke(image: usize, class: usize, z: usize, y: usize, x0: usize, x1: usize) -> Stroke {
    (image, class, (y..y + 2).map(|y| Run { frame: 0, z, y, x0, x1 }).collect())
}

fn four_strokes() -> Vec<Stroke> {
    vec![
        stroke(0, 0, 0, 5, 4, 30),
        stroke(0, 1, 0, 20, 8, 28),
        stroke(0, 0, 0, 40, 30, 55),
        stroke(0, 1, 0, 50, 4, 25),
    ]
}

/// A training of strokes, not yet run.
fn training(
    pictures: &[&Picture],
    strokes: &[Stroke],
    settings: &[(&str, &str)],
    memory: Option<(&Arc<Live>, &[i64])>,
) -> Training {
    let training =
        Training::new(TrainSettings::parse(&pairs(settings)).unwrap(), classes(&["Background", "Nucleus"]))
            .unwrap();
    for picture in pictures {
        training.add_image(picture.info.clone()).unwrap();
    }
    strokes.iter().for_each(|(image, class, runs)| training.add_stroke(*image, *class, runs).unwrap());
    if let Some((live, keys)) = memory {
        training.remember(Arc::clone(live), keys.to_vec()).unwrap();
    }
    training
}

/// Voxels that were asked for: to measure, and for features.
fn run_counting(training: &Training, pictures: &[&Picture]) -> [usize; 2] {
    let mut voxels = [0; 2];
    while let Some(request) = training.next().unwrap() {
        voxels[usize::from(request.purpose == Purpose::Features)] += request.inner.voxels();
        let mut block = training.block(&request).unwrap();
        let ([z0, y0, x0], [z1, y1, x1]) = (request.outer.origin, request.outer.end());
        let pixels = &pictures[request.image].frames[request.frame];
        block.pixels.assign(&pixels.slice(s![.., z0..z1, y0..y1, x0..x1]));
        training.process(&request, block).unwrap();
    }
    voxels
}

fn plain(pictures: &[&Picture], strokes: &[Stroke], settings: &[(&str, &str)]) -> Project {
    let training = training(pictures, strokes, settings, None);
    run(&training, pictures).unwrap();
    training.finish().unwrap()
}

fn grown(
    live: &Arc<Live>,
    keys: &[i64],
    pictures: &[&Picture],
    strokes: &[Stroke],
    settings: &[(&str, &str)],
) -> (Project, [usize; 2]) {
    let training = training(pictures, strokes, settings, Some((live, keys)));
    let voxels = run_counting(&training, pictures);
    (training.grow().unwrap(), voxels)
}

/// A small generator (Numerical Recipes' quick one), to draw the same again.
struct Random(u32);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 8) as usize % n
    }
}

#[test]
fn whatever_is_drawn_erased_and_undone_the_model_is_that_of_a_training() {
    let shape = [3, 60, 70];
    let pictures = [spots("a", 1, shape), spots("b", 2, shape), spots("c", 5, [1, 60, 64])];
    let keys = [70, -5, 9];
    let live = Arc::new(Live::new(1 << 24));
    for seed in 0..4 {
        let mut random = Random(seed);
        // Images come and go, in any order.
        let mut states: Vec<Vec<Stroke>> = vec![four_strokes()];
        for _ in 0..8 {
            let mut strokes = states[states.len() - 1].clone();
            match random.below(4) {
                0 if states.len() > 1 => {
                    states.pop();
                    strokes = states[states.len() - 1].clone();
                }
                1 if strokes.len() > 4 => drop(strokes.remove(4)),
                _ => {
                    let (y, x) = (random.below(57), random.below(50));
                    strokes.push(stroke(random.below(3), random.below(2), 0, y, x, x + 1 + random.below(13)));
                }
            }
            let order = [[0, 1, 2], [2, 0, 1], [1, 2, 0]][random.below(3)];
            let chosen = order.map(|i| &pictures[i]);
            let renumbered: Vec<Stroke> = strokes
                .iter()
                .map(|(image, class, runs)| {
                    (order.iter().position(|o| o == image).unwrap(), *class, runs.clone())
                })
                .collect();
            let (model, _) = grown(&live, &order.map(|i| keys[i]), &chosen, &renumbered, SETTINGS);
            let expected = plain(&chosen, &renumbered, SETTINGS);
            assert_eq!(model.model().unwrap().hash(), expected.model().unwrap().hash());
            assert_eq!(model.rows, expected.rows);
            assert_eq!(model.images, expected.images);
            states.push(strokes);
        }
    }
}

#[test]
fn only_missing_rows_are_computed_and_images_are_measured_once() {
    let picture = spots("a", 1, [1, 60, 64]);
    let (live, pictures) = (Arc::new(Live::new(1 << 24)), [&picture]);
    let mut strokes = four_strokes();
    let labels =
        |strokes: &[Stroke]| -> usize { strokes.iter().flat_map(|s| &s.2).map(|r| r.x1 - r.x0).sum() };
    let (_, [measured, computed]) = grown(&live, &[1], &pictures, &strokes, SETTINGS);
    assert_eq!(measured, 60 * 64);
    assert!(computed >= labels(&strokes));
    assert_eq!(live.rows(), labels(&strokes));
    assert_eq!(grown(&live, &[1], &pictures, &strokes, SETTINGS).1, [0, 0], "all is known");
    strokes.push(stroke(0, 1, 0, 30, 10, 20));
    assert_eq!(grown(&live, &[1], &pictures, &strokes, SETTINGS).1, [0, 20], "the new stroke");
    let undone = &strokes[..4];
    assert_eq!(grown(&live, &[1], &pictures, undone, SETTINGS).1, [0, 0]);
    assert_eq!(grown(&live, &[1], &pictures, &strokes, SETTINGS).1, [0, 0], "undo is free");
    // Another forest of the same rows; then other features, and back.
    let more: Vec<_> = SETTINGS.iter().copied().chain([("seed", "4")]).collect();
    assert_eq!(grown(&live, &[1], &pictures, &strokes, &more).1, [0, 0]);
    let other = [("features", "gaussian:1"), ("trees", "9")];
    let (model, [measured, computed]) = grown(&live, &[1], &pictures, &strokes, &other);
    assert_eq!(model.model().unwrap().hash(), plain(&pictures, &strokes, &other).model().unwrap().hash());
    assert!(measured == 0 && computed > 0);
    assert!(grown(&live, &[1], &pictures, &strokes, SETTINGS).1[1] > 0);
    // Changed pixels.
    live.forget(1);
    let changed = spots("a", 3, [1, 60, 64]);
    let (model, [measured, _]) = grown(&live, &[1], &[&changed], &strokes, SETTINGS);
    assert_eq!(measured, 60 * 64);
    assert_eq!(model.model().unwrap().hash(), plain(&[&changed], &strokes, SETTINGS).model().unwrap().hash());
    // The same key with another shape is another image.
    let large = spots("a", 3, [1, 80, 64]);
    let (model, _) = grown(&live, &[1], &[&large], &strokes, SETTINGS);
    assert_eq!(model.model().unwrap().hash(), plain(&[&large], &strokes, SETTINGS).model().unwrap().hash());
}

#[test]
fn rows_of_another_range_are_computed_again() {
    let (bright, mut dim) = (spots("a", 1, [1, 60, 64]), spots("b", 2, [1, 60, 64]));
    let strokes = four_strokes();
    let live = Arc::new(Live::new(1 << 24));
    for normalize in ["image", "training", "none"] {
        let settings: Vec<_> = SETTINGS.iter().copied().chain([("normalize", normalize)]).collect();
        grown(&live, &[1], &[&dim], &strokes, &settings);
        dim.frames[0].mapv_inplace(|v| (1900.0 + (v - 1900.0) / 20.0).round());
        live.forget(1);
        grown(&live, &[1], &[&dim], &strokes, &settings);
        // Beside a bright image the dim one's range is widened.
        let both = [&dim, &bright];
        let (model, _) = grown(&live, &[1, 2], &both, &strokes, &settings);
        assert_eq!(
            model.model().unwrap().hash(),
            plain(&both, &strokes, &settings).model().unwrap().hash(),
            "{normalize}"
        );
    }
}

#[test]
fn the_budget_is_kept_and_rows_in_use_stay() {
    let picture = spots("a", 1, [1, 60, 64]);
    let row = {
        let live = Arc::new(Live::new(1 << 24));
        grown(&live, &[1], &[&picture], &four_strokes(), SETTINGS);
        live.bytes() / live.rows() as u64
    };
    let budget = 250 * row;
    let live = Arc::new(Live::new(budget));
    for y in 0..12 {
        let mut strokes = four_strokes();
        strokes.push(stroke(0, 1, 0, 2 * y + 24, 30, 50));
        let (model, _) = grown(&live, &[1], &[&picture], &strokes, SETTINGS);
        assert!(live.bytes() <= budget, "{} of {budget}", live.bytes());
        assert_eq!(
            model.model().unwrap().hash(),
            plain(&[&picture], &strokes, SETTINGS).model().unwrap().hash()
        );
        assert_eq!(grown(&live, &[1], &[&picture], &strokes, SETTINGS).1, [0, 0], "what is in use stayed");
    }
    let small = Arc::new(Live::new(20 * row));
    let (model, _) = grown(&small, &[1], &[&picture], &four_strokes(), SETTINGS);
    assert!(small.bytes() <= 20 * row && small.rows() > 0);
    assert_eq!(
        model.model().unwrap().hash(),
        plain(&[&picture], &four_strokes(), SETTINGS).model().unwrap().hash()
    );
}

#[test]
fn a_cancelled_training_leaves_what_it_computed() {
    let picture = spots("a", 1, [1, 60, 64]);
    let live = Arc::new(Live::new(1 << 24));
    let strokes = four_strokes();
    let cancelled = training(&[&picture], &strokes, SETTINGS, Some((&live, &[1])));
    run_counting(&cancelled, &[&picture]);
    cancelled.cancel();
    assert!(matches!(cancelled.grow(), Err(Error::Cancelled)));
    assert_eq!(grown(&live, &[1], &[&picture], &strokes, SETTINGS).1, [0, 0]);
    let early = training(&[&picture], &strokes, SETTINGS, Some((&live, &[1])));
    early.cancel();
    assert!(matches!(early.next(), Err(Error::Cancelled)));
}

fn predict(
    live: &Arc<Live>,
    project: &Project,
    picture: &Picture,
    area: Option<Region>,
    step: usize,
) -> (Vec<Output>, usize) {
    let settings =
        [("step", &*step.to_string()), ("memory", "200")].map(|(k, v)| (k.to_string(), v.to_string()));
    let settings =
        ClassifySettings::parse(&["probabilities".into()], &settings, project.model().unwrap()).unwrap();
    let memory = (Arc::clone(live), 1);
    let model = Arc::clone(project.model().unwrap());
    let job = Classification::remembering(memory, model, picture.info.clone(), area, None, settings).unwrap();
    let blocks = job.forecast().unwrap().blocks;
    let outputs = run(&job, &[picture]).unwrap();
    let (done, total) = job.progress().state();
    assert_eq!(done, total);
    (outputs, blocks)
}

fn probabilities(output: &Output) -> &Array4<f32> {
    match &output.values[0] {
        Values::Float(p) => p,
        Values::Byte(_) => panic!("probabilities are floats"),
    }
}

#[test]
fn a_coarse_prediction_is_the_whole_one_at_its_voxels() {
    let picture = spots("a", 1, [3, 151, 203]);
    let (live, strokes) = (Arc::new(Live::new(1 << 24)), four_strokes());
    let (project, _) = grown(&live, &[1], &[&picture], &strokes, SETTINGS);
    let (whole, _) = predict(&live, &project, &picture, None, 1);
    let expected = common::assemble(&whole, 0, picture.info.shape);
    let regions = [None, Some(Region { origin: [1, 20, 31], size: [2, 90, 101] })];
    for step in [1, 2, 3, 4, 7, 16, 300] {
        for area in regions {
            let (outputs, _) = predict(&live, &project, &picture, area, step);
            for output in &outputs {
                let ([z0, y0, x0], [_, y1, x1]) = (output.region.origin, output.region.end());
                let p = probabilities(output);
                let cells = [y1 - y0, x1 - x0].map(|n: usize| n.div_ceil(step));
                assert_eq!(p.dim(), (2, output.region.size[0], cells[0], cells[1]));
                for ((class, z, y, x), &p) in p.indexed_iter() {
                    let y = (y0 + y * step + step / 2).min(y1 - 1);
                    let x = (x0 + x * step + step / 2).min(x1 - 1);
                    assert_eq!(p, expected[[class, z0 + z, y, x]], "step {step} at {y}, {x}");
                }
            }
        }
    }
}

#[test]
fn layers_are_the_probabilities_as_bytes() {
    let picture = spots("a", 1, [4, 55, 60]);
    let live = Arc::new(Live::new(1 << 24));
    let (project, _) = grown(&live, &[1], &[&picture], &four_strokes(), SETTINGS);
    for step in [1, 3] {
        let area = Region { origin: [1, 5, 7], size: [3, 30, 41] };
        let (outputs, _) = predict(&live, &project, &picture, Some(area), step);
        let p = probabilities(&outputs[0]);
        let at =
            |z: usize, y: usize, x: usize| p.slice(s![.., z - 1, (y - 5) / step, (x - 7) / step]).to_vec();
        let byte = |v: f32| (255.0 * v).round() as u8;
        let layers: [(Layer, Byte); 3] = [
            (Layer::Probability(1), &|p| byte(p[1])),
            (Layer::Segmentation, &|p| best_class(p.iter().copied()) as u8 + 1),
            (Layer::Uncertainty, &|p| byte(1.0 - (p[0] - p[1]).abs())),
        ];
        for (layer, expected) in layers {
            let xy = layer.section(&outputs[0], 0, 2).unwrap();
            assert_eq!((xy.origin, xy.size), ([5, 7], [30, 41]));
            let xz = layer.section(&outputs[0], 1, 9).unwrap();
            assert_eq!((xz.origin, xz.size), ([1, 7], [3, 41]));
            let yz = layer.section(&outputs[0], 2, 11).unwrap();
            assert_eq!((yz.origin, yz.size), ([5, 1], [30, 3]));
            let check = |section: &pixel_forest::classify::Section,
                         place: &dyn Fn(usize, usize) -> [usize; 3]| {
                let bytes = ArrayView2::from_shape(section.size, &section.bytes).unwrap();
                for ((row, column), &byte) in bytes.indexed_iter() {
                    let [z, y, x] = place(section.origin[0] + row, section.origin[1] + column);
                    assert_eq!(byte, expected(&at(z, y, x)), "{layer:?} at {z}, {y}, {x}, step {step}");
                }
            };
            check(&xy, &|y, x| [2, y, x]);
            check(&xz, &|z, x| [z, 9, x]);
            check(&yz, &|y, z| [z, y, 11]);
        }
        assert!(Layer::Probability(2).section(&outputs[0], 0, 2).is_err());
        assert!(Layer::Segmentation.section(&outputs[0], 0, 0).is_err());
    }
}

#[test]
fn the_rate_of_predictions_is_remembered_and_a_known_image_is_not_measured() {
    let picture = spots("a", 1, [1, 200, 220]);
    let live = Arc::new(Live::new(1 << 24));
    let project = plain(&[&picture], &four_strokes(), SETTINGS);
    let whole = picture.info.whole();
    let expected = |step| live.expected(work(project.model().unwrap(), picture.info.shape, whole, step));
    assert_eq!(expected(1), None);
    predict(&live, &project, &picture, None, 1);
    assert!(live.measured(1, &picture.info).is_some());
    let (all, coarse) = (expected(1).unwrap(), expected(4).unwrap());
    assert!(coarse < all && coarse > Duration::ZERO, "{coarse:?} of {all:?}");
    let settings = ClassifySettings::parse(&["probabilities".into()], &[], project.model().unwrap()).unwrap();
    let (memory, model) = ((Arc::clone(&live), 1), Arc::clone(project.model().unwrap()));
    let job = Classification::remembering(memory, model, picture.info.clone(), None, None, settings).unwrap();
    assert_eq!(job.next().unwrap().unwrap().purpose, Purpose::Features);
}

#[test]
fn a_cancelled_prediction_ends_soon() {
    let picture = spots("a", 1, [1, 1024, 1024]);
    let live = Arc::new(Live::new(1 << 24));
    let settings = [("trees", "100")];
    let project = plain(&[&picture], &four_strokes(), &settings);
    let settings = ClassifySettings::parse(&["probabilities".into()], &[], project.model().unwrap()).unwrap();
    let (memory, model) = ((live, 1), Arc::clone(project.model().unwrap()));
    let job = Classification::remembering(memory, model, picture.info.clone(), None, None, settings).unwrap();
    std::thread::scope(|scope| {
        let running = scope.spawn(|| (run(&job, &[&picture]).map(drop), Instant::now()));
        while job.progress().state().0 < 1024 * 1024 + 1 {
            std::thread::yield_now();
        }
        let asked = Instant::now();
        job.cancel();
        let (end, at) = running.join().unwrap();
        assert!(matches!(end, Err(Error::Cancelled)));
        println!("cancelled within {:?}", at.saturating_duration_since(asked));
        // Some 20 ms; a loaded machine may need more.
        assert!(at.saturating_duration_since(asked) < Duration::from_millis(500));
    });
}

#[test]
fn the_most_uncertain_region_comes_first_and_once() {
    let picture = spots("a", 1, [2, 100, 90]);
    let live = Arc::new(Live::new(1 << 24));
    let (project, _) = grown(&live, &[1], &[&picture], &four_strokes(), SETTINGS);
    assert_eq!(live.next_uncertain(1), None);
    let (outputs, _) = predict(&live, &project, &picture, None, 1);
    let p = common::assemble(&outputs, 0, picture.info.shape);
    let mut means = Vec::new();
    for z in 0..2 {
        for (y, x) in [0, 32, 64, 96].iter().flat_map(|&y| [0, 32, 64].map(|x| (y, x))) {
            let (y1, x1) = ((y + BOX).min(100), (x + BOX).min(90));
            let part = p.slice(s![.., z, y..y1, x..x1]);
            let sum: f32 = part.lanes(Axis(0)).into_iter().map(|p| 1.0 - (p[0] - p[1]).abs()).sum();
            means.push((sum / ((y1 - y) * (x1 - x)) as f32, [0, z, (y + y1) / 2, (x + x1) / 2]));
        }
    }
    means.sort_by(|a, b| b.0.total_cmp(&a.0));
    for (mean, place) in &means {
        let found = live.next_uncertain(1).unwrap();
        let of_found = means.iter().find(|m| m.1 == found).unwrap().0;
        assert!((of_found - mean).abs() < 1e-5, "{found:?} instead of {place:?}");
        let [frame, z, y, x] = found;
        live.mark_shown(1, frame, z, [y, y + 1], [x, x + 1]);
    }
    assert_eq!(live.next_uncertain(1), None);
    // Another training: all may be shown again once it was predicted.
    let (project, _) = grown(&live, &[1], &[&picture], &four_strokes(), SETTINGS);
    assert_eq!(live.next_uncertain(1), None);
    predict(&live, &project, &picture, None, 2);
    assert_eq!(live.next_uncertain(1), None, "coarse predictions do not count");
    predict(&live, &project, &picture, None, 1);
    assert!(live.next_uncertain(1).is_some());
}

#[test]
fn measuring_gives_what_a_training_records() {
    let picture = spots("a", 1, [1, 60, 64]);
    for forest in ["extra", "random"] {
        let settings: Vec<_> = SETTINGS.iter().copied().chain([("forest", forest)]).collect();
        let live = Arc::new(Live::new(1 << 24));
        let (project, _) = grown(&live, &[1], &[&picture], &four_strokes(), &settings);
        assert_eq!(project.model().unwrap().provenance.held_out_error, None);
        let measurement = Measurement::new(Arc::new(project.clone()), &Resources::default()).unwrap();
        let measured = measurement.finish().unwrap();
        let expected = plain(&[&picture], &four_strokes(), &settings);
        assert_eq!(measured, expected);
        assert_eq!(measured.to_bytes(), expected.to_bytes());
        let report = measurement.report();
        let of = |key: &str| report.iter().find(|(k, _)| k == key).map(|(_, v)| v.as_str());
        assert_eq!(of("out_of_bag_error").is_some(), forest == "random");
        let counts = |class: &str| -> Vec<f64> {
            of(&format!("confusion.{class}")).unwrap().split(',').map(|n| n.parse().unwrap()).collect()
        };
        let (ground, nucleus) = (counts("Background"), counts("Nucleus"));
        let samples: Vec<f64> =
            expected.model().unwrap().provenance.samples.iter().map(|&n| n as f64).collect();
        assert_eq!([ground[0] + ground[1], nucleus[0] + nucleus[1]], samples[..]);
        let recall: f64 = of("recall.Nucleus").unwrap().parse().unwrap();
        assert!((recall - nucleus[1] / samples[1]).abs() < 1e-4);
        let wrong = (ground[1] + nucleus[0]) / (samples[0] + samples[1]);
        assert!((wrong - measured.model().unwrap().provenance.held_out_error.unwrap()).abs() < 1e-9);
        let named: Vec<f64> = report
            .iter()
            .filter(|(k, _)| k.starts_with("importance."))
            .map(|(_, v)| v.parse().unwrap())
            .collect();
        assert!(!named.is_empty() && named.is_sorted_by(|a, b| a >= b));
        assert!(named.iter().sum::<f64>() < 1.001);
        measurement.cancel();
        assert!(matches!(measurement.finish(), Err(Error::Cancelled)));
    }
}

#[test]
fn a_probe_takes_the_prediction_apart() {
    let picture = spots("a", 1, [1, 60, 64]);
    for forest in ["extra", "random"] {
        // At most five features, so that all are named.
        let settings =
            [("features", "gaussian:1,1.6;laplacian:1,1.6;gradient:1"), ("trees", "20"), ("forest", forest)];
        let live = Arc::new(Live::new(1 << 24));
        let (project, _) = grown(&live, &[1], &[&picture], &four_strokes(), &settings);
        let (outputs, _) = predict(&live, &project, &picture, None, 1);
        let expected = common::assemble(&outputs, 0, picture.info.shape);
        let project = Arc::new(project);
        let probe = |voxel| {
            let memory = (Arc::clone(&live), 1);
            let probe = Probe::new(
                Arc::clone(&project),
                memory,
                picture.info.clone(),
                0,
                voxel,
                &Resources::default(),
            );
            let probe = probe.unwrap();
            assert!(probe.explanation().is_err());
            run(&probe, &[&picture]).unwrap();
            assert_eq!(probe.report()[0].0, "probability.Background");
            probe.explanation().unwrap().clone()
        };
        for [y, x] in [[0, 0], [31, 17], [59, 63]] {
            let found = probe([0, y, x]);
            let p: Vec<f32> = expected.slice(s![.., 0, y, x]).to_vec();
            assert_eq!(found.probabilities, p);
            assert_eq!(found.features.len(), 5);
            assert!(found.features.is_sorted_by(|a, b| a.2.abs() >= b.2.abs()));
            let sum: f64 = found.features.iter().map(|(_, _, contribution)| contribution).sum();
            let moved = f64::from(p[found.class]) - found.root_share;
            assert!((sum - moved).abs() < 1e-6, "{forest}: {sum} of {moved}");
            assert_eq!(found.strokes.len(), 3);
            assert!(found.strokes.is_sorted_by(|a, b| a.distance <= b.distance));
        }
        // On a stroke that stroke is nearest, at no distance.
        let found = probe([0, 20, 15]).strokes[0];
        assert_eq!((found.stroke, found.class, found.place.y, found.place.x), (1, 1, 20, 15));
        assert!(found.distance < 1e-6);
    }
    let project = Arc::new(plain(&[&picture], &four_strokes(), SETTINGS));
    let memory = (Arc::new(Live::new(1)), 1);
    let outside = Probe::new(project, memory, picture.info.clone(), 0, [0, 60, 0], &Resources::default());
    assert!(outside.err().unwrap().to_string().contains("outside"));
}
