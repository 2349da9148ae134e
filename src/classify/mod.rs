//! Classification: blocks become class probabilities, and what follows from these voxel by voxel.

mod result_rows;
mod wanted;

pub use wanted::Wanted;

use crate::block::{Block, Region};
use crate::error::{Result, try_zeroed};
use crate::feature::Bank;
use crate::image::ImageInfo;
use crate::invalid;
use crate::job::{
    BlockJob, Forecast, Job, Load, Measuring, Output, Purpose, Request, most_in_flight, range_bytes,
    range_requests,
};
use crate::model::{Model, Recipe};
use crate::normalize::{ChannelRange, Normalization, prepare};
use crate::plan::{Budget, boxes};
use crate::progress::Progress;
use crate::settings::{FeatureSettings, Pair, Resources, number, unknown};
use crate::tile::FeatureTile;
use ndarray::ArrayViewMut2;
use result_rows::ResultRows;
use std::cell::RefCell;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, OnceLock};
use wanted::Scratch;

/// Settings of a classification.
#[derive(Clone, Debug)]
pub struct ClassifySettings {
    /// What is computed.
    pub wanted: Vec<Wanted>,
    /// Threads and memory.
    pub resources: Resources,
}

impl ClassifySettings {
    /// Results by their names (probabilities, segmentation, mask, objects, uncertainty, features), and their settings.
    ///
    /// # Errors
    /// [`crate::error::Error::Invalid`] names the result, class or setting.
    pub fn parse(results: &[String], pairs: &[Pair], model: &Model) -> Result<Self> {
        let (mut object, mut boundary, mut threshold) = (None, None, 0.5);
        let mut rest = Vec::new();
        for (key, value) in pairs {
            match key.as_str() {
                "object_class" => object = Some(value.as_str()),
                "boundary_class" => boundary = Some(value.as_str()),
                "threshold" => threshold = number(key, value)? as f32,
                "threads" | "memory" => rest.push((key.clone(), value.clone())),
                _ => return unknown(key),
            }
        }
        if !(0.0..=1.0).contains(&threshold) {
            invalid!("threshold={threshold}: give a probability from 0 to 1");
        }
        let wanted = |name: &String| match name.as_str() {
            "probabilities" => Ok(Wanted::Probabilities),
            "segmentation" => Ok(Wanted::Segmentation),
            "mask" => Ok(Wanted::Mask { roles: model.roles(object, boundary)?, threshold }),
            "objects" => Ok(Wanted::Objects(model.roles(object, boundary)?)),
            "uncertainty" => Ok(Wanted::Uncertainty),
            "features" => Ok(Wanted::Features),
            _ => invalid!(
                "results=\"{name}\" is not known: use probabilities, segmentation, mask, objects, uncertainty or features"
            ),
        };
        let wanted = results.iter().map(wanted).collect::<Result<Vec<_>>>()?;
        if wanted.is_empty() {
            invalid!("nothing to compute: give results=probabilities or others");
        }
        Ok(ClassifySettings { wanted, resources: Resources::parse(&rest)? })
    }
}

/// A classification of an image, or a computation of its features alone, run as a [`Job`].
pub struct Classification {
    recipe: Recipe,
    model: Option<Arc<Model>>,
    wanted: Vec<Wanted>,
    image: ImageInfo,
    bank: Bank,
    pool: rayon::ThreadPool,
    requests: Vec<Request>,
    forecast: Forecast,
    next: AtomicUsize,
    measuring: Measuring,
    ranges: OnceLock<Vec<ChannelRange>>,
    notes: Mutex<Vec<String>>,
    progress: Progress,
}

