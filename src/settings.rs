//! Settings as they come from the commands' options, parsed and checked.

use crate::error::Result;
use crate::feature::Selection;
use crate::forest::{Kind, Parameters};
use crate::image::ImageInfo;
use crate::invalid;
use crate::normalize::Normalization;

/// A pair of option and value.
pub type Pair = (String, String);

/// How much of the machine a job may use.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Resources {
    /// Threads; 0 for one per processor.
    pub threads: usize,
    /// Bytes for blocks, features and results in work.
    pub memory: Option<u64>,
}

/// Where a volume's z ratio comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ZRatio {
    /// The image's spacing.
    Auto,
    /// As given.
    Fixed(f64),
}

/// Which features are computed of what.
#[derive(Clone, Debug, PartialEq)]
pub struct FeatureSettings {
    /// The `features` option.
    pub features: String,
    /// The `dimensions` option.
    pub dimensions: String,
    /// The `z_ratio` option.
    pub z_ratio: ZRatio,
    /// The `normalize` option.
    pub normalization: Normalization,
}

/// Everything a training needs beside images and strokes.
#[derive(Clone, Debug, PartialEq)]
pub struct TrainSettings {
    /// Features.
    pub features: FeatureSettings,
    /// Threads and memory.
    pub resources: Resources,
    /// Forest.
    pub parameters: Parameters,
    /// Names of the channels used; empty for numbers.
    pub channels: Vec<String>,
    /// The command that trains, for the record.
    pub command: String,
}

impl Default for FeatureSettings {
    fn default() -> Self {
        FeatureSettings {
            features: "default".into(),
            dimensions: "auto".into(),
            z_ratio: ZRatio::Fixed(1.0),
            normalization: Normalization::Image,
        }
    }
}

