//! Training: blocks and labels become rows of features, rows become a forest.

use crate::block::{Block, Region};
use crate::error::{Result, try_zeroed};
use crate::feature::{Bank, Selection};
use crate::grow::{Phase, check_memory, grow, growing_bytes, report};
use crate::image::ImageInfo;
use crate::invalid;
use crate::job::{
    BlockJob, Forecast, Job, Load, Measured, Measuring, Output, Purpose, Request, most_in_flight,
    range_bytes, range_requests,
};
use crate::live::{Live, RowsOf};
use crate::model::{Class, Recipe, check_classes};
use crate::model_file::{Annotation, Drawing, ImageReference, Project};
use crate::normalize::{ChannelRange, prepare};
use crate::plan::{Budget, boxes};
use crate::progress::Progress;
use crate::sample::{Place, Samples};
use crate::settings::{Pair, TrainSettings};
use crate::strokes::{Label, Run, Strokes, bounding_box, clusters};
use crate::tile::FeatureTile;
use ndarray::Array2;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};

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
    /// Number of the next request.
    next: Mutex<usize>,
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
    /// What is shared with other jobs, and the images' keys there.
    memory: Option<(Arc<Live>, Vec<i64>)>,
}

/// What is fixed once blocks are asked for.
struct Started {
    images: Vec<ImageInfo>,
    labels: Vec<Label>,
    strokes: Vec<u64>,
    selection: Selection,
    notes: Vec<String>,
    bank: Bank,
    memory: Option<Memory>,
    forecast: Forecast,
    /// What measures the images: all, or those that were not measured before.
    ranges: Vec<Request>,
    measuring: Vec<Measuring>,
    known: Vec<Option<Measured>>,
    missing: OnceLock<Missing>,
    recipe: OnceLock<(Recipe, Vec<Vec<ChannelRange>>)>,
}

/// What is shared with other jobs.
struct Memory {
    live: Arc<Live>,
    /// Of the images.
    keys: Vec<i64>,
    training: u64,
    rows_of: RowsOf,
}

/// The rows that must be computed.
#[derive(Default)]
struct Missing {
    /// Their labels, and where each label's row belongs; None for all rows.
    some: Option<(Vec<Label>, Vec<usize>)>,
    requests: Vec<Request>,
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
            next: Mutex::default(),
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

    /// Takes known ranges and rows from `live`, and leaves new ones there; `keys` are the images' there. Called after the last image.
    /// Requests then come in two passes: after the ranges [`BlockJob::next`] gives None, unless all were processed.
    ///
    /// # Errors
    /// [`crate::error::Error::Invalid`] for another number of keys than of images.
    pub fn remember(&self, live: Arc<Live>, keys: Vec<i64>) -> Result<()> {
        let mut given = self.open()?;
        if keys.len() != given.images.len() {
            invalid!("there are {} keys for {} training images", keys.len(), given.images.len());
        }
        given.memory = Some((live, keys));
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
        self.expect_voxels(&started.ranges);
        if let Some(missing) = started.missing.get() {
            self.expect_voxels(&missing.requests);
        }
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
        let budget = Budget::new(self.settings.resources.memory, 0);
        let memory = given.memory.as_ref().map(|(live, keys)| Memory {
            live: Arc::clone(live),
            keys: keys.clone(),
            training: live.begin_training(),
            rows_of: RowsOf {
                selection: selection.clone(),
                normalization: self.settings.features.normalization,
                channels: self.settings.channels.clone(),
            },
        });
        let known: Vec<Option<Measured>> = match &memory {
            Some(Memory { live, keys, .. }) => {
                images.iter().zip(keys).map(|(image, &key)| live.measured(key, image)).collect()
            }
            None => vec![None; images.len()],
        };
        let unknown = images.iter().enumerate().filter(|&(i, _)| known[i].is_none());
        let ranges: Vec<Request> =
            unknown.flat_map(|(i, image)| range_requests(i, image, budget.band_bytes())).collect();
        let requests = self.requests(&images, &bank, &selection, &labels, false)?;
        // Buffers are kept from block to block: what the largest needs counts for all.
        let shape = |request: &Request| images[request.image].shape;
        let working = requests.iter().map(|r| bank.working_bytes(r.inner, shape(r), threads)).max();
        let reading = most_in_flight(ranges.iter().chain(&requests).map(|request| Load {
            input: input_bytes(channels, &request.outer),
            output: 0,
            work: match request.purpose {
                Purpose::Range => range_bytes(&images[request.image], &request.inner, threads),
                Purpose::Features => working.unwrap_or(0),
            },
        }));
        let row = (bank.channel_count() * size_of::<f32>()) as u64;
        // One that remembers lists the labels without rows apart.
        let listed = if memory.is_some() { size_of::<(Label, usize)>() } else { 0 };
        let gathered = labels.len() as u64 * (row + (size_of::<Label>() + listed) as u64);
        let of_rows: (Vec<u8>, Vec<u32>) = labels.iter().map(|l| (l.class, l.stroke)).unzip();
        let growing = growing_bytes(&of_rows.0, &of_rows.1, row, self.classes.len(), &self.settings, threads);
        let bytes = (gathered + reading).max(growing);
        check_memory(&budget, labels.len(), bytes)?;
        let forecast = Forecast { bytes, blocks: requests.len() };
        let missing = OnceLock::new();
        if memory.is_none() {
            missing.get_or_init(|| Missing { some: None, requests });
        }
        let measuring = images.iter().map(|_| Measuring::default()).collect();
        let recipe = OnceLock::new();
        Ok(Started {
            images,
            labels,
            strokes,
            selection,
            notes,
            bank,
            memory,
            forecast,
            ranges,
            measuring,
            known,
            missing,
            recipe,
        })
    }

