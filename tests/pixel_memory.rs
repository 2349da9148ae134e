//! What commands on pixels cost in memory, counted byte by byte over all threads: the forecast says it, whatever the features, the image,
//! the threads and the budget.

mod counting;

use counting::{Counting, LIVE, MOST, count};
use ndarray::{Array2, s};
use pixel_forest::block::{Block, Region};
use pixel_forest::classify::{Classification, ClassifySettings};
use pixel_forest::feature::Selection;
use pixel_forest::forest::{Forest, Kind, Parameters};
use pixel_forest::image::{ImageInfo, PixelType};
use pixel_forest::job::{BlockJob, Output, Request};
use pixel_forest::model::{Class, Model, Provenance, Recipe};
use pixel_forest::normalize::{ChannelRange, Normalization};
use pixel_forest::progress::Progress;
use pixel_forest::sample::{Place, Samples};
use pixel_forest::settings::{FeatureSettings, Pair, TrainSettings};
use pixel_forest::train::Training;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

/// One job at a time is measured.
static ALONE: Mutex<()> = Mutex::new(());

#[global_allocator]
static ALLOCATOR: Counting = Counting(count);

/// What is held against the forecast: all that was allocated since `before`.
fn peak(before: isize) -> u64 {
    (MOST.load(Relaxed) - before) as u64
}

/// The bytes that are held before a measurement. The threads of the job before may still be ending.
fn start() -> isize {
    let patience = Instant::now() + Duration::from_millis(100);
    let mut last = (LIVE.load(Relaxed), Instant::now());
    while last.1.elapsed() < Duration::from_millis(3) && Instant::now() < patience {
        std::thread::yield_now();
        let now = LIVE.load(Relaxed);
        if now != last.0 {
            last = (now, Instant::now());
        }
    }
    MOST.store(LIVE.load(Relaxed), Relaxed);
    LIVE.load(Relaxed)
}

fn alone() -> MutexGuard<'static, ()> {
    ALONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Runs a job as the plugin does: while a block is worked on, the next one is read and the results of the one before are taken.
fn run(job: &dyn BlockJob) {
    let mut taken: Option<Output> = None;
    let mut ahead = read(job);
    while let Some((request, block)) = ahead {
        ahead = read(job);
        let output = job.process(&request, block).expect("no failure");
        drop(taken.take());
        taken = output;
    }
}

fn read(job: &dyn BlockJob) -> Option<(Request, Block)> {
    let request = job.next().expect("no failure")?;
    let mut block = job.block(&request).expect("memory");
    let [z0, y0, x0] = request.outer.origin;
    let size = request.outer.size;
    for (i, row) in
        block.pixels.as_slice_mut().expect("blocks are contiguous").chunks_exact_mut(size[2]).enumerate()
    {
        let (z, y) = (z0 + i / size[1] % size[0], y0 + i % size[1]);
        row.iter_mut().enumerate().for_each(|(x, v)| *v = ((z * 7 + y * 31 + (x0 + x) * 17) % 251) as f32);
    }
    Some((request, block))
}

/// A job's settings and image.
#[derive(Clone, Debug)]
struct Case {
    features: String,
    dimensions: &'static str,
    shape: [usize; 3],
    channels: usize,
    frames: usize,
    pixel_type: PixelType,
    /// Empty for a job of features.
    results: &'static [&'static str],
    threads: usize,
    /// MB.
    memory: Option<usize>,
    trees: usize,
    /// Rows that the forest is trained from, which make it large.
    rows: usize,
}

impl Default for Case {
    fn default() -> Self {
        Case {
            features: "default".into(),
            dimensions: "auto",
            shape: [1, 700, 900],
            channels: 1,
            frames: 1,
            pixel_type: PixelType::Uint16,
            results: &["probabilities"],
            threads: 2,
            memory: None,
            trees: 5,
            rows: 60,
        }
    }
}

impl Case {
    fn image(&self) -> ImageInfo {
        ImageInfo {
            name: "a".into(),
            frames: self.frames,
            channels: self.channels,
            shape: self.shape,
            pixel_type: self.pixel_type,
            z_ratio: None,
        }
    }

