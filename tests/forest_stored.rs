//! The serialised forest: frozen, and refused when damaged.

mod forest_support;

use forest_support::{Layout, clouds, decode, encode, train};
use pixel_forest::forest::{Forest, Parameters};
use proptest::prelude::*;

const ONE: u32 = 1 << 24;

/// Two classes, three features; tree 0 splits feature 2 at 0.5, then its right child feature 0 at -1; tree 1 is a leaf.
fn layout() -> Layout {
    Layout {
        class_count: 2,
        feature_count: 3,
        tree_sizes: vec![5, 1],
        splits: vec![3, 0, 1, 0, 0, 0],
        thresholds: vec![0.5, -1.0],
        leaves: vec![0, 1, 2, 1],
        distributions: vec![ONE, 0, 0, ONE, ONE / 4, ONE / 4 * 3],
    }
}

/// The bytes of [`layout`]: they may never change.
const FROZEN: &str = "02030205010603000100000002 0000003f 000080bf 0400010201 06 fc00000001 00 00 fc00000001 fc00004000 \
                      fc0000c000";

fn frozen() -> Vec<u8> {
    let digits: Vec<u8> = FROZEN.bytes().filter(u8::is_ascii_hexdigit).collect();
    digits
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).expect("digits"), 16).expect("hex"))
        .collect()
}

#[test]
fn the_layout_is_frozen() {
    let forest: Forest = decode(&frozen()).expect("a forest");
    assert_eq!(encode(&forest), frozen());
    assert_eq!(forest, layout().forest().expect("a forest"));
}

#[test]
fn a_trained_forest_survives_the_round_trip() {
    let forest = train(&clouds(200, 4, 3, 1.0, 1), 3, &Parameters::default()).expect("a forest");
    assert_eq!(decode::<Forest>(&encode(&forest)), Ok(forest.clone()));
    forest.validate().expect("valid");
}

/// Each damage with a part of the reason that it is refused for.
#[test]
fn damage_is_refused() {
    type Damage = fn(&mut Layout);
    let damages: [(&str, Damage, &str); 19] = [
        ("one class", |l| l.class_count = 1, "1 classes"),
        ("256 classes", |l| l.class_count = 256, "256 classes"),
        ("no features", |l| l.feature_count = 0, "0 features"),
        (
            "no trees",
            |l| {
                *l = Layout {
                    tree_sizes: vec![],
                    splits: vec![],
                    thresholds: vec![],
                    leaves: vec![],
                    ..layout()
                }
            },
            "0 trees",
        ),
        ("an empty tree", |l| l.tree_sizes = vec![5, 0, 1], "roots are out of order"),
        ("trees of other sizes", |l| l.tree_sizes = vec![3, 3], "children that are not its own"),
        ("too few nodes", |l| l.tree_sizes = vec![5, 2], "trees have 7 nodes"),
        ("sizes that overflow", |l| l.tree_sizes = vec![u32::MAX, 7], "trees have 4294967302 nodes"),
        (
            "a missing threshold",
            |l| {
                l.thresholds.pop();
            },
            "1 thresholds",
        ),
        ("a leaf too many", |l| l.leaves.push(0), "5 leaves"),
        ("a feature that does not exist", |l| l.splits[2] = 4, "node 2 of tree 0 splits a feature"),
        ("a NaN", |l| l.thresholds[1] = f32::NAN, "node 2 of tree 0 has no number"),
        ("a leaf without a distribution", |l| l.leaves[3] = 3, "node 0 of tree 1 is a leaf without"),
        ("a leaf marked as a split", |l| l.leaves[3] = u32::MAX, "node 0 of tree 1"),
        ("shares above 1", |l| l.distributions[5] += 1, "leaf 2 do not sum to 1"),
        (
            "shares that overflow to 1",
            |l| {
                l.distributions[4] = u32::MAX;
                l.distributions[5] = ONE + 1;
            },
            "leaf 2",
        ),
        (
            "half a distribution",
            |l| {
                l.distributions.pop();
            },
            "pure leaves",
        ),
        ("no pure leaves", |l| l.distributions = vec![ONE / 2; 6], "pure leaves"),
        (
            "nodes without a parent",
            |l| {
                l.splits[2] = 0;
                l.thresholds.pop();
                l.leaves.push(0);
            },
            "node 3 of tree 0 has no parent",
        ),
    ];
    for (what, damage, why) in damages {
        let mut layout = layout();
        damage(&mut layout);
        let refusal = layout.forest().expect_err(what);
        assert!(refusal.contains("the forest is damaged") && refusal.contains(why), "{what}: {refusal}");
    }
}

#[test]
fn too_many_trees_are_refused() {
    let mut layout = layout();
    layout.tree_sizes.extend(vec![1; 9_999]);
    layout.splits.extend(vec![0; 9_999]);
    layout.leaves.extend(vec![0; 9_999]);
    let refusal = layout.forest().expect_err("10,001 trees");
    assert!(refusal.contains("10001 trees"), "{refusal}");
}

proptest! {
    /// Whatever is decoded can be used: no panic, no endless walk.
    #[test]
    fn flipped_bits_are_refused_or_harmless(at in any::<prop::sample::Index>(), bit in 0u32..8) {
        let mut bytes = frozen();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        if let Ok(forest) = decode::<Forest>(&bytes) {
            prop_assert!(forest.feature_count() >= 3 && forest.validate().is_ok());
            if forest.feature_count() < 1 << 16 {
                let row = ndarray::Array2::zeros((1, forest.feature_count()));
                let sum = forest_support::predict_rows(&forest, row.view()).sum();
                prop_assert!((sum - 1.0).abs() < 1e-6);
            }
        }
    }
}