    /// The blocks that give the rows of labels: boxes around all of a frame, or around groups that lie apart.
    fn requests(
        &self,
        images: &[ImageInfo],
        bank: &Bank,
        selection: &Selection,
        labels: &[Label],
        apart: bool,
    ) -> Result<Vec<Request>> {
        let (threads, halo) = (self.pool.current_num_threads(), selection.halo());
        let budget = Budget::new(self.settings.resources.memory, 0);
        let mut requests = Vec::new();
        for drawn in labels.chunk_by(|a, b| (a.place.image, a.place.frame) == (b.place.image, b.place.frame))
        {
            let (image, frame) = (drawn[0].place.image as usize, drawn[0].place.frame as usize);
            let ImageInfo { shape, channels, .. } = images[image];
            let peak = |inner: &Region| {
                2 * input_bytes(channels, &inner.with_halo(halo, shape))
                    + bank.working_bytes(*inner, shape, threads)
            };
            let groups = if apart { clusters(drawn.to_vec(), halo, shape) } else { Vec::new() };
            let groups = if apart { groups.iter().map(|g| &g[..]).collect() } else { vec![drawn] };
            for drawn in groups {
                let area = bounding_box(drawn).expect("clusters are not empty");
                let (areas, _) = boxes(&area, shape, halo, &peak, &budget)?;
                for area in areas {
                    // Labels are sorted by slice.
                    let below = |z: usize| drawn.partition_point(|l| (l.place.z as usize) < z);
                    let of_slices = &drawn[below(area.origin[0])..below(area.end()[0])];
                    let inside: Vec<Label> =
                        of_slices.iter().filter(|l| area.contains(&voxel(l))).copied().collect();
                    let Some(inner) = bounding_box(&inside) else { continue };
                    let outer = inner.with_halo(halo, shape);
                    requests.push(Request { purpose: Purpose::Features, image, frame, inner, outer });
                }
            }
        }
        Ok(requests)
    }

    fn expect_voxels(&self, requests: &[Request]) {
        self.phases[READING].expect(requests.iter().map(|r| r.inner.voxels() as u64).sum());
    }

