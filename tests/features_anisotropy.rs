//! `z_ratio`: derivatives along z are per xy pixel, and a blob sampled anisotropically looks like the isotropic one.

#[path = "reference/features.rs"]
mod reference;

use ndarray::{Array4, s};
use pixel_forest::feature::Selection;

/// A gradient of 3 per slice is 3 / r per xy pixel; with one along x of 0.5 they add up by Pythagoras.
#[test]
fn a_ramp_has_the_exact_gradient() {
    for ratio in [1.0, 2.0, 5.0] {
        for (slope, features) in [(0.0, "gradient:1,1.6,3.5"), (0.5, "gradient:0.7,1,3.5")] {
            let ramp = |(_, z, _, x): (usize, usize, usize, usize)| 3.0 * z as f32 + slope * x as f32;
            let image = Array4::from_shape_fn((1, 32, 40, 40), ramp);
            let found = reference::whole(&image, &reference::select(features, ratio, 32));
            // Away from the border, where the ramp is mirrored.
            let middle = found.slice(s![.., 15..17, 18..22, 18..22]);
            let exact = f64::from(slope).hypot(3.0 / ratio);
            for &v in middle {
                assert!((f64::from(v) - exact).abs() < 2e-5 * exact, "ratio {ratio}: {v} is not {exact}");
            }
        }
    }
}

/// A Gaussian blob of sigma 10 around the middle, z spacing `ratio`.
fn blob(depth: usize, ratio: f64) -> Array4<f32> {
    let size = 49;
    let square = |i: usize, n: usize, spacing: f64| ((i as f64 - (n / 2) as f64) * spacing).powi(2);
    Array4::from_shape_fn((1, depth, size, size), |(_, z, y, x)| {
        let r2 = square(z, depth, ratio) + square(y, size, 1.0) + square(x, size, 1.0);
        (100.0 * (-r2 / (2.0 * 100.0)).exp()) as f32
    })
}

#[test]
fn a_blob_looks_isotropic() {
    let features = "gaussian:1.6,3.5;laplacian:1.6,3.5;gradient:1.6,3.5;structure:3.5;hessian:1.6,3.5";
    let isotropic = reference::whole(&blob(101, 1.0), &reference::select(features, 1.0, 101));
    for (ratio, depth) in [(2.0, 51), (5.0, 21)] {
        let selection: Selection = reference::select(features, ratio, depth);
        let names = selection.channel_names(&[String::new()]);
        let found = reference::whole(&blob(depth, ratio), &selection);
        let ranges: Vec<f32> = isotropic.outer_iter().map(|channel| range(channel.iter())).collect();
        for (c, name) in names.iter().enumerate() {
            // Eigenvalues of one tensor are measured by the largest range among them.
            let cell = name.split(" eigenvalue").next().unwrap();
            let of_cell = names.iter().zip(&ranges).filter(|(name, _)| name.starts_with(cell));
            let range = of_cell.fold(0.0f32, |largest, (_, range)| largest.max(*range));
            for dz in [-1i32, 0, 1] {
                let z = |depth: usize, step: i32| (depth as i32 / 2 + dz * step) as usize;
                let a = found.slice(s![c, z(depth, 1), 8..41, 8..41]);
                let b = isotropic.slice(s![c, z(101, ratio as i32), 8..41, 8..41]);
                for (a, b) in a.iter().zip(&b) {
                    // A difference over 2 r pixels is short by r² / 6 f''' / f', for this blob up to r² / 3 sigma²; the structure tensor squares it.
                    let power = if name.starts_with("Structure") { 2.0 } else { 1.0 };
                    let allowed = (power * ratio * ratio / (3.0 * 100.0)) as f32;
                    let difference = (a - b).abs() / range;
                    assert!(
                        difference < allowed,
                        "{name}, ratio {ratio}, slice {dz}: {a} is not {b}, {difference}"
                    );
                }
            }
        }
    }
}

fn range<'a>(values: impl Iterator<Item = &'a f32>) -> f32 {
    let (least, most) = values.fold((f32::MAX, f32::MIN), |(least, most), &v| (least.min(v), most.max(v)));
    most - least
}
