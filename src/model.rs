//! A trained model as one value: what it reads, how, and the forest that classifies it.

use crate::error::Result;
use crate::feature::Selection;
use crate::forest::{Forest, Parameters};
use crate::image::ImageInfo;
use crate::invalid;
use crate::normalize::{ChannelRange, Normalization};
use crate::roles::Roles;
use crate::settings::{Pair, named};
use serde::{Deserialize, Serialize};

/// A class of pixels.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Class {
    /// Name, unique in a model.
    pub name: String,
    /// Colour, 0xRRGGBB.
    pub color: u32,
}

/// What turns an image into features.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recipe {
    /// Names of the channels, in the order of the features.
    pub channels: Vec<String>,
    /// How intensities are normalised.
    pub normalization: Normalization,
    /// Mean range of each channel over the training images; what an image of its own range is held against. Empty for
    /// a computation of features without a model.
    pub training_ranges: Vec<ChannelRange>,
    /// Which features.
    pub selection: Selection,
}

/// How a model was made. For people: nothing is computed from it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Provenance {
    /// Version of Pixel Forest.
    pub version: String,
    /// SIMD level that computed the features.
    pub simd_level: String,
    /// The command.
    pub command: String,
    /// Parameters of the forest.
    pub parameters: Parameters,
    /// Names of the training images.
    pub images: Vec<String>,
    /// Labelled voxels of each class.
    pub samples: Vec<u64>,
    /// Strokes of each class.
    pub strokes: Vec<u64>,
    /// Share of voxels misclassified when their stroke is left out, where it could be computed.
    pub held_out_error: Option<f64>,
    /// Share of voxels misclassified by the trees that did not see them (random forest only).
    pub out_of_bag_error: Option<f64>,
}

/// A trained model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Model {
    /// What it reads.
    pub recipe: Recipe,
    /// Its classes, at least two.
    pub classes: Vec<Class>,
    /// What classifies.
    pub forest: Forest,
    /// How it was made.
    pub provenance: Provenance,
}

/// Checks the classes of a training or model.
///
/// # Errors
/// [`crate::error::Error::Invalid`] for fewer than 2 or more than 255 classes, and for a name that is empty or used twice.
pub fn check_classes(classes: &[Class]) -> Result<()> {
    if classes.len() < 2 {
        invalid!("{} class is not enough: name at least two, such as Background and Nucleus", classes.len());
    }
    if classes.len() > 255 {
        invalid!("{} classes are too many: use at most 255", classes.len());
    }
    for (i, class) in classes.iter().enumerate() {
        if class.name.trim().is_empty() {
            invalid!("class {} has no name", i + 1);
        }
        if classes[..i].iter().any(|c| c.name.eq_ignore_ascii_case(&class.name)) {
            invalid!("two classes are called \"{}\": give each its own name", class.name);
        }
    }
    Ok(())
}

impl Recipe {
    /// Checks that an image can be read: its channels and its size.
    ///
    /// # Errors
    /// [`crate::error::Error::Invalid`] names the image, what is wanted and what it has.
    pub fn check_image(&self, image: &ImageInfo) -> Result<()> {
        image.validate()?;
        if image.channels != self.channels.len() {
            invalid!(
                "image \"{}\" has {} channels, the model was trained on {} ({}): choose as many with channels=",
                image.name,
                image.channels,
                self.channels.len(),
                self.channels.join(", ")
            );
        }
        if image.shape[0] == 1 && self.selection.halo()[0] > 0 {
            invalid!(
                "image \"{}\" is a single slice, but the model has 3D features: apply it to stacks, or train with dimensions=2d",
                image.name
            );
        }
        named(image, self.selection.check_image(image.shape))
    }

    /// The ranges to normalise an image with (none: not at all), given its own; and the channels whose range was widened.
    pub fn ranges(&self, own: &[ChannelRange]) -> (Vec<ChannelRange>, Vec<usize>) {
        match self.normalization {
            Normalization::None => (Vec::new(), Vec::new()),
            Normalization::Training => (self.training_ranges.clone(), Vec::new()),
            Normalization::Image if self.training_ranges.is_empty() => (own.to_vec(), Vec::new()),
            Normalization::Image => {
                let both: Vec<_> = own.iter().zip(&self.training_ranges).map(|(o, t)| o.widened(t)).collect();
                let widened = both.iter().enumerate().filter(|(_, (_, w))| *w).map(|(c, _)| c).collect();
                (both.into_iter().map(|(r, _)| r).collect(), widened)
            }
        }
    }

