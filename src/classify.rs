//! Classification: blocks become class probabilities, and what follows from these voxel by voxel.

use crate::block::{Block, Region};
use crate::error::{Result, try_zeroed};
use crate::feature::Bank;
use crate::forest::best_class;
use crate::image::ImageInfo;
use crate::invalid;
use crate::job::{
    BlockJob, Forecast, Job, Measuring, Output, Purpose, Request, Values, block_bytes, range_requests,
};
use crate::model::{Model, Recipe};
use crate::normalize::{ChannelRange, Normalization, prepare};
use crate::plan::{Budget, boxes};
use crate::progress::Progress;
use crate::roles::Roles;
use crate::settings::{FeatureSettings, Pair, Resources, number, unknown};
use crate::tile::FeatureTile;
use ndarray::{Array2, Array4, ArrayView2, ArrayView3, ArrayViewMut4, Axis, s};
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, OnceLock};

/// What is computed of each voxel.
#[derive(Clone, Debug, PartialEq)]
pub enum Wanted {
    /// One channel per class, 0..1.
    Probabilities,
    /// Number of the most probable class, from 1; of equal ones the first.
    Segmentation,
    /// 255 where P(object) + P(boundary) / 2 reaches the threshold, else 0.
    Mask {
        /// Which classes.
        roles: Roles,
        /// Least probability, 0..=1.
        threshold: f32,
    },
    /// What [`crate::object_job::ObjectJob`] makes objects of: P(object), and P(boundary) where there is such a class.
    Objects(Roles),
    /// 1 - (p1 - p2), the two largest probabilities: 0 is certain, 1 a tie (ilastik's margin).
    Uncertainty,
    /// One channel per feature.
    Features,
}

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
        let classes = model.as_ref().map_or(0, |m| m.classes.len());
        let output: usize = wanted.iter().map(|w| w.bytes_per_voxel(classes, bank.channel_count())).sum();
        let (halo, threads) = (recipe.selection.halo(), pool.current_num_threads());
        let peak = |inner: &Region| {
            let outer = inner.with_halo(halo, image.shape);
            2 * (4 * image.channels * outer.voxels() + output * inner.voxels()) as u64
                + bank.working_bytes(*inner, image.shape, threads)
        };
        let budget = Budget::new(resources.memory);
        let (areas, bytes) = boxes(&area, image.shape, halo, &peak, &budget)?;
        let measured = recipe.normalization == Normalization::Image;
        let mut requests = if measured { range_requests(0, &image) } else { Vec::new() };
        let bytes = bytes.max(block_bytes(&requests, &image));
        for frame in frames {
            requests.extend(areas.iter().map(|&inner| {
                let outer = inner.with_halo(halo, image.shape);
                Request { purpose: Purpose::Features, image: 0, frame, inner, outer }
            }));
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
        let values = self
            .wanted
            .iter()
            .map(|w| w.empty(classes, self.bank.channel_count(), size))
            .collect::<Result<Vec<_>>>()?;
        let values = Mutex::new(values);
        let consume = |tile: FeatureTile| {
            let voxels = tile.region.voxels();
            let mut probabilities = Array2::zeros((classes, voxels));
            if let Some(model) = &self.model {
                let width = tile.region.size[2];
                model.forest.predict_tile(tile.features, width, probabilities.view_mut())?;
            }
            let at: [usize; 3] = std::array::from_fn(|a| tile.region.origin[a] - request.inner.origin[a]);
            let mut values = values.lock().expect("no panic while storing");
            for (wanted, values) in self.wanted.iter().zip(values.iter_mut()) {
                wanted.store(tile.features, probabilities.view(), at, tile.region.size, values);
            }
            Ok(())
        };
        self.bank.compute(&block, request.inner, &|_| true, &consume, &self.progress)?;
        let values = values.into_inner().expect("no panic while storing");
        Ok(Output { frame: request.frame, region: request.inner, values })
    }
}

impl Wanted {
    fn channels(&self, classes: usize, features: usize) -> usize {
        match self {
            Wanted::Probabilities => classes,
            Wanted::Features => features,
            Wanted::Objects(roles) => 1 + usize::from(roles.boundary.is_some()),
            _ => 1,
        }
    }

