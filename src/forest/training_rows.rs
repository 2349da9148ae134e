//! The labelled rows that a forest is grown from, and those that each tree draws.

use super::parameters::{Kind, Parameters};
use super::random::{Generator, Purpose, below, generator};
use crate::sample::Samples;

/// Rows of [`Samples`], grouped by class. "Training row" counts in this order, class after class.
#[derive(Debug)]
pub(crate) struct TrainingRows {
    /// Row in the samples of each training row.
    pub(crate) rows: Vec<u32>,
    /// Training rows of each class.
    pub(crate) counts: Vec<u32>,
    /// Weight of a row of each class in splits and leaves: 1, or in balanced extra-trees the mean class size over the
    /// class's size.
    pub(crate) weights: Vec<f64>,
    kind: Kind,
    balance: bool,
}

impl TrainingRows {
    /// Groups the rows by class, in their own order, and thins the classes to `max_samples`.
    pub(crate) fn select(samples: &Samples, class_count: usize, parameters: &Parameters) -> Self {
        let mut of_class = vec![Vec::new(); class_count];
        for (row, &class) in (0..).zip(&samples.classes) {
            of_class[usize::from(class)].push(row);
        }
        if let Some(most) = parameters.max_samples {
            let mut random = generator(parameters.seed, Purpose::Thinning);
            for rows in &mut of_class {
                thin(rows, most, &mut random);
            }
        }
        let counts: Vec<u32> = of_class.iter().map(|rows| rows.len() as u32).collect();
        let rows = of_class.concat();
        let mean = rows.len() as f64 / class_count as f64;
        let Parameters { kind, balance, .. } = *parameters;
        let weighted = balance && kind == Kind::ExtraTrees;
        let weight = |&count: &u32| if weighted { mean / f64::from(count) } else { 1.0 };
        TrainingRows { weights: counts.iter().map(weight).collect(), counts, rows, kind, balance }
    }

    /// How often a tree sees each training row: once, or as often as a bootstrap of as many rows draws it. A balanced
    /// bootstrap draws all classes equally often (weights would not show in pure leaves). It is the first thing that a
    /// tree's generator is used for, so that anyone can draw the same again.
    pub(crate) fn draw(&self, random: &mut Generator) -> Vec<u32> {
        let n = self.rows.len();
        if self.kind == Kind::ExtraTrees {
            return vec![1; n];
        }
        let mut repeats = vec![0; n];
        if self.balance {
            let mut starts = vec![0];
            starts.extend(self.counts.iter().scan(0, |end, &count| {
                *end += count as usize;
                Some(*end)
            }));
            for _ in 0..n {
                let class = below(random, self.counts.len());
                repeats[starts[class] + below(random, self.counts[class] as usize)] += 1;
            }
        } else {
            (0..n).for_each(|_| repeats[below(random, n)] += 1);
        }
        repeats
    }
}

/// Keeps `most` rows, each set of that size with the same chance, in their order (Knuth, "The Art of Computer
/// Programming" 2, 3.4.2, algorithm S).
fn thin(rows: &mut Vec<u32>, most: usize, random: &mut Generator) {
    let mut ahead = rows.len();
    let mut wanted = most.min(ahead);
    rows.retain(|_| {
        let keep = below(random, ahead) < wanted;
        ahead -= 1;
        wanted -= usize::from(keep);
        keep
    });
}
