//! Measurements of objects against a plain reference and against bodies of known size.

use ndarray::{Array3, Axis, s};
use pixel_forest::error::Error;
use pixel_forest::objects::{Intensity, Shape, add_intensities, shapes};
use pixel_forest::progress::Progress;
use std::f64::consts::PI;

fn random(seed: &mut u64) -> u64 {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    *seed >> 33
}

/// Labels that are often those of the voxel before.
fn random_labels(shape: [usize; 3], count: u64, alike: u64, seed: &mut u64) -> Array3<u32> {
    let mut label = 0;
    Array3::from_shape_simple_fn(shape, || {
        if random(seed) % 100 >= alike {
            label = (random(seed) % (count + 1)) as u32;
        }
        label
    })
}

fn measured(labels: &Array3<u32>, count: usize, spacing: [f64; 3]) -> Vec<Shape> {
    shapes(labels.view(), count, spacing, &Progress::default()).unwrap()
}

fn dot(a: [f64; 3], b: [f64; 3]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// One of each pair of opposite directions to neighbours.
fn directions(planar: bool) -> Vec<[isize; 3]> {
    let all = (0..27).map(|i| [i / 9 - 1, i / 3 % 3 - 1, i % 3 - 1]);
    all.filter(|d| *d > [0; 3] && !(planar && d[0] != 0)).collect()
}

/// The part of random directions that is nearest to each.
fn parts(directions: &[[isize; 3]], planar: bool, spacing: [f64; 3]) -> Vec<f64> {
    const POINTS: usize = 400_000;
    let mut seed = 77;
    let mut parts = vec![0.0; directions.len()];
    let mut points = 0;
    while points < POINTS {
        let mut p = [0; 3].map(|_| random(&mut seed) as f64 / f64::from(1 << 30) - 1.0);
        p[0] *= f64::from(u8::from(!planar));
        if dot(p, p) > 1.0 {
            continue;
        }
        points += 1;
        let nearness = |d: &[isize; 3]| {
            let step = [0, 1, 2].map(|a| d[a] as f64 * spacing[a]);
            dot(step, p).abs() / dot(step, step).sqrt()
        };
        let nearest =
            (0..parts.len()).max_by(|&a, &b| nearness(&directions[a]).total_cmp(&nearness(&directions[b])));
        parts[nearest.unwrap()] += 1.0 / POINTS as f64;
    }
    parts
}

/// As the definitions say it, voxel by voxel.
struct Reference {
    shape: Shape,
    covariance: [[f64; 3]; 3],
}

fn reference(labels: &Array3<u32>, label: u32, spacing: [f64; 3], parts: &[f64]) -> Reference {
    let size: [usize; 3] = labels.dim().into();
    let planar = size[0] == 1;
    let voxels: Vec<[usize; 3]> =
        labels.indexed_iter().filter(|(_, l)| **l == label).map(|(at, _)| at.into()).collect();
    let n = voxels.len() as f64;
    let inside = |at: [isize; 3]| {
        (0..3).all(|a| (0..size[a] as isize).contains(&at[a])) && labels[at.map(|i| i as usize)] == label
    };
    let centroid = [0, 1, 2].map(|a| voxels.iter().map(|v| v[a] as f64 + 0.5).sum::<f64>() / n);
    let mut covariance = [[0.0; 3]; 3];
    let axes = usize::from(planar)..3;
    for (a, b) in axes.clone().flat_map(|a| axes.clone().map(move |b| (a, b))) {
        let deviation = |v: &[usize; 3], a: usize| (v[a] as f64 + 0.5 - centroid[a]) * spacing[a];
        covariance[a][b] = voxels.iter().map(|v| deviation(v, a) * deviation(v, b)).sum::<f64>() / n;
        covariance[a][b] += if a == b { spacing[a] * spacing[a] / 12.0 } else { 0.0 };
    }
    let mut surface = 0.0;
    for (d, part) in directions(planar).iter().zip(parts) {
        let step = [0, 1, 2].map(|a| d[a] as f64 * spacing[a]);
        let size: f64 = spacing[usize::from(planar)..].iter().product();
        let mut crossings = 0;
        for v in &voxels {
            for sign in [-1, 1] {
                crossings += u8::from(!inside([0, 1, 2].map(|a| v[a] as isize + sign * d[a]))) as usize;
            }
        }
        let factor = if planar { PI / 2.0 } else { 2.0 };
        surface += factor * part * crossings as f64 * size / dot(step, step).sqrt();
    }
    let shape = Shape {
        voxels: voxels.len() as u64,
        centroid,
        first: [0, 1, 2].map(|a| voxels.iter().map(|v| v[a]).min().unwrap_or(0)),
        end: [0, 1, 2].map(|a| voxels.iter().map(|v| v[a] + 1).max().unwrap_or(0)),
        surface,
        axes: [0.0; 3],
        on_edge: voxels.iter().any(|v| (usize::from(planar)..3).any(|a| v[a] == 0 || v[a] + 1 == size[a])),
        planar,
    };
    Reference { shape, covariance }
}

fn determinant(m: [[f64; 3]; 3]) -> f64 {
    let minor = |a: usize, b: usize| m[1][a] * m[2][b] - m[1][b] * m[2][a];
    m[0][0] * minor(1, 2) - m[0][1] * minor(0, 2) + m[0][2] * minor(0, 1)
}

fn near(a: f64, b: f64, part: f64) -> bool {
    (a - b).abs() <= part * b.abs().max(1e-9)
}

#[test]
fn equals_the_reference() {
    let mut seed = 5;
    for size in [[6, 7, 29], [1, 14, 31], [5, 1, 40], [9, 12, 1], [2, 9, 9], [1, 1, 30]] {
        for spacing in [[1.0; 3], [3.1, 0.8, 0.6], [0.3, 1.0, 1.4]] {
            let planar = size[0] == 1;
            let parts = parts(&directions(planar), planar, spacing);
            for (count, alike) in [(1, 0), (3, 30), (3, 85), (40, 60)] {
                let labels = random_labels(size, count, alike, &mut seed);
                let found = measured(&labels, count as usize, spacing);
                assert_eq!(found.len(), count as usize);
                for (label, found) in (1..).zip(&found) {
                    let Reference { shape: expected, covariance } =
                        reference(&labels, label, spacing, &parts);
                    let text = format!("{size:?} {spacing:?} {label}: {found:?} {expected:?}");
                    assert_eq!(found.voxels, expected.voxels, "{text}");
                    assert_eq!((found.first, found.end), (expected.first, expected.end), "{text}");
                    assert_eq!((found.on_edge, found.planar), (expected.on_edge, planar), "{text}");
                    // The parts of the sphere are estimated on both sides.
                    assert!(near(found.surface, expected.surface, 0.004), "{text}");
                    if expected.voxels == 0 {
                        assert!(
                            found.centroid.iter().all(|c| c.is_nan()) && found.axes == [0.0; 3],
                            "{text}"
                        );
                        continue;
                    }
                    assert!((0..3).all(|a| near(found.centroid[a], expected.centroid[a], 1e-12)), "{text}");
                    // Eigenvalues solve the characteristic equation.
                    let [a, b, c] = found.axes.map(|a| a * a);
                    let trace: f64 = (0..3).map(|i| covariance[i][i]).sum();
                    assert!(a >= b && b >= c && near(a + b + c, trace, 1e-12), "{text}");
                    for value in [a, b, c] {
                        let mut shifted = covariance;
                        (0..3).for_each(|i| shifted[i][i] -= value);
                        assert!(determinant(shifted).abs() < 1e-12 * trace.powi(3), "{text}");
                    }
                    assert_eq!(c == 0.0, planar);
                }
            }
        }
    }
}

/// An ellipsoid of these radii (z, y, x) in the spacing's unit, its longest axis turned in the plane by `turn`.
fn ellipsoid(radii: [f64; 3], spacing: [f64; 3], turn: f64) -> Array3<u32> {
    let reach = radii.iter().copied().fold(0.0, f64::max);
    let size = spacing.map(|s| 2 * (reach / s).ceil() as usize + 5);
    let (sine, cosine) = turn.sin_cos();
    Array3::from_shape_fn(size, |(z, y, x)| {
        let at = |i: usize, a: usize| (i as f64 - size[a] as f64 / 2.0 + 0.23) * spacing[a];
        let (z, y, x) = (at(z, 0), at(y, 1), at(x, 2));
        let [z, y, x] =
            [z / radii[0], (cosine * y - sine * x) / radii[1], (sine * y + cosine * x) / radii[2]];
        u32::from(z * z + y * y + x * x <= 1.0)
    })
}

#[test]
fn balls_have_the_surface_of_balls() {
    for spacing in [[1.0; 3], [2.0, 1.0, 1.0], [3.0, 0.7, 0.7], [0.5, 1.0, 1.2]] {
        let ball = &measured(&ellipsoid([12.0; 3], spacing, 0.0), 1, spacing)[0];
        let area = 4.0 * PI * 12.0 * 12.0;
        assert!(near(ball.surface, area, 0.02), "{spacing:?} {}", ball.surface / area);
        assert!(near(ball.volume(spacing), area * 12.0 / 3.0, 0.01));
        assert!(near(ball.equivalent_diameter(spacing), 24.0, 0.005));
        assert!(near(ball.elongation(), 1.0, 0.02) && near(ball.flatness().unwrap(), 1.0, 0.02));
        // The variance of a ball along each axis is radius² / 5.
        assert!(ball.axes.iter().all(|&a| near(a, 12.0 / 5f64.sqrt(), 0.02)));
        assert!(!ball.on_edge);
    }
}

#[test]
fn discs_have_the_perimeter_of_discs() {
    for spacing in [[1.0; 3], [9.0, 1.0, 0.5], [9.0, 1.0, 1.3]] {
        let labels = ellipsoid([30.0; 3], [30.0, spacing[1], spacing[2]], 0.0);
        let middle = labels.len_of(Axis(0)) / 2;
        let disc = labels.slice(s![middle..=middle, .., ..]).to_owned();
        let radius = (disc.iter().filter(|l| **l > 0).count() as f64 * spacing[1] * spacing[2] / PI).sqrt();
        let disc = &measured(&disc, 1, spacing)[0];
        let perimeter = 2.0 * PI * radius;
        assert!(
            radius > 28.0 && near(disc.surface, perimeter, 0.02),
            "{spacing:?} {}",
            disc.surface / perimeter
        );
        assert!(near(disc.equivalent_diameter(spacing), 2.0 * radius, 1e-12));
        assert!(near(disc.elongation(), 1.0, 0.01) && disc.flatness().is_none());
        // The variance of a disc along each axis is radius² / 4.
        assert!(disc.axes[2] == 0.0 && near(disc.axes[0], radius / 2.0, 0.01));
    }
}

#[test]
fn cubes_have_the_crossings_of_cubes() {
    const SIDE: usize = 20;
    let mut labels = Array3::zeros((24, 24, 24));
    labels.slice_mut(s![2..22, 2..22, 2..22]).fill(1);
    let cube = &measured(&labels, 1, [1.0; 3])[0];
    assert!(cube.axes.iter().all(|&a| near(a, SIDE as f64 / 12f64.sqrt(), 1e-12)));
    assert_eq!((cube.centroid, cube.first, cube.end), ([12.0; 3], [2; 3], [22; 3]));
    // The published parts of the sphere, for steps along 1, 2 and 3 axes; of these there are 3, 6 and 4.
    let mut expected = 0.0;
    for (axes, number, part) in [(1, 3.0, 0.091_556), (2, 6.0, 0.073_961), (3, 4.0, 0.070_391)] {
        let pairs = (SIDE - 1).pow(axes) * SIDE.pow(3 - axes);
        let crossings = 2 * (SIDE.pow(3) - pairs);
        expected += 2.0 * number * part * crossings as f64 / f64::from(axes).sqrt();
    }
    assert!(near(cube.surface, expected, 5e-4), "{} {expected}", cube.surface);
    // Flat faces along the axes and edges are cut down.
    assert!((0.9..0.93).contains(&(cube.surface / (6 * SIDE * SIDE) as f64)));
}

#[test]
fn ellipsoids_have_their_radii() {
    for spacing in [[1.0; 3], [2.0, 1.0, 1.0]] {
        for turn in [0.0, 0.4, 2.0] {
            let found = &measured(&ellipsoid([8.0, 12.0, 24.0], spacing, turn), 1, spacing)[0];
            assert!(near(found.elongation(), 2.0, 0.03), "{}", found.elongation());
            assert!(near(found.flatness().unwrap(), 1.5, 0.03), "{:?}", found.flatness());
            assert!(near(found.axes[0], 24.0 / 5f64.sqrt(), 0.02));
        }
    }
}

#[test]
fn one_voxel_is_a_box() {
    let mut labels = Array3::zeros((3, 4, 5));
    labels[[1, 2, 3]] = 1;
    let spacing = [3.0, 2.0, 1.0];
    let voxel = &measured(&labels, 1, spacing)[0];
    assert_eq!((voxel.voxels, voxel.centroid), (1, [1.5, 2.5, 3.5]));
    assert_eq!((voxel.first, voxel.end, voxel.on_edge), ([1, 2, 3], [2, 3, 4], false));
    assert!(voxel.axes.iter().zip(spacing).all(|(&a, s)| near(a, s / 12f64.sqrt(), 1e-12)));
    assert_eq!(voxel.volume(spacing), 6.0);
    assert!(near(voxel.elongation(), 1.5, 1e-12) && near(voxel.flatness().unwrap(), 2.0, 1e-12));
    assert!(voxel.surface > 0.0 && voxel.surface < 22.0);
}

#[test]
fn without_objects_there_is_nothing_to_measure() {
    assert_eq!(measured(&Array3::zeros((2, 3, 4)), 0, [1.0; 3]), []);
    assert_eq!(measured(&Array3::zeros((0, 3, 4)), 1, [1.0; 3])[0].voxels, 0);
    let missing = &measured(&Array3::zeros((2, 3, 4)), 1, [1.0; 3])[0];
    assert_eq!((missing.voxels, missing.surface, missing.on_edge), (0, 0.0, false));
    assert_eq!(missing.equivalent_diameter([1.0; 3]), 0.0);
}

#[test]
fn the_edge_is_all_around() {
    let size = [3, 3, 3];
    for depth in [1, 3] {
        for (z, y, x) in ndarray::indices((depth, 3, 3)) {
            let mut labels = Array3::zeros((depth, size[1], size[2]));
            labels[[z, y, x]] = 1;
            let expected = y != 1 || x != 1 || depth > 1 && z != 1;
            assert_eq!(measured(&labels, 1, [1.0; 3])[0].on_edge, expected, "{depth} {z} {y} {x}");
        }
    }
}

#[test]
fn threads_do_not_matter() {
    let mut seed = 9;
    for size in [[30, 11, 40], [7, 40, 40], [1, 90, 60]] {
        let labels = random_labels(size, 20, 80, &mut seed);
        let with = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| measured(&labels, 20, [2.5, 0.7, 0.7]))
        };
        let one = with(1);
        assert!(one.iter().all(|shape| shape.voxels > 0));
        assert_eq!(one, with(2));
        assert_eq!(one, with(3));
    }
}

