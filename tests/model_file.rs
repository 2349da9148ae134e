//! The model file: what was written is read, bit for bit, by this version and later ones; what is damaged is refused.

mod common;
use common::{Picture, pairs, train};
use ndarray::{Array2, Array3};
use pixel_forest::error::{Error, Result};
use pixel_forest::feature::Selection;
use pixel_forest::forest::{Kind, Parameters};
use pixel_forest::image::PixelType;
use pixel_forest::model::Model;
use pixel_forest::model_file::{Annotation, Drawing, Project};
use pixel_forest::normalize::Normalization;
use proptest::prelude::*;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, SystemTime};

fn small() -> Project {
    let pixels = Array3::from_shape_fn((1, 40, 40), |(_, y, x)| {
        ((x * 37 + y * 11) % 97) as f32 + if x > 20 { 60.0 } else { 0.0 }
    });
    let labels = Array3::from_shape_fn((1, 40, 40), |(_, y, x)| match (y, x) {
        (5 | 15 | 25, 2..18) => 1.0,
        (5 | 15 | 25, 22..38) => 2.0,
        _ => 0.0,
    });
    let picture = Picture::volume("a picture", PixelType::Uint8, pixels);
    let settings =
        [("features", "gaussian:1,1.6;hessian:1"), ("trees", "5"), ("command", "train image=\"ä b\"")];
    let mut project = train(&[&picture], &[&labels], &["Background", "Nucleus"], &settings).unwrap();
    project.annotations.push(Annotation { image: 0, drawing: Drawing::Roi(vec![73, 111, 117, 116, 0]) });
    project
}

static SMALL: LazyLock<Project> = LazyLock::new(small);

fn read(bytes: &[u8]) -> Result<Project> {
    Project::from_bytes(bytes, Path::new("m.pforest"))
}

fn refused(bytes: &[u8]) -> String {
    match read(bytes) {
        Err(Error::File { path, why }) => {
            assert_eq!(path, PathBuf::from("m.pforest"));
            why
        }
        other => panic!("expected a refusal, not {other:?}"),
    }
}

#[test]
fn a_project_survives_its_file() {
    assert_eq!(read(&SMALL.to_bytes()).unwrap(), *SMALL);
    let alone = Project::of(SMALL.model().unwrap().as_ref().clone());
    assert_eq!(read(&alone.to_bytes()).unwrap(), alone);
}

/// Changes a copy of the small project's model.
fn with_model(change: impl FnOnce(&mut Model)) -> Project {
    let mut project = SMALL.clone();
    change(Arc::make_mut(project.model.as_mut().unwrap()));
    project
}

#[test]
fn every_choice_survives_its_file() {
    for normalization in [Normalization::Image, Normalization::Training, Normalization::None] {
        let project = with_model(|m| m.recipe.normalization = normalization);
        assert_eq!(read(&project.to_bytes()).unwrap(), project);
    }
    for kind in [Kind::ExtraTrees, Kind::RandomForest] {
        let project = with_model(|m| {
            m.provenance.parameters = Parameters {
                max_depth: Some(9),
                max_samples: Some(1 << 40),
                balance: true,
                seed: u64::MAX,
                ..Parameters::of(kind)
            };
            m.provenance.held_out_error = None;
            m.provenance.out_of_bag_error = Some(0.125);
        });
        assert_eq!(read(&project.to_bytes()).unwrap(), project);
    }
    // As many feature channels as the small forest reads, of other features in 2D and 3D.
    let (selection, _) =
        Selection::parse("laplacian:1.6@3d,10@2d;dog:0.7@2d;gradient:29.99@3d", "auto", 2.75, 1000).unwrap();
    let project = with_model(|m| m.recipe.selection = selection);
    assert_eq!(read(&project.to_bytes()).unwrap(), project);
    let mut project = SMALL.clone();
    project.annotations =
        vec![Annotation { image: 0, drawing: Drawing::Runs(1, vec![[9, 8, 7, 0, u32::MAX]]) }];
    assert_eq!(read(&project.to_bytes()).unwrap(), project);
}

/// The sections of a file: name and body.
fn sections(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut sections = Vec::new();
    let mut rest = &bytes[20..];
    while !rest.is_empty() {
        let name = String::from_utf8(rest[..16].to_vec()).unwrap().trim_end_matches('\0').to_string();
        let length = u64::from_le_bytes(rest[20..28].try_into().unwrap()) as usize;
        sections.push((name, rest[32..32 + length].to_vec()));
        rest = &rest[32 + length..];
    }
    sections
}

/// A file of sections whose checksums fit.
fn file_of(sections: &[(String, Vec<u8>)]) -> Vec<u8> {
    let bodies = sections.iter().flat_map(|(name, body)| section(name, 1, body));
    header(1, 0, sections.len() as u32).into_iter().chain(bodies).collect()
}