    /// The rows that must be computed; None as long as images are measured.
    fn missing<'a>(&self, started: &'a Started) -> Result<Option<&'a Missing>> {
        if let Some(missing) = started.missing.get() {
            return Ok(Some(missing));
        }
        if self.processed.load(Relaxed) < started.ranges.len() {
            return Ok(None);
        }
        let _guard = self.starting.lock().expect("no panic while starting");
        if let Some(missing) = started.missing.get() {
            return Ok(Some(missing));
        }
        let missing = self.unknown_rows(started)?;
        self.expect_voxels(&missing.requests);
        Ok(Some(started.missing.get_or_init(|| missing)))
    }

    /// Fills in the rows that are known, and plans for the others.
    fn unknown_rows(&self, started: &Started) -> Result<Missing> {
        let Some(memory) = &started.memory else { return Ok(Missing::default()) };
        let (_, ranges) = self.recipe(started);
        let mut rows = self.rows.lock().expect("no panic while gathering");
        let mut missing = Vec::new();
        let mut first = 0;
        for drawn in started.labels.chunk_by(|a, b| a.place.image == b.place.image) {
            let image = drawn[0].place.image as usize;
            let fill = |i: usize, values: &[f32]| {
                let row = rows.row_mut(first + i).into_slice().expect("rows are contiguous");
                row.copy_from_slice(values);
            };
            let (places, of) = (drawn.iter().map(|l| l.place), memory.image(started, ranges, image));
            let unknown = memory.live.known_rows(memory.training, &memory.rows_of, of, places, fill);
            missing.extend(unknown.into_iter().map(|i| first + i));
            first += drawn.len();
        }
        let labels: Vec<Label> = missing.iter().map(|&i| started.labels[i]).collect();
        // Few rows, often far apart: small boxes.
        let requests = self.requests(&started.images, &started.bank, &started.selection, &labels, true)?;
        Ok(Missing { some: Some((labels, missing)), requests })
    }

    /// What was measured of an image, once all its planes were.
    fn measured(&self, started: &Started, image: usize) -> Measured {
        let known = started.known[image].clone();
        known.or_else(|| started.measuring[image].measured()).unwrap_or_default()
    }

    /// The recipe and how each image is normalised, once all planes were measured.
    fn recipe<'a>(&self, started: &'a Started) -> &'a (Recipe, Vec<Vec<ChannelRange>>) {
        started.recipe.get_or_init(|| {
            let own: Vec<Vec<ChannelRange>> =
                (0..started.images.len()).map(|i| self.measured(started, i).ranges).collect();
            let channels = started.images[0].channels;
            let of_channel = |c: usize| own.iter().map(|image| image[c]).collect::<Vec<_>>();
            let training_ranges = (0..channels).map(|c| ChannelRange::mean(&of_channel(c))).collect();
            let names = match &self.settings.channels {
                names if names.is_empty() => (1..=channels).map(|c| c.to_string()).collect(),
                names => names.clone(),
            };
            let recipe = Recipe {
                channels: names,
                normalization: self.settings.features.normalization,
                training_ranges,
                selection: started.selection.clone(),
            };
            let mut notes = self.notes.lock().expect("no panic while gathering");
            let drawn: BTreeSet<usize> = started.labels.iter().map(|l| l.place.image as usize).collect();
            let ranges = own.iter().enumerate().map(|(i, own)| {
                let (ranges, widened) = recipe.ranges(own);
                if drawn.contains(&i) {
                    notes.extend(widened.into_iter().map(|c| recipe.widened_note(&started.images[i], c)));
                }
                ranges
            });
            let ranges = ranges.collect();
            (recipe, ranges)
        })
    }

    fn gather(&self, started: &Started, request: &Request, mut block: Block) -> Result<()> {
        let Some(missing) = started.missing.get() else {
            invalid!("a block of features was given before all images were measured")
        };
        let (_, ranges) = self.recipe(started);
        let image = &started.images[request.image];
        prepare(&mut block, image, request.frame, &ranges[request.image], &self.phases[READING])?;
        let key = (request.image as u32, request.frame as u32);
        let all = missing.some.as_ref().map_or(&started.labels, |(labels, _)| labels);
        let first = all.partition_point(|l| (l.place.image, l.place.frame) < key);
        let end = all.partition_point(|l| (l.place.image, l.place.frame) <= key);
        let labels = &all[first..end];
        let row_of = |i: usize| missing.some.as_ref().map_or(first + i, |(_, rows)| rows[first + i]);
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
                for (i, turned) in found.zip(turned.chunks_exact(channels)) {
                    rows.row_mut(row_of(i))
                        .into_slice()
                        .expect("rows are contiguous")
                        .copy_from_slice(turned);
                }
            }
            Ok(())
        };
        started.bank.compute(&block, request.inner, &wanted, &consume, &self.phases[READING])?;
        if let Some(memory) = &started.memory {
            let rows = self.rows.lock().expect("no panic while gathering");
            let inside = labels.iter().enumerate().filter(|(_, l)| request.inner.contains(&voxel(l)));
            let computed = inside.map(|(i, label)| {
                (label.place, rows.row(row_of(i)).to_slice().expect("rows are contiguous"))
            });
            let of = memory.image(started, ranges, request.image);
            memory.live.add_rows(memory.training, &memory.rows_of, of, computed);
        }
        Ok(())
    }

    /// Grows the forest from the rows of all blocks, measures its errors, and returns the model with what it was made from.
    ///
    /// # Errors
    /// Cancellation, memory, and rows that no forest can be grown from.
    pub fn finish(&self) -> Result<Project> {
        self.make_model(true)
    }

    /// As [`Training::finish`], the same model, without its errors.
    ///
    /// # Errors
    /// As [`Training::finish`].
    pub fn grow(&self) -> Result<Project> {
        self.make_model(false)
    }

    fn make_model(&self, errors: bool) -> Result<Project> {
        let started = self.started()?;
        let missing = self.missing(started)?;
        let planned = missing.map_or(usize::MAX, |missing| started.ranges.len() + missing.requests.len());
        if self.processed.load(Relaxed) < planned {
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
        let enter = |phase: Phase| {
            self.enter(match phase {
                Phase::Growing => GROWING,
                Phase::HoldingOut => HOLDING_OUT,
                Phase::OutOfBag => OUT_OF_BAG,
            })
        };
        let grown =
            self.pool.install(|| grow(&samples, self.classes.len(), &self.settings, errors, &enter))?;
        if let Some(memory) = &started.memory {
            memory.live.trained();
        }
        let (recipe, _) = self.recipe(started);
        let names = started.images.iter().map(|i| i.name.clone()).collect();
        let (classes, strokes) = (self.classes.clone(), started.strokes.clone());
        let model = grown.model(recipe.clone(), classes, &self.settings, &samples, names, strokes)?;
        self.trained.get_or_init(|| {
            let found = self.notes.lock().expect("no panic while gathering");
            report(&model, &started.notes.iter().chain(found.iter()).cloned().collect::<Vec<_>>())
        });
        let annotations = self.annotations(started);
        let paths = &self.given.lock().expect("no panic while adding").paths;
        let reference = |(i, image): (usize, &ImageInfo)| {
            let path = paths.get(&i).unwrap_or(&image.name);
            ImageReference::new(path.clone(), image, self.measured(started, i).fingerprint)
        };
        Ok(Project {
            model: Some(Arc::new(model)),
            images: started.images.iter().enumerate().map(reference).collect(),
            annotations,
            rows: Some(samples),
            window: None,
        })
    }

    fn enter(&self, phase: usize) -> &Progress {
        self.phase.store(phase, Relaxed);
        &self.phases[phase]
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

impl Memory {
    /// An image as [`Live`] knows it.
    fn image<'a>(
        &self,
        started: &'a Started,
        ranges: &'a [Vec<ChannelRange>],
        image: usize,
    ) -> (i64, &'a ImageInfo, &'a [ChannelRange]) {
        (self.keys[image], &started.images[image], &ranges[image])
    }
}

/// Bytes of a block of pixels.
fn input_bytes(channels: usize, outer: &Region) -> u64 {
    (size_of::<f32>() * channels * outer.voxels()) as u64
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
        let started = self.started()?;
        let mut next = self.next.lock().expect("no panic while giving requests");
        let ranges = started.ranges.len();
        let request = match started.ranges.get(*next) {
            Some(request) => Some(request),
            None => self.missing(started)?.and_then(|missing| missing.requests.get(*next - ranges)),
        };
        *next += usize::from(request.is_some());
        Ok(request.copied())
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
                if let (Some(memory), Some(measured)) = (&started.memory, measuring.measured()) {
                    memory.live.learn(memory.keys[request.image], image, measured);
                }
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