impl Classification {
    /// A classification of `area` (None: everything) of the given `frames` (None: all) of an image.
    ///
    /// # Errors
    /// [`crate::error::Error::Invalid`] when the model does not suit the image, the area lies outside, or the
    /// smallest block does not fit the memory.
    pub fn new(
        model: Arc<Model>,
        image: ImageInfo,
        area: Option<Region>,
        frames: Option<Range<usize>>,
        settings: ClassifySettings,
    ) -> Result<Self> {
        Self::plan(model.recipe.clone(), Some(model), image, area, frames, settings)
    }

    /// The features of an image, without a model.
    ///
    /// # Errors
    /// As [`Classification::new`].
    pub fn features(
        image: ImageInfo,
        area: Option<Region>,
        frames: Option<Range<usize>>,
        settings: &FeatureSettings,
        resources: Resources,
    ) -> Result<Self> {
        image.validate()?;
        if settings.normalization == Normalization::Training {
            invalid!("normalize=training needs a model: use image or none");
        }
        let (selection, notes) = settings.select(std::slice::from_ref(&image))?;
        let channels = (1..=image.channels).map(|c| c.to_string()).collect();
        let recipe = Recipe {
            channels,
            normalization: settings.normalization,
            training_ranges: Vec::new(),
            selection,
        };
        let settings = ClassifySettings { wanted: vec![Wanted::Features], resources };
        let job = Self::plan(recipe, None, image, area, frames, settings)?;
        job.notes.lock().expect("no panic").extend(notes);
        Ok(job)
    }

    fn plan(
        recipe: Recipe,
        model: Option<Arc<Model>>,
        image: ImageInfo,
        area: Option<Region>,
        frames: Option<Range<usize>>,
        settings: ClassifySettings,
    ) -> Result<Self> {
        recipe.check_image(&image)?;
        let area = area.unwrap_or(image.whole());
        let frames = frames.unwrap_or(0..image.frames);
        if !image.whole().contains(&area)
            || area.voxels() == 0
            || frames.is_empty()
            || frames.end > image.frames
        {
            let ([z0, y0, x0], [z1, y1, x1]) = (area.origin, area.end());
            let [z, y, x] = image.shape;
            invalid!(
                "the region x {x0} to {x1}, y {y0} to {y1}, slices {} to {z1}, frames {} to {} lies outside image \"{}\" \
                 of {x} x {y} pixels, {z} slices and {} frames",
                z0 + 1,
                frames.start + 1,
                frames.end,
                image.name,
                image.frames
            );
        }
        let ClassifySettings { wanted, resources } = settings;
        let pool = resources.pool()?;
        let bank = Bank::new(&recipe.selection, image.channels)?;
        let threads = pool.current_num_threads();
        let parts = Parts { bank: &bank, wanted: &wanted, model: model.as_deref(), image: &image, threads };
        let halo = recipe.selection.halo();
        // Others hold the image, a byte a value or more, and its results.
        let held = frames.len() as u64 * (parts.input_bytes(&area) / 4 + parts.output_bytes(&area));
        let budget = Budget::new(resources.memory, held);
        // While a block is worked on, another is read and a third one's results are taken; unless there is but one.
        let peak = |inner: &Region| {
            let at_once = if *inner == area && frames.len() == 1 { 1 } else { 2 };
            let outer = inner.with_halo(halo, image.shape);
            at_once * (parts.input_bytes(&outer) + parts.output_bytes(inner)) + parts.working_bytes(inner)
        };
        let (areas, _) = boxes(&area, image.shape, halo, &peak, &budget)?;
        let measured = recipe.normalization == Normalization::Image;
        let mut requests = if measured { range_requests(0, &image, budget.band_bytes()) } else { Vec::new() };
        for frame in frames {
            requests.extend(areas.iter().map(|&inner| {
                let outer = inner.with_halo(halo, image.shape);
                Request { purpose: Purpose::Features, image: 0, frame, inner, outer }
            }));
        }
        // Buffers are kept from block to block: what the largest needs counts for all.
        let working = areas.iter().map(|area| parts.working_bytes(area)).max().unwrap_or(0);
        let bytes = most_in_flight(requests.iter().map(|request| match request.purpose {
            Purpose::Range => {
                let work = range_bytes(&image, &request.inner, threads) + parts.model_bytes();
                Load { input: parts.input_bytes(&request.outer), output: 0, work }
            }
            Purpose::Features => Load {
                input: parts.input_bytes(&request.outer),
                output: parts.output_bytes(&request.inner),
                work: working,
            },
        })) + (requests.capacity() * size_of::<Request>()) as u64;
        if let Some(model) = &model {
            model.forest.prepare()?;
        }
        let progress = Progress::default();
        progress.expect(requests.iter().map(|r| r.inner.voxels() as u64).sum());
        let blocks = requests.iter().filter(|r| r.purpose == Purpose::Features).count();
        Ok(Classification {
            measuring: Measuring::default(),
            recipe,
            model,
            wanted,
            image,
            bank,
            pool,
            requests,
            forecast: Forecast { bytes, blocks },
            next: AtomicUsize::new(0),
            ranges: OnceLock::new(),
            notes: Mutex::default(),
            progress,
        })
    }

