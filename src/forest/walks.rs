//! Walks side by side, on any processor.

use super::flat::Forest;
use super::patch::{SIZE, Values};

/// Walks side by side: while one waits for its node, the others go on. (16 were slower: the registers do not suffice, and
/// all wait for the longest.)
const WALKS: usize = 8;

impl Forest {
    /// Adds up the class shares of all trees. `patches` has shape (patch, feature), `sums` (patch, class).
    pub(super) fn add_walks(&self, patches: &[Values], sums: &mut [[u64; SIZE]]) {
        let nodes = &self.nodes[..];
        for &root in &self.roots {
            let patches = patches.chunks_exact(self.feature_count);
            for (values, sums) in patches.zip(sums.chunks_exact_mut(self.class_count)) {
                for first in (0..SIZE).step_by(WALKS) {
                    let mut at = [root; WALKS];
                    loop {
                        let mut moved = 0;
                        for (j, at) in at.iter_mut().enumerate() {
                            let node = &nodes[*at as usize];
                            let to = node.next(values[node.feature as usize].0[first + j]);
                            moved |= to ^ *at;
                            *at = to;
                        }
                        if moved == 0 {
                            break;
                        }
                    }
                    for (j, at) in at.into_iter().enumerate() {
                        let shares = self.distribution(nodes[at as usize].leaf);
                        sums.iter_mut()
                            .zip(shares)
                            .for_each(|(sum, &share)| sum[first + j] += u64::from(share));
                    }
                }
            }
        }
    }
}
