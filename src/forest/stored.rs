//! The frozen layout of a forest in files.

use super::flat::{Forest, Node, SPLIT};
use super::packed::Cache;
use crate::error::{Error, Result, try_zeroed};
use crate::invalid;
use serde::{Deserialize, Serialize};

/// A forest as it is written. Trees are breadth first, so children need no storing: those of a tree's k-th split, from
/// 0, are its nodes 2k + 1 and 2k + 2. Fields are never renamed, reordered or removed.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Stored {
    class_count: u32,
    feature_count: u32,
    /// Nodes of each tree.
    tree_sizes: Vec<u32>,
    /// Per node: 1 + the feature that it splits, or 0 for a leaf.
    splits: Vec<u32>,
    /// Threshold of each split; left is below.
    thresholds: Vec<f32>,
    /// Distribution of each leaf.
    leaves: Vec<u32>,
    /// `class_count` shares per distribution in units of 2^-24; first those of pure leaves, class by class.
    distributions: Vec<u32>,
}

impl From<Forest> for Stored {
    fn from(forest: Forest) -> Stored {
        let is_split = |node: &&Node| node.leaf == SPLIT;
        Stored {
            class_count: forest.class_count as u32,
            feature_count: forest.feature_count as u32,
            tree_sizes: forest.tree_ranges().map(|range| range.len() as u32).collect(),
            splits: forest.nodes.iter().map(|n| if is_split(&n) { n.feature + 1 } else { 0 }).collect(),
            thresholds: forest.nodes.iter().filter(is_split).map(|node| node.threshold).collect(),
            leaves: forest.nodes.iter().filter(|n| !is_split(n)).map(|node| node.leaf).collect(),
            distributions: forest.distributions,
        }
    }
}

impl TryFrom<Stored> for Forest {
    type Error = Error;

    fn try_from(stored: Stored) -> Result<Forest> {
        let node_count = stored.splits.len();
        let size: u64 = stored.tree_sizes.iter().map(|&size| u64::from(size)).sum();
        let split_count = stored.splits.iter().filter(|&&split| split > 0).count();
        if size != node_count as u64
            || node_count >= SPLIT as usize
            || split_count != stored.thresholds.len()
            || node_count - split_count != stored.leaves.len()
        {
            invalid!(
                "the forest is damaged: its trees have {size} nodes, but there are {node_count}, {} thresholds and \
                 {} leaves",
                stored.thresholds.len(),
                stored.leaves.len()
            );
        }
        let mut nodes = try_zeroed::<Node>(node_count, "the nodes of the forest")?;
        let mut roots = Vec::with_capacity(stored.tree_sizes.len());
        let (mut thresholds, mut leaves) = (stored.thresholds.iter(), stored.leaves.iter());
        let mut at = 0;
        for &size in &stored.tree_sizes {
            roots.push(at);
            let mut child = at + 1;
            for at in at..at + size {
                // The counts were compared above, so neither iterator runs dry.
                nodes[at as usize] = match stored.splits[at as usize].checked_sub(1) {
                    Some(feature) => {
                        let left = child;
                        child = child.wrapping_add(2);
                        Node::split(feature, *thresholds.next().unwrap_or(&f32::NAN), left)
                    }
                    None => Node::leaf(at, *leaves.next().unwrap_or(&SPLIT)),
                };
            }
            at += size;
        }
        let forest = Forest {
            class_count: stored.class_count as usize,
            feature_count: stored.feature_count as usize,
            roots,
            nodes,
            distributions: stored.distributions,
            packed: Cache::default(),
        };
        forest.validate()?;
        Ok(forest)
    }
}