    /// Names of the channels of result number `which`.
    ///
    /// # Errors
    /// [`crate::error::Error::Invalid`] when there is no such result.
    pub fn channel_names(&self, which: usize) -> Result<Vec<String>> {
        let Some(wanted) = self.wanted.get(which) else { invalid!("there is no result {which}") };
        Ok(match (wanted, &self.model) {
            (Wanted::Probabilities, Some(m)) => m.classes.iter().map(|c| c.name.clone()).collect(),
            (Wanted::Objects(roles), Some(m)) => [Some(roles.object), roles.boundary]
                .into_iter()
                .flatten()
                .map(|c| m.classes[c].name.clone())
                .collect(),
            (Wanted::Features, _) => self.recipe.selection.channel_names(&self.recipe.channels),
            (Wanted::Segmentation, _) => vec!["segmentation".into()],
            (Wanted::Mask { .. }, _) => vec!["mask".into()],
            _ => vec!["uncertainty".into()],
        })
    }

    fn ranges(&self) -> &[ChannelRange] {
        self.ranges.get_or_init(|| {
            let (ranges, widened) = self.recipe.ranges(&self.measuring.measured().unwrap_or_default().ranges);
            let note = |c| self.recipe.widened_note(&self.image, c);
            self.notes.lock().expect("no panic").extend(widened.into_iter().map(note));
            ranges
        })
    }

    fn classify(&self, request: &Request, mut block: Block) -> Result<Output> {
        prepare(&mut block, &self.image, request.frame, self.ranges(), &self.progress)?;
        let classes = self.model.as_ref().map_or(0, |m| m.classes.len());
        let size = request.inner.size;
        let mut values = self
            .wanted
            .iter()
            .map(|w| w.empty(classes, self.bank.channel_count(), size))
            .collect::<Result<Vec<_>>>()?;
        let rows: Vec<ResultRows> = values.iter_mut().map(ResultRows::new).collect();
        let consume = |tile: FeatureTile| {
            TILE.with_borrow_mut(|TileScratch { probabilities, results }| {
                let (voxels, [_, _, width]) = (tile.region.voxels(), tile.region.size);
                if probabilities.len() < classes * voxels {
                    *probabilities = try_zeroed(classes * voxels, "the probabilities of a tile")?;
                }
                let probabilities = &mut probabilities[..classes * voxels];
                let mut probabilities = ArrayViewMut2::from_shape((classes, voxels), probabilities)
                    .expect("as long as its shape");
                if let Some(model) = &self.model {
                    model.forest.predict_tile(tile.features, width, probabilities.view_mut())?;
                }
                let at = std::array::from_fn(|a| tile.region.origin[a] - request.inner.origin[a]);
                for (wanted, rows) in self.wanted.iter().zip(&rows) {
                    wanted.store(tile.features, probabilities.view(), at, tile.region.size, results, rows);
                }
                Ok(())
            })
        };
        self.bank.compute(&block, request.inner, &|_| true, &consume, &self.progress)?;
        drop(rows);
        Ok(Output { frame: request.frame, region: request.inner, values })
    }
}

