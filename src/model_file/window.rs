//! The state of the window, and a project put together from it.

use super::{Annotation, ImageReference, Project};
use crate::error::Result;
use crate::invalid;
use crate::model::Model;
use crate::sample::Samples;
use crate::settings::Pair;

/// What the window holds beside images, strokes and model.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WindowState {
    /// Options of `train` that are not at their defaults.
    pub settings: Vec<Pair>,
    /// The classes in the order of their numbers; they may be other ones than those of the model.
    pub classes: Vec<WindowClass>,
    /// What is shown and how; the keys are the window's own.
    pub view: Vec<Pair>,
    /// Absolute path of each image, where it was last seen; empty where it is no file. Empty where none is known.
    pub files: Vec<String>,
    /// Of a recovery file: absolute path of the project whose unsaved state this is; empty where it has none.
    pub recovered: String,
}

/// A class in the window. Names are checked when it trains: one that is being typed is kept as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WindowClass {
    /// Name.
    pub name: String,
    /// Colour, 0xRRGGBB.
    pub color: u32,
    /// Whether its strokes and its part of results are shown.
    pub visible: bool,
}

impl WindowState {
    /// Checks the state of a window of so many images.
    pub(super) fn validate(&self, images: usize) -> Result<()> {
        if self.classes.len() > 255 {
            invalid!("{} classes are too many: use at most 255", self.classes.len());
        }
        if !self.files.is_empty() && self.files.len() != images {
            invalid!("there are {} files of {images} images", self.files.len());
        }
        Ok(())
    }

    /// The state in which a window shows a model that no window has seen: its settings and classes.
    fn of(model: &Model) -> Self {
        let settings =
            ["features", "z_ratio", "normalize", "forest", "trees", "min_samples_leaf", "max_depth"];
        let settings = [&settings[..], &["balance", "max_samples", "seed", "channels"]].concat();
        let is_set = |(key, value): &Pair| settings.contains(&key.as_str()) && value != "none";
        let class =
            |c: &crate::model::Class| WindowClass { name: c.name.clone(), color: c.color, visible: true };
        WindowState {
            settings: model.info().into_iter().filter(is_set).collect(),
            classes: model.classes.iter().map(class).collect(),
            ..WindowState::default()
        }
    }
}

impl Project {
    /// The state of the window; where there is none, that in which a window shows the model.
    pub fn window_state(&self) -> WindowState {
        let of_model = || self.model.as_deref().map(WindowState::of).unwrap_or_default();
        self.window.clone().unwrap_or_else(of_model)
    }

    /// A project of the window's state, with the model of another one and its rows, as far as they are of these images.
    pub fn of_window(
        images: Vec<ImageReference>,
        annotations: Vec<Annotation>,
        window: WindowState,
        trained: Option<&Project>,
    ) -> Self {
        let rows = trained.and_then(|trained| rows_of(trained, &images));
        let model = trained.and_then(|trained| trained.model.clone());
        Project { model, images, annotations, rows, window: Some(window) }
    }
}

/// The rows of a project that lie on these images, numbered like them.
fn rows_of(project: &Project, images: &[ImageReference]) -> Option<Samples> {
    let rows = project.rows.as_ref()?;
    let numbers = renumbered(&project.images, images);
    let place = |i: usize| {
        let place = rows.places[i];
        let number = numbers.get(place.image as usize).copied().flatten();
        // A model that names no images has rows of image 0 and so on.
        let number = if project.images.is_empty() { Some(place.image) } else { number };
        number.map(|image| crate::sample::Place { image, ..place })
    };
    let mut kept: Vec<_> = (0..rows.places.len()).filter_map(|i| Some((place(i)?, i))).collect();
    kept.sort_unstable();
    let indices: Vec<usize> = kept.iter().map(|&(_, i)| i).collect();
    (!kept.is_empty()).then(|| Samples {
        features: rows.features.select(ndarray::Axis(0), &indices),
        classes: indices.iter().map(|&i| rows.classes[i]).collect(),
        strokes: indices.iter().map(|&i| rows.strokes[i]).collect(),
        places: kept.into_iter().map(|(place, _)| place).collect(),
    })
}

/// For each image, its number among others: the same image, in the same place if there are several, each once.
fn renumbered(images: &[ImageReference], others: &[ImageReference]) -> Vec<Option<u32>> {
    let mut free = vec![true; others.len()];
    let same = |a: &ImageReference, b: &ImageReference| {
        let unknown = a.fingerprint == 0 || b.fingerprint == 0;
        a.shape == b.shape && if unknown { a.path == b.path } else { a.fingerprint == b.fingerprint }
    };
    let mut find = |i: usize| {
        let in_place = others.get(i).is_some_and(|other| free[i] && same(&images[i], other)).then_some(i);
        let found =
            in_place.or_else(|| (0..others.len()).find(|&j| free[j] && same(&images[i], &others[j])))?;
        free[found] = false;
        Some(found as u32)
    };
    (0..images.len()).map(&mut find).collect()
}
