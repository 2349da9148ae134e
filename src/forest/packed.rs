//! The splits of a forest, laid out for packets: many neighbouring samples go through all trees together.

use super::flat::{Forest, SPLIT};
use super::patch::{SIZE, Values};
use crate::error::try_zeroed;
use std::sync::OnceLock;

/// Set in a child that is a leaf.
pub(super) const LEAF: u32 = 1 << 31;
/// The most trees of a group: the shares that a sample collects in it fit a `u32`.
pub(super) const GROUP_TREES: usize = 255;
/// Bytes of a feature's values in a packet.
const FEATURE_BYTES: usize = size_of::<Values>();

/// A split. Four of them are a cache line.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[repr(C, align(16))]
pub(super) struct Split {
    /// A sample goes left where its value is below.
    pub(super) threshold: f32,
    /// Where the feature's values begin in a packet, in bytes.
    pub(super) offset: u32,
    /// Left and right: the index of a split, or [`LEAF`] and what [`Trees::shares`] makes of the rest.
    pub(super) children: [u32; 2],
}

/// Some trees that a packet goes through at once.
#[derive(Debug, Default)]
pub(super) struct Group {
    /// The roots that are splits.
    pub(super) roots: Vec<u32>,
    /// The trees that are one leaf, as children are written.
    pub(super) leaves: Vec<u32>,
}

impl Group {
    pub(super) fn trees(&self) -> usize {
        self.roots.len() + self.leaves.len()
    }
}

/// A forest for packets. All offsets lie within `feature_count` features, and children that are splits exist and come
/// after their parents.
#[derive(Debug)]
pub(super) struct Packed {
    pub(super) feature_count: usize,
    pub(super) class_count: usize,
    pub(super) splits: Vec<Split>,
    pub(super) groups: Vec<Group>,
}

impl Packed {
    /// `None` where indices do not fit, or the memory.
    fn new(forest: &Forest) -> Option<Packed> {
        let (feature_count, class_count) = (forest.feature_count, forest.class_count);
        let leaf_count = forest.distributions.len() / class_count;
        let split_count = forest.nodes.iter().filter(|node| node.leaf == SPLIT).count();
        if feature_count > u32::MAX as usize / FEATURE_BYTES || leaf_count.max(split_count) >= LEAF as usize {
            return None;
        }
        // What a child that is this node is called.
        let mut names = try_zeroed::<u32>(forest.nodes.len(), "the names of nodes").ok()?;
        let mut count = 0;
        for (node, name) in forest.nodes.iter().zip(&mut names) {
            if node.leaf == SPLIT {
                *name = count;
                count += 1;
            } else if class_count == 2 {
                *name = LEAF | forest.distribution(node.leaf)[1];
            } else {
                *name = LEAF | node.leaf;
            }
        }
        let mut splits = try_zeroed::<Split>(split_count, "the splits of the forest").ok()?;
        let nodes = forest.nodes.iter().filter(|node| node.leaf == SPLIT);
        for ((at, to), node) in (0..).zip(&mut splits).zip(nodes) {
            let children = [0, 1].map(|side| names[node.child as usize + side]);
            let ahead = |&child: &u32| child & LEAF != 0 || child > at;
            assert!((node.feature as usize) < feature_count && children.iter().all(ahead), "a valid forest");
            let offset = node.feature * FEATURE_BYTES as u32;
            *to = Split { threshold: node.threshold, offset, children };
        }
        let group = |roots: &[u32]| {
            let names = roots.iter().map(|&root| names[root as usize]);
            let (leaves, roots) = names.partition(|name| name & LEAF != 0);
            Group { roots, leaves }
        };
        let groups = forest.roots.chunks(GROUP_TREES).map(group).collect();
        Some(Packed { feature_count, class_count, splits, groups })
    }

    /// Bytes of a forest's splits and groups.
    pub(super) fn bytes(forest: &Forest) -> u64 {
        // Every split has two children, so that a tree has one leaf more than splits.
        let splits = (forest.nodes.len() - forest.roots.len()) / 2;
        (splits * size_of::<Split>() + forest.roots.len() * size_of::<u32>()) as u64
    }

    /// All trees, in parts that a packet can go through; `distributions` are the forest's.
    pub(super) fn parts<'a>(&'a self, distributions: &'a [u32]) -> impl Iterator<Item = Trees<'a>> {
        self.groups.iter().map(move |group| Trees { forest: self, group, distributions })
    }
}

/// What a packet goes through: some trees of a forest.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trees<'a> {
    pub(super) forest: &'a Packed,
    pub(super) group: &'a Group,
    /// [`Forest::distributions`].
    pub(super) distributions: &'a [u32],
}

impl Trees<'_> {
    /// The shares of `N` classes from `first` in a leaf, given as children are: of two classes the second's share itself is
    /// there, else the index of the distribution.
    #[inline(always)]
    pub(super) fn shares<const N: usize>(&self, leaf: u32, first: usize) -> [u32; N] {
        let leaf = leaf & !LEAF;
        let classes = self.forest.class_count;
        if classes == 2 {
            return [leaf; N];
        }
        let shares = &self.distributions[leaf as usize * classes + first..][..N];
        std::array::from_fn(|class| shares[class])
    }
}

/// Adds to a class the shares that the samples of a packet have collected, and takes them from `rest`.
#[inline(always)]
pub(super) fn move_shares(shares: &[u32], rest: &mut [u64; SIZE], sum: &mut [u64; SIZE]) {
    for ((rest, sum), &share) in rest.iter_mut().zip(sum).zip(shares) {
        *sum += u64::from(share);
        *rest -= u64::from(share);
    }
}

/// The packed forest, made when the forest predicts first. It follows from the forest, so that it is no part of its value.
#[derive(Default)]
pub(crate) struct Cache(OnceLock<Option<Packed>>);

impl Cache {
    pub(super) fn of<'a>(&'a self, forest: &Forest) -> Option<&'a Packed> {
        self.0.get_or_init(|| Packed::new(forest)).as_ref()
    }
}

impl Clone for Cache {
    fn clone(&self) -> Self {
        Cache::default()
    }
}

impl PartialEq for Cache {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl std::fmt::Debug for Cache {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str("Cache")
    }
}
