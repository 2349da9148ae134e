//! From strokes to probabilities through the jobs: whatever the blocks and threads, the same bits; whatever is wrong, a clear error.

mod common;
use common::{Picture, assemble, classes, pairs, run, train};
use ndarray::{Array3, Array4, Axis};
use pixel_forest::block::Region;
use pixel_forest::classify::{Classification, ClassifySettings};
use pixel_forest::error::Error;
use pixel_forest::image::PixelType;
use pixel_forest::job::Job;
use pixel_forest::model_file::Project;
use pixel_forest::settings::{FeatureSettings, TrainSettings};
use pixel_forest::strokes::Run;
use pixel_forest::train::Training;

/// Bright spots on an uneven ground, different in each channel.
fn spots(channels: usize, [z, y, x]: [usize; 3]) -> Array4<f32> {
    Array4::from_shape_fn((channels, z, y, x), |(c, z, y, x)| {
        let wave = |v: usize, period: f32| (v as f32 / period + c as f32).sin();
        let noise = ((z * 7919 + y * 104_729 + x * 1_299_709 + c * 31) % 251) as f32;
        (2000.0 + 900.0 * wave(x, 4.0) * wave(y, 5.0) * wave(z + 3, 3.0) + noise).round()
    })
}

/// Two strokes a class on two slices.
fn strokes([z, y, x]: [usize; 3]) -> Array3<f32> {
    let mut labels = Array3::zeros((z, y, x));
    for (slice, row, class) in [(0, 4, 1.0), (0, y - 5, 2.0), (z / 2, 8, 2.0), (z / 2, y - 9, 1.0)] {
        for x in 3..x - 3 {
            labels[[slice, row, x]] = class;
            labels[[slice, row + 1, x]] = class;
        }
    }
    labels
}

fn project(shape: [usize; 3], channels: usize, settings: &[(&str, &str)]) -> (Picture, Project) {
    let picture = Picture::new("spots", PixelType::Uint16, spots(channels, shape));
    let project = train(&[&picture], &[&strokes(shape)], &["Background", "Nucleus"], settings).unwrap();
    (picture, project)
}

/// Results put together, and the number of blocks; None where the memory does not suffice.
fn try_apply(
    project: &Project,
    picture: &Picture,
    results: &[&str],
    settings: &[(&str, &str)],
    area: Option<Region>,
) -> Option<(Vec<Array4<f32>>, usize)> {
    let results: Vec<String> = results.iter().map(|r| r.to_string()).collect();
    let settings = ClassifySettings::parse(&results, &pairs(settings), project.model().unwrap()).unwrap();
    let job = match Classification::new(
        project.model().unwrap().clone(),
        picture.info.clone(),
        area,
        None,
        settings,
    ) {
        Ok(job) => job,
        Err(e) if e.to_string().contains("the smallest block needs") => return None,
        Err(e) => panic!("{e}"),
    };
    let blocks = job.forecast().unwrap().blocks;
    let mut outputs = run(&job, &[picture]).unwrap();
    let (done, total) = job.progress().state();
    assert_eq!(done, total, "the progress ends at its total");
    let shape = area.map_or(picture.info.shape, |a| a.size);
    if let Some(area) = area {
        let inside = |o: &Region| std::array::from_fn(|a| o.origin[a] - area.origin[a]);
        outputs.iter_mut().for_each(|o| o.region.origin = inside(&o.region));
    }
    Some(((0..results.len()).map(|i| assemble(&outputs, i, shape)).collect(), blocks))
}

fn apply(
    project: &Project,
    picture: &Picture,
    results: &[&str],
    settings: &[(&str, &str)],
    area: Option<Region>,
) -> (Vec<Array4<f32>>, usize) {
    try_apply(project, picture, results, settings, area).expect("memory for the smallest block")
}

