//! What the jobs of an interactive session share, so that each computes only what is new: the features of labelled voxels, the
//! measured ranges of images, how fast features and predictions are, and where the model is uncertain.
//!
//! An image is known by a key that its owner chooses and that stays the same as long as its pixels do.

mod rates;
mod rows;
mod uncertain;

pub use rates::Work;
pub use rows::RowsOf;
pub use uncertain::BOX;

use crate::image::{ImageInfo, PixelType};
use crate::job::Measured;
use crate::normalize::ChannelRange;
use crate::sample::Place;
use rates::Rates;
use rows::Rows;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard};
use std::time::Duration;
use uncertain::Slice;

/// What is shared; see the module. All methods may be called from any thread.
#[derive(Debug)]
pub struct Live {
    budget: u64,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    images: HashMap<i64, Image>,
    /// What all kept rows are rows of.
    rows_of: Option<RowsOf>,
    rates: Rates,
    /// Trainings so far. A row was used by the training that it carries the number of.
    training: u64,
    /// Models so far.
    model: u64,
}

#[derive(Debug)]
struct Image {
    kind: Kind,
    measured: Option<Measured>,
    /// How the image was normalised for its rows.
    ranges: Vec<ChannelRange>,
    rows: Rows,
    /// Uncertainty of the slices that the last trained model predicted, by frame and z.
    slices: HashMap<(usize, usize), Slice>,
}

/// An image with another frame count, channel count, shape or pixel type is another image.
type Kind = (usize, usize, [usize; 3], PixelType);

impl State {
    fn image(&mut self, key: i64, info: &ImageInfo) -> &mut Image {
        let kind = (info.frames, info.channels, info.shape, info.pixel_type);
        let new = || Image {
            kind,
            measured: None,
            ranges: Vec::new(),
            rows: Rows::default(),
            slices: HashMap::new(),
        };
        let image = self.images.entry(key).or_insert_with(new);
        if image.kind != kind {
            *image = new();
        }
        image
    }

    fn bytes(&self) -> u64 {
        let of_image = |i: &Image| i.rows.bytes() + i.slices.values().map(Slice::bytes).sum::<u64>();
        self.images.values().map(of_image).sum()
    }

    /// Forgets rows until all fits the budget: those that the latest trainings used stay longest.
    fn trim(&mut self, budget: u64) {
        let mut bytes = self.bytes();
        if bytes <= budget {
            return;
        }
        let of_image = |(&key, image): (&i64, &Image)| {
            image.rows.uses().map(move |(used, at)| (used, key, at)).collect::<Vec<_>>()
        };
        let mut uses: Vec<_> = self.images.iter().flat_map(of_image).collect();
        uses.sort_unstable();
        for (_, key, at) in uses {
            if bytes <= budget {
                break;
            }
            let image = self.images.get_mut(&key).expect("an image whose rows were listed");
            bytes -= image.rows.remove(&at);
        }
    }
}

impl Live {
    /// Nothing known; rows and uncertainties of at most `budget` bytes are kept.
    pub fn new(budget: u64) -> Self {
        Live { budget, state: Mutex::default() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no panic while the state is locked")
    }

    /// Forgets an image: its pixels changed, or it was closed.
    pub fn forget(&self, key: i64) {
        let forgotten = self.state().images.remove(&key);
        drop(forgotten);
    }

    /// Rows that are kept.
    pub fn rows(&self) -> usize {
        self.state().images.values().map(|image| image.rows.len()).sum()
    }

    /// Bytes that are kept.
    pub fn bytes(&self) -> u64 {
        self.state().bytes()
    }

    /// What was measured of an image, where it was.
    pub fn measured(&self, key: i64, info: &ImageInfo) -> Option<Measured> {
        self.state().image(key, info).measured.clone()
    }

    /// Keeps what was measured of an image.
    pub fn learn(&self, key: i64, info: &ImageInfo, measured: Measured) {
        self.state().image(key, info).measured = Some(measured);
    }

    /// Begins a training; its number, for [`Live::known_rows`] and [`Live::add_rows`].
    pub fn begin_training(&self) -> u64 {
        let mut state = self.state();
        state.training += 1;
        state.training
    }

    /// Gives the known rows of an image to `row`, each with the index of its place; returns the indices of the others. Rows of
    /// anything else (other features, another normalisation) are forgotten.
    pub fn known_rows(
        &self,
        training: u64,
        of: &RowsOf,
        (key, info, ranges): (i64, &ImageInfo, &[ChannelRange]),
        places: impl Iterator<Item = Place>,
        mut row: impl FnMut(usize, &[f32]),
    ) -> Vec<usize> {
        let mut state = self.state();
        if state.rows_of.as_ref() != Some(of) {
            state.images.values_mut().for_each(|image| image.rows = Rows::default());
            state.rows_of = Some(of.clone());
        }
        let image = state.image(key, info);
        if image.ranges != ranges {
            image.rows = Rows::default();
            image.ranges = ranges.to_vec();
        }
        let mut missing = Vec::new();
        for (i, place) in places.enumerate() {
            match image.rows.get(&place, training) {
                Some(known) => row(i, known),
                None => missing.push(i),
            }
        }
        missing
    }

    /// Keeps rows of an image; those of a training that another selection or normalisation has superseded are not kept.
    pub fn add_rows<'a>(
        &self,
        training: u64,
        of: &RowsOf,
        (key, info, ranges): (i64, &ImageInfo, &[ChannelRange]),
        rows: impl Iterator<Item = (Place, &'a [f32])>,
    ) {
        let mut state = self.state();
        if state.rows_of.as_ref() != Some(of) {
            return;
        }
        let image = state.image(key, info);
        if image.ranges != ranges {
            return;
        }
        rows.for_each(|(place, row)| image.rows.insert(&place, training, row));
        state.trim(self.budget);
    }

    /// A model was trained: what was shown and how uncertain the model before was does not count any more.
    pub fn trained(&self) {
        let mut state = self.state();
        state.model += 1;
        state.images.values_mut().for_each(|image| image.slices.clear());
    }

    /// The number of the latest model, for [`Live::add_uncertainty`].
    pub fn model(&self) -> u64 {
        self.state().model
    }

    /// Remembers how long a prediction took.
    pub fn predicted(&self, work: Work, features: Duration, prediction: Duration) {
        self.state().rates.add(work, features, prediction);
    }

    /// How long a prediction will take; None before the first.
    pub fn expected(&self, work: Work) -> Option<Duration> {
        self.state().rates.expected(work)
    }
}
