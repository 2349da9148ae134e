//! Training: blocks and labels become rows of features, rows become a forest.

use crate::block::{Block, Region};
use crate::error::{Result, try_zeroed};
use crate::feature::{Bank, Selection};
use crate::forest::{self, Forest};
use crate::image::ImageInfo;
use crate::invalid;
use crate::job::{
    BlockJob, Forecast, Job, Load, Measuring, Output, Purpose, Request, most_in_flight, range_bytes,
    range_requests,
};
use crate::model::{Class, Model, Provenance, Recipe, check_classes};
use crate::model_file::{Annotation, Drawing, ImageReference, Project};
use crate::normalize::{ChannelRange, prepare};
use crate::plan::{Budget, boxes};
use crate::progress::Progress;
use crate::sample::{Place, Samples};
use crate::settings::{Pair, TrainSettings};
use crate::strokes::{Label, Run, Strokes, bounding_box};
use crate::tile::FeatureTile;
use crate::validate::{held_out_error, most_rows};
use ndarray::Array2;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};

/// Bytes of a row, its features aside: as a label, and its class, stroke and place among the samples.
const LABEL_BYTES: u64 =
    (size_of::<Label>() + size_of::<u8>() + size_of::<u32>() + size_of::<Place>()) as u64;
/// Bytes of a row for each tree that is being grown: how often it is drawn, its place in a node, the room beside, and two values or what
/// they are sorted by.
const TREE_BYTES: u64 = 20;
/// Groups of strokes that are left out in turn for the held-out error.
const GROUPS: usize = 5;

/// Phases of a training, each with its own progress.
const READING: usize = 0;
const GROWING: usize = 1;
const HOLDING_OUT: usize = 2;
const OUT_OF_BAG: usize = 3;

/// A training: first images and strokes are added, then it runs as a [`Job`], then [`Training::finish`] grows the forest.
pub struct Training {
    settings: TrainSettings,
    classes: Vec<Class>,
    pool: rayon::ThreadPool,
    given: Mutex<Given>,
    /// Held while starting, so that a reader and a watcher do not both start.
    starting: Mutex<()>,
    started: OnceLock<Started>,
    next: AtomicUsize,
    /// Blocks worked on; the forest is grown when all were.
    processed: AtomicUsize,
    rows: Mutex<Array2<f32>>,
    phases: [Progress; 4],
    phase: AtomicUsize,
    /// What the user should know, each once.
    notes: Mutex<BTreeSet<String>>,
    trained: OnceLock<Vec<Pair>>,
}

#[derive(Default)]
struct Given {
    images: Vec<ImageInfo>,
    strokes: Strokes,
    /// ROIs as they were drawn, and the images whose strokes came from a label image.
    rois: Vec<Annotation>,
    labelled: BTreeSet<usize>,
    /// Where images came from, if they are files.
    paths: BTreeMap<usize, String>,
}

/// What is fixed once blocks are asked for.
struct Started {
    images: Vec<ImageInfo>,
    labels: Vec<Label>,
    strokes: Vec<u64>,
    selection: Selection,
    notes: Vec<String>,
    bank: Bank,
    requests: Vec<Request>,
    forecast: Forecast,
    measuring: Vec<Measuring>,
    recipe: OnceLock<(Recipe, Vec<Vec<ChannelRange>>)>,
}

impl Training {
    /// A training without images.
    ///
    /// # Errors
    /// Classes that [`check_classes`] refuses.
    pub fn new(settings: TrainSettings, classes: Vec<Class>) -> Result<Self> {
        check_classes(&classes)?;
        Ok(Training {
            pool: settings.resources.pool()?,
            settings,
            classes,
            given: Mutex::default(),
            starting: Mutex::default(),
            started: OnceLock::new(),
            next: AtomicUsize::new(0),
            processed: AtomicUsize::new(0),
            rows: Mutex::default(),
            phases: Default::default(),
            phase: AtomicUsize::new(READING),
            notes: Mutex::default(),
            trained: OnceLock::new(),
        })
    }

    /// Adds an image and returns its number.
    ///
    /// # Errors
    /// [`crate::error::Error::Invalid`] for an impossible image, or one whose channels differ from the others'.
    pub fn add_image(&self, image: ImageInfo) -> Result<usize> {
        image.validate()?;
        let images = &mut self.open()?.images;
        if let Some(first) = images.first().filter(|f| f.channels != image.channels) {
            let (a, b) = (first.channels, image.channels);
            invalid!(
                "image \"{}\" has {a} channels, \"{}\" has {b}: train on images of the same channels",
                first.name,
                image.name
            );
        }
        images.push(image);
        Ok(images.len() - 1)
    }