#[test]
fn what_cannot_be_measured_is_an_error() {
    let labels = Array3::from_elem((2, 2, 2), 3);
    let fails =
        |count, spacing, progress: &Progress| shapes(labels.view(), count, spacing, progress).unwrap_err();
    let text = fails(2, [1.0; 3], &Progress::default()).to_string();
    assert_eq!(text, "slice 1 has the label 3, but there are 2 objects");
    for wrong in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert!(matches!(fails(3, [1.0, wrong, 1.0], &Progress::default()), Error::Invalid(_)));
    }
    let progress = Progress::default();
    progress.cancel();
    assert!(matches!(fails(3, [1.0; 3], &progress), Error::Cancelled));
}

#[test]
fn intensities_are_those_of_the_voxels() {
    let mut seed = 21;
    let labels = random_labels([4, 9, 17], 5, 60, &mut seed);
    let image = labels.mapv(|_| random(&mut seed) as f32 / 1e6 - 900.0);
    let mut found = vec![Intensity::default(); 6];
    for (labels, plane) in labels.axis_iter(Axis(0)).zip(image.axis_iter(Axis(0))) {
        add_intensities(&mut found, labels, plane);
    }
    for (label, found) in (1..=5).zip(&found) {
        let values: Vec<f32> =
            labels.iter().zip(&image).filter(|(l, _)| **l == label).map(|(_, v)| *v).collect();
        let sum: f64 = values.iter().map(|v| f64::from(*v)).sum();
        assert_eq!(found.count, values.len() as u64);
        assert_eq!(found.min, values.iter().copied().fold(f32::INFINITY, f32::min));
        assert_eq!(found.max, values.iter().copied().fold(f32::NEG_INFINITY, f32::max));
        assert!(near(found.sum, sum, 1e-12) && near(found.mean(), sum / values.len() as f64, 1e-12));
    }
    assert_eq!(found[5], Intensity::default());
    assert!(found[5].mean().is_nan());
}