    fn resources(&self) -> Vec<Pair> {
        let memory = self.memory.map(|mb| ("memory".to_string(), mb.to_string()));
        memory.into_iter().chain([("threads".to_string(), self.threads.to_string())]).collect()
    }

    fn model(&self) -> Model {
        let (selection, _) =
            Selection::parse(&self.features, self.dimensions, 1.0, self.shape[0]).expect("a selection");
        Model {
            forest: forest(selection.channel_count(self.channels), self.rows, self.trees),
            recipe: Recipe {
                channels: (0..self.channels).map(|c| c.to_string()).collect(),
                normalization: Normalization::Image,
                training_ranges: vec![ChannelRange { low: 0.0, high: 255.0 }; self.channels],
                selection,
            },
            classes: ["Background", "Nucleus"].map(|name| Class { name: name.into(), color: 0 }).into(),
            provenance: Provenance::default(),
        }
    }

    /// The forecast and the peak of a job, and the bytes of blocks and results; nothing where the smallest block does not fit.
    fn measure(&self) -> Option<Measured> {
        let model = Arc::new(self.model());
        let before = start();
        let results: Vec<String> = self.results.iter().map(|r| r.to_string()).collect();
        let job = if results.is_empty() {
            let mut settings = self.resources();
            settings.push(("features".into(), self.features.clone()));
            settings.push(("dimensions".into(), self.dimensions.into()));
            let (settings, resources) = FeatureSettings::parse(&settings).expect("settings");
            Classification::features(self.image(), None, None, &settings, resources)
        } else {
            let settings = ClassifySettings::parse(&results, &self.resources(), &model).expect("settings");
            Classification::new(Arc::clone(&model), self.image(), None, None, settings)
        };
        let job = match job {
            Ok(job) => job,
            Err(e) if e.to_string().contains("the smallest block needs") => return None,
            Err(e) => panic!("{self:?}: {e}"),
        };
        run(&job);
        let forecast = pixel_forest::job::Job::forecast(&job).expect("a forecast");
        Some(Measured { forecast: forecast.bytes, peak: peak(before), blocks: forecast.blocks })
    }

    /// Holds the forecast against the peak.
    fn check(&self) {
        let Some(measured) = self.measure() else { return };
        let Measured { forecast, mut peak, blocks } = measured;
        for _ in 0..3 {
            if forecast as f64 / peak as f64 - 1.0 < 0.15 {
                break;
            }
            // A thread that woke too late took no part and no memory.
            peak = peak.max(self.measure().map_or(0, |again| again.peak));
        }
        let [f, p] = [forecast, peak].map(|bytes| bytes as f64 / f64::from(1 << 20));
        println!(
            "{:+6.1} %: {f:8.2} MB, measured {p:8.2}, {:4} blocks, {self:?}",
            100.0 * (f / p - 1.0),
            blocks
        );
        assert!((f / p - 1.0).abs() < 0.15, "{self:?}: {p:.2} MB, forecast {f:.2}");
        if let Some(memory) = self.memory {
            assert!(p <= 1.15 * memory as f64, "{self:?}: {p:.2} MB");
        }
        let held = self.shape.iter().product::<usize>() as u64 * 2 * 4;
        assert!(peak <= held + held / 5 + (256 << 20), "{self:?}: {p:.2} MB");
    }
}

#[derive(Debug)]
struct Measured {
    forecast: u64,
    peak: u64,
    blocks: usize,
}

/// A forest of random rows: from many of them it is large.
fn forest(features: usize, rows: usize, trees: usize) -> Forest {
    let mut random = Random(5);
    let samples = Samples {
        features: Array2::from_shape_simple_fn((rows, features), || random.below(1000) as f32 / 1000.0),
        classes: (0..rows).map(|row| (row % 2) as u8).collect(),
        strokes: (0..rows as u32).collect(),
        places: vec![Place { image: 0, frame: 0, z: 0, y: 0, x: 0 }; rows],
    };
    let parameters = Parameters { trees, ..Parameters::of(Kind::ExtraTrees) };
    Forest::train(&samples, 2, &parameters, &Progress::default()).expect("a forest")
}

