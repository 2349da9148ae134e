//! What a packet has before it: pairs of a split and the mask of the samples that are there, and the leaves reached.
//!
//! Masks of one tree's waiting pairs have no sample in common, nor have those of its leaves: a tree has at most
//! [`SIZE`] of each.

use super::packed::Group;
use super::patch::SIZE;

/// The most pairs that a kernel takes at a time.
pub(super) const LANES: usize = 16;
/// Places behind the tails that stores may run over: what both children of [`LANES`] splits fill, and as much again.
const SLACK: usize = 4 * LANES;
/// Times that the waiting pairs fit into the queue; larger means rarer moves to its front.
const ROOM: usize = 4;

/// Taken at the head, appended at the tail.
#[derive(Debug, Default)]
pub(super) struct Queue {
    pub(super) splits: Vec<u32>,
    pub(super) masks: Vec<u32>,
    pub(super) leaves: Vec<u32>,
    pub(super) leaf_masks: Vec<u32>,
    pub(super) head: usize,
    pub(super) tail: usize,
    pub(super) leaf_tail: usize,
}

impl Queue {
    /// Bytes of a queue for so many trees.
    pub(super) fn bytes(trees: usize) -> u64 {
        (2 * size_of::<u32>() * ((ROOM + 1) * SIZE * trees + 2 * SLACK)) as u64
    }

    /// Begins with the roots of a group.
    pub(super) fn start(&mut self, group: &Group, mask: u32) {
        let most = SIZE * group.trees();
        for (list, len) in [
            (&mut self.splits, ROOM * most + SLACK),
            (&mut self.masks, ROOM * most + SLACK),
            (&mut self.leaves, most + SLACK),
            (&mut self.leaf_masks, most + SLACK),
        ] {
            if list.len() < len {
                list.resize(len, 0);
            }
        }
        (self.head, self.tail, self.leaf_tail) = (0, group.roots.len(), group.leaves.len());
        self.splits[..self.tail].copy_from_slice(&group.roots);
        self.masks[..self.tail].fill(mask);
        self.leaves[..self.leaf_tail].copy_from_slice(&group.leaves);
        self.leaf_masks[..self.leaf_tail].fill(mask);
    }

    /// Makes sure that there are [`SLACK`] places behind the tail.
    #[inline(always)]
    pub(super) fn make_room(&mut self) {
        if self.tail + SLACK > self.splits.len() {
            self.splits.copy_within(self.head..self.tail, 0);
            self.masks.copy_within(self.head..self.tail, 0);
            (self.head, self.tail) = (0, self.tail - self.head);
        }
    }

    /// The leaves and their masks.
    pub(super) fn reached(&self) -> impl Iterator<Item = (u32, u32)> {
        let leaves = self.leaves[..self.leaf_tail].iter().zip(&self.leaf_masks[..self.leaf_tail]);
        leaves.map(|(&leaf, &mask)| (leaf, mask))
    }
}
