//! Classification: blocks become class probabilities, and what follows from these voxel by voxel.

mod cells;
mod layer;
mod result_rows;
mod wanted;

pub use layer::{Layer, Section};
pub use wanted::Wanted;

use crate::block::{Block, Region};
use crate::error::{Result, try_zeroed};
use crate::feature::Bank;
use crate::image::ImageInfo;
use crate::invalid;
use crate::job::{
    BlockJob, Forecast, Job, Load, Measured, Measuring, Output, Purpose, Request, Values, most_in_flight,
    range_bytes, range_requests,
};
use crate::live::{Live, Work};
use crate::model::{Model, Recipe};
use crate::normalize::{ChannelRange, Normalization, prepare};
use crate::plan::{Budget, boxes};
use crate::progress::Progress;
use crate::settings::{FeatureSettings, Pair, Resources, number, unknown, whole};
use crate::tile::FeatureTile;
use cells::Cells;
use ndarray::{Array3, ArrayView2, ArrayViewMut2, Axis, Zip};
use result_rows::ResultRows;
use std::cell::RefCell;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};
use wanted::{Scratch, uncertainty};

/// Settings of a classification.
#[derive(Clone, Debug)]
pub struct ClassifySettings {
    /// What is computed.
    pub wanted: Vec<Wanted>,
    /// 1: every voxel is predicted; n: one of n x n of a slice, and stands for these.
    pub step: usize,
    /// Threads and memory.
    pub resources: Resources,
}

