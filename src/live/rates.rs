//! How fast this machine computes features and predictions, from the latest ones.

use std::time::Duration;

/// The work of a prediction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Work {
    /// Voxels that are read, halo included, times features.
    pub features: f64,
    /// Voxels that are predicted, times trees.
    pub prediction: f64,
}

/// Share of the earlier ones in a rate when another prediction of the same work is added.
const MEMORY: f64 = 0.5;

/// Seconds per work: a mean in which later and larger predictions count more.
#[derive(Debug, Default)]
struct Rate {
    seconds: f64,
    work: f64,
}

impl Rate {
    fn add(&mut self, work: f64, took: Duration) {
        self.seconds = MEMORY * self.seconds + took.as_secs_f64();
        self.work = MEMORY * self.work + work;
    }

    fn seconds(&self, work: f64) -> Option<f64> {
        (self.work > 0.0).then(|| work * self.seconds / self.work)
    }
}

/// Rates of features and of predictions.
#[derive(Debug, Default)]
pub struct Rates {
    features: Rate,
    prediction: Rate,
}

impl Rates {
    /// Adds what took so long, in wall time of all threads together.
    pub fn add(&mut self, work: Work, features: Duration, prediction: Duration) {
        self.features.add(work.features, features);
        self.prediction.add(work.prediction, prediction);
    }

    /// How long work will take; None before any was added.
    pub fn expected(&self, work: Work) -> Option<Duration> {
        let seconds = self.features.seconds(work.features)? + self.prediction.seconds(work.prediction)?;
        Some(Duration::from_secs_f64(seconds))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_rate_counts_most_and_parts_are_apart() {
        let mut rates = Rates::default();
        let work = |features, prediction| Work { features, prediction };
        assert_eq!(rates.expected(work(1.0, 1.0)), None);
        let seconds = Duration::from_secs;
        rates.add(work(10.0, 10.0), seconds(10), seconds(20));
        assert_eq!(rates.expected(work(3.0, 2.0)), Some(seconds(7)));
        for _ in 0..20 {
            rates.add(work(10.0, 10.0), seconds(20), seconds(20));
        }
        let expected = rates.expected(work(1.0, 0.0)).unwrap().as_secs_f64();
        assert!((expected - 2.0).abs() < 1e-3, "{expected}");
    }
}
