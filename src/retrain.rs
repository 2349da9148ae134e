//! Training again from the labelled rows that a project keeps, without its images.

use crate::error::Result;
use crate::feature::Selection;
use crate::grow::{Phase, check_memory, grow, growing_bytes, report};
use crate::invalid;
use crate::job::{Forecast, Job};
use crate::model::{Class, Model, check_classes};
use crate::model_file::Project;
use crate::plan::Budget;
use crate::progress::Progress;
use crate::sample::Samples;
use crate::settings::{Pair, TrainSettings, ZRatio};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, OnceLock};

/// A training from rows, as a [`Job`] that reads no images.
pub struct Retraining {
    settings: TrainSettings,
    classes: Vec<Class>,
    project: Arc<Project>,
    pool: rayon::ThreadPool,
    phases: [Progress; 3],
    phase: AtomicUsize,
    trained: OnceLock<Vec<Pair>>,
}

impl Retraining {
    /// A training of a project's rows with classes in the place of its model's, which may have other names and colours.
    ///
    /// # Errors
    /// [`crate::error::Error::Invalid`] for a project without rows, for another number of classes, and for settings of
    /// other features than those that were computed.
    pub fn new(project: Arc<Project>, settings: TrainSettings, classes: Vec<Class>) -> Result<Self> {
        check_classes(&classes)?;
        let model = project.model()?;
        if project.rows.is_none() {
            invalid!("the model keeps no labelled pixels: train it from its images");
        }
        if classes.len() != model.classes.len() {
            let (now, then) = (classes.len(), model.classes.len());
            invalid!("the labelled pixels are of {then} classes, not {now}: open the images to train");
        }
        check_features(&project, model, &settings)?;
        Ok(Retraining {
            pool: settings.resources.pool()?,
            settings,
            classes,
            project,
            phases: Default::default(),
            phase: AtomicUsize::new(0),
            trained: OnceLock::new(),
        })
    }

    fn rows(&self) -> &Samples {
        self.project.rows.as_ref().expect("checked when the job was made")
    }

    /// Grows the forest; the project's images and drawings go along.
    ///
    /// # Errors
    /// Cancellation, memory, and rows that no forest can be grown from, such as a class without any.
    pub fn finish(&self) -> Result<Project> {
        self.forecast()?;
        let rows = self.rows();
        let counts = rows.counts(self.classes.len());
        if let Some(i) = counts.iter().position(|&n| n == 0) {
            invalid!("class \"{}\" has no labelled pixels: open the images to train", self.classes[i].name);
        }
        let enter = |phase: Phase| {
            let phase = phase as usize;
            self.phase.store(phase, Relaxed);
            &self.phases[phase]
        };
        let grown = self.pool.install(|| grow(rows, self.classes.len(), &self.settings, true, &enter))?;
        let before = self.project.model()?;
        let (images, strokes) = (before.provenance.images.clone(), before.provenance.strokes.clone());
        let recipe = before.recipe.clone();
        let model = grown.model(recipe, self.classes.clone(), &self.settings, rows, images, strokes)?;
        self.trained.get_or_init(|| report(&model, &[]));
        Ok(Project { model: Some(Arc::new(model)), ..(*self.project).clone() })
    }
}

/// Refuses settings of other features than the rows have.
fn check_features(project: &Project, model: &Model, settings: &TrainSettings) -> Result<()> {
    let (wanted, recipe) = (&settings.features, &model.recipe);
    let depth = project.images.iter().map(|image| image.shape[2] as usize).min().unwrap_or(usize::MAX);
    let z_ratio = recipe.selection.z_ratio();
    let (selection, _) = Selection::parse(&wanted.features, &wanted.dimensions, z_ratio, depth)?;
    let other = |what: &str, now: String, then: String| {
        invalid!("the labelled pixels have {what}={then}, not {now}: open the images to train with that")
    };
    if selection != recipe.selection {
        return other("features", selection.to_option(), recipe.selection.to_option());
    }
    if let ZRatio::Fixed(ratio) = wanted.z_ratio
        && recipe.selection.halo()[0] > 0
        && ratio != z_ratio
    {
        return other("z_ratio", ratio.to_string(), z_ratio.to_string());
    }
    if wanted.normalization != recipe.normalization {
        return other("normalize", wanted.normalization.name().into(), recipe.normalization.name().into());
    }
    if !settings.channels.is_empty() && settings.channels != recipe.channels {
        return other("channels", settings.channels.join(","), recipe.channels.join(","));
    }
    Ok(())
}

impl Job for Retraining {
    fn forecast(&self) -> Result<Forecast> {
        let rows = self.rows();
        let row = (rows.features.ncols() * size_of::<f32>()) as u64;
        let (classes, threads) = (self.classes.len(), self.pool.current_num_threads());
        let bytes = growing_bytes(&rows.classes, &rows.strokes, row, classes, &self.settings, threads);
        check_memory(&Budget::new(self.settings.resources.memory, 0), rows.classes.len(), bytes)?;
        Ok(Forecast { bytes, blocks: 0 })
    }

    fn report(&self) -> Vec<Pair> {
        self.trained.get().cloned().unwrap_or_default()
    }

    fn progress(&self) -> &Progress {
        &self.phases[self.phase.load(Relaxed)]
    }

    fn cancel(&self) {
        self.phases.iter().for_each(Progress::cancel);
    }
}