#[test]
fn blocks_and_threads_do_not_change_a_bit() {
    for (shape, channels, features) in [
        ([1, 310, 431], 2, "gaussian:0.3,3.5;hessian:1.6;structure:1;texture:5"),
        ([21, 100, 117], 1, "gaussian:0.3,1.6;hessian:1@2d;edge:1.6;structure:0.7;laplacian:5@2d"),
    ] {
        let (picture, project) = project(shape, channels, &[("features", features), ("trees", "11")]);
        let (whole, one) =
            apply(&project, &picture, &["probabilities"], &[("memory", "4000"), ("threads", "1")], None);
        assert_eq!(one, 1);
        for threads in ["1", "3", "16"] {
            let mut cuts = 0;
            for memory in ["60", "30", "20", "14", "10", "7"] {
                let settings = [("memory", memory), ("threads", threads)];
                let Some((parts, blocks)) =
                    try_apply(&project, &picture, &["probabilities"], &settings, None)
                else {
                    break;
                };
                assert!(parts[0] == whole[0], "{blocks} blocks by {threads} threads differ from the whole");
                cuts += usize::from(blocks > 1);
            }
            assert!(cuts > 0, "with {threads} threads no budget gave more than one block");
        }
        let area = Region { origin: [shape[0] / 3, 20, 30], size: [shape[0].div_ceil(3), 33, 27] };
        let (part, _) = apply(&project, &picture, &["probabilities"], &[], Some(area));
        let ([z0, y0, x0], [z1, y1, x1]) = (area.origin, area.end());
        assert!(
            part[0] == whole[0].slice(ndarray::s![.., z0..z1, y0..y1, x0..x1]),
            "a region differs from the whole"
        );
    }
}

#[test]
fn training_does_not_depend_on_blocks_and_threads() {
    let shape = [9, 80, 90];
    let settings = |memory, threads| {
        [
            ("features", "gaussian:1,1.6;hessian:1.6@2d"),
            ("trees", "7"),
            ("memory", memory),
            ("threads", threads),
        ]
    };
    let (_, a) = project(shape, 1, &settings("1000", "1"));
    let (_, b) = project(shape, 1, &settings("20", "5"));
    assert_eq!(a.rows, b.rows);
    assert_eq!(a.model().unwrap().forest, b.model().unwrap().forest);
    assert_eq!(a.images, b.images);
}

#[test]
fn results_follow_from_the_probabilities() {
    let (picture, project) =
        project([1, 90, 80], 1, &[("features", "gaussian:1,3.5;hessian:1.6"), ("trees", "9")]);
    let results = ["probabilities", "segmentation", "mask", "uncertainty", "features"];
    let (found, _) = apply(&project, &picture, &results, &[("threshold", "0.7")], None);
    let [p, segmentation, mask, uncertainty, features] = &found[..] else { panic!("five results") };
    for ((_, y, x), &nucleus) in p.index_axis(Axis(0), 1).indexed_iter() {
        let background = p[[0, 0, y, x]];
        assert!((background + nucleus - 1.0).abs() < 1e-6);
        assert_eq!(segmentation[[0, 0, y, x]], if nucleus > background { 2.0 } else { 1.0 });
        assert_eq!(mask[[0, 0, y, x]], if nucleus >= 0.7 { 255.0 } else { 0.0 });
        assert!((uncertainty[[0, 0, y, x]] - (1.0 - (nucleus - background).abs())).abs() < 1e-6);
    }
    assert_eq!(features.dim().0, 4);
    let settings = FeatureSettings::parse(&pairs(&[("features", "gaussian:1,3.5;hessian:1.6")])).unwrap();
    let job = Classification::features(picture.info.clone(), None, None, &settings.0, settings.1).unwrap();
    assert_eq!(job.channel_names(0).unwrap().len(), 4);
    let alone = assemble(&run(&job, &[&picture]).unwrap(), 0, picture.info.shape);
    assert!(alone == *features, "the features command computes what the forest sees");
}

#[test]
fn a_model_learns_its_strokes_and_keeps_them() {
    let shape = [5, 60, 70];
    let (picture, project) =
        project(shape, 1, &[("dimensions", "2d"), ("features", "gaussian:1;edge:1.6"), ("forest", "random")]);
    let p = &project.model().unwrap().provenance;
    assert_eq!((p.samples.as_slice(), p.strokes.as_slice()), (&[256, 256][..], &[2, 2][..]));
    assert!(p.out_of_bag_error.is_some() && p.held_out_error.is_some());
    let rows = project.rows.as_ref().unwrap();
    let mut p = ndarray::Array2::zeros((2, rows.classes.len()));
    project
        .model()
        .unwrap()
        .forest
        .predict(rows.features.t().as_standard_layout().view(), p.view_mut())
        .unwrap();
    let right = rows.classes.iter().enumerate().filter(|&(i, &c)| p[[c as usize, i]] > 0.5).count();
    assert!(right as f64 > 0.95 * rows.classes.len() as f64, "{right} of {}", rows.classes.len());
    assert_eq!(project.annotations.len(), 4);
    assert_eq!(project.images[0].path, picture.info.name);
}

