//! What reading and writing models allocate, counted byte by byte on the thread that tests.

use ndarray::{Array2, Array3};
use pixel_forest::error::Error;
use pixel_forest::image::PixelType;
use pixel_forest::model_file::Project;
use pixel_forest::sample::Place;
use std::cell::Cell;
use std::path::Path;
use std::sync::LazyLock;

mod common;
mod counting;
use common::{Picture, train};
use counting::Counting;

thread_local! {
    /// Bytes allocated and not freed, and the most there were.
    static LIVE: Cell<(isize, isize)> = const { Cell::new((0, 0)) };
}

fn count(bytes: isize) {
    // A thread that ends has no counter left.
    let _ = LIVE.try_with(|live| {
        let now = live.get().0 + bytes;
        live.set((now, live.get().1.max(now)));
    });
}

#[global_allocator]
static ALLOCATOR: Counting = Counting(count);

/// The result and the most bytes that were allocated on the way to it.
fn peak<T>(work: impl FnOnce() -> T) -> (T, usize) {
    let (before, _) = LIVE.get();
    LIVE.set((before, before));
    let result = work();
    (result, (LIVE.get().1 - before) as usize)
}

fn crc(bytes: &[u8]) -> [u8; 4] {
    crc32fast::hash(bytes).to_le_bytes()
}

/// A file of one section whose checksums fit.
fn file_of(name: &str, body: &[u8]) -> Vec<u8> {
    let mut bytes = b"PFOREST\0\x01\0\0\0\x01\0\0\0".to_vec();
    bytes.extend(crc(&bytes));
    let mut fields = [0; 16].to_vec();
    fields[..name.len()].copy_from_slice(name.as_bytes());
    fields.extend(1u32.to_le_bytes());
    fields.extend((body.len() as u64).to_le_bytes());
    let crc = crc(&[&fields, body].concat());
    [&bytes[..], &fields, &crc, body].concat()
}

/// `count` lies about what follows it, whatever the length of the body.
fn check_refusal(name: &str, before: &[u8], count: u64) {
    for length in [1 << 10, 1 << 16, 1 << 20, 17 << 20] {
        let mut body = before.to_vec();
        body.push(253);
        body.extend(count.to_le_bytes());
        body.resize(length, 0);
        let bytes = file_of(name, &body);
        let (read, claimed) = peak(|| Project::from_bytes(&bytes, Path::new("m.pforest")));
        match read {
            Err(Error::File { why, .. }) => {
                assert!(why.ends_with("copy or save the model again"), "{why}");
                assert!(why.contains("cannot be read"), "{name} {length}: {why}");
            }
            other => panic!("{other:?}"),
        }
        // The body itself; a list that says it is long starts with 1 MiB.
        assert!(claimed <= 50 * length + (3 << 20), "{name}: {claimed} bytes for a body of {length}");
    }
}

#[test]
fn a_length_that_lies_claims_no_memory() {
    // Lists of 2^60 elements.
    for name in ["model", "images", "annotations", "window"] {
        check_refusal(name, &[], 1 << 60);
    }
    check_refusal("rows", &[4], 1 << 60);
    // A text of 32 GB: the first channel, the version, the first path; and the first ROI.
    for (name, before) in [
        ("model", &[1][..]),
        ("provenance", &[]),
        ("images", &[1]),
        ("annotations", &[1, 0, 0]),
        ("window", &[1]),
    ] {
        check_refusal(name, before, 1 << 35);
    }
}

/// A project whose rows are most of its file.
static LARGE: LazyLock<Project> = LazyLock::new(|| {
    let pixels = Array3::from_shape_fn((1, 40, 40), |(_, y, x)| ((x * 7 + y) % 256) as f32);
    let labels = Array3::from_shape_fn((1, 40, 40), |(_, y, x)| match (y, x) {
        (5 | 15, 2..12) => 1.0,
        (5 | 15, 18..28) => 2.0,
        _ => 0.0,
    });
    let picture = Picture::volume("a picture", PixelType::Uint8, pixels);
    let settings = [("features", "all"), ("trees", "3")];
    let mut project = train(&[&picture], &[&labels], &["Background", "Nucleus"], &settings).unwrap();
    let (count, features) = (50_000, project.model().unwrap().forest.feature_count());
    let rows = project.rows.as_mut().unwrap();
    rows.features = Array2::zeros((count, features));
    rows.classes = vec![0; count];
    rows.strokes = vec![0; count];
    rows.places =
        (0..count as u32).map(|i| Place { image: 0, frame: 0, z: 0, y: i / 1000, x: i % 1000 }).collect();
    project
});

#[test]
fn writing_takes_less_than_a_second_copy() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("m.pforest");
    LazyLock::force(&LARGE);
    let (_, claimed) = peak(|| LARGE.write(&path).unwrap());
    let length = std::fs::metadata(&path).unwrap().len() as usize;
    assert!(length > 5_000_000 && claimed < length / 4, "{claimed} bytes to write {length}");
    let (_, claimed) = peak(|| LARGE.model().unwrap().hash());
    assert!(claimed < 1 << 20, "{claimed} bytes to hash a small model");
}

#[test]
fn reading_takes_a_small_multiple_of_the_file() {
    let bytes = LARGE.to_bytes();
    let (read, claimed) = peak(|| Project::from_bytes(&bytes, Path::new("m.pforest")).unwrap());
    assert!(read == *LARGE);
    assert!(claimed < 4 * bytes.len(), "{claimed} bytes to read {}", bytes.len());
}