impl ClassifySettings {
    /// Results by their names (probabilities, segmentation, mask, objects, uncertainty, features), and their settings.
    ///
    /// # Errors
    /// [`crate::error::Error::Invalid`] names the result, class or setting.
    pub fn parse(results: &[String], pairs: &[Pair], model: &Model) -> Result<Self> {
        let (mut object, mut boundary, mut threshold, mut step) = (None, None, 0.5, 1);
        let mut rest = Vec::new();
        for (key, value) in pairs {
            match key.as_str() {
                "object_class" => object = Some(value.as_str()),
                "boundary_class" => boundary = Some(value.as_str()),
                "threshold" => threshold = number(key, value)? as f32,
                "step" => step = whole(key, value, 1, 1024)?,
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
        if step > 1 && wanted.iter().any(|w| matches!(w, Wanted::Objects(_))) {
            invalid!("step={step}: objects are made of every voxel");
        }
        Ok(ClassifySettings { wanted, step, resources: Resources::parse(&rest)? })
    }
}

/// A classification of an image, or a computation of its features alone, run as a [`Job`].
pub struct Classification {
    recipe: Recipe,
    model: Option<Arc<Model>>,
    wanted: Vec<Wanted>,
    step: usize,
    image: ImageInfo,
    memory: Option<Memory>,
    bank: Bank,
    pool: rayon::ThreadPool,
    requests: Vec<Request>,
    forecast: Forecast,
    next: AtomicUsize,
    measuring: Measuring,
    known: Option<Measured>,
    ranges: OnceLock<Vec<ChannelRange>>,
    notes: Mutex<Vec<String>>,
    progress: Progress,
}

/// What is shared with other jobs.
struct Memory {
    live: Arc<Live>,
    /// The image's, there.
    key: i64,
    /// Number of the model, there.
    model: u64,
}

/// The work of predicting a region of an image of `shape`.
pub fn work(model: &Model, shape: [usize; 3], region: Region, step: usize) -> Work {
    let outer = region.with_halo(model.recipe.selection.halo(), shape);
    let cells: usize = Cells { region, step }.size().iter().product();
    Work {
        features: outer.voxels() as f64 * model.forest.feature_count() as f64,
        prediction: cells as f64 * model.forest.tree_count() as f64,
    }
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
        Self::plan(model.recipe.clone(), Some(model), image, area, frames, settings, None)
    }

    /// As [`Classification::new`], of an image that `live` knows by a key: its measured ranges are taken from there, or left there, as
    /// are the time this took and, where every voxel is predicted, how uncertain the model is.
    ///
    /// # Errors
    /// As [`Classification::new`].
    pub fn remembering(
        (live, key): (Arc<Live>, i64),
        model: Arc<Model>,
        image: ImageInfo,
        area: Option<Region>,
        frames: Option<Range<usize>>,
        settings: ClassifySettings,
    ) -> Result<Self> {
        let memory = Memory { model: live.model(), live, key };
        Self::plan(model.recipe.clone(), Some(model), image, area, frames, settings, Some(memory))
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
        let settings = ClassifySettings { wanted: vec![Wanted::Features], step: 1, resources };
        let job = Self::plan(recipe, None, image, area, frames, settings, None)?;
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
        memory: Option<Memory>,
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
        let ClassifySettings { wanted, step, resources } = settings;
        let pool = resources.pool()?;
        let bank = Bank::new(&recipe.selection, image.channels)?;
        let threads = pool.current_num_threads();
        let parts =
            Parts { bank: &bank, wanted: &wanted, step, model: model.as_deref(), image: &image, threads };
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
        let known = memory.as_ref().and_then(|m| m.live.measured(m.key, &image));
        let unknown = recipe.normalization == Normalization::Image && known.is_none();
        let mut requests = if unknown { range_requests(0, &image, budget.band_bytes()) } else { Vec::new() };
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
            known,
            recipe,
            model,
            wanted,
            step,
            image,
            memory,
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
            let measured = self.known.clone().or_else(|| self.measuring.measured()).unwrap_or_default();
            let (ranges, widened) = self.recipe.ranges(&measured.ranges);
            let note = |c| self.recipe.widened_note(&self.image, c);
            self.notes.lock().expect("no panic").extend(widened.into_iter().map(note));
            ranges
        })
    }

    fn classify(&self, request: &Request, mut block: Block) -> Result<Output> {
        let begin = Instant::now();
        prepare(&mut block, &self.image, request.frame, self.ranges(), &self.progress)?;
        let classes = self.model.as_ref().map_or(0, |m| m.classes.len());
        let cells = Cells { region: request.inner, step: self.step };
        let mut values = self
            .wanted
            .iter()
            .map(|w| w.empty(classes, self.bank.channel_count(), cells.size()))
            .collect::<Result<Vec<_>>>()?;
        let rows: Vec<ResultRows> = values.iter_mut().map(ResultRows::new).collect();
        let predicting = AtomicU64::new(0);
        let consume = |tile: FeatureTile| {
            TILE.with_borrow_mut(|TileScratch { sampled, probabilities, results }| {
                let [ys, xs] = [1, 2].map(|axis| cells.within(axis, &tile.region));
                let size = [tile.region.size[0], ys.len(), xs.len()];
                let voxels = size.iter().product();
                if voxels == 0 {
                    return Ok(());
                }
                let features = if self.step == 1 {
                    tile.features
                } else {
                    sample(&tile, &cells, (&ys, &xs), sampled);
                    ArrayView2::from_shape((tile.features.nrows(), voxels), sampled)
                        .expect("one value per feature and voxel")
                };
                if probabilities.len() < classes * voxels {
                    *probabilities = try_zeroed(classes * voxels, "the probabilities of a tile")?;
                }
                let probabilities = &mut probabilities[..classes * voxels];
                let mut probabilities = ArrayViewMut2::from_shape((classes, voxels), probabilities)
                    .expect("as long as its shape");
                if let Some(model) = &self.model {
                    let begin = Instant::now();
                    model.forest.predict_tile(features, xs.len(), probabilities.view_mut())?;
                    predicting.fetch_add(begin.elapsed().as_nanos() as u64, Relaxed);
                }
                let at = [tile.region.origin[0] - request.inner.origin[0], ys.start, xs.start];
                for (wanted, rows) in self.wanted.iter().zip(&rows) {
                    wanted.store(features, probabilities.view(), at, size, results, rows);
                }
                Ok(())
            })
        };
        self.bank.compute(&block, request.inner, &|_| true, &consume, &self.progress)?;
        drop(rows);
        let output = Output { frame: request.frame, region: request.inner, step: self.step, values };
        if let (Some(memory), Some(model)) = (&self.memory, &self.model) {
            let threads = self.pool.current_num_threads();
            let (tiles, _) = self.bank.tiles_at_once(request.inner, self.image.shape, threads);
            let prediction = Duration::from_nanos(predicting.into_inner()) / tiles.max(1) as u32;
            let features = begin.elapsed().saturating_sub(prediction);
            let work = work(model, self.image.shape, request.inner, self.step);
            memory.live.predicted(work, features, prediction);
            self.rank(memory, &output);
        }
        Ok(output)
    }

    /// Leaves the uncertainties of an output in the memory.
    fn rank(&self, memory: &Memory, output: &Output) {
        let probabilities = self.wanted.iter().position(|w| *w == Wanted::Probabilities);
        let Some(Values::Float(p)) = probabilities.map(|which| &output.values[which]) else { return };
        if self.step > 1 {
            return;
        }
        let mut values = Array3::zeros(output.region.size);
        Zip::from(&mut values)
            .and(p.lanes(Axis(0)))
            .par_for_each(|to, p| *to = uncertainty(p.iter().copied()));
        let of = (memory.key, &self.image, output.frame);
        memory.live.add_uncertainty(memory.model, of, &output.region, values.view());
    }
}

