//! What objects cost in memory, counted byte by byte over all threads: at most 16 bytes a voxel beside the probabilities, and what the
//! forecast says.

mod counting;

use counting::{Counting, LIVE, MOST, count};
use ndarray::{Array3, Axis};
use pixel_forest::image::{ImageInfo, PixelType};
use pixel_forest::job::Job;
use pixel_forest::object_job::{Geometry, ObjectJob, ObjectSettings};
use std::sync::atomic::Ordering::Relaxed;

#[global_allocator]
static ALLOCATOR: Counting = Counting(count);

const SHAPE: [usize; 3] = [40, 200, 220];

/// Probabilities of touching balls with a texture.
fn probabilities() -> Array3<f32> {
    let mut seed = 3u64;
    let mut random = move || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 40) as f32 / (1u64 << 24) as f32
    };
    Array3::from_shape_fn(SHAPE, |place| {
        let [z, y, x] = [place.0, place.1, place.2].map(|n| (n % 18) as f32 - 9.0);
        let inside = (z * z + y * y + x * x).sqrt() < 8.0 + 2.0 * ((place.1 / 18) % 2) as f32;
        if inside { 0.75 + 0.2 * random() } else { 0.3 * random() }
    })
}

#[test]
fn peaks_are_those_of_the_forecast() {
    let object = probabilities();
    let voxels = object.len() as f64;
    for (names, options) in [
        (&["Background", "Nucleus"][..], &[][..]),
        (&["Background", "Nucleus", "Rim"], &[]),
        (&["Background", "Nucleus"], &[("core", "0.8")]),
        (&["Background", "Nucleus"], &[("seeds", "distance"), ("prominence", "0.5"), ("seed_sigma", "1")]),
        (&["Background", "Nucleus"], &[("preset", "ilastik-watershed")]),
        (&["Background", "Nucleus"], &[("preset", "ilastik-threshold")]),
        (&["Background", "Nucleus", "Rim"], &[("split", "none")]),
    ] {
        let image = ImageInfo {
            name: "a".into(),
            frames: 1,
            channels: names.len(),
            shape: SHAPE,
            pixel_type: PixelType::Float32,
            z_ratio: None,
        };
        let pairs: Vec<_> = options.iter().map(|&(k, v)| (k.to_string(), v.to_string())).collect();
        let geometry = Geometry { spacing: [2.0, 1.0, 1.0], unit: "pixel".into() };
        let settings = ObjectSettings::parse(&pairs, &image, names, &geometry).unwrap();
        let job = ObjectJob::new(settings, image).unwrap();
        let before = LIVE.load(Relaxed);
        MOST.store(before, Relaxed);
        for (z, plane) in object.axis_iter(Axis(0)).enumerate() {
            job.add(false, z, plane).unwrap();
            if job.roles().boundary.is_some() {
                job.add(true, z, plane.mapv(|p| 0.2 * (1.0 - p)).view()).unwrap();
            }
        }
        let labels = job.finish().unwrap();
        let bytes = (MOST.load(Relaxed) - before) as f64 / voxels;
        let forecast = job.forecast().unwrap().bytes as f64 / voxels;
        let classes = if job.roles().boundary.is_some() { 2 } else { 1 };
        println!(
            "{names:?} {options:?}: {} objects, {bytes:.2} bytes a voxel, forecast {forecast:.2}",
            labels.count()
        );
        assert!(bytes <= 16.0 + 4.0 * f64::from(classes), "{options:?}: {bytes:.2} bytes a voxel");
        assert!((forecast / bytes - 1.0).abs() < 0.15, "{options:?}: {bytes:.2}, forecast {forecast:.2}");
    }
}
