//! Measures how good a model is, from the labelled rows that it was grown from: apart from the training, which need not wait.

use crate::error::Result;
use crate::forest::{impurity_importance, out_of_bag};
use crate::invalid;
use crate::job::{Forecast, Job};
use crate::model::Model;
use crate::model_file::Project;
use crate::progress::Progress;
use crate::settings::{Pair, Resources};
use crate::validate::{GROUPS, held_out_error};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, OnceLock};

/// Phases, each with its own progress.
const HOLDING_OUT: usize = 0;
const OUT_OF_BAG: usize = 1;
const IMPORTANCE: usize = 2;
/// Features that the report names.
const MOST: usize = 10;

/// A measurement of a model's errors and of its features' importance.
pub struct Measurement {
    project: Arc<Project>,
    pool: rayon::ThreadPool,
    phases: [Progress; 3],
    phase: AtomicUsize,
    report: OnceLock<Vec<Pair>>,
}

impl Measurement {
    /// A measurement that has not begun.
    ///
    /// # Errors
    /// [`crate::error::Error::Invalid`] for a model without its labelled rows.
    pub fn new(project: Arc<Project>, resources: &Resources) -> Result<Self> {
        if project.rows.is_none() {
            invalid!("the model was saved without its labelled pixels: train it again to measure it");
        }
        let pool = resources.pool()?;
        let (phases, phase, report) = (Default::default(), AtomicUsize::new(0), OnceLock::new());
        Ok(Measurement { project, pool, phases, phase, report })
    }

    /// Measures; the same model with its errors on record, as [`crate::train::Training::finish`] gives it.
    ///
    /// # Errors
    /// Cancellation, memory, and a model that was not grown from its rows.
    pub fn finish(&self) -> Result<Project> {
        let Project { model, rows: Some(samples), .. } = &*self.project else {
            invalid!("the model has no labelled rows")
        };
        let Model { forest, classes, provenance, recipe } = &**model;
        let parameters = &provenance.parameters;
        let (held_out, of_bag, importance) = self.pool.install(|| {
            let progress = self.enter(HOLDING_OUT);
            let held_out = held_out_error(samples, classes.len(), parameters, GROUPS, progress)?;
            let of_bag = out_of_bag(forest, samples, parameters, self.enter(OUT_OF_BAG))?;
            let importance = impurity_importance(forest, samples, parameters, self.enter(IMPORTANCE))?;
            Ok::<_, crate::error::Error>((held_out, of_bag, importance))
        })?;
        let mut provenance = provenance.clone();
        provenance.held_out_error = held_out.as_ref().map(|h| h.error);
        provenance.out_of_bag_error = of_bag.map(|o| o.error).filter(|e| e.is_finite());

        let errors = [
            ("held_out_error", provenance.held_out_error),
            ("out_of_bag_error", provenance.out_of_bag_error),
        ];
        let mut report: Vec<Pair> =
            errors.into_iter().filter_map(|(key, e)| Some((key.to_string(), format!("{:.4}", e?)))).collect();
        if let Some(held_out) = &held_out {
            for (class, (counts, error)) in
                classes.iter().zip(held_out.confusion.iter().zip(&held_out.class_errors))
            {
                let counts: Vec<String> = counts.iter().map(usize::to_string).collect();
                report.push((format!("recall.{}", class.name), format!("{:.4}", 1.0 - error)));
                report.push((format!("confusion.{}", class.name), counts.join(",")));
            }
        }
        let mut features: Vec<_> =
            recipe.selection.channel_names(&recipe.channels).into_iter().zip(importance).collect();
        features.sort_by(|a, b| b.1.total_cmp(&a.1));
        let named = features.into_iter().take(MOST).filter(|&(_, share)| share > 0.0);
        report.extend(named.map(|(name, share)| (format!("importance.{name}"), format!("{share:.4}"))));
        self.report.get_or_init(|| report);

        Ok(Project {
            model: Arc::new(Model { provenance, ..(**model).clone() }),
            images: self.project.images.clone(),
            annotations: self.project.annotations.clone(),
            rows: self.project.rows.clone(),
        })
    }

    fn enter(&self, phase: usize) -> &Progress {
        self.phase.store(phase, Relaxed);
        &self.phases[phase]
    }
}

impl Job for Measurement {
    fn forecast(&self) -> Result<Forecast> {
        invalid!("a measurement of a model has no forecast")
    }

    fn report(&self) -> Vec<Pair> {
        self.report.get().cloned().unwrap_or_default()
    }

    fn progress(&self) -> &Progress {
        &self.phases[self.phase.load(Relaxed)]
    }

    fn cancel(&self) {
        self.phases.iter().for_each(Progress::cancel);
    }
}
