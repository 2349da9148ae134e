//! Ranks in ascending order.

/// Up to this many words of bits are faster to read than one rank is to sort.
const WORDS_A_RANK: usize = 8;

/// Ranks that are written at once, whether there are so many or not.
const AT_ONCE: usize = 4;

/// Different ranks below a given number. Few are sorted; of many each sets a bit, and the bits are read in order: a sort in
/// time proportional to their number.
#[derive(Debug)]
pub(crate) struct RankSet {
    ranks: Vec<u32>,
    /// One per rank; all clear between uses.
    bits: Vec<u64>,
}

impl RankSet {
    /// A set of ranks below `end`.
    pub(crate) fn new(end: usize) -> Self {
        RankSet { ranks: Vec::new(), bits: vec![0; end.div_ceil(64)] }
    }

    /// Forgets all ranks.
    pub(crate) fn clear(&mut self) {
        self.ranks.clear();
    }

    /// Adds ranks that it does not have yet.
    pub(crate) fn extend(&mut self, ranks: impl Iterator<Item = u32>) {
        self.ranks.extend(ranks);
    }

    /// The ranks in ascending order.
    pub(crate) fn sorted(&mut self) -> &[u32] {
        let count = self.ranks.len();
        if count * WORDS_A_RANK < self.bits.len() {
            self.ranks.sort_unstable();
            return &self.ranks;
        }
        for &rank in &self.ranks {
            self.bits[rank as usize / 64] |= 1 << (rank % 64);
        }
        self.ranks.resize(count + AT_ONCE, 0);
        let mut end = 0;
        for (at, word) in (0..).zip(&mut self.bits) {
            let mut bits = std::mem::take(word);
            let mut next = end;
            end += bits.count_ones() as usize;
            // How many bits a word has cannot be foretold, but mostly that there are no more than these.
            while next < end {
                for rank in &mut self.ranks[next..next + AT_ONCE] {
                    *rank = at * 64 + bits.trailing_zeros();
                    bits &= bits.wrapping_sub(1);
                }
                next += AT_ONCE;
            }
        }
        self.ranks.truncate(count);
        &self.ranks
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn ranks_come_out_in_ascending_order(
            end in 1u32..2000,
            uses in prop::collection::vec(prop::collection::btree_set(0u32..2000, 0..300), 1..4),
        ) {
            let mut set = RankSet::new(end as usize);
            for ranks in uses {
                let ranks: BTreeSet<u32> = ranks.into_iter().filter(|&rank| rank < end).collect();
                set.extend(ranks.iter().rev().copied());
                prop_assert_eq!(set.sorted(), ranks.into_iter().collect::<Vec<_>>());
                set.clear();
            }
        }
    }
}