fn message<T>(result: Result<T, Error>) -> String {
    match result {
        Ok(_) => panic!("this should fail"),
        Err(e) => e.to_string(),
    }
}

#[test]
fn what_cannot_be_trained_is_refused_before_a_pixel_is_read() {
    let picture = Picture::new("spots", PixelType::Uint16, spots(1, [1, 60, 60]));
    let labels = strokes([1, 60, 60]);
    let fails =
        |names: &[&str], settings: &[(&str, &str)]| message(train(&[&picture], &[&labels], names, settings));
    assert!(fails(&["Nucleus"], &[]).contains("name at least two"));
    assert!(fails(&["A", "a"], &[]).contains("two classes are called"));
    let text = fails(&["Background", "Nucleus", "Rim"], &[]);
    assert!(text.contains("class \"Rim\" has no strokes (only Background, Nucleus has)"), "{text}");
    let text = fails(&["Background", "Nucleus"], &[("features", "gaussian:30")]);
    assert!(text.contains("image \"spots\"") && text.contains("sigma 30"), "{text}");
    assert!(fails(&["Background", "Nucleus"], &[("features", "gausian:1")]).contains("gaussian"));
    let shape = [30, 60, 60];
    let volume = Picture::new("volume", PixelType::Uint16, spots(1, shape));
    let text = message(train(&[&volume], &[&strokes(shape)], &["A", "B"], &[("memory", "1")]));
    assert!(text.contains("1 MB may be used"), "{text}");
}

#[test]
fn pixels_that_are_not_finite_are_named() {
    let mut pixels = spots(1, [1, 60, 60]);
    pixels[[0, 0, 7, 9]] = f32::NAN;
    let picture = Picture::new("holes", PixelType::Float32, pixels);
    for normalize in ["image", "none"] {
        let settings = [("features", "gaussian:1"), ("normalize", normalize)];
        let text = message(train(&[&picture], &[&strokes([1, 60, 60])], &["A", "B"], &settings));
        assert!(text.contains("x=9, y=7 of \"holes\" is NaN"), "{text}");
    }
}

#[test]
fn a_model_refuses_images_it_does_not_suit() {
    let (_, project) = project([8, 60, 60], 1, &[("features", "gaussian:1;hessian:1")]);
    let wanted = ClassifySettings::parse(&["probabilities".into()], &[], project.model().unwrap()).unwrap();
    let start = |channels, shape| {
        let picture = Picture::new("other", PixelType::Uint16, spots(channels, shape));
        message(Classification::new(
            project.model().unwrap().clone(),
            picture.info,
            None,
            None,
            wanted.clone(),
        ))
    };
    assert!(start(2, [8, 60, 60]).contains("has 2 channels, the model was trained on 1"));
    assert!(start(1, [1, 60, 60]).contains("single slice"));
    assert!(start(1, [8, 60, 3]).contains("sigma 1"));
}

#[test]
fn a_cancelled_job_stops_everywhere() {
    let (picture, project) = project([1, 60, 60], 1, &[("features", "gaussian:1")]);
    let wanted = ClassifySettings::parse(&["probabilities".into()], &[], project.model().unwrap()).unwrap();
    let job = Classification::new(project.model().unwrap().clone(), picture.info.clone(), None, None, wanted)
        .unwrap();
    job.cancel();
    assert!(matches!(run(&job, &[&picture]), Err(Error::Cancelled)));
    let training = Training::new(TrainSettings::parse(&[]).unwrap(), classes(&["A", "B"])).unwrap();
    let image = training.add_image(picture.info.clone()).unwrap();
    for class in 0..2 {
        let run = Run { frame: 0, z: 0, y: 20 + 10 * class, x0: 5, x1: 50 };
        training.add_stroke(image, class, &[run]).unwrap();
    }
    run(&training, &[&picture]).unwrap();
    training.cancel();
    assert!(matches!(training.finish(), Err(Error::Cancelled)));
}

#[test]
fn a_model_knows_the_files_that_it_was_trained_on() {
    let picture = project([1, 60, 60], 1, &[("features", "gaussian:1")]).0;
    let training = Training::new(TrainSettings::parse(&[]).unwrap(), classes(&["A", "B"])).unwrap();
    assert!(message(training.name_file(0, "x.tif".into())).contains("no training image 1"));
    let image = training.add_image(picture.info.clone()).unwrap();
    training.name_file(image, "../images/x.tif".into()).unwrap();
    for class in 0..2 {
        let run = Run { frame: 0, z: 0, y: 20 + 10 * class, x0: 5, x1: 50 };
        training.add_stroke(image, class, &[run]).unwrap();
    }
    run(&training, &[&picture]).unwrap();
    let project = training.finish().unwrap();
    assert_eq!(project.images[0].path, "../images/x.tif");
    assert_eq!(project.model().unwrap().provenance.images, [picture.info.name]);
}

