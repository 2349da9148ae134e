//! The `.pforest` file: a header, then sections, each with its own checksum, so that damage is found and what a later
//! version adds is skipped.
//!
//! | bytes | header | | bytes | section |
//! |---|---|---|---|---|
//! | 8 | magic `PFOREST\0` | | 16 | name, padded with zeros |
//! | 2 | format version, major | | 4 | version of the section |
//! | 2 | format version, minor | | 8 | length of the body |
//! | 4 | number of sections | | 4 | CRC-32 of the three fields above and the body |
//! | 4 | CRC-32 of the above | | n | body (bincode, standard configuration) |
//!
//! All numbers are little endian. The sections are `model`, `provenance`, `images`, `annotations`, `rows` and `window`, of
//! which `model` or `window` must be there: a project that was not trained yet has no model, a model that no window has
//! seen has no window. A reader skips sections it does not know and refuses a newer major version.

mod format;
mod replace;
mod v1;
mod window;

pub use window::{WindowClass, WindowState};

use crate::error::{Error, Result};
use crate::image::ImageInfo;
use crate::invalid;
use crate::model::{Model, Provenance};
use crate::sample::Samples;
use format::{SectionReader, SectionWriter, body_crc};
use std::fs::File;
use std::io::{self, Cursor, Read, Seek, Write};
use std::path::Path;
use std::sync::Arc;
use v1::{AnnotationsV1, ImagesV1, ModelV1, ProvenanceV1, RowsV1, WindowV1};

/// Images, what was drawn on them, and the model that was made from them, if it was made yet. A model alone has the other
/// parts empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Project {
    /// The model; none before the first training.
    pub model: Option<Arc<Model>>,
    /// The training images.
    pub images: Vec<ImageReference>,
    /// What was drawn on them.
    pub annotations: Vec<Annotation>,
    /// The labelled rows of the model, enough to train again without the images.
    pub rows: Option<Samples>,
    /// The state of the window that made it.
    pub window: Option<WindowState>,
}

/// A training image, to find it again.
#[derive(Clone, Debug, PartialEq)]
pub struct ImageReference {
    /// Path, relative to the model's file where possible; the image's name where it is no file.
    pub path: String,
    /// Frames, channels, depth, height, width.
    pub shape: [u64; 5],
    /// CRC-32 of the measured planes, little-endian f32; 0 where they were not measured yet.
    pub fingerprint: u32,
}

impl ImageReference {
    /// A reference to an image.
    pub fn new(path: String, image: &ImageInfo, fingerprint: u32) -> Self {
        let [z, y, x] = image.shape;
        let shape = [image.frames, image.channels, z, y, x].map(|n| n as u64);
        ImageReference { path, shape, fingerprint }
    }
}

/// Something drawn on a training image.
#[derive(Clone, Debug, PartialEq)]
pub struct Annotation {
    /// Number of the image.
    pub image: u32,
    /// What.
    pub drawing: Drawing,
}

/// How an annotation is kept.
#[derive(Clone, Debug, PartialEq)]
pub enum Drawing {
    /// An ImageJ ROI, in the bytes of a `.roi` file.
    Roi(Vec<u8>),
    /// Voxels of a label image: class from 0, then frame, z, y, x0, x1 of each run.
    Runs(u8, Vec<[u32; 5]>),
}

impl Project {
    /// A model alone.
    pub fn of(model: Model) -> Self {
        Project { model: Some(Arc::new(model)), ..Project::default() }
    }

    /// The model.
    ///
    /// # Errors
    /// [`Error::Invalid`] where there is none yet, with the mend.
    pub fn model(&self) -> Result<&Arc<Model>> {
        match &self.model {
            Some(model) => Ok(model),
            None => {
                invalid!(
                    "the project holds no model yet: open it in the window and draw strokes for each class"
                )
            }
        }
    }

    /// Checks that the model is sound, if there is one, and that all parts fit each other.
    ///
    /// # Errors
    /// [`Error::Invalid`] names the first thing that is wrong.
    pub fn validate(&self) -> Result<()> {
        if self.model.is_none() && self.window.is_none() {
            invalid!("the file holds no model and no project");
        }
        self.model.iter().try_for_each(|model| model.validate())?;
        self.window.iter().try_for_each(|window| window.validate(self.images.len()))?;
        for (i, annotation) in self.annotations.iter().enumerate() {
            self.check_annotation(annotation).map_err(|e| match e {
                Error::Invalid(why) => Error::Invalid(format!("annotation {}: {why}", i + 1)),
                other => other,
            })?;
        }
        self.rows.as_ref().map_or(Ok(()), |rows| self.check_rows(rows))
    }

    fn check_annotation(&self, annotation: &Annotation) -> Result<()> {
        if annotation.image as usize >= self.images.len() {
            invalid!("there is no image {}, only {}", annotation.image as usize + 1, self.images.len());
        }
        if let Drawing::Runs(class, runs) = &annotation.drawing {
            let trained = || self.model.as_ref().map_or(0, |model| model.classes.len());
            let classes = self.window.as_ref().map_or_else(trained, |window| window.classes.len());
            if usize::from(*class) >= classes {
                invalid!("there is no class {}, only {classes}", usize::from(*class) + 1);
            }
            if let Some([.., x0, x1]) = runs.iter().find(|[.., x0, x1]| x0 >= x1) {
                invalid!("a run from x={x0} to {x1} holds no voxels");
            }
        }
        Ok(())
    }