/// What a thread of a job's pool works in, kept from tile to tile.
#[derive(Default)]
struct TileScratch {
    /// Shape (class, voxel).
    probabilities: Vec<f32>,
    results: Scratch,
}

thread_local! {
    static TILE: RefCell<TileScratch> = RefCell::default();
}

/// What the memory of a classification depends on.
struct Parts<'a> {
    bank: &'a Bank,
    wanted: &'a [Wanted],
    model: Option<&'a Model>,
    image: &'a ImageInfo,
    threads: usize,
}

impl Parts<'_> {
    fn classes(&self) -> usize {
        self.model.map_or(0, |model| model.classes.len())
    }

    /// Bytes of a block of pixels.
    fn input_bytes(&self, outer: &Region) -> u64 {
        (size_of::<f32>() * self.image.channels * outer.voxels()) as u64
    }

    /// Bytes of the results of a block.
    fn output_bytes(&self, inner: &Region) -> u64 {
        let (classes, features) = (self.classes(), self.bank.channel_count());
        self.wanted.iter().map(|w| w.bytes(classes, features, inner.voxels())).sum()
    }

    /// Bytes of the model's forest beside the model itself: laid out for prediction.
    fn model_bytes(&self) -> u64 {
        self.model.map_or(0, |model| model.forest.prepared_bytes())
    }

    /// Bytes that the work on a block needs beside its pixels and results.
    fn working_bytes(&self, inner: &Region) -> u64 {
        let (classes, features) = (self.classes(), self.bank.channel_count());
        let rows: u64 = self.wanted.iter().map(|w| w.row_bytes(classes, features, inner.size)).sum();
        let (tiles, voxels) = self.bank.tiles_at_once(*inner, self.image.shape, self.threads);
        let results = |of: fn(&Wanted) -> bool| {
            self.wanted.iter().filter(|w| of(w)).map(|w| w.scratch_bytes(voxels)).max().unwrap_or(0)
        };
        let scratch = (size_of::<f32>() * classes * voxels) as u64
            + results(Wanted::is_byte)
            + results(|w| !w.is_byte())
            + self.model.map_or(0, |model| model.forest.scratch_bytes());
        self.bank.working_bytes(*inner, self.image.shape, self.threads)
            + rows
            + tiles as u64 * scratch
            + self.model_bytes()
    }
}

impl BlockJob for Classification {
    fn next(&self) -> Result<Option<Request>> {
        self.progress.check()?;
        Ok(self.requests.get(self.next.fetch_add(1, Relaxed)).copied())
    }

    fn block(&self, request: &Request) -> Result<Block> {
        Block::new(self.image.channels, request.outer, self.image.shape)
    }

    fn process(&self, request: &Request, block: Block) -> Result<Option<Output>> {
        self.progress.check()?;
        match request.purpose {
            Purpose::Range => {
                self.pool.install(|| self.measuring.add(&self.image, request, &block, &self.progress))?;
                self.progress.advance(request.inner.voxels() as u64);
                Ok(None)
            }
            Purpose::Features => self.pool.install(|| self.classify(request, block)).map(Some),
        }
    }
}

impl Job for Classification {
    fn forecast(&self) -> Result<Forecast> {
        Ok(self.forecast)
    }

    fn report(&self) -> Vec<Pair> {
        let notes = self.notes.lock().expect("no panic");
        if notes.is_empty() { Vec::new() } else { vec![("note".into(), notes.join("; "))] }
    }

    fn progress(&self) -> &Progress {
        &self.progress
    }

    fn cancel(&self) {
        self.progress.cancel();
    }
}
