//! Explains a model's prediction of one voxel: its probabilities, the features that moved them, and the strokes that look most alike.

use crate::block::{Block, Region};
use crate::error::Result;
use crate::feature::Bank;
use crate::forest::{attribution, best_class};
use crate::image::ImageInfo;
use crate::invalid;
use crate::job::{BlockJob, Forecast, Job, Measuring, Output, Purpose, Request, range_requests};
use crate::live::Live;
use crate::model::Model;
use crate::model_file::Project;
use crate::normalize::{Normalization, prepare};
use crate::plan::Budget;
use crate::progress::Progress;
use crate::sample::{Place, Samples};
use crate::settings::{Pair, Resources};
use crate::tile::FeatureTile;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, OnceLock};

/// Features and strokes that are named.
const FEATURES: usize = 5;
const STROKES: usize = 3;

/// Why a model predicts what it does at a voxel.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// Of each class.
    pub probabilities: Vec<f32>,
    /// The most probable class, from 0.
    pub class: usize,
    /// That class's share at the roots of the trees; with all features' contributions it sums to the probability.
    pub root_share: f64,
    /// Name, value and contribution of the features that moved the class's probability most, most important first.
    pub features: Vec<(String, f32, f64)>,
    /// The strokes nearest in feature space, nearest first.
    pub strokes: Vec<NearStroke>,
}

/// A stroke and its row that is nearest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NearStroke {
    /// Number of the stroke.
    pub stroke: u32,
    /// Class, from 0.
    pub class: u8,
    /// Where the row lies.
    pub place: Place,
    /// Root mean square of the differences of the features, each in its standard deviations over the rows.
    pub distance: f64,
}

/// A probe of one voxel.
pub struct Probe {
    project: Arc<Project>,
    live: Arc<Live>,
    key: i64,
    image: ImageInfo,
    bank: Bank,
    pool: rayon::ThreadPool,
    requests: Vec<Request>,
    next: AtomicUsize,
    measuring: Measuring,
    progress: Progress,
    found: OnceLock<Explanation>,
}

impl Probe {
    /// A probe of the voxel (z, y, x) of a frame of the image that `live` knows by `key`.
    ///
    /// # Errors
    /// [`crate::error::Error::Invalid`] for a voxel outside the image, a model without labelled rows, or one that does not suit
    /// the image.
    pub fn new(
        project: Arc<Project>,
        (live, key): (Arc<Live>, i64),
        image: ImageInfo,
        frame: usize,
        voxel: [usize; 3],
        resources: &Resources,
    ) -> Result<Self> {
        let recipe = &project.model.recipe;
        recipe.check_image(&image)?;
        if project.rows.is_none() {
            invalid!("the model was saved without its labelled pixels: train it again to probe it");
        }
        let inner = Region { origin: voxel, size: [1; 3] };
        if frame >= image.frames || !image.whole().contains(&inner) {
            invalid!("{} lies outside the image", image.place(frame, 0, voxel));
        }
        let measured = recipe.normalization != Normalization::Image || live.measured(key, &image).is_some();
        let budget = Budget::new(resources.memory, 0);
        let mut requests = if measured { Vec::new() } else { range_requests(0, &image, budget.band_bytes()) };
        let outer = inner.with_halo(recipe.selection.halo(), image.shape);
        requests.push(Request { purpose: Purpose::Features, image: 0, frame, inner, outer });
        let progress = Progress::default();
        progress.expect(requests.iter().map(|r| r.inner.voxels() as u64).sum());
        Ok(Probe {
            bank: Bank::new(&recipe.selection, image.channels)?,
            pool: resources.pool()?,
            project,
            live,
            key,
            image,
            requests,
            next: AtomicUsize::new(0),
            measuring: Measuring::default(),
            progress,
            found: OnceLock::new(),
        })
    }

    /// What was found, once all blocks were worked on.
    ///
    /// # Errors
    /// [`crate::error::Error::Invalid`] before that.
    pub fn explanation(&self) -> Result<&Explanation> {
        match self.found.get() {
            Some(found) => Ok(found),
            None => invalid!("the probe still waits for blocks"),
        }
    }

