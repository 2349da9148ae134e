//! Projects: with a model and without, the window's state, training again from stored rows, and fingerprints.

mod common;
use common::{Picture, classes, pairs, run, train};
use ndarray::{Array3, Array4};
use pixel_forest::error::{Error, Result};
use pixel_forest::fingerprint::Fingerprinting;
use pixel_forest::image::PixelType;
use pixel_forest::job::Job;
use pixel_forest::model_file::{Annotation, Drawing, ImageReference, Project, WindowClass, WindowState};
use pixel_forest::retrain::Retraining;
use pixel_forest::settings::TrainSettings;
use proptest::prelude::*;
use std::path::Path;
use std::sync::{Arc, LazyLock};

const FEATURES: (&str, &str) = ("features", "gaussian:1,1.6;hessian:1");

fn picture(name: &str, phase: usize) -> Picture {
    let value =
        |x: usize, y: usize| ((x * 37 + y * 11 + phase) % 97) as f32 + if x > 20 { 60.0 } else { 0.0 };
    Picture::volume(name, PixelType::Uint8, Array3::from_shape_fn((1, 40, 40), |(_, y, x)| value(x, y)))
}

fn labels(rows: [usize; 3]) -> Array3<f32> {
    Array3::from_shape_fn((1, 40, 40), |(_, y, x)| match x {
        2..18 if rows.contains(&y) => 1.0,
        22..38 if rows.contains(&y) => 2.0,
        _ => 0.0,
    })
}

fn trained(settings: &[(&str, &str)]) -> Project {
    let settings = [&[FEATURES], settings].concat();
    let pictures = [picture("first", 0), picture("second", 31)];
    let labels = [labels([5, 15, 25]), labels([7, 17, 27])];
    let (pictures, labels) = ([&pictures[0], &pictures[1]], [&labels[0], &labels[1]]);
    train(&pictures, &labels, &["Background", "Nucleus"], &settings).unwrap()
}

static TRAINED: LazyLock<Project> = LazyLock::new(|| trained(&[("trees", "5")]));

fn window() -> WindowState {
    let class = |name: &str, color, visible| WindowClass { name: name.into(), color, visible };
    WindowState {
        settings: pairs(&[("trees", "7"), ("features", "default")]),
        classes: vec![class("Grund", 0x0072B2, true), class("", 0xE69F00, false), class("Kern 核", 1, true)],
        view: pairs(&[("image", "1"), ("zoom", "0,0,20,20"), ("layer", "probability")]),
        files: vec!["/data/a b.tif".into(), "".into()],
        recovered: "/home/me/ä.pforest".into(),
    }
}

fn without_model() -> Project {
    let image =
        |path: &str, fingerprint| ImageReference { path: path.into(), shape: [1, 1, 1, 40, 40], fingerprint };
    let images = vec![image("../a b.tif", 77), image("Untitled", 0)];
    let drawing = |image, drawing| Annotation { image, drawing };
    let annotations = vec![
        drawing(0, Drawing::Roi(vec![73, 111, 117, 116, 0])),
        drawing(1, Drawing::Runs(2, vec![[0, 0, 1, 2, 9]])),
    ];
    Project::of_window(images, annotations, window(), None)
}

fn read(bytes: &[u8]) -> Result<Project> {
    Project::from_bytes(bytes, Path::new("p.pforest"))
}

#[test]
fn a_project_without_a_model_survives_its_file() {
    let project = without_model();
    assert!(project.model.is_none());
    assert_eq!(read(&project.to_bytes()).unwrap(), project);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p.pforest");
    project.write(&path).unwrap();
    assert_eq!(Project::read(&path).unwrap(), project);
    let text = Project::read_model(&path).unwrap_err().to_string();
    let wanted = "holds no model yet: open it in the window and draw strokes for each class";
    assert!(text.contains("p.pforest") && text.ends_with(wanted), "{text}");
    let empty = Project::of_window(Vec::new(), Vec::new(), WindowState::default(), None);
    assert_eq!(read(&empty.to_bytes()).unwrap(), empty);
}

#[test]
fn a_model_goes_with_the_windows_state() {
    let window = WindowState { files: Vec::new(), ..window() };
    let images = TRAINED.images.clone();
    let project = Project::of_window(images, TRAINED.annotations.clone(), window.clone(), Some(&TRAINED));
    assert_eq!(project, Project { window: Some(window), ..TRAINED.clone() });
    assert_eq!(read(&project.to_bytes()).unwrap(), project);
}