/// xorshift64*
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % n
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}

const ALL_RESULTS: &[&str] = &["probabilities", "segmentation", "mask", "objects", "uncertainty", "features"];

#[test]
fn forecasts_are_true() {
    let _alone = alone();
    let plane = Case::default;
    let volume = || Case { shape: [40, 130, 170], ..plane() };
    let with = |features: &str, case: Case| Case { features: features.into(), ..case };
    let mut cases = vec![
        plane(),
        volume(),
        Case { threads: 1, ..plane() },
        Case { threads: 1, ..volume() },
        with("all", plane()),
        with("all", volume()),
        with("gaussian:0.3", plane()),
        with("gaussian:0.3", volume()),
        with("hessian:1.6", plane()),
        with("structure:5", volume()),
        with("gaussian:20", plane()),
        with("edge:1.6", Case { threads: 3, shape: [1, 100, 6000], ..plane() }),
        with("structure:10,20", Case { threads: 1, ..plane() }),
        with("gaussian:10@2d;hessian:1.6", volume()),
        Case { dimensions: "2d", ..volume() },
        with("texture:5@2d;edge:1", Case { channels: 3, ..volume() }),
        Case { channels: 3, pixel_type: PixelType::Rgb, ..plane() },
        Case { channels: 5, pixel_type: PixelType::Float32, ..plane() },
        with(
            "gaussian:1",
            Case { channels: 4, pixel_type: PixelType::Float32, shape: [1, 100, 120], ..plane() },
        ),
        with("gaussian:1", Case { pixel_type: PixelType::Uint8, shape: [1, 1500, 1500], ..plane() }),
        with("gaussian:1", Case { frames: 5, shape: [1, 500, 700], ..plane() }),
        Case { results: ALL_RESULTS, ..plane() },
        Case { results: ALL_RESULTS, ..volume() },
        Case { results: &["segmentation"], ..volume() },
        Case { results: &[], ..plane() },
        Case { results: &[], ..volume() },
        with("gaussian:5", Case { results: &[], threads: 1, ..volume() }),
        Case { trees: 300, rows: 4000, ..plane() },
        Case { trees: 60, rows: 20_000, threads: 1, ..with("gaussian:1,3.5", plane()) },
    ];
    for memory in [12, 20, 40, 80] {
        for case in
            [plane(), volume(), Case { results: ALL_RESULTS, ..plane() }, Case { results: &[], ..volume() }]
        {
            cases.push(Case { memory: Some(memory), ..case });
        }
    }
    cases.push(Case {
        memory: Some(12),
        frames: 3,
        ..with("edge:1.6", Case { shape: [1, 600, 2000], ..plane() })
    });
    cases.push(Case { memory: Some(6), ..with("gaussian:1", Case { shape: [1, 3000, 1000], ..plane() }) });
    cases.iter().for_each(Case::check);
}

#[test]
fn forecasts_are_true_of_any_selection() {
    let _alone = alone();
    let mut random = Random(11);
    for _ in 0..40 {
        let names = ["gaussian", "laplacian", "gradient", "dog", "structure", "hessian"];
        let cells: Vec<String> = (0..1 + random.below(6))
            .map(|_| {
                let (name, sigma) =
                    (random.one(&names), random.one(&["0.3", "0.7", "1", "1.6", "2.3", "3.5", "5", "8"]));
                format!("{name}:{sigma}{}", random.one(&["", "@2d"]))
            })
            .collect();
        let case = Case {
            features: cells.join(";"),
            shape: random.one(&[[1, 400, 500], [1, 90, 2000], [1, 900, 80], [30, 80, 100], [60, 100, 70]]),
            channels: random.one(&[1, 1, 2, 4]),
            frames: random.one(&[1, 1, 3]),
            pixel_type: random.one(&[PixelType::Uint8, PixelType::Uint16, PixelType::Float32]),
            results: random.one(&[&["probabilities"][..], &["segmentation"], ALL_RESULTS, &[]]),
            threads: random.one(&[1, 2, 3]),
            memory: random.one(&[None, None, Some(10), Some(16), Some(30)]),
            trees: random.one(&[1, 10, 100]),
            ..Case::default()
        };
        let (_, z, y, x) = (0, case.shape[0], case.shape[1], case.shape[2]);
        let fits = Selection::parse(&case.features, "auto", 1.0, z)
            .is_ok_and(|(s, _)| s.check_image([z, y, x]).is_ok());
        if fits {
            case.check();
        }
    }
}