#[test]
fn an_empty_well_is_not_stretched() {
    let (mut picture, project) = project([1, 80, 80], 1, &[("features", "gaussian:1,1.6")]);
    picture.frames[0].mapv_inplace(|v| 2000.0 + (v - 2000.0) / 1000.0);
    picture.info.pixel_type = PixelType::Float32;
    let wanted = ClassifySettings::parse(&["segmentation".into()], &[], project.model().unwrap()).unwrap();
    let job = Classification::new(project.model().unwrap().clone(), picture.info.clone(), None, None, wanted)
        .unwrap();
    run(&job, &[&picture]).unwrap();
    assert!(job.report()[0].1.contains("less than a quarter"), "{:?}", job.report());
}

#[test]
fn each_frame_is_computed_on_its_own() {
    let (picture, project) = project([1, 60, 60], 1, &[("features", "gaussian:1"), ("normalize", "none")]);
    let mut other = picture.clone();
    other.frames[0].mapv_inplace(|v| 4000.0 - v);
    let mut film = picture.clone();
    film.frames.push(other.frames[0].clone());
    film.info.frames = 2;
    let wanted = ClassifySettings::parse(&["probabilities".into()], &[], project.model().unwrap()).unwrap();
    for (frames, pictures) in [(0..2, vec![&picture, &other]), (1..2, vec![&other])] {
        let first = frames.start;
        let job = Classification::new(
            project.model().unwrap().clone(),
            film.info.clone(),
            None,
            Some(frames),
            wanted.clone(),
        );
        let mut outputs = run(&job.unwrap(), &[&film]).unwrap();
        assert_eq!(outputs.len(), pictures.len());
        for (i, single) in pictures.into_iter().enumerate() {
            let mut output = outputs.remove(0);
            assert_eq!(std::mem::take(&mut output.frame), first + i);
            let expected = &apply(&project, single, &["probabilities"], &[], None).0[0];
            assert!(assemble(&[output], 0, film.info.shape) == *expected, "frame {}", first + i);
        }
    }
}

#[test]
fn strokes_of_any_frame_are_learned_from() {
    let shape = [1, 60, 60];
    let picture = Picture::new("spots", PixelType::Uint16, spots(1, shape));
    let mut film = picture.clone();
    film.frames.insert(0, picture.frames[0].mapv(|v| 4000.0 - v));
    film.info.frames = 2;
    let rows = |picture: &Picture, frame| {
        let settings = pairs(&[("features", "gaussian:1"), ("normalize", "none"), ("trees", "3")]);
        let training = Training::new(TrainSettings::parse(&settings).unwrap(), classes(&["A", "B"])).unwrap();
        let image = training.add_image(picture.info.clone()).unwrap();
        for class in 0..2 {
            let run = Run { frame, z: 0, y: 20 + 10 * class, x0: 5, x1: 50 };
            training.add_stroke(image, class, &[run]).unwrap();
        }
        run(&training, &[picture]).unwrap();
        training.finish().unwrap().rows.unwrap().features
    };
    assert_eq!(rows(&film, 1), rows(&picture, 0));
}

/// The work is cancelled by another thread when it is under way, and stops long before its end.
#[test]
fn work_under_way_is_cancelled() {
    let (picture, project) =
        project([24, 100, 117], 1, &[("features", "gaussian:1;hessian:1.6"), ("trees", "50")]);
    let wanted = ClassifySettings::parse(&["probabilities".into()], &[], project.model().unwrap()).unwrap();
    let job = Classification::new(project.model().unwrap().clone(), picture.info.clone(), None, None, wanted)
        .unwrap();
    std::thread::scope(|scope| {
        let work = scope.spawn(|| run(&job, &[&picture]));
        let measured = picture.info.shape.iter().product::<usize>() as u64;
        while job.progress().state().0 <= measured && !work.is_finished() {
            std::thread::yield_now();
        }
        job.cancel();
        assert!(matches!(work.join().unwrap(), Err(Error::Cancelled)));
    });
    let (done, total) = job.progress().state();
    assert!(done < total, "{done} of {total} were done");
}