#[test]
fn the_hash_is_that_of_what_results_follow_from() {
    let (name, body) = &sections(&SMALL.to_bytes())[0];
    assert_eq!((name.as_str(), SMALL.model().unwrap().hash()), ("model", crc32fast::hash(body)));
    let made_otherwise = with_model(|m| m.provenance.command = "another".into());
    assert_eq!(made_otherwise.model().unwrap().hash(), SMALL.model().unwrap().hash());
    let other = with_model(|m| m.classes[1].color += 1);
    assert_ne!(other.model().unwrap().hash(), SMALL.model().unwrap().hash());
}

#[test]
fn sections_beside_the_model_may_be_missing() {
    let mut sections = sections(&SMALL.to_bytes());
    let names: Vec<&str> = sections.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["model", "provenance", "images", "annotations", "rows"]);
    sections.truncate(1);
    let mut expected = Project::of(SMALL.model().unwrap().as_ref().clone());
    Arc::make_mut(expected.model.as_mut().unwrap()).provenance = Default::default();
    assert_eq!(read(&file_of(&sections)).unwrap(), expected);
    sections.push(sections[0].clone());
    assert!(refused(&file_of(&sections)).contains("section \"model\" occurs twice"));
}

/// Every refusal of a project that contradicts itself says what is wrong and the mend; and it is not written.
#[test]
fn what_contradicts_itself_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("m.pforest");
    SMALL.write(&path).unwrap();
    let refuse = |what: &str, project: Project| {
        let why = refused(&project.to_bytes());
        assert!(why.contains(what) && why.ends_with("; copy or save the model again"), "{what}: {why}");
        assert!(matches!(project.write(&path), Err(Error::Invalid(_))), "{what} was written");
        assert_eq!(Project::read(&path).unwrap(), *SMALL);
    };
    let changed = |change: fn(&mut Project)| {
        let mut project = SMALL.clone();
        change(&mut project);
        project
    };
    let draw = |drawing| Annotation { image: 0, drawing };
    refuse("there is no image 2", changed(|p| p.annotations[0].image = 1));
    refuse("annotation 1: there is no image 1", changed(|p| p.images.clear()));
    for (what, class, run) in
        [("there is no class 3", 2, [0, 0, 0, 4, 5]), ("a run from x=4 to 4", 1, [0, 0, 0, 4, 4])]
    {
        let mut project = SMALL.clone();
        project.annotations.push(draw(Drawing::Runs(class, vec![[0, 0, 0, 1, 2], run])));
        refuse(what, project);
    }
    let rows = |change: fn(&mut pixel_forest::sample::Samples)| {
        let mut project = SMALL.clone();
        change(project.rows.as_mut().unwrap());
        project
    };
    refuse("rows 3 and 4 are out of order", rows(|r| r.places.swap(3, 4)));
    refuse("rows 3 and 4 are out of order or the same", rows(|r| r.places[4] = r.places[3]));
    refuse("name image 2 of 1", rows(|r| r.places.last_mut().unwrap().image = 1));
    refuse("row 5 has class 3", rows(|r| r.classes[5] = 2));
    refuse("must be finite", rows(|r| r.features[[5, 0]] = f32::NAN));
    refuse("96 of features, 96 of classes, 95 of strokes", rows(|r| r.strokes.truncate(95)));
    refuse("96 of features, 96 of classes, 96 of strokes, 95", rows(|r| r.places.truncate(95)));
    refuse("rows have 3 features, the model 4", rows(|r| r.features = Array2::zeros((96, 3))));
    refuse("do not hold 95 x 4", {
        let mut project = SMALL.clone();
        project.rows.as_mut().unwrap().classes.pop();
        project
    });
    let model = |change: fn(&mut Model)| with_model(change);
    refuse("two classes are called", model(|m| m.classes[1].name = "background".into()));
    refuse("has no name", model(|m| m.classes[0].name = " ".into()));
    refuse("range of channel 1 is 3..2", model(|m| m.recipe.training_ranges[0] = range(3.0, 2.0)));
    refuse("is -inf..2", model(|m| m.recipe.training_ranges[0] = range(f32::NEG_INFINITY, 2.0)));
    refuse("is 0..inf", model(|m| m.recipe.training_ranges[0] = range(0.0, f32::INFINITY)));
    refuse("is NaN..2", model(|m| m.recipe.training_ranges[0] = range(f32::NAN, 2.0)));
    refuse("0 ranges of training images for 1 channels", model(|m| m.recipe.training_ranges.clear()));
    refuse(
        "selection gives 1",
        model(|m| {
            m.recipe.selection = Selection::parse("gaussian:1", "2d", 1.0, 1).unwrap().0;
        }),
    );
}

