//! Gini impurity, and class distributions in fixed point.

use super::flat::ONE;

/// `sum(w_c^2) / sum(w_c)` of the weights `w_c` of the classes in a node. The Gini impurity of the node, times its
/// weight `w`, is `w - purity`, so the split with the largest `purity(left) + purity(right)` decreases it most.
pub(crate) fn purity(class_weights: impl Iterator<Item = f64>) -> f64 {
    let (sum, squares) = class_weights.fold((0.0, 0.0), |(sum, squares), w| (sum + w, squares + w * w));
    if sum > 0.0 { squares / sum } else { 0.0 }
}

/// The shares of the classes in fixed point. They are rounded by the largest remainder (ties: the first class), so
/// that they sum to [`ONE`]. Exact for up to 2^28 rows.
pub(crate) fn fixed_point(class_weights: &[f64]) -> Vec<u32> {
    let total: f64 = class_weights.iter().sum();
    let shares: Vec<f64> = class_weights.iter().map(|w| w * f64::from(ONE) / total).collect();
    let mut fixed: Vec<u32> = shares.iter().map(|share| *share as u32).collect();
    let missing = ONE - fixed.iter().sum::<u32>();
    let mut by_remainder: Vec<usize> = (0..shares.len()).collect();
    by_remainder.sort_by(|&a, &b| shares[b].fract().total_cmp(&shares[a].fract()));
    by_remainder.iter().take(missing as usize).for_each(|&class| fixed[class] += 1);
    fixed
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn purity_is_the_weight_of_a_pure_node_and_a_share_of_a_mixed_one() {
        assert_eq!(purity([0.0, 7.0].into_iter()), 7.0);
        assert_eq!(purity([2.0, 2.0].into_iter()), 2.0);
        assert_eq!(purity([0.0, 0.0].into_iter()), 0.0);
    }

    #[test]
    fn thirds_give_the_odd_unit_to_the_first_class() {
        assert_eq!(fixed_point(&[1.0, 1.0, 1.0]), [5592406, 5592405, 5592405]);
        assert_eq!(fixed_point(&[1.0, 2.0, 0.0]), [5592405, 11184811, 0]);
    }

    proptest! {
        #[test]
        fn shares_sum_to_one_and_are_within_a_unit(
            counts in prop::collection::vec(0u32..1 << 27, 2..12),
            balance in any::<bool>(),
        ) {
            prop_assume!(counts.iter().any(|&c| c > 0));
            let scale = |class: usize| if balance { 1.0 / (class + 3) as f64 } else { 1.0 };
            let weights: Vec<f64> = counts.iter().enumerate().map(|(c, &n)| f64::from(n) * scale(c)).collect();
            let total: f64 = weights.iter().sum();
            let fixed = fixed_point(&weights);
            prop_assert_eq!(fixed.iter().sum::<u32>(), ONE);
            for (f, w) in fixed.iter().zip(&weights) {
                prop_assert!((f64::from(*f) - w / total * f64::from(ONE)).abs() < 1.0 + 1e-6);
            }
        }
    }
}