    /// What the user should know when channel `c` of an image was widened.
    pub fn widened_note(&self, image: &ImageInfo, c: usize) -> String {
        format!(
            "channel {} of \"{}\" has less than a quarter of the training images' range of intensities; it was not \
             stretched further",
            self.channels[c], image.name
        )
    }
}

impl Model {
    /// Checks a model that was read from outside: classes, forest, and that all parts fit each other.
    ///
    /// # Errors
    /// [`crate::error::Error::Invalid`] names what is wrong.
    pub fn validate(&self) -> Result<()> {
        check_classes(&self.classes)?;
        self.recipe.selection.validate()?;
        self.forest.validate()?;
        let features = self.recipe.selection.channel_count(self.recipe.channels.len());
        if self.forest.feature_count() != features {
            invalid!(
                "the forest reads {} features, the selection gives {features}",
                self.forest.feature_count()
            );
        }
        if self.forest.class_count() != self.classes.len() {
            invalid!(
                "the forest has {} classes, the model {}",
                self.forest.class_count(),
                self.classes.len()
            );
        }
        let (ranges, channels) = (&self.recipe.training_ranges, &self.recipe.channels);
        if ranges.len() != channels.len() {
            invalid!("there are {} ranges of training images for {} channels", ranges.len(), channels.len());
        }
        let sound = |r: &ChannelRange| r.low.is_finite() && r.high.is_finite() && r.low <= r.high;
        if let Some(channel) = ranges.iter().position(|r| !sound(r)) {
            let ChannelRange { low, high } = ranges[channel];
            invalid!("the training images' range of channel {} is {low}..{high}", channels[channel]);
        }
        Ok(())
    }

    /// The class of the objects and that of their boundaries: [`Roles::of`].
    ///
    /// # Errors
    /// As [`Roles::of`].
    pub fn roles(&self, object: Option<&str>, boundary: Option<&str>) -> Result<Roles> {
        let names: Vec<&str> = self.classes.iter().map(|c| c.name.as_str()).collect();
        Roles::of(&names, object, boundary)
    }

    /// What the model holds and how it was made: pairs of key and value.
    pub fn info(&self) -> Vec<Pair> {
        let (r, p) = (&self.recipe, &self.provenance);
        let names = |list: &[String]| list.join("|");
        let classes: Vec<String> = self.classes.iter().map(|c| c.name.clone()).collect();
        let mut info = vec![
            ("classes", classes.join(",")),
            ("channels", r.channels.join(",")),
            ("features", r.selection.to_option()),
            ("feature_channels", self.forest.feature_count().to_string()),
            ("z_ratio", r.selection.z_ratio().to_string()),
            ("normalize", r.normalization.name().to_string()),
            ("forest", p.parameters.kind.name().to_string()),
            ("trees", self.forest.tree_count().to_string()),
            ("nodes", self.forest.node_count().to_string()),
            ("min_samples_leaf", p.parameters.min_samples_leaf.to_string()),
            ("max_depth", p.parameters.max_depth.map_or("none".into(), |d| d.to_string())),
            ("balance", p.parameters.balance.to_string()),
            ("max_samples", p.parameters.max_samples.map_or("none".into(), |n| n.to_string())),
            ("seed", p.parameters.seed.to_string()),
            ("images", names(&p.images)),
            ("version", p.version.clone()),
            ("simd", p.simd_level.clone()),
            ("command", p.command.clone()),
        ];
        let errors = [("held_out_error", p.held_out_error), ("out_of_bag_error", p.out_of_bag_error)];
        info.extend(errors.into_iter().filter_map(|(k, e)| Some((k, format!("{:.4}", e?)))));
        let mut info: Vec<Pair> = info.into_iter().map(|(k, v)| (k.to_string(), v)).collect();
        for (i, class) in classes.iter().enumerate() {
            let number = |of: &[u64]| of.get(i).map_or("0".into(), u64::to_string);
            info.push((format!("samples.{class}"), number(&p.samples)));
            info.push((format!("strokes.{class}"), number(&p.strokes)));
        }
        info
    }
}
