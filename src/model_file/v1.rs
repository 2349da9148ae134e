//! The bodies of the sections, version 1. Frozen: fields are never renamed, reordered or removed, and what they hold
//! does not follow when the types of the crate change; options are kept as their own words. A change is a new version.
//!
//! Written, they borrow from the project; read, they borrow texts and bytes from the file, so a length that lies is
//! refused before anything is allocated for it. Texts are therefore never `String`.

use super::{Annotation, Drawing, ImageReference, WindowClass, WindowState};
use crate::error::{Error, Result};
use crate::feature::Selection;
use crate::forest::{Forest, Kind, Parameters};
use crate::invalid;
use crate::model::{Class, Model, Provenance, Recipe};
use crate::normalize::{ChannelRange, Normalization};
use crate::sample::{Place, Samples};
use crate::settings::Pair;
use ndarray::Array2;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Section `model`: all that results follow from.
#[derive(Serialize, Deserialize)]
pub struct ModelV1<'a> {
    #[serde(borrow)]
    channels: Vec<&'a str>,
    /// Value of the option `normalize`.
    normalization: &'a str,
    /// Low and high of each channel.
    training_ranges: Vec<[f32; 2]>,
    /// Value of the option `features`, as [`Selection::to_option`] writes it.
    #[serde(borrow)]
    features: Cow<'a, str>,
    z_ratio: f64,
    /// Name and colour.
    #[serde(borrow)]
    classes: Vec<(&'a str, u32)>,
    /// In the forest's own frozen layout.
    forest: Cow<'a, Forest>,
}

/// Section `provenance`.
#[derive(Serialize, Deserialize)]
pub struct ProvenanceV1<'a> {
    version: &'a str,
    simd_level: &'a str,
    command: &'a str,
    /// Value of the option `forest`.
    kind: &'a str,
    trees: u64,
    min_samples_leaf: u64,
    max_depth: Option<u64>,
    balance: bool,
    max_samples: Option<u64>,
    seed: u64,
    #[serde(borrow)]
    images: Vec<&'a str>,
    samples: Vec<u64>,
    strokes: Vec<u64>,
    held_out_error: Option<f64>,
    out_of_bag_error: Option<f64>,
}

/// Section `images`.
#[derive(Serialize, Deserialize)]
pub struct ImagesV1<'a>(#[serde(borrow)] Vec<ImageV1<'a>>);

#[derive(Serialize, Deserialize)]
struct ImageV1<'a> {
    path: &'a str,
    /// Frames, channels, depth, height, width.
    shape: [u64; 5],
    fingerprint: u32,
}

/// Section `annotations`.
#[derive(Serialize, Deserialize)]
pub struct AnnotationsV1<'a>(#[serde(borrow)] Vec<AnnotationV1<'a>>);

#[derive(Serialize, Deserialize)]
struct AnnotationV1<'a> {
    image: u32,
    /// [`ROI`] or [`RUNS`]; the fields of the other are empty.
    kind: u8,
    roi: &'a [u8],
    class: u8,
    /// Frame, z, y, x0, x1.
    runs: Cow<'a, [[u32; 5]]>,
}

const ROI: u8 = 0;
const RUNS: u8 = 1;

/// Section `rows`.
#[derive(Serialize, Deserialize)]
pub struct RowsV1<'a> {
    /// Values of a row.
    features: u64,
    /// Row after row.
    values: Cow<'a, [f32]>,
    classes: Cow<'a, [u8]>,
    strokes: Cow<'a, [u32]>,
    /// Image, frame, z, y, x.
    places: Vec<[u32; 5]>,
}

/// Section `window`.
#[derive(Serialize, Deserialize)]
pub struct WindowV1<'a> {
    /// Key and value.
    #[serde(borrow)]
    settings: Vec<(&'a str, &'a str)>,
    /// Name, colour, visible.
    #[serde(borrow)]
    classes: Vec<(&'a str, u32, bool)>,
    /// Key and value.
    #[serde(borrow)]
    view: Vec<(&'a str, &'a str)>,
    /// Absolute path of each image; empty where it is no file.
    #[serde(borrow)]
    files: Vec<&'a str>,
    recovered: &'a str,
}