fn range(low: f32, high: f32) -> pixel_forest::normalize::ChannelRange {
    pixel_forest::normalize::ChannelRange { low, high }
}

/// The words of the file are those that are written, not all that an option may say.
#[test]
fn a_selection_is_read_only_as_it_is_written() {
    let mut sections = sections(&SMALL.to_bytes());
    let body = &mut sections[0].1;
    let at = body.windows(8).position(|w| w == b"gaussian").unwrap();
    assert_eq!(&body[at..at + 18], b"gaussian:1@2d,1.6@");
    body[at..at + 18].copy_from_slice(b"gaussian:1.6@2d,1@");
    assert!(refused(&file_of(&sections)).contains("out of order"));
}

#[test]
fn every_truncation_is_refused() {
    let bytes = SMALL.to_bytes();
    for n in (0..200).chain((200..bytes.len()).step_by(37)) {
        let why = refused(&bytes[..n]);
        assert!(why.contains("incomplete") || why.contains("not a Pixel Forest model"), "{n}: {why}");
    }
    let mut longer = bytes;
    longer.push(0);
    assert!(refused(&longer).contains("end of the file is damaged"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]
    #[test]
    fn every_flipped_bit_is_found(at in 0usize..usize::MAX) {
        let mut bytes = SMALL.to_bytes();
        let bit = at % (8 * bytes.len());
        bytes[bit / 8] ^= 1 << (bit % 8);
        refused(&bytes);
    }

    #[test]
    fn a_forged_section_never_panics(body in prop::collection::vec(any::<u8>(), 0..200)) {
        // The checksum fits, the content does not.
        let mut bytes = header(1, 0, 1);
        bytes.extend(section("model", 1, &body));
        refused(&bytes);
    }

    #[test]
    fn a_forged_byte_never_panics(which in 0usize..5, at in 0usize..usize::MAX, value: u8) {
        let mut sections = sections(&SMALL.to_bytes());
        let body = &mut sections[which].1;
        let at = at % body.len();
        body[at] = value;
        match read(&file_of(&sections)) {
            Ok(project) => project.validate().unwrap(),
            Err(Error::File { why, .. }) => prop_assert!(why.ends_with("; copy or save the model again"), "{}", why),
            Err(other) => panic!("{other}"),
        }
    }
}

fn header(major: u16, minor: u16, sections: u32) -> Vec<u8> {
    let mut bytes = b"PFOREST\0".to_vec();
    bytes.extend(major.to_le_bytes());
    bytes.extend(minor.to_le_bytes());
    bytes.extend(sections.to_le_bytes());
    bytes.extend(crc32fast::hash(&bytes).to_le_bytes());
    bytes
}

fn section(name: &str, version: u32, body: &[u8]) -> Vec<u8> {
    let mut bytes = [0; 16].to_vec();
    bytes[..name.len()].copy_from_slice(name.as_bytes());
    bytes.extend(version.to_le_bytes());
    bytes.extend((body.len() as u64).to_le_bytes());
    let crc = crc32fast::hash(&[&bytes[..], body].concat());
    bytes.extend(crc.to_le_bytes());
    bytes.extend(body);
    bytes
}

#[test]
fn later_versions_are_read_as_far_as_they_can_be() {
    let bytes = SMALL.to_bytes();
    // A newer minor version with a section nobody knows yet.
    let mut newer = header(1, 7, u32::from_le_bytes(bytes[12..16].try_into().unwrap()) + 1);
    newer.extend(section("colours", 9, b"whatever"));
    newer.extend(&bytes[20..]);
    assert_eq!(read(&newer).unwrap(), *SMALL);
    newer[..20].copy_from_slice(&header(2, 0, 5));
    let why = refused(&newer);
    assert!(why.contains("format 2.0") && why.contains("update Pixel Forest"), "{why}");
    let why = refused(&[header(1, 0, 1), section("model", 2, b"")].concat());
    assert!(why.contains("newer version"), "{why}");
}

#[test]
fn what_is_no_model_is_said_to_be_none() {
    for bytes in [&b""[..], b"II*\0a TIFF file", b"PK\x03\x04 a zip file"] {
        assert!(refused(bytes).contains("not a Pixel Forest model"));
    }
    assert!(refused(&header(1, 0, 0)).contains("no model"));
    let text = Project::read(Path::new("no/such/model.pforest")).unwrap_err().to_string();
    assert!(text.contains("cannot read no/such/model.pforest"), "{text}");
}

/// A file of 50 GB of zeros, which take no room on the disk.
fn sparse(start: &[u8]) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), start).unwrap();
    File::options().write(true).open(file.path()).unwrap().set_len(50 << 30).unwrap();
    file
}

