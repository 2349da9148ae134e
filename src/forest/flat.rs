//! The trained forest: all trees flat in one allocation.

use super::packed::Cache;
use super::parameters::MAX_TREES;
use super::stored::Stored;
use crate::error::{Error, Result, try_zeroed};
use crate::invalid;
use serde::{Deserialize, Serialize};

/// The fixed-point 1 of class shares in leaves.
pub const ONE: u32 = 1 << 24;

/// [`Node::leaf`] of a node that is split.
pub(crate) const SPLIT: u32 = u32::MAX;

/// A node: split, or a leaf. A leaf's threshold is minus infinity and its `child` the node before it, so that a walk
/// that has arrived goes "right" to where it is, whatever the value: walks side by side need no test for leaves.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Node {
    /// A sample goes left where its value is below.
    pub(crate) threshold: f32,
    /// The feature compared; 0 in a leaf.
    pub(crate) feature: u32,
    /// Index of the left child; the right child is next to it.
    pub(crate) child: u32,
    /// Index of a leaf's class distribution, or [`SPLIT`].
    pub(crate) leaf: u32,
}

impl Node {
    /// A split whose left child is node `child`.
    pub(crate) fn split(feature: u32, threshold: f32, child: u32) -> Node {
        Node { threshold, feature, child, leaf: SPLIT }
    }

    /// The leaf at index `at` with distribution `leaf`.
    pub(crate) fn leaf(at: u32, leaf: u32) -> Node {
        Node { threshold: f32::NEG_INFINITY, feature: 0, child: at.wrapping_sub(1), leaf }
    }

    /// The child for a value, or the leaf itself. NaN goes right.
    pub(crate) fn next(&self, value: f32) -> u32 {
        let left = value < self.threshold;
        self.child.wrapping_add(u32::from(!left))
    }
}

/// One tree, its nodes in the order of a breadth-first walk, counted from its root.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    pub(crate) nodes: Vec<Node>,
    /// Distributions of its leaves that hold several classes; these leaves count on from the pure distributions.
    pub(crate) mixed: Vec<u32>,
}

/// A trained forest. Cloning copies it; [`Forest::predict`] may run on many threads at once.
///
/// Serialised it is a plain, frozen layout; decoding checks all of it, so a forest that exists is valid.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(into = "Stored", try_from = "Stored")]
pub struct Forest {
    pub(crate) class_count: usize,
    pub(crate) feature_count: usize,
    /// First node of each tree.
    pub(crate) roots: Vec<u32>,
    /// The trees' nodes, each tree breadth first, siblings side by side, tree after tree.
    pub(crate) nodes: Vec<Node>,
    /// `class_count` shares per distribution, which sum to [`ONE`]. First come the pure distributions of each class.
    pub(crate) distributions: Vec<u32>,
    pub(crate) packed: Cache,
}

impl Forest {
    /// Number of classes.
    pub fn class_count(&self) -> usize {
        self.class_count
    }

    /// Number of features of a sample.
    pub fn feature_count(&self) -> usize {
        self.feature_count
    }

    /// Number of trees.
    pub fn tree_count(&self) -> usize {
        self.roots.len()
    }

    /// Number of nodes of all trees, leaves included.
    pub fn node_count(&self) -> usize {
        self.nodes.len()
    }

    /// Lays trees out side by side.
    pub(crate) fn assemble(class_count: usize, feature_count: usize, trees: &[Tree]) -> Result<Forest> {
        let node_count: usize = trees.iter().map(|tree| tree.nodes.len()).sum();
        let mixed_count: usize = trees.iter().map(|tree| tree.mixed.len()).sum();
        if node_count >= SPLIT as usize || mixed_count / class_count >= SPLIT as usize - class_count {
            invalid!(
                "the forest has {node_count} nodes, more than 4 thousand million; use fewer trees, a smaller \
                 max_depth or a larger min_samples_leaf"
            );
        }
        let mut nodes = try_zeroed::<Node>(node_count, "the nodes of the forest")?;
        let mut roots = Vec::with_capacity(trees.len());
        let mut distributions = pure_distributions(class_count);
        let mut at = 0;
        for tree in trees {
            let root = at as u32;
            let first_mixed = (distributions.len() / class_count - class_count) as u32;
            for (to, node) in nodes[at..].iter_mut().zip(&tree.nodes) {
                let leaf = if node.leaf < class_count as u32 || node.leaf == SPLIT {
                    node.leaf
                } else {
                    node.leaf + first_mixed
                };
                *to = Node { child: node.child.wrapping_add(root), leaf, ..*node };
            }
            distributions.extend_from_slice(&tree.mixed);
            roots.push(root);
            at += tree.nodes.len();
        }
        Ok(Forest { class_count, feature_count, roots, nodes, distributions, packed: Cache::default() })
    }

    /// Index in [`Forest::nodes`] of the leaf where a sample arrives in the tree with this root.
    pub(crate) fn walk(&self, root: u32, value: impl Fn(u32) -> f32) -> u32 {
        let mut at = root;
        loop {
            let node = &self.nodes[at as usize];
            if node.leaf != SPLIT {
                return at;
            }
            at = node.next(value(node.feature));
        }
    }

    /// The class shares of a leaf.
    pub(crate) fn distribution(&self, leaf: u32) -> &[u32] {
        &self.distributions[leaf as usize * self.class_count..][..self.class_count]
    }