impl<'a> From<&'a WindowState> for WindowV1<'a> {
    fn from(window: &'a WindowState) -> Self {
        let pairs = |pairs: &'a [Pair]| pairs.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        WindowV1 {
            settings: pairs(&window.settings),
            classes: window.classes.iter().map(|c| (c.name.as_str(), c.color, c.visible)).collect(),
            view: pairs(&window.view),
            files: texts(&window.files),
            recovered: &window.recovered,
        }
    }
}

impl From<WindowV1<'_>> for WindowState {
    fn from(stored: WindowV1) -> Self {
        let pairs = |pairs: Vec<(&str, &str)>| pairs.into_iter().map(|(k, v)| (k.into(), v.into())).collect();
        let class =
            |(name, color, visible): (&str, u32, bool)| WindowClass { name: name.into(), color, visible };
        WindowState {
            settings: pairs(stored.settings),
            classes: stored.classes.into_iter().map(class).collect(),
            view: pairs(stored.view),
            files: strings(stored.files),
            recovered: stored.recovered.into(),
        }
    }
}

impl<'a> From<&'a Model> for ModelV1<'a> {
    fn from(model: &'a Model) -> Self {
        let recipe = &model.recipe;
        ModelV1 {
            channels: texts(&recipe.channels),
            normalization: recipe.normalization.name(),
            training_ranges: recipe.training_ranges.iter().map(|r| [r.low, r.high]).collect(),
            features: recipe.selection.to_option().into(),
            z_ratio: recipe.selection.z_ratio(),
            classes: model.classes.iter().map(|c| (c.name.as_str(), c.color)).collect(),
            forest: Cow::Borrowed(&model.forest),
        }
    }
}

/// Without provenance, which is a section of its own.
impl TryFrom<ModelV1<'_>> for Model {
    type Error = Error;

    fn try_from(stored: ModelV1) -> Result<Model> {
        // Whatever the depth: each sigma says in how many dimensions.
        let (selection, _) = Selection::parse(&stored.features, "auto", stored.z_ratio, usize::MAX)?;
        if selection.to_option() != stored.features {
            invalid!("the selected features are out of order or occur twice");
        }
        let recipe = Recipe {
            channels: strings(stored.channels),
            normalization: Normalization::parse(stored.normalization)?,
            training_ranges: (stored.training_ranges.into_iter())
                .map(|[low, high]| ChannelRange { low, high })
                .collect(),
            selection,
        };
        let class = |(name, color): (&str, u32)| Class { name: name.into(), color };
        Ok(Model {
            recipe,
            classes: stored.classes.into_iter().map(class).collect(),
            forest: stored.forest.into_owned(),
            provenance: Provenance::default(),
        })
    }
}

impl<'a> From<&'a Provenance> for ProvenanceV1<'a> {
    fn from(provenance: &'a Provenance) -> Self {
        let p = &provenance.parameters;
        ProvenanceV1 {
            version: &provenance.version,
            simd_level: &provenance.simd_level,
            command: &provenance.command,
            kind: p.kind.name(),
            trees: p.trees as u64,
            min_samples_leaf: p.min_samples_leaf as u64,
            max_depth: p.max_depth.map(|n| n as u64),
            balance: p.balance,
            max_samples: p.max_samples.map(|n| n as u64),
            seed: p.seed,
            images: texts(&provenance.images),
            samples: provenance.samples.clone(),
            strokes: provenance.strokes.clone(),
            held_out_error: provenance.held_out_error,
            out_of_bag_error: provenance.out_of_bag_error,
        }
    }
}

impl TryFrom<ProvenanceV1<'_>> for Provenance {
    type Error = Error;

    fn try_from(stored: ProvenanceV1) -> Result<Provenance> {
        let kinds = [Kind::ExtraTrees, Kind::RandomForest];
        let Some(kind) = kinds.into_iter().find(|kind| kind.name() == stored.kind) else {
            invalid!("forest=\"{}\" is not known", stored.kind);
        };
        let parameters = Parameters {
            kind,
            trees: size(stored.trees)?,
            min_samples_leaf: size(stored.min_samples_leaf)?,
            max_depth: stored.max_depth.map(size).transpose()?,
            balance: stored.balance,
            max_samples: stored.max_samples.map(size).transpose()?,
            seed: stored.seed,
        };
        Ok(Provenance {
            version: stored.version.into(),
            simd_level: stored.simd_level.into(),
            command: stored.command.into(),
            parameters,
            images: strings(stored.images),
            samples: stored.samples,
            strokes: stored.strokes,
            held_out_error: stored.held_out_error,
            out_of_bag_error: stored.out_of_bag_error,
        })
    }
}