#[test]
fn a_model_that_no_window_has_seen_has_the_settings_of_its_training() {
    let state = TRAINED.window_state();
    let expected = [
        ("features", "gaussian:1@2d,1.6@2d;hessian:1@2d"),
        ("z_ratio", "1"),
        ("normalize", "image"),
        ("forest", "extra"),
        ("trees", "5"),
        ("min_samples_leaf", "3"),
        ("balance", "false"),
        ("seed", "0"),
        ("channels", "1"),
    ];
    let mut settings = state.settings.clone();
    settings.sort();
    let mut expected = pairs(&expected);
    expected.sort();
    let seed = settings.iter().position(|(key, _)| key == "seed").unwrap();
    expected[seed].1 = TRAINED.model().unwrap().provenance.parameters.seed.to_string();
    assert_eq!(settings, expected);
    assert_eq!(state.classes.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(), ["Background", "Nucleus"]);
    // They are settings of a training that gives the same model.
    let again: Vec<(&str, &str)> = state.settings.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    let again = trained(&again[..].iter().filter(|(k, _)| *k != "features").copied().collect::<Vec<_>>());
    assert_eq!(again.model().unwrap().hash(), TRAINED.model().unwrap().hash());
}

#[test]
fn rows_follow_their_images() {
    let second = TRAINED.images[1].clone();
    let other = ImageReference { fingerprint: second.fingerprint + 1, ..second.clone() };
    let rows = TRAINED.rows.as_ref().unwrap();
    let of_second = rows.places.iter().filter(|place| place.image == 1).count();
    let of = |images: Vec<ImageReference>| {
        let project = Project::of_window(images, Vec::new(), WindowState::default(), Some(&TRAINED));
        assert_eq!(read(&project.to_bytes()).unwrap(), project);
        project.rows
    };
    let images =
        |rows: &pixel_forest::sample::Samples, image| rows.places.iter().filter(|p| p.image == image).count();
    let removed = of(vec![second.clone()]).unwrap();
    assert_eq!((removed.places.len(), images(&removed, 0)), (of_second, of_second));
    let first = rows.places.len() - of_second;
    assert_eq!(removed.features, rows.features.slice(ndarray::s![first.., ..]));
    let turned = of(vec![second.clone(), other.clone(), TRAINED.images[0].clone()]).unwrap();
    assert_eq!((images(&turned, 0), images(&turned, 1), images(&turned, 2)), (of_second, 0, first));
    assert_eq!(of(vec![other]), None);
    // Not measured yet: known by its path.
    let unmeasured = ImageReference { fingerprint: 0, ..second };
    assert_eq!(of(vec![unmeasured]).unwrap().places.len(), of_second);
}

#[test]
fn what_contradicts_itself_is_refused() {
    let refuse = |what: &str, change: &dyn Fn(&mut Project)| {
        let mut project = without_model();
        change(&mut project);
        match read(&project.to_bytes()) {
            Err(Error::File { why, .. }) => assert!(why.contains(what), "{what}: {why}"),
            other => panic!("{what}: {other:?}"),
        }
    };
    refuse("annotation 2: there is no image 3", &|p| p.annotations[1].image = 2);
    refuse("annotation 2: there is no class 4", &|p| {
        p.annotations[1].drawing = Drawing::Runs(3, vec![[0, 0, 0, 1, 2]])
    });
    refuse("1 files of 2 images", &|p| p.window.as_mut().unwrap().files.truncate(1));
    refuse("256 classes are too many", &|p| {
        let window = p.window.as_mut().unwrap();
        window.classes = vec![window.classes[0].clone(); 256];
    });
    refuse("no model that they are of", &|p| p.rows = TRAINED.rows.clone());
    refuse("no model and no project", &|p| p.window = None);
}

