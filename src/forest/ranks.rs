//! Rows of a node in the order of a feature.

/// Up to so many rows are sorted by comparing.
const FEW: usize = 16;
/// Bits that are read at once, whether a word has so many or not.
const AT_ONCE: usize = 4;

/// A row of a node: its rank by a feature (upper half), how often the tree sees it (24 bits) and its class (8 bits).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct RankedRow(u64);

impl RankedRow {
    #[inline(always)]
    pub(crate) fn new(rank: u32, repeats: u32, class: u32) -> Self {
        RankedRow(u64::from(rank) << 32 | u64::from(repeats << 8 | class))
    }

    #[inline(always)]
    pub(crate) fn rank(self) -> u32 {
        (self.0 >> 32) as u32
    }

    #[inline(always)]
    pub(crate) fn repeats(self) -> u32 {
        self.0 as u32 >> 8
    }

    #[inline(always)]
    pub(crate) fn class(self) -> u32 {
        self.0 as u32 & 0xff
    }
}

/// Sorts rows by their ranks, which differ. Few are compared; of many each rank sets a bit, and the bits are read in order:
/// a sort in time proportional to the number of rows.
#[derive(Debug)]
pub(crate) struct RankSort {
    /// What [`RankedRow`] holds beside the rank, by the rank; stale where no row is.
    rows: Vec<u32>,
    /// A bit per rank; all clear between uses.
    bits: Vec<u64>,
    /// A bit per word of bits, set where it has any.
    marks: Vec<u64>,
    sorted: Vec<RankedRow>,
}

impl RankSort {
    /// For ranks below `end`.
    pub(crate) fn new(end: usize) -> Self {
        let words = end.div_ceil(64);
        RankSort {
            // Reading at once may go one word too far.
            rows: vec![0; (words + 1) * 64],
            bits: vec![0; words],
            marks: vec![0; words.div_ceil(64)],
            sorted: Vec::new(),
        }
    }

    /// The rows in ascending order of their ranks; there are `count`.
    pub(crate) fn sort(&mut self, count: usize, rows: impl Iterator<Item = RankedRow>) -> &[RankedRow] {
        if count <= FEW {
            self.sorted.clear();
            self.sorted.extend(rows);
            self.sorted.sort_unstable();
            return &self.sorted;
        }
        let dense = count >= self.bits.len();
        rows.for_each(|row| {
            let rank = row.rank();
            self.rows[rank as usize] = row.0 as u32;
            self.bits[rank as usize / 64] |= 1 << (rank % 64);
            if !dense {
                self.marks[rank as usize / 4096] |= 1 << (rank / 64 % 64);
            }
        });
        self.sorted.resize(count + AT_ONCE, RankedRow::default());
        let mut end = 0;
        if dense {
            for word in 0..self.bits.len() {
                end = self.read(word, end);
            }
        } else {
            for at in 0..self.marks.len() {
                let mut marks = std::mem::take(&mut self.marks[at]);
                while marks != 0 {
                    end = self.read(at * 64 + marks.trailing_zeros() as usize, end);
                    marks &= marks - 1;
                }
            }
        }
        &self.sorted[..count]
    }

    /// Appends the rows of a word's bits to the sorted ones, which end at `next`, and clears it; returns where they end now.
    #[inline(always)]
    fn read(&mut self, word: usize, mut next: usize) -> usize {
        let mut bits = std::mem::take(&mut self.bits[word]);
        let rows = &self.rows[word * 64..][..65];
        let end = next + bits.count_ones() as usize;
        // How many bits a word has cannot be foretold, but mostly that there are no more than these.
        while next < end {
            for sorted in &mut self.sorted[next..next + AT_ONCE] {
                let bit = bits.trailing_zeros();
                let rank = (word as u64 * 64) + u64::from(bit);
                *sorted = RankedRow(rank << 32 | u64::from(rows[bit as usize]));
                bits &= bits.wrapping_sub(1);
            }
            next += AT_ONCE;
        }
        end
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_row_keeps_what_it_holds() {
        let row = RankedRow::new(u32::MAX, (1 << 24) - 1, 254);
        assert_eq!((row.rank(), row.repeats(), row.class()), (u32::MAX, (1 << 24) - 1, 254));
    }

    proptest! {
        #[test]
        fn rows_come_out_in_ascending_order(
            end in 1u32..20_000,
            uses in prop::collection::vec(prop::collection::btree_set(0u32..20_000, 0..400), 1..4),
        ) {
            let mut sort = RankSort::new(end as usize);
            for ranks in uses {
                let rows: Vec<RankedRow> = ranks
                    .into_iter()
                    .filter(|&rank| rank < end)
                    .map(|rank| RankedRow::new(rank, rank % 7, rank % 5))
                    .collect();
                prop_assert_eq!(sort.sort(rows.len(), rows.iter().rev().copied()), rows);
            }
        }
    }
}