    fn is_byte(&self) -> bool {
        matches!(self, Wanted::Segmentation | Wanted::Mask { .. })
    }

    fn bytes_per_voxel(&self, classes: usize, features: usize) -> usize {
        self.channels(classes, features) * if self.is_byte() { 1 } else { 4 }
    }

    fn empty(&self, classes: usize, features: usize, [z, y, x]: [usize; 3]) -> Result<Values> {
        let shape = (self.channels(classes, features), z, y, x);
        let n = shape.0 * z * y * x;
        let fits = "the length is the shape's product";
        Ok(if self.is_byte() {
            Values::Byte(Array4::from_shape_vec(shape, try_zeroed(n, "results of a block")?).expect(fits))
        } else {
            Values::Float(Array4::from_shape_vec(shape, try_zeroed(n, "results of a block")?).expect(fits))
        })
    }

    /// Stores what follows from a tile's features and probabilities (class, voxel) at `at`.
    fn store(
        &self,
        features: ArrayView2<f32>,
        p: ArrayView2<f32>,
        at: [usize; 3],
        size: [usize; 3],
        values: &mut Values,
    ) {
        match (self, values) {
            (Wanted::Probabilities, Values::Float(to)) => store_channels(p, at, size, to.view_mut()),
            (Wanted::Features, Values::Float(to)) => store_channels(features, at, size, to.view_mut()),
            (Wanted::Uncertainty, Values::Float(to)) => {
                store_channel(
                    (0..p.ncols()).map(|v| uncertainty(p.column(v).iter().copied())).collect(),
                    at,
                    size,
                    to.view_mut(),
                );
            }
            (Wanted::Segmentation, Values::Byte(to)) => {
                store_channel(
                    (0..p.ncols()).map(|v| best_class(p.column(v).iter().copied()) as u8 + 1).collect(),
                    at,
                    size,
                    to.view_mut(),
                );
            }
            (&Wanted::Objects(Roles { object, boundary }), Values::Float(to)) => {
                let classes: Vec<usize> = [Some(object), boundary].into_iter().flatten().collect();
                for (to, class) in to.axis_chunks_iter_mut(Axis(0), 1).zip(classes) {
                    store_channels(p.slice(s![class..=class, ..]), at, size, to);
                }
            }
            (&Wanted::Mask { roles: Roles { object, boundary }, threshold }, Values::Byte(to)) => {
                let q = |v| p[[object, v]] + boundary.map_or(0.0, |b| 0.5 * p[[b, v]]);
                store_channel(
                    (0..p.ncols()).map(|v| if q(v) >= threshold { 255 } else { 0 }).collect(),
                    at,
                    size,
                    to.view_mut(),
                );
            }
            _ => unreachable!("values are made by empty()"),
        }
    }
}

fn store_channels<T: Copy>(
    from: ArrayView2<T>,
    [z, y, x]: [usize; 3],
    [d, h, w]: [usize; 3],
    mut to: ArrayViewMut4<T>,
) {
    for (channel, mut to) in from.outer_iter().zip(to.outer_iter_mut()) {
        let channel = ArrayView3::from_shape((d, h, w), channel.to_slice().expect("channels are contiguous"));
        to.slice_mut(s![z..z + d, y..y + h, x..x + w])
            .assign(&channel.expect("a tile has its region's voxels"));
    }
}

fn store_channel<T: Copy>(from: Vec<T>, at: [usize; 3], size: [usize; 3], to: ArrayViewMut4<T>) {
    store_channels(ArrayView2::from_shape((1, from.len()), &from).expect("one channel"), at, size, to);
}

fn uncertainty(p: impl Iterator<Item = f32>) -> f32 {
    let (mut first, mut second) = (0.0f32, 0.0f32);
    for p in p {
        (first, second) = if p > first { (p, first) } else { (first, second.max(p)) };
    }
    1.0 - (first - second)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_go_to_the_first_class_and_are_uncertain() {
        assert_eq!(best_class([0.2, 0.4, 0.4]), 1);
        assert_eq!(uncertainty([0.2, 0.4, 0.4].into_iter()), 1.0);
        assert_eq!(uncertainty([0.0, 1.0].into_iter()), 0.0);
        assert_eq!(uncertainty([0.75, 0.25].into_iter()), 0.5);
    }
}