#[test]
fn every_truncation_is_refused() {
    let bytes = without_model().to_bytes();
    (0..bytes.len()).for_each(|n| assert!(matches!(read(&bytes[..n]), Err(Error::File { .. })), "{n}"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]
    #[test]
    fn every_flipped_bit_is_found(at in 0usize..usize::MAX) {
        let mut bytes = without_model().to_bytes();
        let bit = at % (8 * bytes.len());
        bytes[bit / 8] ^= 1 << (bit % 8);
        let found = matches!(read(&bytes), Err(Error::File { .. }));
        prop_assert!(found);
    }

    #[test]
    fn a_forged_state_never_panics(at in 0usize..usize::MAX, value: u8) {
        let mut bytes = without_model().to_bytes();
        // The last section; its checksum fits again.
        let start = bytes.windows(7).rposition(|w| w == b"window\0").unwrap();
        let at = start + 32 + at % (bytes.len() - start - 32);
        bytes[at] = value;
        let crc = crc32fast::hash(&[&bytes[start..start + 28], &bytes[start + 32..]].concat());
        bytes[start + 28..start + 32].copy_from_slice(&crc.to_le_bytes());
        match read(&bytes) {
            Ok(project) => project.validate().unwrap(),
            Err(Error::File { .. }) => {}
            Err(other) => panic!("{other}"),
        }
    }
}

fn retrain(settings: &[(&str, &str)], names: &[&str]) -> Result<Project> {
    let project = Arc::new(read(&TRAINED.to_bytes())?);
    let settings = TrainSettings::parse(&pairs(&[&[FEATURES], settings].concat()))?;
    let job = Retraining::new(project, settings, classes(names))?;
    let retrained = job.finish()?;
    let report = job.report();
    assert!(report.iter().any(|(key, value)| key == "samples.Background" && value == "96"), "{report:?}");
    Ok(retrained)
}

#[test]
fn stored_rows_give_the_model_that_the_images_give() {
    let names = ["Background", "Nucleus"];
    for settings in [
        &[("trees", "5")][..],
        &[("trees", "20"), ("seed", "9"), ("min_samples_leaf", "1")],
        &[("trees", "10"), ("forest", "random"), ("balance", "true")],
    ] {
        let (again, images) = (retrain(settings, &names).unwrap(), trained(settings));
        assert_eq!(again, images, "{settings:?}");
        assert_eq!(again.model().unwrap().hash(), images.model().unwrap().hash());
    }
    // Classes that were renamed since.
    let renamed = retrain(&[("trees", "5")], &["Background", "Kern"]).unwrap();
    assert_eq!(renamed.model().unwrap().classes[1].name, "Kern");
    assert_eq!(renamed.model().unwrap().forest, TRAINED.model().unwrap().forest);
}

#[test]
fn other_features_need_the_images() {
    let names = ["Background", "Nucleus"];
    let refuse = |what: &str, settings: &[(&str, &str)], names: &[&str]| match retrain(settings, names) {
        Err(Error::Invalid(why)) => assert!(why.contains(what), "{what}: {why}"),
        other => panic!("{what}: {other:?}"),
    };
    refuse(
        "features=gaussian:1@2d,1.6@2d;hessian:1@2d, not gaussian:2@2d",
        &[("features", "gaussian:2")],
        &names,
    );
    refuse("normalize=image, not none", &[("normalize", "none")], &names);
    refuse("channels=1, not 2", &[("channels", "2")], &names);
    refuse("of 2 classes, not 3", &[], &["Background", "Nucleus", "Edge"]);
    let alone = Project::of(TRAINED.model().unwrap().as_ref().clone());
    let settings = TrainSettings::parse(&pairs(&[FEATURES])).unwrap();
    let refused = Retraining::new(Arc::new(alone), settings.clone(), classes(&names));
    assert!(refused.err().unwrap().to_string().contains("keeps no labelled pixels"));
    let refused = Retraining::new(Arc::new(without_model()), settings, classes(&names));
    assert!(refused.err().unwrap().to_string().contains("no model yet"));
}

#[test]
fn retraining_stops_when_it_is_asked_to() {
    let settings = TrainSettings::parse(&pairs(&[FEATURES])).unwrap();
    let job = Retraining::new(Arc::new(TRAINED.clone()), settings, classes(&["A", "B"])).unwrap();
    job.cancel();
    assert!(matches!(job.finish(), Err(Error::Cancelled)));
}

fn fingerprint(picture: &Picture) -> u32 {
    let job = Fingerprinting::new(picture.info.clone()).unwrap();
    assert!(job.finish().is_err());
    run(&job, &[picture]).unwrap();
    job.finish().unwrap()
}

#[test]
fn a_fingerprint_is_that_of_a_training() {
    for (i, image) in TRAINED.images.iter().enumerate() {
        assert_eq!(fingerprint(&picture("any", 31 * i)), image.fingerprint);
    }
    let pixels = |channels, depth| {
        let value =
            |(c, z, y, x): (usize, usize, usize, usize)| ((x * 7 + y * 13 + z * 5 + c * 3) % 251) as f32;
        Array4::from_shape_fn((channels, depth, 40, 40), value)
    };
    for (kind, channels, depth) in [
        (PixelType::Rgb, 3, 1),
        (PixelType::Uint16, 2, 3),
        (PixelType::Float32, 1, 2),
        (PixelType::Float32, 2, 70),
    ] {
        let picture = Picture::new("p", kind, pixels(channels, depth));
        let labels = Array3::from_shape_fn((depth, 40, 40), |(z, y, x)| {
            if z == 0 && y % 10 == 5 { if x < 20 { 1.0 } else { 2.0 } } else { 0.0 }
        });
        let settings = [("features", "gaussian:1"), ("dimensions", "2d"), ("trees", "1")];
        let project = train(&[&picture], &[&labels], &["A", "B"], &settings).unwrap();
        assert_eq!(fingerprint(&picture), project.images[0].fingerprint, "{kind:?}");
        let mut other = picture;
        other.frames[0][[0, 0, 20, 20]] += 1.0;
        assert_ne!(fingerprint(&other), project.images[0].fingerprint);
    }
}