    fn explain(&self, request: &Request, mut block: Block) -> Result<Explanation> {
        let Project { model, rows: Some(samples), .. } = &*self.project else {
            invalid!("the model has no labelled rows")
        };
        let Model { recipe, forest, provenance, .. } = &**model;
        let measured = self.live.measured(self.key, &self.image).or_else(|| self.measuring.measured());
        let (ranges, _) = recipe.ranges(&measured.unwrap_or_default().ranges);
        prepare(&mut block, &self.image, request.frame, &ranges, &self.progress)?;
        let values = Mutex::new(Array1::zeros(0));
        let consume = |tile: FeatureTile| {
            *values.lock().expect("one tile") = tile.features.column(0).to_owned();
            Ok(())
        };
        self.bank.compute(&block, request.inner, &|_| true, &consume, &self.progress)?;
        let values = values.into_inner().expect("one tile");
        let mut probabilities = Array2::zeros((forest.class_count(), 1));
        let as_tile = values.view().insert_axis(Axis(1));
        forest.predict_tile(as_tile, 1, probabilities.view_mut())?;
        let probabilities = probabilities.into_raw_vec_and_offset().0;
        let class = best_class(probabilities.iter().copied());
        let parts = attribution(forest, samples, &provenance.parameters, values.view())?;
        let names = recipe.selection.channel_names(&recipe.channels);
        let contributions = parts.contributions.column(class);
        let mut features: Vec<_> = names
            .into_iter()
            .zip(values.iter().zip(contributions))
            .map(|(name, (&value, &contribution))| (name, value, contribution))
            .collect();
        features.sort_by(|a, b| b.2.abs().total_cmp(&a.2.abs()));
        features.truncate(FEATURES);
        let strokes = nearest_strokes(samples, values.view());
        Ok(Explanation { probabilities, class, root_share: parts.root[class], features, strokes })
    }
}

/// The strokes with the rows nearest to `values`; features that are the same in all rows do not count.
fn nearest_strokes(samples: &Samples, values: ArrayView1<f32>) -> Vec<NearStroke> {
    let scales = scales(samples.features.view());
    let counted = scales.iter().filter(|scale| **scale > 0.0).count().max(1) as f64;
    let mut nearest = BTreeMap::<u32, (f64, usize)>::new();
    for (row, features) in samples.features.outer_iter().enumerate() {
        let differences = features.iter().zip(values).zip(&scales);
        let sum: f64 = differences.map(|((a, b), scale)| (f64::from(a - b) * scale).powi(2)).sum();
        let best = nearest.entry(samples.strokes[row]).or_insert((f64::INFINITY, row));
        if sum < best.0 {
            *best = (sum, row);
        }
    }
    let mut nearest: Vec<_> = nearest.into_iter().collect();
    nearest.sort_by(|a, b| a.1.0.total_cmp(&b.1.0));
    let near = |(stroke, (sum, row)): (u32, (f64, usize))| NearStroke {
        stroke,
        class: samples.classes[row],
        place: samples.places[row],
        distance: (sum / counted).sqrt(),
    };
    nearest.into_iter().take(STROKES).map(near).collect()
}

/// 1 / the standard deviation of each feature; 0 where it is the same in all rows.
fn scales(features: ArrayView2<f32>) -> Vec<f64> {
    let rows = features.nrows() as f64;
    let scale = |column: ArrayView1<f32>| {
        let mean = column.iter().map(|&v| f64::from(v)).sum::<f64>() / rows;
        let variance = column.iter().map(|&v| (f64::from(v) - mean).powi(2)).sum::<f64>() / rows;
        if variance > 0.0 { 1.0 / variance.sqrt() } else { 0.0 }
    };
    features.axis_iter(Axis(1)).map(scale).collect()
}

impl BlockJob for Probe {
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
                if let Some(measured) = self.measuring.measured() {
                    self.live.learn(self.key, &self.image, measured);
                }
                self.progress.advance(request.inner.voxels() as u64);
            }
            Purpose::Features => {
                let found = self.pool.install(|| self.explain(request, block))?;
                self.found.get_or_init(|| found);
            }
        }
        Ok(None)
    }
}

impl Job for Probe {
    fn forecast(&self) -> Result<Forecast> {
        let outer = &self.requests[self.requests.len() - 1].outer;
        let input = (size_of::<f32>() * self.image.channels * outer.voxels()) as u64;
        let inner = self.requests[self.requests.len() - 1].inner;
        let threads = self.pool.current_num_threads();
        Ok(Forecast { bytes: input + self.bank.working_bytes(inner, self.image.shape, threads), blocks: 1 })
    }

    fn report(&self) -> Vec<Pair> {
        let Some(found) = self.found.get() else { return Vec::new() };
        let classes = &self.project.model.classes;
        let mut report: Vec<Pair> = classes
            .iter()
            .zip(&found.probabilities)
            .map(|(class, p)| (format!("probability.{}", class.name), format!("{p:.4}")))
            .collect();
        let moved = |(name, value, contribution): &(String, f32, f64)| {
            (format!("contribution.{name}"), format!("{contribution:.4},{value}"))
        };
        report.extend(found.features.iter().map(moved));
        report
    }

    fn progress(&self) -> &Progress {
        &self.progress
    }

    fn cancel(&self) {
        self.progress.cancel();
    }
}
