//! The options `features` and `dimensions`, and what follows from a selection.

use pixel_forest::feature::{Cell, Dimensions, Feature, Selection};
use proptest::prelude::*;

fn parse(features: &str, dimensions: &str, depth: usize) -> Selection {
    Selection::parse(features, dimensions, 1.0, depth).unwrap().0
}

fn error(features: &str, dimensions: &str, z_ratio: f64, depth: usize) -> String {
    Selection::parse(features, dimensions, z_ratio, depth).unwrap_err().to_string()
}

#[test]
fn channels_of_the_named_selections() {
    assert_eq!(parse("all", "auto", 1).cells().len(), 37);
    assert_eq!(parse("all", "auto", 1).channel_count(1), 49);
    assert_eq!(parse("all", "auto", 64).channel_count(1), 61);
    assert_eq!(parse("default", "auto", 1).channel_count(3), 3 * 41);
    assert_eq!(parse("default", "3d", 64).channel_count(1), 51);
}

#[test]
fn a_sigma_that_does_not_fit_becomes_2d_in_auto() {
    let (selection, notes) = Selection::parse("default", "auto", 1.0, 18).unwrap();
    assert_eq!(notes, ["sigma 5 is 2D: in 3D it needs 19 slices, the image has 18"]);
    for cell in selection.cells() {
        assert_eq!(cell.dimensions == Dimensions::Two, cell.sigma == 5.0);
    }
    assert!(Selection::parse("default", "auto", 1.0, 1).unwrap().1.is_empty());
    // With a z ratio the kernels are shorter along z.
    assert!(Selection::parse("default", "auto", 2.0, 18).unwrap().1.is_empty());
}

#[test]
fn what_was_asked_for_explicitly_is_refused() {
    let text = error("gaussian:10", "auto", 1.0, 20);
    assert_eq!(
        text,
        "sigma 10 needs 36 slices in 3D, the image has 20: use sigmas up to 5.4, or 2D (dimensions=2d or @2d)"
    );
    assert!(error("default", "3d", 1.0, 18).contains("sigma 5 needs 19 slices"));
    assert!(error("gaussian:1@3d", "2d", 1.0, 1).contains("one slice"));
    assert!(error("gaussian:1", "3d", 1.0, 1).contains("one slice"));
    assert_eq!(parse("gaussian:10@2d", "auto", 20).cells()[0].dimensions, Dimensions::Two);
}

#[test]
fn lists() {
    let selection = parse(" [hessian:1.6@2d; texture: 5 ;gaussian:3.5,0.3,1] ", "auto", 30);
    assert_eq!(selection.to_option(), "gaussian:0.3@3d,1@3d,3.5@3d;structure:5@3d;hessian:1.6@2d,5@3d");
    assert_eq!(
        parse("edge:1;intensity:1", "2d", 9).to_option(),
        "gaussian:1@2d;laplacian:1@2d;gradient:1@2d;dog:1@2d"
    );
}

#[test]
fn errors_name_the_mend() {
    for (features, dimensions, words) in [
        ("hesian:1", "auto", "did you mean hessian?"),
        ("textures:1", "auto", "did you mean texture?"),
        ("al", "auto", "did you mean all?"),
        ("gaussian", "auto", "has no sigmas"),
        ("gaussian:one", "auto", "\"one\" of gaussian is not a sigma"),
        ("gaussian:1@4d", "auto", "use @2d or @3d"),
        ("gaussian:0.1", "auto", "below 0.3, the smallest offered"),
        ("hessian:0.3", "auto", "sigma 0.3 of hessian is below 0.7, the smallest"),
        ("edge:0.3", "auto", "below 0.7"),
        ("gaussian:31", "auto", "above 30, the largest offered"),
        ("gaussian:nan", "auto", "sigma NaN"),
        ("gaussian:1", "2", "did you mean 2d?"),
        ("", "auto", "select at least one"),
        (";;", "auto", "select at least one"),
    ] {
        let text = error(features, dimensions, 1.0, 30);
        assert!(text.contains(words), "{features}: {text}");
    }
    for z_ratio in [0.5, 51.0, f64::NAN] {
        assert!(error("gaussian:1", "auto", z_ratio, 30).contains("z_ratio"));
    }
}

#[test]
fn names_follow_the_order_of_channels() {
    let selection = parse("gaussian:1;hessian:0.7@2d", "auto", 9);
    assert_eq!(
        selection.channel_names(&["raw".into()]),
        ["Gaussian 1 3D", "Hessian 0.7 2D eigenvalue 1", "Hessian 0.7 2D eigenvalue 2"]
    );
    let names = selection.channel_names(&["red".into(), "green".into()]);
    assert_eq!(names[1], "Gaussian 1 3D of green");
    assert_eq!(names[3], "Hessian 0.7 2D eigenvalue 2 of red");
}

#[test]
fn halo() {
    assert_eq!(parse("all", "2d", 1).halo(), [0, 38, 38]);
    assert_eq!(parse("all", "3d", 40).halo(), [38, 38, 38]);
    assert_eq!(parse("gaussian:0.3@3d;structure:5@2d", "auto", 40).halo(), [3, 20, 20]);
}

#[test]
fn an_image_that_is_too_small_is_refused() {
    let selection = parse("gaussian:10@2d", "2d", 1);
    assert!(selection.check_image([1, 36, 36]).is_ok());
    let text = selection.check_image([1, 36, 20]).unwrap_err().to_string();
    assert_eq!(text, "sigma 10 needs 36 pixels along x, the image has 20: use sigmas up to 5.4");
    let text = selection.check_image([1, 2, 40]).unwrap_err().to_string();
    assert_eq!(text, "sigma 10 needs 36 pixels along y, the image has 2: use a larger image");
    assert!(parse("gaussian:1@3d", "3d", 9).check_image([3, 40, 40]).is_err());
}

#[test]
fn cost_grows_with_what_is_selected() {
    let cost = |features: &str| parse(features, "auto", 64).cost();
    assert!(cost("gaussian:1") < cost("edge:1") && cost("edge:1") < cost("edge:10"));
    assert!(cost("all") > cost("default"));
}

fn any_cell() -> impl Strategy<Value = Cell> {
    (0..6usize, 0.7..=30.0f64, any::<bool>()).prop_map(|(feature, sigma, volume)| Cell {
        feature: Feature::ALL[feature],
        sigma,
        dimensions: if volume { Dimensions::Three } else { Dimensions::Two },
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn options_round_trip(cells in prop::collection::vec(any_cell(), 1..20), z_ratio in 1.0..=50.0f64) {
        let selection = Selection::new(cells, z_ratio).unwrap();
        for dimensions in ["auto", "2d", "3d"] {
            let (read, notes) = Selection::parse(&selection.to_option(), dimensions, z_ratio, 200).unwrap();
            prop_assert_eq!(&read, &selection);
            prop_assert!(notes.is_empty());
        }
        prop_assert_eq!(selection.channel_names(&["a".into(), "b".into()]).len(), selection.channel_count(2));
    }

    #[test]
    fn no_option_panics(features in "[a-z:;,@0-9. ]{0,30}", dimensions in "[a-z0-9]{0,4}") {
        let _ = Selection::parse(&features, &dimensions, 1.0, 20);
    }
}
