//! What a forest is grown with.

use crate::error::Result;
use crate::invalid;
use serde::{Deserialize, Serialize};

/// The most trees that a forest may have.
pub const MAX_TREES: usize = 10_000;

/// How a tree draws its rows and searches its splits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Kind {
    /// Extremely randomised trees: all rows, one random threshold for each of `floor(sqrt(features))` features.
    ExtraTrees,
    /// ilastik's random forest: a bootstrap of the rows, the best threshold of `floor(sqrt(features) + 0.5)` features.
    RandomForest,
}

impl Kind {
    /// The value of the option `forest`.
    pub fn name(self) -> &'static str {
        match self {
            Kind::ExtraTrees => "extra",
            Kind::RandomForest => "random",
        }
    }
}

/// Settings of a training. Same rows, same parameters: the same forest, whatever the number of threads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Parameters {
    /// The kind of forest.
    pub kind: Kind,
    /// Number of trees, 1 to [`MAX_TREES`].
    pub trees: usize,
    /// Fewest training rows (with their repeats in a bootstrap) that a leaf may hold, from 1.
    pub min_samples_leaf: usize,
    /// Most splits between the root and a leaf, from 1; `None` has no limit.
    pub max_depth: Option<usize>,
    /// Makes all classes count the same, however many rows they have: extra-trees weigh a row by the inverse of its
    /// class's size, in splits and in leaves; random forests draw all classes equally often.
    pub balance: bool,
    /// Most rows of a class, from 1; a class that has more is thinned at random. `None` takes all.
    pub max_samples: Option<usize>,
    /// Seed of everything random.
    pub seed: u64,
}

impl Default for Parameters {
    /// 100 extremely randomised trees with at least 3 rows a leaf, seed 1.
    fn default() -> Self {
        Parameters::of(Kind::ExtraTrees)
    }
}

impl Parameters {
    /// The defaults of a kind: 100 trees, seed 1; at least 3 rows a leaf for extra-trees, 1 for a random forest.
    pub fn of(kind: Kind) -> Self {
        let min_samples_leaf = match kind {
            Kind::ExtraTrees => 3,
            Kind::RandomForest => 1,
        };
        Parameters {
            kind,
            trees: 100,
            min_samples_leaf,
            max_depth: None,
            balance: false,
            max_samples: None,
            seed: 1,
        }
    }

    /// Checks that every parameter is in its range.
    ///
    /// # Errors
    /// [`crate::error::Error::Invalid`] names the first that is not.
    pub fn validate(&self) -> Result<()> {
        if !(1..=MAX_TREES).contains(&self.trees) {
            invalid!("trees must be 1 to {MAX_TREES}, not {}", self.trees);
        }
        if self.min_samples_leaf == 0 {
            invalid!("min_samples_leaf must be 1 or more, not 0");
        }
        if self.max_depth == Some(0) {
            invalid!("max_depth must be 1 or more, not 0; leave it out for no limit");
        }
        if self.max_samples == Some(0) {
            invalid!("max_samples must be 1 or more rows per class, not 0; leave it out to take all");
        }
        Ok(())
    }
}