    /// Adds a stroke of `class` (from 0) to an image.
    ///
    /// # Errors
    /// As [`Strokes::add`], and for a class or image that does not exist.
    pub fn add_stroke(&self, image: usize, class: usize, runs: &[Run]) -> Result<()> {
        let mut given = self.open()?;
        if class >= self.classes.len() {
            invalid!("a stroke has class {}, there are {} classes", class + 1, self.classes.len());
        }
        let Given { images, strokes, .. } = &mut *given;
        let Some(info) = images.get(image) else { invalid!("there is no training image {}", image + 1) };
        strokes.add(image, info, class as u8, runs)
    }

    /// Adds a slice of a label image to an image, see [`Strokes::add_labels`].
    ///
    /// # Errors
    /// As [`Strokes::add_labels`], and for an image that does not exist.
    pub fn add_labels(&self, image: usize, frame: usize, z: usize, labels: &Block) -> Result<()> {
        let Given { images, strokes, labelled, .. } = &mut *self.open()?;
        let Some(info) = images.get(image) else { invalid!("there is no training image {}", image + 1) };
        labelled.insert(image);
        strokes.add_labels(image, info, frame, z, labels, self.classes.len())
    }

    /// Keeps an ROI (the bytes of a `.roi` file) with the model, so that the strokes can be edited again.
    ///
    /// # Errors
    /// [`crate::error::Error::Invalid`] for an image that does not exist.
    pub fn keep_roi(&self, image: usize, roi: Vec<u8>) -> Result<()> {
        let mut given = self.open()?;
        if image >= given.images.len() {
            invalid!("there is no training image {}", image + 1);
        }
        given.rois.push(Annotation { image: image as u32, drawing: Drawing::Roi(roi) });
        Ok(())
    }

    /// Says which file an image came from: its path, relative to the file that the model will be saved in where possible.
    ///
    /// # Errors
    /// [`crate::error::Error::Invalid`] for an image that does not exist.
    pub fn name_file(&self, image: usize, path: String) -> Result<()> {
        let mut given = self.open()?;
        if image >= given.images.len() {
            invalid!("there is no training image {}", image + 1);
        }
        given.paths.insert(image, path);
        Ok(())
    }