/// The features of the voxels of a tile that are predicted, shape (feature, voxel).
fn sample(
    tile: &FeatureTile,
    cells: &Cells,
    (ys, xs): (&Range<usize>, &Range<usize>),
    sampled: &mut Vec<f32>,
) {
    let ([_, y0, x0], [depth, height, width]) = (tile.region.origin, tile.region.size);
    let rows = (0..depth).flat_map(|z| ys.clone().map(move |y| z * height + cells.voxel(1, y) - y0));
    let voxels = rows.flat_map(|row| xs.clone().map(move |x| row * width + cells.voxel(2, x) - x0));
    let voxels: Vec<usize> = voxels.collect();
    sampled.clear();
    for feature in tile.features.outer_iter() {
        let feature = feature.to_slice().expect("channels are contiguous");
        sampled.extend(voxels.iter().map(|&voxel| feature[voxel]));
    }
}

/// What a thread of a job's pool works in, kept from tile to tile.
#[derive(Default)]
struct TileScratch {
    /// Features of a coarse prediction, shape (feature, voxel).
    sampled: Vec<f32>,
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
    step: usize,
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
        let cells: usize = Cells { region: *inner, step: self.step }.size().iter().product();
        self.wanted.iter().map(|w| w.bytes(classes, features, cells)).sum()
    }

    /// Bytes of the model's forest beside the model itself: laid out for prediction.
    fn model_bytes(&self) -> u64 {
        self.model.map_or(0, |model| model.forest.prepared_bytes())
    }

    /// Bytes that the work on a block needs beside its pixels and results.
    fn working_bytes(&self, inner: &Region) -> u64 {
        let (classes, features) = (self.classes(), self.bank.channel_count());
        let cells = Cells { region: *inner, step: self.step };
        let rows: u64 = self.wanted.iter().map(|w| w.row_bytes(classes, features, cells.size())).sum();
        let (tiles, voxels) = self.bank.tiles_at_once(*inner, self.image.shape, self.threads);
        let results = |of: fn(&Wanted) -> bool| {
            self.wanted.iter().filter(|w| of(w)).map(|w| w.scratch_bytes(voxels)).max().unwrap_or(0)
        };
        // Of a coarse prediction all is smaller, by the square of the step, but for what is rounded up along a tile's sides.
        let sampled = if self.step == 1 { 0 } else { features * voxels };
        let scratch = (size_of::<f32>() * (classes * voxels + sampled)) as u64
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
                if let (Some(memory), Some(measured)) = (&self.memory, self.measuring.measured()) {
                    memory.live.learn(memory.key, &self.image, measured);
                }
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
