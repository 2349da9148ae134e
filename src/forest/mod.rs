//! Random forests that give class probabilities: growing, prediction, out-of-bag error and importance of features.
//!
//! Two kinds share everything but the search for a split: extremely randomised trees (the default; P. Geurts,
//! D. Ernst, L. Wehenkel, "Extremely randomized trees", Machine Learning 63, 2006) and the random forest as ilastik
//! grows it (L. Breiman, "Random forests", Machine Learning 45, 2001). Both split by the Gini impurity, and a sample
//! goes left where `value < threshold`, else right, so a NaN goes right.
//!
//! A leaf holds the class distribution of its training rows in fixed point, [`ONE`] being 1. The probability of a
//! class is the integer sum of its shares over all trees, divided once by `trees * ONE`: exact, and the same in
//! whatever order trees and samples are visited.

mod attribution;
mod best_threshold;
mod by_row;
mod columns;
mod extra_trees;
mod flat;
mod gini;
mod grow;
mod importance;
mod node_values;
mod out_of_bag;
// Packets are of x86-64; elsewhere nothing reads what is laid out for them.
#[cfg_attr(not(target_arch = "x86_64"), allow(dead_code))]
mod packed;
#[cfg(target_arch = "x86_64")]
mod packet_avx2;
#[cfg(target_arch = "x86_64")]
mod packet_avx512;
mod parameters;
mod patch;
mod predict;
#[cfg(target_arch = "x86_64")]
mod queue;
mod random;
mod ranks;
mod scan;
mod sorted;
mod stored;
mod train;
mod training_rows;
mod walks;

pub use attribution::{Attribution, attribution};
pub use flat::{Forest, ONE};
pub use importance::{impurity_importance, permutation_importance};
pub use out_of_bag::{OutOfBag, out_of_bag};
pub use parameters::{Kind, MAX_TREES, Parameters};
pub use predict::best_class;
pub(crate) use predict::predict_classes;
pub(crate) use train::{bytes_a_feature, check_trainable, train_rows};
