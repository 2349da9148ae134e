//! The bank equals the plain reference on random images, selections and z ratios.

#[path = "reference/features.rs"]
mod reference;

use pixel_forest::feature::{Cell, Dimensions, Feature, Selection};
use proptest::prelude::*;

/// A cell that fits any image of `depth` slices.
fn cell(depth: usize, z_ratio: f64) -> impl Strategy<Value = Cell> {
    let sigma = prop_oneof![Just(0.3), Just(0.7), Just(1.0), Just(1.6), 0.7..2.5f64];
    (0..6usize, sigma, any::<bool>()).prop_map(move |(feature, sigma, volume)| {
        let feature = Feature::ALL[feature];
        let sigma = feature.smallest_sigma().max(sigma);
        let fits = ((3.5 * sigma / z_ratio).ceil() as usize) < depth;
        Cell { feature, sigma, dimensions: if volume && fits { Dimensions::Three } else { Dimensions::Two } }
    })
}

/// Shape (channel, z, y, x), z ratio, cells.
fn case() -> impl Strategy<Value = ((usize, usize, usize, usize), f64, Vec<Cell>, u32)> {
    let ratio = prop_oneof![Just(1.0), Just(2.0), Just(5.0), 1.0..50.0f64];
    (1..3usize, 1..14usize, 10..30usize, 10..40usize, ratio, any::<u32>()).prop_flat_map(
        |(channels, depth, height, width, ratio, seed)| {
            let cells = prop::collection::vec(cell(depth, ratio), 1..6);
            cells.prop_map(move |cells| ((channels, depth, height, width), ratio, cells, seed))
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(150) })]

    #[test]
    fn the_bank_equals_the_reference((shape, ratio, cells, seed) in case()) {
        let image = reference::noise(shape, seed);
        let selection = Selection::new(cells, ratio).unwrap();
        let expected = reference::features(&image.mapv(f64::from), &selection);
        let found = reference::whole(&image, &selection);
        let (worst, channel) = reference::worst(&found, &expected, 256.0);
        let name = &selection.channel_names(&vec![String::new(); shape.0])[channel];
        prop_assert!(worst <= 1.0, "{name} differs by {worst} of the tolerance");
    }
}

/// Wide kernels, where tiles, panels and vectors all end inside the image.
#[test]
fn wide_kernels_and_tails() {
    for (shape, features) in [
        ((1, 1, 77, 201), "gaussian:10;structure:10;hessian:5;laplacian:20"),
        ((2, 40, 38, 135), "gaussian:10@3d;structure:5@3d;dog:10@2d;gradient:3.5@3d"),
    ] {
        let image = reference::noise(shape, 7);
        let selection = reference::select(features, 1.0, shape.1);
        let expected = reference::features(&image.mapv(f64::from), &selection);
        let (worst, channel) = reference::worst(&reference::whole(&image, &selection), &expected, 256.0);
        assert!(worst <= 1.0, "channel {channel} differs by {worst} of the tolerance");
    }
}