    /// What was given, while more can be given.
    fn open(&self) -> Result<MutexGuard<'_, Given>> {
        if self.started.get().is_some() {
            invalid!("the training has started: images and strokes come before the first block");
        }
        Ok(self.given.lock().expect("no panic while adding"))
    }

    fn started(&self) -> Result<&Started> {
        if let Some(started) = self.started.get() {
            return Ok(started);
        }
        let _guard = self.starting.lock().expect("no panic while starting");
        if let Some(started) = self.started.get() {
            return Ok(started);
        }
        let started = self.start()?;
        *self.rows.lock().expect("no panic while gathering") = {
            let shape = (started.labels.len(), started.bank.channel_count());
            let rows = try_zeroed(shape.0 * shape.1, "the labelled rows")?;
            Array2::from_shape_vec(shape, rows).expect("the length is the shape's product")
        };
        self.phases[READING].expect(started.requests.iter().map(|r| r.inner.voxels() as u64).sum());
        Ok(self.started.get_or_init(|| started))
    }

    /// Plans the training; everything that makes it impossible is found here, before a pixel is read.
    fn start(&self) -> Result<Started> {
        let given = self.given.lock().expect("no panic while adding");
        let images = given.images.clone();
        let strokes = given.strokes.counts(self.classes.len());
        if let Some(i) = strokes.iter().position(|&n| n == 0) {
            let drawn: Vec<_> = self
                .classes
                .iter()
                .zip(&strokes)
                .filter(|(_, n)| **n > 0)
                .map(|(c, _)| c.name.as_str())
                .collect();
            let others = if drawn.is_empty() {
                "no class has any".into()
            } else {
                format!("only {} has", drawn.join(", "))
            };
            invalid!(
                "class \"{}\" has no strokes ({others}): draw a few strokes of each class, or name fewer classes",
                self.classes[i].name
            );
        }
        let channels = images[0].channels;
        if !self.settings.channels.is_empty() && self.settings.channels.len() != channels {
            invalid!("{} names for {channels} channels", self.settings.channels.len());
        }
        let (selection, notes) = self.settings.features.select(&images)?;
        let bank = Bank::new(&selection, channels)?;
        let labels = given.strokes.labels();

        let threads = self.pool.current_num_threads();
        let halo = selection.halo();
        let budget = Budget::new(self.settings.resources.memory, 0);
        let mut requests: Vec<Request> = images
            .iter()
            .enumerate()
            .flat_map(|(i, image)| range_requests(i, image, budget.band_bytes()))
            .collect();
        let input_bytes = |outer: &Region| (size_of::<f32>() * channels * outer.voxels()) as u64;
        let mut blocks = 0;
        // Buffers are kept from block to block: what the largest needs counts for all.
        let mut working = 0;
        for drawn in labels.chunk_by(|a, b| (a.place.image, a.place.frame) == (b.place.image, b.place.frame))
        {
            let (index, frame) = (drawn[0].place.image as usize, drawn[0].place.frame as usize);
            let shape = images[index].shape;
            let peak = |inner: &Region| {
                2 * input_bytes(&inner.with_halo(halo, shape)) + bank.working_bytes(*inner, shape, threads)
            };
            let area = bounding_box(drawn).expect("chunks are not empty");
            let (areas, _) = boxes(&area, shape, halo, &peak, &budget)?;
            for area in areas {
                // Labels are sorted by slice.
                let below = |z: usize| drawn.partition_point(|l| (l.place.z as usize) < z);
                let of_slices = &drawn[below(area.origin[0])..below(area.end()[0])];
                let inside: Vec<Label> =
                    of_slices.iter().filter(|l| area.contains(&voxel(l))).copied().collect();
                let Some(inner) = bounding_box(&inside) else { continue };
                let outer = inner.with_halo(halo, shape);
                requests.push(Request { purpose: Purpose::Features, image: index, frame, inner, outer });
                blocks += 1;
                working = working.max(bank.working_bytes(inner, shape, threads));
            }
        }
        let reading = most_in_flight(requests.iter().map(|request| Load {
            input: input_bytes(&request.outer),
            output: 0,
            work: match request.purpose {
                Purpose::Range => range_bytes(&images[request.image], &request.inner, threads),
                Purpose::Features => working,
            },
        }));
        let row = (bank.channel_count() * size_of::<f32>()) as u64;
        let gathered = labels.len() as u64 * (row + size_of::<Label>() as u64);
        let bytes = (gathered + reading).max(self.growing_bytes(&labels, row));
        let mend = "draw fewer strokes or choose fewer features";
        budget.check(&format!("a training from {} labelled pixels", labels.len()), bytes, mend)?;
        let forecast = Forecast { bytes, blocks };
        let measuring = images.iter().map(|_| Measuring::default()).collect();
        let recipe = OnceLock::new();
        Ok(Started { images, labels, strokes, selection, notes, bank, requests, forecast, measuring, recipe })
    }

    /// Bytes of a training when all rows are there; `row` are those of a row's features. What is grown from them is not counted: how large
    /// it gets depends on how well the features tell the classes apart.
    fn growing_bytes(&self, labels: &[Label], row: u64) -> u64 {
        let threads = self.pool.current_num_threads() as u64;
        let classes: Vec<u8> = labels.iter().map(|l| l.class).collect();
        let strokes: Vec<u32> = labels.iter().map(|l| l.stroke).collect();
        let most = |rows: usize| match self.settings.parameters.max_samples {
            Some(most) => rows.min(most.saturating_mul(self.classes.len())) as u64,
            None => rows as u64,
        };
        // The forest reads the features by column and by row, or sorted and as ranks by column and by row.
        let copies = |rows| {
            forest::bytes_a_feature(self.settings.parameters.kind, rows) * row / size_of::<f32>() as u64
        };
        let grow = |rows: usize| {
            let rows = most(rows);
            rows * (copies(rows) + size_of::<u32>() as u64 + threads * TREE_BYTES)
        };
        let rest = most_rows(&classes, &strokes, self.classes.len(), GROUPS);
        // Indices of the rows held out and of the others, and a copy of the others.
        let hold_out = rest as u64 * (row + LABEL_BYTES - size_of::<Label>() as u64)
            + (2 * size_of::<usize>() * labels.len()) as u64;
        labels.len() as u64 * (row + LABEL_BYTES) + grow(labels.len()).max(hold_out + grow(rest))
    }

    /// The recipe and each image's own ranges, once all planes were measured.
    fn recipe<'a>(&self, started: &'a Started) -> &'a (Recipe, Vec<Vec<ChannelRange>>) {
        started.recipe.get_or_init(|| {
            let measured = started.measuring.iter().map(|m| m.measured().unwrap_or_default().ranges);
            let own: Vec<Vec<ChannelRange>> = measured.collect();
            let channels = started.images[0].channels;
            let of_channel = |c: usize| own.iter().map(|image| image[c]).collect::<Vec<_>>();
            let training_ranges = (0..channels).map(|c| ChannelRange::mean(&of_channel(c))).collect();
            let names = match &self.settings.channels {
                names if names.is_empty() => (1..=channels).map(|c| c.to_string()).collect(),
                names => names.clone(),
            };
            let normalization = self.settings.features.normalization;
            (
                Recipe {
                    channels: names,
                    normalization,
                    training_ranges,
                    selection: started.selection.clone(),
                },
                own,
            )
        })
    }

    fn gather(&self, started: &Started, request: &Request, mut block: Block) -> Result<()> {
        let (recipe, own) = self.recipe(started);
        let (ranges, widened) = recipe.ranges(&own[request.image]);
        let image = &started.images[request.image];
        let mut notes = self.notes.lock().expect("no panic while gathering");
        notes.extend(widened.into_iter().map(|c| recipe.widened_note(image, c)));
        drop(notes);
        prepare(&mut block, image, request.frame, &ranges, &self.phases[READING])?;
        let key = (request.image as u32, request.frame as u32);
        let first = started.labels.partition_point(|l| (l.place.image, l.place.frame) < key);
        let end = started.labels.partition_point(|l| (l.place.image, l.place.frame) <= key);
        let labels = &started.labels[first..end];
        let wanted = |region: &Region| rows_of(labels, region).any(|found| !found.is_empty());
        let consume = |tile: FeatureTile| {
            let [_, height, width] = tile.region.size;
            let [z, y, x] = tile.region.origin;
            let channels = tile.features.nrows();
            // Turned into rows first: others wait only while these are copied.
            let mut turned = Vec::new();
            for found in rows_of(labels, &tile.region).filter(|found| !found.is_empty()) {
                turned.clear();
                for label in &labels[found.clone()] {
                    let p = label.place;
                    let [dz, dy, dx] = [p.z as usize - z, p.y as usize - y, p.x as usize - x];
                    turned.extend(tile.features.column((dz * height + dy) * width + dx));
                }
                let mut rows = self.rows.lock().expect("no panic while gathering");
                let to = rows.as_slice_mut().expect("rows are contiguous");
                to[(first + found.start) * channels..(first + found.end) * channels].copy_from_slice(&turned);
            }
            Ok(())
        };
        started.bank.compute(&block, request.inner, &wanted, &consume, &self.phases[READING])
    }

    /// Grows the forest from the rows of all blocks, measures its errors, and returns the model with what it was made from.
    ///
    /// # Errors
    /// Cancellation, memory, and rows that no forest can be grown from.
    pub fn finish(&self) -> Result<Project> {
        let started = self.started()?;
        if self.processed.load(Relaxed) < started.requests.len() {
            invalid!("the training still waits for blocks: it can be finished when all were worked on");
        }
        if self.trained.get().is_some() {
            invalid!("this training is finished already");
        }
        let samples = Samples {
            features: std::mem::take(&mut *self.rows.lock().expect("no panic while gathering")),
            classes: started.labels.iter().map(|l| l.class).collect(),
            strokes: started.labels.iter().map(|l| l.stroke).collect(),
            places: started.labels.iter().map(|l| l.place).collect(),
        };
        started.bank.free_buffers();
        let classes = self.classes.len();
        let parameters = &self.settings.parameters;
        let (forest, held_out, out_of_bag) = self.pool.install(|| {
            let forest = Forest::train(&samples, classes, parameters, self.enter(GROWING))?;
            let held_out = held_out_error(&samples, classes, parameters, GROUPS, self.enter(HOLDING_OUT))?;
            let out_of_bag = forest::out_of_bag(&forest, &samples, parameters, self.enter(OUT_OF_BAG))?;
            Ok::<_, crate::error::Error>((forest, held_out, out_of_bag))
        })?;
        let (recipe, _) = self.recipe(started);
        let provenance = Provenance {
            version: crate::VERSION.into(),
            simd_level: crate::filter::simd::name(crate::filter::simd::level()?).into(),
            command: self.settings.command.clone(),
            parameters: *parameters,
            images: started.images.iter().map(|i| i.name.clone()).collect(),
            samples: samples.counts(classes).iter().map(|&n| n as u64).collect(),
            strokes: started.strokes.clone(),
            held_out_error: held_out.map(|h| h.error),
            out_of_bag_error: out_of_bag.map(|o| o.error).filter(|e| e.is_finite()),
        };
        let model = Model { recipe: recipe.clone(), classes: self.classes.clone(), forest, provenance };
        self.trained.get_or_init(|| self.describe(started, &model));
        let annotations = self.annotations(started);
        let fingerprint = |m: &Measuring| m.measured().unwrap_or_default().fingerprint;
        let paths = &self.given.lock().expect("no panic while adding").paths;
        let reference = |(i, (image, measuring)): (usize, (&ImageInfo, &Measuring))| {
            let path = paths.get(&i).unwrap_or(&image.name);
            ImageReference::new(path.clone(), image, fingerprint(measuring))
        };
        Ok(Project {
            model: Arc::new(model),
            images: started.images.iter().zip(&started.measuring).enumerate().map(reference).collect(),
            annotations,
            rows: Some(samples),
        })
    }

    fn enter(&self, phase: usize) -> &Progress {
        self.phase.store(phase, Relaxed);
        &self.phases[phase]
    }

    fn describe(&self, started: &Started, model: &Model) -> Vec<Pair> {
        let wanted = |key: &str| {
            let named =
                ["features", "feature_channels", "trees", "nodes", "held_out_error", "out_of_bag_error"];
            named.contains(&key) || key.starts_with("samples.") || key.starts_with("strokes.")
        };
        let mut report: Vec<Pair> = model.info().into_iter().filter(|(k, _)| wanted(k)).collect();
        let found = self.notes.lock().expect("no panic while gathering");
        let notes: Vec<String> = started.notes.iter().chain(found.iter()).cloned().collect();
        if !notes.is_empty() {
            report.push(("note".into(), notes.join("; ")));
        }
        report
    }

    fn annotations(&self, started: &Started) -> Vec<Annotation> {
        let given = self.given.lock().expect("no panic while adding");
        let mut annotations = given.rois.clone();
        for &image in &given.labelled {
            let mut labels: Vec<Label> =
                started.labels.iter().filter(|l| l.place.image as usize == image).copied().collect();
            labels.sort_by_key(|l| (l.stroke, l.place));
            annotations.extend(labels.chunk_by(|a, b| a.stroke == b.stroke).map(|stroke| Annotation {
                image: image as u32,
                drawing: Drawing::Runs(stroke[0].class, runs(stroke)),
            }));
        }
        annotations
    }
}

