//! The watershed against a plain reference.

use ndarray::Array3;
use pixel_forest::objects::{Connectivity, watershed};
use pixel_forest::progress::Progress;

/// As the docstring says it: a list of what can be flooded from, searched for the next at each step.
fn reference(height: &Array3<f32>, markers: &Array3<u32>, connectivity: Connectivity) -> Array3<u32> {
    let mut labels = markers.clone();
    let mut front: Vec<([usize; 3], f32, usize)> = markers
        .indexed_iter()
        .filter(|(_, label)| **label > 0)
        .map(|((z, y, x), _)| ([z, y, x], height[[z, y, x]], 0))
        .collect();
    while !front.is_empty() {
        let before = |a: &([usize; 3], f32, usize), b: &([usize; 3], f32, usize)| {
            b.1.total_cmp(&a.1).then(a.2.cmp(&b.2)).then(a.0.cmp(&b.0))
        };
        let next = (0..front.len()).min_by(|&a, &b| before(&front[a], &front[b])).unwrap();
        let (voxel, level, steps) = front.swap_remove(next);
        for (neighbour, _) in height.indexed_iter() {
            let neighbour: [usize; 3] = neighbour.into();
            let apart: Vec<usize> = (0..3).map(|a| voxel[a].abs_diff(neighbour[a])).collect();
            let reach = if connectivity == Connectivity::Faces {
                apart.iter().sum()
            } else {
                apart.iter().copied().max().unwrap()
            };
            if reach == 1 && height[neighbour] > f32::NEG_INFINITY && labels[neighbour] == 0 {
                labels[neighbour] = labels[voxel];
                let h = height[neighbour];
                front.push((neighbour, h.min(level), if h >= level { steps + 1 } else { 0 }));
            }
        }
    }
    labels
}

#[test]
fn equals_the_reference() {
    let mut seed = 11u64;
    for shape in [[3, 5, 6], [1, 11, 11], [4, 1, 9]] {
        for levels in [1, 3, 8, 1000] {
            for _ in 0..12 {
                let mut random = || {
                    seed =
                        seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    seed >> 33
                };
                let mut height_of =
                    || if random() % 6 == 0 { f32::NEG_INFINITY } else { (random() % levels) as f32 - 2.0 };
                let height = Array3::from_shape_simple_fn(shape, &mut height_of);
                let mut markers = Array3::from_shape_simple_fn(shape, || {
                    (random() % 12 == 0) as u32 * (1 + random() as u32 % 4)
                });
                markers.zip_mut_with(&height, |label, h| *label *= u32::from(*h > f32::NEG_INFINITY));
                for connectivity in [Connectivity::Faces, Connectivity::Full] {
                    let labels =
                        watershed(height.view(), markers.clone(), connectivity, &Progress::default())
                            .unwrap();
                    assert_eq!(
                        labels,
                        reference(&height, &markers, connectivity),
                        "{shape:?} {levels} {connectivity:?}"
                    );
                }
            }
        }
    }
}

#[test]
fn a_plateau_is_shared_where_the_fronts_meet() {
    let height = Array3::from_elem((1, 1, 9), 1.0);
    let mut markers = Array3::zeros((1, 1, 9));
    markers[[0, 0, 0]] = 5;
    markers[[0, 0, 8]] = 2;
    let labels = watershed(height.view(), markers, Connectivity::Faces, &Progress::default()).unwrap();
    assert_eq!(labels.into_raw_vec_and_offset().0, [5, 5, 5, 5, 5, 2, 2, 2, 2]);
}

/// Large enough for several threads to share ways.
#[test]
fn does_not_depend_on_the_number_of_threads() {
    let mut seed = 13u64;
    let mut random = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        seed >> 33
    };
    let wave = |i: usize| (i as f32 * 0.13).sin();
    let height = Array3::from_shape_fn((40, 90, 100), |(z, y, x)| {
        let plateaus = (4.0 * (wave(z) + wave(y) + wave(x))).round();
        if random() % 50 == 0 { f32::NEG_INFINITY } else { plateaus + (random() % 3) as f32 / 8.0 }
    });
    let markers = height.mapv(|h| u32::from(h > 0.0 && random() % 2000 == 0) * (1 + random() as u32 % 99));
    for connectivity in [Connectivity::Faces, Connectivity::Full] {
        let of_threads = |n| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(n).build().unwrap();
            pool.install(|| {
                watershed(height.view(), markers.clone(), connectivity, &Progress::default()).unwrap()
            })
        };
        let one = of_threads(1);
        assert!(one.iter().filter(|label| **label > 0).count() > one.len() / 2);
        for n in [2, 3] {
            assert_eq!(of_threads(n), one);
        }
    }
}