/// Trains from every `step`-th row of the image.
fn train(case: &Case, step: usize, settings: &[(&str, &str)]) {
    let mut pairs = case.resources();
    pairs.push(("features".into(), case.features.clone()));
    pairs.push(("dimensions".into(), case.dimensions.into()));
    pairs.extend(settings.iter().map(|&(k, v)| (k.to_string(), v.to_string())));
    let classes = ["Background", "Nucleus"].map(|name| Class { name: name.into(), color: 0 }).into();
    let training =
        Training::new(TrainSettings::parse(&pairs).expect("settings"), classes).expect("a training");
    let image = training.add_image(case.image()).expect("an image");
    let [depth, height, width] = case.shape;
    for z in 0..depth {
        let mut labels =
            Block::new(1, Region::whole([1, height, width]), [1, height, width]).expect("memory");
        // Two strokes a class on every slice, which features tell apart as the rows differ in nothing else.
        for y in (0..height).step_by(step) {
            let class = 1.0 + (4 * y / height % 2) as f32;
            labels.pixels.slice_mut(s![0, 0, y, ..]).fill(class);
        }
        training.add_labels(image, 0, z, &labels).expect("labels");
    }
    let before = start();
    run_bands(&training, height);
    training.finish().expect("a model");
    let forecast = pixel_forest::job::Job::forecast(&training).expect("a forecast").bytes;
    let [f, p] = [forecast, peak(before)].map(|bytes| bytes as f64 / f64::from(1 << 20));
    println!("{:+6.1} %: {f:8.2} MB, measured {p:8.2}, {settings:?} {case:?}", 100.0 * (f / p - 1.0));
    assert!((f / p - 1.0).abs() < 0.15, "{settings:?} {case:?}: {p:.2} MB, forecast {f:.2}");
}

/// As [`run`], of an image whose quarters differ in brightness.
fn run_bands(job: &Training, height: usize) {
    let read = || {
        let request = job.next().expect("no failure")?;
        let mut block = job.block(&request).expect("memory");
        let y0 = request.outer.origin[1];
        for ((_, _, y, x), v) in block.pixels.indexed_iter_mut() {
            *v = (100 * (4 * (y0 + y) / height % 2) + (y * 31 + x * 17) % 23) as f32;
        }
        Some((request, block))
    };
    let mut ahead = read();
    while let Some((request, block)) = ahead {
        ahead = read();
        job.process(&request, block).expect("no failure");
    }
}

#[test]
fn forecasts_of_trainings_are_true() {
    let _alone = alone();
    let plane = Case::default;
    let volume = || Case { shape: [24, 100, 120], ..plane() };
    let with = |features: &str, case: Case| Case { features: features.into(), ..case };
    for (case, step) in [
        (plane(), 100),
        (plane(), 3),
        (volume(), 25),
        (volume(), 2),
        (with("gaussian:1.6", plane()), 3),
        (with("gaussian:1,5", volume()), 20),
        (Case { memory: Some(20), ..plane() }, 50),
        (Case { channels: 2, pixel_type: PixelType::Float32, threads: 1, ..with("edge:1.6", plane()) }, 20),
    ] {
        for settings in [&[("trees", "4")][..], &[("trees", "4"), ("forest", "random")]] {
            train(&case, step, settings);
        }
    }
}