impl<'a> From<&'a [ImageReference]> for ImagesV1<'a> {
    fn from(images: &'a [ImageReference]) -> Self {
        let image =
            |i: &'a ImageReference| ImageV1 { path: &i.path, shape: i.shape, fingerprint: i.fingerprint };
        ImagesV1(images.iter().map(image).collect())
    }
}

impl From<ImagesV1<'_>> for Vec<ImageReference> {
    fn from(stored: ImagesV1) -> Self {
        let image =
            |i: ImageV1| ImageReference { path: i.path.into(), shape: i.shape, fingerprint: i.fingerprint };
        stored.0.into_iter().map(image).collect()
    }
}

impl<'a> From<&'a [Annotation]> for AnnotationsV1<'a> {
    fn from(annotations: &'a [Annotation]) -> Self {
        let annotation = |annotation: &'a Annotation| {
            let (kind, roi, class, runs): (u8, &[u8], u8, &[[u32; 5]]) = match &annotation.drawing {
                Drawing::Roi(bytes) => (ROI, bytes, 0, &[]),
                Drawing::Runs(class, runs) => (RUNS, &[], *class, runs),
            };
            AnnotationV1 { image: annotation.image, kind, roi, class, runs: Cow::Borrowed(runs) }
        };
        AnnotationsV1(annotations.iter().map(annotation).collect())
    }
}

impl TryFrom<AnnotationsV1<'_>> for Vec<Annotation> {
    type Error = Error;

    fn try_from(stored: AnnotationsV1) -> Result<Self> {
        let annotation = |a: AnnotationV1| {
            let drawing = match a.kind {
                ROI => Drawing::Roi(a.roi.into()),
                RUNS => Drawing::Runs(a.class, a.runs.into_owned()),
                other => invalid!("an annotation is of the unknown kind {other}"),
            };
            Ok(Annotation { image: a.image, drawing })
        };
        stored.0.into_iter().map(annotation).collect()
    }
}

impl<'a> From<&'a Samples> for RowsV1<'a> {
    fn from(samples: &'a Samples) -> Self {
        let values = samples.features.as_slice().map(Cow::Borrowed);
        RowsV1 {
            features: samples.features.ncols() as u64,
            values: values.unwrap_or_else(|| samples.features.iter().copied().collect()),
            classes: Cow::Borrowed(&samples.classes),
            strokes: Cow::Borrowed(&samples.strokes),
            places: samples.places.iter().map(|p| [p.image, p.frame, p.z, p.y, p.x]).collect(),
        }
    }
}

impl TryFrom<RowsV1<'_>> for Samples {
    type Error = Error;

    fn try_from(stored: RowsV1) -> Result<Samples> {
        let shape = (stored.classes.len(), size(stored.features)?);
        let Ok(features) = Array2::from_shape_vec(shape, stored.values.into_owned()) else {
            invalid!("the labelled rows do not hold {} x {} values", shape.0, shape.1);
        };
        let place = |[image, frame, z, y, x]: [u32; 5]| Place { image, frame, z, y, x };
        Ok(Samples {
            features,
            classes: stored.classes.into_owned(),
            strokes: stored.strokes.into_owned(),
            places: stored.places.into_iter().map(place).collect(),
        })
    }
}

fn texts(strings: &[String]) -> Vec<&str> {
    strings.iter().map(String::as_str).collect()
}

fn strings(texts: Vec<&str>) -> Vec<String> {
    texts.into_iter().map(str::to_string).collect()
}

fn size(n: u64) -> Result<usize> {
    match usize::try_from(n) {
        Ok(n) => Ok(n),
        Err(_) => invalid!("the number {n} is too large for this computer"),
    }
}