/// A stroke's voxels, in canonical order, as runs.
fn runs(stroke: &[Label]) -> Vec<[u32; 5]> {
    let row = |p: &Place| (p.frame, p.z, p.y);
    let along_x = |a: &Label, b: &Label| row(&a.place) == row(&b.place) && a.place.x + 1 == b.place.x;
    let run = |run: &[Label]| {
        let p = run[0].place;
        [p.frame, p.z, p.y, p.x, p.x + run.len() as u32]
    };
    stroke.chunk_by(along_x).map(run).collect()
}

fn voxel(l: &Label) -> Region {
    Region { origin: [l.place.z, l.place.y, l.place.x].map(|v| v as usize), size: [1; 3] }
}

/// For each row of a region, the labels in it, as indices into `labels` (one frame's, in canonical order).
fn rows_of<'a>(labels: &'a [Label], region: &Region) -> impl Iterator<Item = std::ops::Range<usize>> + 'a {
    let ([z0, y0, x0], [z1, y1, x1]) = (region.origin, region.end());
    let below = move |z: usize, y: usize, x: usize| {
        let key = (z as u32, y as u32, x as u32);
        labels.partition_point(|l| (l.place.z, l.place.y, l.place.x) < key)
    };
    (z0..z1).flat_map(move |z| (y0..y1).map(move |y| below(z, y, x0)..below(z, y, x1)))
}

impl BlockJob for Training {
    fn next(&self) -> Result<Option<Request>> {
        self.phases[READING].check()?;
        Ok(self.started()?.requests.get(self.next.fetch_add(1, Relaxed)).copied())
    }

    fn block(&self, request: &Request) -> Result<Block> {
        let image = &self.started()?.images[request.image];
        Block::new(image.channels, request.outer, image.shape)
    }

    fn process(&self, request: &Request, block: Block) -> Result<Option<Output>> {
        self.phases[READING].check()?;
        let started = self.started()?;
        match request.purpose {
            Purpose::Range => {
                let image = &started.images[request.image];
                let measuring = &started.measuring[request.image];
                self.pool.install(|| measuring.add(image, request, &block, &self.phases[READING]))?;
                self.phases[READING].advance(request.inner.voxels() as u64);
            }
            Purpose::Features => self.pool.install(|| self.gather(started, request, block))?,
        }
        self.processed.fetch_add(1, Relaxed);
        Ok(None)
    }
}

impl Job for Training {
    fn forecast(&self) -> Result<Forecast> {
        Ok(self.started()?.forecast)
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