impl Resources {
    fn set(&mut self, key: &str, value: &str) -> Result<bool> {
        match key {
            "threads" => self.threads = whole(key, value, 0, 1024)?,
            "memory" => self.memory = Some(whole(key, value, 1, 1 << 40)? as u64 * (1 << 20)),
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Settings of a job that needs no others.
    ///
    /// # Errors
    /// [`crate::error::Error::Invalid`] names the setting.
    pub fn parse(pairs: &[Pair]) -> Result<Self> {
        let mut resources = Resources::default();
        for (key, value) in pairs {
            if !resources.set(key, value)? {
                return unknown(key);
            }
        }
        Ok(resources)
    }

    /// The pool a job works in.
    ///
    /// # Errors
    /// [`crate::error::Error::Invalid`] when the system gives no threads.
    pub fn pool(&self) -> Result<rayon::ThreadPool> {
        match rayon::ThreadPoolBuilder::new()
            .num_threads(self.threads)
            .thread_name(|i| format!("pixel-forest-{i}"))
            .build()
        {
            Ok(pool) => Ok(pool),
            Err(e) => invalid!(
                "the system gives no threads ({e}): close other programs, or give fewer threads (threads=)"
            ),
        }
    }
}

impl FeatureSettings {
    fn set(&mut self, key: &str, value: &str) -> Result<bool> {
        match key {
            "features" => self.features = value.into(),
            "dimensions" => self.dimensions = value.into(),
            "z_ratio" if value == "auto" => self.z_ratio = ZRatio::Auto,
            "z_ratio" => self.z_ratio = ZRatio::Fixed(number(key, value)?),
            "normalize" => self.normalization = Normalization::parse(value)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Settings of a computation of features alone.
    ///
    /// # Errors
    /// [`crate::error::Error::Invalid`] names the setting.
    pub fn parse(pairs: &[Pair]) -> Result<(Self, Resources)> {
        let (mut features, mut resources) = (FeatureSettings::default(), Resources::default());
        for (key, value) in pairs {
            if !features.set(key, value)? && !resources.set(key, value)? {
                return unknown(key);
            }
        }
        Ok((features, resources))
    }

    /// The selection for a set of images, and what was changed to suit them.
    ///
    /// # Errors
    /// [`crate::error::Error::Invalid`] names the image that does not suit.
    pub fn select(&self, images: &[ImageInfo]) -> Result<(Selection, Vec<String>)> {
        let mut notes = Vec::new();
        let z_ratio = match self.z_ratio {
            ZRatio::Fixed(r) => r,
            ZRatio::Auto => common_z_ratio(images, &mut notes)?,
        };
        let Some(flattest) = images.iter().min_by_key(|i| i.shape[0]) else {
            invalid!("there are no images")
        };
        let (selection, more) =
            Selection::parse(&self.features, &self.dimensions, z_ratio, flattest.shape[0])?;
        notes.extend(more);
        if self.dimensions == "auto" && flattest.shape[0] == 1 && images.iter().any(|i| i.shape[0] > 1) {
            notes.push(format!("features are 2D: \"{}\" is a single slice", flattest.name));
        }
        images.iter().try_for_each(|i| named(i, selection.check_image(i.shape)))?;
        Ok((selection, notes))
    }
}

/// Names the image in an error about it.
pub fn named<T>(image: &ImageInfo, result: Result<T>) -> Result<T> {
    match result {
        Err(crate::error::Error::Invalid(text)) => invalid!("image \"{}\": {text}", image.name),
        other => other,
    }
}

fn common_z_ratio(images: &[ImageInfo], notes: &mut Vec<String>) -> Result<f64> {
    let mut common: Option<(f64, &str)> = None;
    for image in images.iter().filter(|i| i.shape[0] > 1) {
        let Some(r) = image.z_ratio else {
            invalid!(
                "z_ratio=auto needs calibrated images: set the voxel size of \"{}\" (Image > Properties...) or give z_ratio as a number",
                image.name
            );
        };
        match common {
            Some((c, first)) if (r / c - 1.0).abs() > 0.01 => {
                invalid!(
                    "z_ratio=auto needs images of one spacing: \"{}\" has {r}, \"{}\" has {c}",
                    image.name,
                    first
                )
            }
            _ => common = common.or(Some((r, &image.name))),
        }
    }
    let r = common.map_or(1.0, |(r, _)| r);
    if r < 1.0 {
        notes.push(format!(
            "z_ratio is 1, not {r}: slices closer than pixels are taken as if they were as far apart"
        ));
    }
    Ok(r.max(1.0))
}

impl TrainSettings {
    /// Settings of a training. `preset` comes first, whatever its place; the others change what it sets.
    ///
    /// # Errors
    /// [`crate::error::Error::Invalid`] names the setting.
    pub fn parse(pairs: &[Pair]) -> Result<Self> {
        let mut s = TrainSettings {
            features: FeatureSettings::default(),
            resources: Resources::default(),
            parameters: Parameters::default(),
            channels: Vec::new(),
            command: String::new(),
        };
        let find = |key: &str| pairs.iter().find(|(k, _)| k == key).map(|(_, v)| v.as_str());
        match find("preset").unwrap_or("default") {
            "default" => {}
            "ilastik" => {
                s.parameters.kind = Kind::RandomForest;
                s.features.normalization = Normalization::None;
            }
            other => invalid!("preset=\"{other}\" is not known: use default or ilastik"),
        }
        match find("forest") {
            None => {}
            Some("extra") => s.parameters.kind = Kind::ExtraTrees,
            Some("random") => s.parameters.kind = Kind::RandomForest,
            Some(other) => invalid!("forest=\"{other}\" is not known: use extra or random"),
        }
        s.parameters.min_samples_leaf = if s.parameters.kind == Kind::ExtraTrees { 3 } else { 1 };
        for (key, value) in pairs {
            let p = &mut s.parameters;
            match key.as_str() {
                "preset" | "forest" => {}
                "trees" => p.trees = whole(key, value, 1, 10_000)?,
                "min_samples_leaf" => p.min_samples_leaf = whole(key, value, 1, 1_000_000)?,
                "max_depth" => p.max_depth = Some(whole(key, value, 1, 1_000_000)?),
                "max_samples" => p.max_samples = Some(whole(key, value, 1, usize::MAX)?),
                "seed" => p.seed = whole(key, value, 0, usize::MAX)? as u64,
                "balance" => p.balance = flag(key, value)?,
                "channels" => s.channels = value.split(',').map(|c| c.trim().into()).collect(),
                "command" => s.command = value.clone(),
                _ if s.features.set(key, value)? || s.resources.set(key, value)? => {}
                _ => return unknown(key),
            }
        }
        Ok(s)
    }
}

/// The error of a setting that nobody knows.
pub fn unknown<T>(key: &str) -> Result<T> {
    invalid!("the setting \"{key}\" is not known")
}

/// A whole number from `least` to `most`.
///
/// # Errors
/// [`crate::error::Error::Invalid`] names the setting.
pub fn whole(key: &str, value: &str, least: usize, most: usize) -> Result<usize> {
    match value.parse() {
        Ok(n) if (least..=most).contains(&n) => Ok(n),
        _ if most == usize::MAX => invalid!("{key}={value}: give a whole number from {least}"),
        _ => invalid!("{key}={value}: give a whole number from {least} to {most}"),
    }
}

/// A finite number.
///
/// # Errors
/// [`crate::error::Error::Invalid`] names the setting.
pub fn number(key: &str, value: &str) -> Result<f64> {
    match value.parse::<f64>() {
        Ok(n) if n.is_finite() => Ok(n),
        _ => invalid!("{key}={value}: give a number, with a point for decimals"),
    }
}

/// True or false.
///
/// # Errors
/// [`crate::error::Error::Invalid`] names the setting.
pub fn flag(key: &str, value: &str) -> Result<bool> {
    match value {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => invalid!("{key}={value}: give true or false"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(text: &[(&str, &str)]) -> Vec<Pair> {
        text.iter().map(|&(k, v)| (k.into(), v.into())).collect()
    }

    #[test]
    fn presets_come_first_and_are_overridden() {
        let s =
            TrainSettings::parse(&pairs(&[("normalize", "image"), ("trees", "7"), ("preset", "ilastik")]))
                .unwrap();
        assert_eq!((s.parameters.kind, s.parameters.min_samples_leaf), (Kind::RandomForest, 1));
        assert_eq!((s.parameters.trees, s.features.normalization), (7, Normalization::Image));
        assert_eq!(TrainSettings::parse(&[]).unwrap().parameters, Parameters::default());
    }

    #[test]
    fn errors_name_the_setting_and_the_mend() {
        for (key, value, text) in [
            ("trees", "0", "trees=0: give a whole number from 1 to 10000"),
            ("z_ratio", "1,5", "with a point for decimals"),
            ("forest", "oak", "use extra or random"),
            ("preset", "weka", "use default or ilastik"),
            ("balance", "yes", "give true or false"),
            ("tree", "1", "\"tree\" is not known"),
        ] {
            let error = TrainSettings::parse(&pairs(&[(key, value)])).unwrap_err().to_string();
            assert!(error.contains(text), "{error}");
        }
    }
}