    /// The nodes of each tree.
    pub(crate) fn tree_ranges(&self) -> impl Iterator<Item = std::ops::Range<usize>> {
        let ends = self.roots.iter().skip(1).map(|&root| root as usize).chain([self.nodes.len()]);
        self.roots.iter().map(|&root| root as usize).zip(ends).map(|(root, end)| root..end)
    }

    /// Checks everything that prediction relies on: every walk stays in its tree, moves on to later nodes only (so it
    /// ends) and arrives at a distribution that sums to [`ONE`]. Decoding calls it.
    ///
    /// # Errors
    /// [`Error::Invalid`] names the first tree, node or leaf that is wrong.
    pub fn validate(&self) -> Result<()> {
        let classes = self.class_count;
        if !(2..=255).contains(&classes) || self.feature_count == 0 {
            invalid!("the forest is damaged: {classes} classes, {} features", self.feature_count);
        }
        if !(1..=MAX_TREES).contains(&self.roots.len()) {
            invalid!("the forest is damaged: {} trees", self.roots.len());
        }
        if self.roots[0] != 0 || self.tree_ranges().any(|range| range.is_empty()) {
            invalid!("the forest is damaged: its roots are out of order");
        }
        if !self.distributions.len().is_multiple_of(classes)
            || !self.distributions.starts_with(&pure_distributions(classes))
        {
            invalid!("the forest is damaged: its pure leaves are missing");
        }
        let sum = |shares: &[u32]| shares.iter().map(|&share| u64::from(share)).sum::<u64>();
        if let Some(leaf) = self.distributions.chunks(classes).position(|d| sum(d) != u64::from(ONE)) {
            invalid!("the forest is damaged: the class shares of leaf {leaf} do not sum to 1");
        }
        self.tree_ranges().enumerate().try_for_each(|(tree, range)| {
            let root = range.start;
            self.validate_tree(range).map_err(|(at, why)| {
                Error::Invalid(format!("the forest is damaged: node {} of tree {tree} {why}", at - root))
            })
        })
    }

    fn validate_tree(&self, range: std::ops::Range<usize>) -> std::result::Result<(), (usize, &'static str)> {
        let leaf_count = self.distributions.len() / self.class_count;
        let mut next_child = range.start + 1;
        for at in range.clone() {
            let node = self.nodes[at];
            if node.leaf != SPLIT {
                if node != Node::leaf(at as u32, node.leaf) {
                    return Err((at, "is neither a split nor a leaf"));
                }
                if node.leaf as usize >= leaf_count {
                    return Err((at, "is a leaf without a distribution"));
                }
                continue;
            }
            if node.feature as usize >= self.feature_count {
                return Err((at, "splits a feature that does not exist"));
            }
            if node.threshold.is_nan() {
                return Err((at, "has no number for a threshold"));
            }
            if node.child as usize <= at || node.child as usize != next_child || next_child + 1 >= range.end {
                return Err((at, "has children that are not its own"));
            }
            next_child += 2;
        }
        if next_child == range.end { Ok(()) } else { Err((next_child, "has no parent")) }
    }
}

/// The distributions of pure leaves, class by class.
pub(crate) fn pure_distributions(class_count: usize) -> Vec<u32> {
    let share = |at: usize| if at / class_count == at % class_count { ONE } else { 0 };
    (0..class_count * class_count).map(share).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tree 0 splits its root and the right child, tree 1 is a leaf.
    fn forest() -> Forest {
        let root = [Node::split(0, 0.5, 1), Node::leaf(1, 0), Node::split(1, 0.25, 3)];
        let nodes = [&root[..], &[Node::leaf(3, 1), Node::leaf(4, 2)]].concat();
        let mixed = vec![ONE / 2, ONE / 2];
        let leaf = Tree { nodes: vec![Node::leaf(0, 2)], mixed: vec![ONE / 4, ONE / 4 * 3] };
        Forest::assemble(2, 2, &[Tree { nodes, mixed }, leaf]).expect("a small forest")
    }

    #[test]
    fn trees_are_assembled_side_by_side() {
        let forest = forest();
        assert_eq!(forest.roots, [0, 5]);
        assert_eq!(forest.nodes[5], Node::leaf(5, 3));
        assert_eq!(forest.distribution(3), [ONE / 4, ONE / 4 * 3]);
        assert_eq!(forest.walk(0, |feature| [0.5, 0.3][feature as usize]), 4);
        assert_eq!(size_of::<Node>(), 16);
        forest.validate().expect("valid");
    }

    /// What prediction relies on and the stored layout cannot even express is checked all the same.
    #[test]
    fn walks_that_stray_are_refused() {
        type Damage = fn(&mut Forest);
        let damages: [(Damage, &str); 8] = [
            (|f| f.nodes[2].child = 0, "node 2 of tree 0 has children that are not its own"),
            (|f| f.nodes[2].child = 1, "node 2 of tree 0 has children that are not its own"),
            (|f| f.nodes[2].child = 5, "node 2 of tree 0 has children that are not its own"),
            (|f| f.nodes[2].child = u32::MAX, "node 2 of tree 0 has children that are not its own"),
            (|f| f.nodes[1].child = 3, "node 1 of tree 0 is neither a split nor a leaf"),
            (|f| f.nodes[1].threshold = f32::NAN, "node 1 of tree 0 is neither a split nor a leaf"),
            (|f| f.roots[0] = 1, "roots are out of order"),
            (|f| f.roots[1] = 6, "roots are out of order"),
        ];
        for (damage, why) in damages {
            let mut forest = forest();
            damage(&mut forest);
            let refusal = forest.validate().expect_err(why).to_string();
            assert!(refusal.contains(why), "{refusal}");
        }
    }
}