    fn check_rows(&self, rows: &Samples) -> Result<()> {
        let Some(model) = &self.model else {
            invalid!("there are labelled rows, but no model that they are of")
        };
        rows.validate(model.classes.len())?;
        let features = model.forest.feature_count();
        if rows.features.ncols() != features {
            invalid!("the labelled rows have {} features, the model {features}", rows.features.ncols());
        }
        if let Some(row) = rows.places.windows(2).position(|pair| pair[0] >= pair[1]) {
            invalid!("the labelled rows {row} and {} are out of order or the same voxel", row + 1);
        }
        // In canonical order the last row has the largest image.
        if let Some(last) = rows.places.last().filter(|_| !self.images.is_empty())
            && last.image as usize >= self.images.len()
        {
            invalid!("the labelled rows name image {} of {}", last.image as usize + 1, self.images.len());
        }
        Ok(())
    }

    /// The file's bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        self.write_to(&mut bytes).expect("memory takes everything");
        bytes.into_inner()
    }

    fn write_to(&self, out: impl Write + Seek) -> io::Result<()> {
        let mut file = SectionWriter::new(out)?;
        if let Some(model) = &self.model {
            file.section("model", &ModelV1::from(&**model))?;
            file.section("provenance", &ProvenanceV1::from(&model.provenance))?;
        }
        if !self.images.is_empty() {
            file.section("images", &ImagesV1::from(&self.images[..]))?;
        }
        if !self.annotations.is_empty() {
            file.section("annotations", &AnnotationsV1::from(&self.annotations[..]))?;
        }
        if let Some(rows) = &self.rows {
            file.section("rows", &RowsV1::from(rows))?;
        }
        if let Some(window) = &self.window {
            file.section("window", &WindowV1::from(window))?;
        }
        file.finish()
    }

    /// Reads a file's bytes; `path` is for messages.
    ///
    /// # Errors
    /// [`Error::File`] for a foreign, damaged, incomplete or newer file, and for a model that contradicts itself;
    /// [`Error::Memory`].
    pub fn from_bytes(bytes: &[u8], path: &Path) -> Result<Self> {
        Self::read_from(bytes, bytes.len() as u64, path)
    }

    /// Reads a file. One that is no model is refused after its first bytes, whatever its size.
    ///
    /// # Errors
    /// [`Error::Io`], or as [`Project::from_bytes`].
    pub fn read(path: &Path) -> Result<Self> {
        let open = || {
            let file = File::open(path)?;
            let length = file.metadata()?.len();
            Ok((file, length))
        };
        let (file, length) = open().map_err(|e| Error::io("read", path, e))?;
        Self::read_from(file, length, path)
    }

    /// Reads a file that must hold a model.
    ///
    /// # Errors
    /// As [`Project::read`]; and [`Error::File`] for a project without a model, with the mend.
    pub fn read_model(path: &Path) -> Result<Self> {
        let project = Self::read(path)?;
        if let Err(Error::Invalid(why)) = project.model() {
            return Err(Error::File { path: path.into(), why });
        }
        Ok(project)
    }

    fn read_from(input: impl Read, length: u64, path: &Path) -> Result<Self> {
        parse(input, length, path).map_err(|e| match e {
            Error::Invalid(why) => {
                Error::File { path: path.into(), why: format!("{why}; copy or save the model again") }
            }
            other => other,
        })
    }

    /// Writes a file beside `path`, syncs it and renames it, so that `path` holds the old or the new model, never half
    /// of one, whoever else writes it at the same time.
    ///
    /// # Errors
    /// [`Error::Invalid`] for what could not be read again; [`Error::Io`].
    pub fn write(&self, path: &Path) -> Result<()> {
        self.validate()?;
        replace::replace(path, |file| self.write_to(file)).map_err(|e| Error::io("write", path, e))
    }
}

impl Model {
    /// CRC-32 of all that results follow from, as it is stored: names the model in the record of what it made. How the
    /// model was made is left out, so the same strokes and options give the same hash through every door.
    pub fn hash(&self) -> u32 {
        body_crc(&ModelV1::from(self))
    }
}

/// Reads the sections. [`Error::Invalid`] means damage.
fn parse(input: impl Read, length: u64, path: &Path) -> Result<Project> {
    let mut file = SectionReader::new(input, length, path)?;
    let (mut model, mut provenance) = (None, Provenance::default());
    let (mut images, mut annotations, mut rows, mut window) = (Vec::new(), Vec::new(), None, None);
    while let Some(section) = file.next()? {
        match section.name.as_str() {
            "model" => model = Some(Model::try_from(section.decode::<ModelV1>()?)?),
            "provenance" => provenance = section.decode::<ProvenanceV1>()?.try_into()?,
            "images" => images = section.decode::<ImagesV1>()?.into(),
            "annotations" => annotations = section.decode::<AnnotationsV1>()?.try_into()?,
            "rows" => rows = Some(section.decode::<RowsV1>()?.try_into()?),
            "window" => window = Some(section.decode::<WindowV1>()?.into()),
            _ => {}
        }
    }
    let model = model.map(|model: Model| Arc::new(Model { provenance, ..model }));
    let project = Project { model, images, annotations, rows, window };
    project.validate()?;
    Ok(project)
}
