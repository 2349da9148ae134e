//! One-to-one matching of objects with a truth.

use std::collections::{BTreeMap, BTreeSet};

/// An object: its frame and its number there.
pub type Object = (u32, u32);

/// How far found objects and true ones overlap.
#[derive(Clone, Debug, Default)]
pub struct Overlaps {
    found: BTreeMap<Object, u64>,
    truth: BTreeMap<Object, u64>,
    both: BTreeMap<(Object, Object), u64>,
}

/// Pairs of objects, each in one pair at most.
#[derive(Clone, Debug, PartialEq)]
pub struct Matching {
    /// Found object, true object, and their intersection over union.
    pub pairs: Vec<(Object, Object, f64)>,
    /// Objects found.
    pub found: usize,
    /// Objects in the truth.
    pub truth: usize,
}

impl Overlaps {
    /// Adds `voxels` of a frame with these numbers; 0 is background.
    pub fn add(&mut self, frame: u32, found: u32, truth: u32, voxels: u64) {
        let (a, b) = ((frame, found), (frame, truth));
        if found > 0 {
            *self.found.entry(a).or_default() += voxels;
        }
        if truth > 0 {
            *self.truth.entry(b).or_default() += voxels;
        }
        if found > 0 && truth > 0 {
            *self.both.entry((a, b)).or_default() += voxels;
        }
    }

    /// Pairs of the largest intersection over union (Jaccard 1912, New Phytol. 11, 37-50) first, down to `iou`; ties by the
    /// number in the truth, then by the found one. From 0.5 on no other choice gives more pairs, but for ties at 0.5.
    pub fn matching(&self, iou: f64) -> Matching {
        let mut pairs: Vec<_> = self.both.iter().map(|(&(a, b), &n)| (a, b, self.iou(a, b, n))).collect();
        pairs.retain(|pair| pair.2 >= iou);
        pairs.sort_by(|p, q| q.2.total_cmp(&p.2).then((p.1, p.0).cmp(&(q.1, q.0))));
        let (mut found, mut truth) = (BTreeSet::new(), BTreeSet::new());
        pairs.retain(|&(a, b, _)| {
            let free = !found.contains(&a) && !truth.contains(&b);
            if free {
                found.insert(a);
                truth.insert(b);
            }
            free
        });
        Matching { pairs, found: self.found.len(), truth: self.truth.len() }
    }

    fn iou(&self, a: Object, b: Object, both: u64) -> f64 {
        both as f64 / (self.found[&a] + self.truth[&b] - both) as f64
    }

    /// Found objects that hold at least half of each of several true ones.
    pub fn merged(&self) -> usize {
        several(self.both.iter().filter(|(pair, n)| 2 * **n >= self.truth[&pair.1]).map(|(pair, _)| pair.0))
    }

    /// True objects that hold at least half of each of several found ones.
    pub fn split(&self) -> usize {
        several(self.both.iter().filter(|(pair, n)| 2 * **n >= self.found[&pair.0]).map(|(pair, _)| pair.1))
    }

    /// True objects of which at least half lies in any found ones: the overlap that the Cell Tracking Challenge asks of a
    /// detection (Maška et al. 2014, Bioinformatics 30, 1609-1617), without asking that they are split.
    pub fn covered(&self) -> usize {
        let mut covered: BTreeMap<Object, u64> = BTreeMap::new();
        self.both.iter().for_each(|((_, b), n)| *covered.entry(*b).or_default() += n);
        covered.iter().filter(|(b, n)| 2 * **n >= self.truth[b]).count()
    }

    /// Volumes of the true objects, from the smallest.
    pub fn truth_volumes(&self) -> Vec<u64> {
        let mut volumes: Vec<u64> = self.truth.values().copied().collect();
        volumes.sort_unstable();
        volumes
    }

    /// Leaves out found objects below a volume.
    pub fn drop_found_below(&mut self, volume: f64) {
        self.found.retain(|_, n| *n as f64 >= volume);
        self.both.retain(|(a, _), _| self.found.contains_key(a));
    }
}

/// How many occur more than once.
fn several(objects: impl Iterator<Item = Object>) -> usize {
    let mut times: BTreeMap<Object, usize> = BTreeMap::new();
    objects.for_each(|object| *times.entry(object).or_default() += 1);
    times.values().filter(|times| **times > 1).count()
}

impl Matching {
    /// Part of the found objects that are matched; 0 where nothing was found.
    pub fn precision(&self) -> f64 {
        part(self.pairs.len(), self.found)
    }

    /// Part of the true objects that are matched; 0 where there are none.
    pub fn recall(&self) -> f64 {
        part(self.pairs.len(), self.truth)
    }

    /// 2 TP / (2 TP + FP + FN).
    pub fn f1(&self) -> f64 {
        part(2 * self.pairs.len(), self.found + self.truth)
    }

    /// TP / (TP + FP + FN).
    pub fn threat_score(&self) -> f64 {
        part(self.pairs.len(), self.found + self.truth - self.pairs.len())
    }

    /// Mean intersection over union of the pairs; 0 where there are none.
    pub fn mean_iou(&self) -> f64 {
        let sum: f64 = self.pairs.iter().map(|pair| pair.2).sum();
        if self.pairs.is_empty() { 0.0 } else { sum / self.pairs.len() as f64 }
    }
}

fn part(some: usize, all: usize) -> f64 {
    if all == 0 { 0.0 } else { some as f64 / all as f64 }
}