#[test]
fn a_large_foreign_file_is_refused_by_its_first_bytes() {
    let file = sparse(b"");
    let text = Project::read(file.path()).unwrap_err().to_string();
    assert!(text.contains("not a Pixel Forest model"), "{text}");
    let file = sparse(&header(9, 1, 1));
    let text = Project::read(file.path()).unwrap_err().to_string();
    assert!(text.contains("format 9.1"), "{text}");
    // A section that says it is longer than the file.
    let mut start = header(1, 0, 1);
    start.extend(section("model", 1, b""));
    start[40..48].copy_from_slice(&(51u64 << 30).to_le_bytes());
    let file = sparse(&start);
    let text = Project::read(file.path()).unwrap_err().to_string();
    assert!(text.ends_with("the file is incomplete; copy or save the model again"), "{text}");
}

#[test]
fn writing_replaces_the_file_or_leaves_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("nested.name.pforest");
    SMALL.write(&path).unwrap();
    SMALL.write(&path).unwrap();
    assert_eq!(Project::read(&path).unwrap(), *SMALL);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    fs::create_dir(folder.path().join("taken.pforest")).unwrap();
    for name in ["no/folder.pforest", "taken.pforest", ".."] {
        let target = folder.path().join(name);
        match SMALL.write(&target).unwrap_err() {
            Error::Io { action: "write", path, .. } => assert_eq!(path, target),
            other => panic!("{other}"),
        }
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "a failed write leaves nothing behind");
}

#[test]
fn writers_at_the_same_time_never_mix() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("m.pforest");
    let projects = [SMALL.clone(), Project::of(SMALL.model().unwrap().as_ref().clone())];
    projects[0].write(&path).unwrap();
    std::thread::scope(|scope| {
        for project in projects.iter().chain(&projects) {
            scope.spawn(|| (0..50).for_each(|_| project.write(&path).unwrap()));
        }
        for _ in 0..2 {
            scope.spawn(|| {
                for _ in 0..200 {
                    assert!(projects.contains(&Project::read(&path).unwrap()));
                }
            });
        }
    });
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_save_sweeps_what_crashes_have_left() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, hours: u64| {
        let file = File::create(folder.path().join(name)).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_secs(hours * 3600)).unwrap();
    };
    file("m.pforest.123-0.pforest-partial", 2);
    let kept = [
        ("m.pforest.124-0.pforest-partial", 0),
        ("m.pforest.copy.123-0.pforest-partial", 2),
        ("other.pforest.123-0.pforest-partial", 2),
        ("m.pforest.123-0", 2),
    ];
    kept.iter().for_each(|(name, hours)| file(name, *hours));
    SMALL.write(&folder.path().join("m.pforest")).unwrap();
    let entries = fs::read_dir(folder.path()).unwrap();
    let mut names: Vec<String> = entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    let mut expected: Vec<&str> = kept.iter().map(|k| k.0).chain(["m.pforest"]).collect();
    expected.sort();
    assert_eq!(names, expected);
}

/// A model of version 1 must be read forever, and predict the same; and this version writes it as it was written. `REGENERATE=1` writes a new one: only for a new
/// major version.
#[test]
fn version_1_is_read_forever() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let (path, predictions) = (folder.join("model_v1.pforest"), folder.join("model_v1.txt"));
    let rows = |features: usize| {
        Array2::from_shape_fn((features, 40), |(f, i)| ((f * 13 + i * 7) % 41) as f32 / 20.0 - 0.5)
    };
    let predict = |project: &Project| {
        let features = project.model().unwrap().forest.feature_count();
        let mut p = Array2::zeros((project.model().unwrap().classes.len(), 40));
        project.model().unwrap().forest.predict(rows(features).view(), p.view_mut()).unwrap();
        p.iter().map(|v: &f32| format!("{:08x}\n", v.to_bits())).collect::<String>()
    };
    if std::env::var_os("REGENERATE").is_some() {
        SMALL.write(&path).unwrap();
        fs::write(&predictions, predict(&SMALL)).unwrap();
    }
    let project = Project::read(&path).unwrap();
    assert_eq!(project.to_bytes(), fs::read(&path).unwrap());
    assert_eq!(predict(&project), fs::read_to_string(&predictions).unwrap());
    let info = project.model().unwrap().info();
    for (key, value) in pairs(&[
        ("classes", "Background,Nucleus"),
        ("trees", "5"),
        ("forest", "extra"),
        ("normalize", "image"),
        ("command", "train image=\"ä b\""),
    ]) {
        assert!(info.contains(&(key.clone(), value.clone())), "{key}={value} in {info:?}");
    }
    assert_eq!(project.rows.unwrap().classes.len(), 96);
    assert_eq!(project.annotations.len(), 7);
}
