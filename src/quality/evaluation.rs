//! Foreground against truth: overlap of voxels and objects found.

use super::matching::{Matching, Overlaps};
use crate::error::{Result, try_volume};
use crate::invalid;
use crate::objects::{Connectivity, label};
use crate::progress::Progress;
use ndarray::{Array3, ArrayView2, Axis};

/// Labels are whole numbers that single precision holds exactly.
const LARGEST_LABEL: f32 = (1 << 24) as f32;

/// A comparison of a mask or label image with a truth, fed slice by slice. In both, 0 is background and every other
/// value is foreground. In a frame each value is one object, which may reach over many slices; where a frame has one value
/// alone it is a mask, and the objects are its connected components (over faces).
#[derive(Clone, Debug)]
pub struct Evaluation {
    frames: usize,
    /// Slices added so far, of all frames.
    added: usize,
    /// The running frame.
    labels: Array3<u32>,
    truth: Array3<u32>,
    both: u64,
    labels_only: u64,
    truth_only: u64,
    overlaps: Overlaps,
    /// The objects of all whole frames, labels and truth, where they are kept.
    kept: Option<Vec<[Array3<u32>; 2]>>,
}

/// Figures of an [`Evaluation`]; fractions are in 0..1. Of voxels, TP are foreground in both, FP in the labels alone, FN in the
/// truth alone; of objects, TP are matched one to one, FP are the other found ones, FN the other true ones.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// 2 TP / (2 TP + FP + FN) of voxels (Dice 1945, Ecology 26, 297-302).
    pub dice: f64,
    /// TP / (TP + FP) of voxels; 0 when the labels are empty.
    pub voxel_precision: f64,
    /// TP / (TP + FN) of voxels; 0 when the truth is empty.
    pub voxel_recall: f64,
    /// Median volume of the true objects, in voxels; 0 without any.
    pub median_volume: f64,
    /// True objects of which at least half of the voxels are foreground: [`Overlaps::covered`].
    pub covered_objects: usize,
    /// Objects matched at the wanted intersection over union.
    pub matching: Matching,
    /// TP / (TP + FP + FN) of objects, the mean over the intersections over union 0.5, 0.55... 0.95, as in the 2018 Data
    /// Science Bowl (Caicedo et al. 2019, Nat. Methods 16, 1247-1253).
    pub mean_average_precision: f64,
    /// [`Overlaps::merged`].
    pub merged: usize,
    /// [`Overlaps::split`].
    pub split: usize,
}

impl Evaluation {
    /// A comparison of nothing yet, of images with `frames` time frames of `shape` (z, y, x). With `keep` the objects of each frame
    /// can be had again ([`Evaluation::objects`]).
    ///
    /// # Errors
    /// [`crate::error::Error::Memory`]: a frame of both takes 8 bytes a voxel.
    pub fn new(frames: usize, shape: [usize; 3], keep: bool) -> Result<Self> {
        let frame = || try_volume(shape.into(), "a frame to compare");
        let (labels, truth) = (frame()?, frame()?);
        let overlaps = Overlaps::default();
        let kept = keep.then(Vec::new);
        Ok(Evaluation {
            frames,
            added: 0,
            labels,
            truth,
            both: 0,
            labels_only: 0,
            truth_only: 0,
            overlaps,
            kept,
        })
    }

    /// Adds the next slice (y, x): frame after frame, in each from the first to the last. A frame counts once it is whole.
    ///
    /// # Errors
    /// [`crate::error::Error::Invalid`] when a size is not that of the comparison or a value is not a whole number in
    /// 0..=2^24; nothing is added then. [`crate::error::Error::Memory`].
    pub fn add(&mut self, labels: ArrayView2<f32>, truth: ArrayView2<f32>) -> Result<()> {
        let (depth, height, width) = self.labels.dim();
        for (slice, name) in [(labels, "labels"), (truth, "truth")] {
            if slice.dim() != (height, width) {
                let (h, w) = slice.dim();
                invalid!(
                    "the {name} have {w} x {h} pixels, not {width} x {height}: both must show the same region"
                );
            }
            self.check(slice, name)?;
        }
        if self.added == depth * self.frames {
            invalid!("all {} frames were compared already", self.frames);
        }
        let z = self.added % depth;
        for (to, from) in [(&mut self.labels, labels), (&mut self.truth, truth)] {
            to.index_axis_mut(Axis(0), z).zip_mut_with(&from, |to, &v| *to = v as u32);
        }
        self.added += 1;
        if z + 1 == depth { self.finish_frame() } else { Ok(()) }
    }

    fn finish_frame(&mut self) -> Result<()> {
        let frame = ((self.added - 1) / self.labels.dim().0) as u32;
        for labels in [&mut self.labels, &mut self.truth] {
            let first = labels.iter().copied().find(|&v| v > 0);
            if let Some(only) = first.filter(|only| labels.iter().all(|v| v == only || *v == 0)) {
                let mask = labels.mapv(|v| v == only);
                *labels = label(mask.view(), Connectivity::Faces, &Progress::default())?.labels;
            }
        }
        let mut pairs = self.labels.iter().copied().zip(self.truth.iter().copied()).peekable();
        while let Some((label, object)) = pairs.next() {
            // Neighbours are mostly alike.
            let mut voxels = 1;
            while pairs.next_if_eq(&(label, object)).is_some() {
                voxels += 1;
            }
            match (label > 0, object > 0) {
                (true, true) => self.both += voxels,
                (true, false) => self.labels_only += voxels,
                (false, true) => self.truth_only += voxels,
                (false, false) => continue,
            }
            self.overlaps.add(frame, label, object, voxels);
        }
        if let Some(kept) = &mut self.kept {
            kept.push([self.labels.clone(), self.truth.clone()]);
        }
        Ok(())
    }

    /// The objects of a frame (z, y, x) by the numbers that they have in a [`Matching`], found and true ones; None where they were not
    /// kept.
    pub fn objects(&self, frame: usize) -> Option<&[Array3<u32>; 2]> {
        self.kept.as_ref()?.get(frame)
    }

    /// Objects matched at an intersection over union of at least `iou`.
    pub fn matching(&self, iou: f64) -> Matching {
        self.overlaps.matching(iou)
    }

    /// The figures of all whole frames added so far, with objects matched at an intersection over union of at least `iou`.
    ///
    /// # Errors
    /// [`crate::error::Error::Invalid`] when neither image has any foreground: nothing can be said then.
    pub fn report(&self, iou: f64) -> Result<Report> {
        let [both, labels_only, truth_only] =
            [self.both, self.labels_only, self.truth_only].map(|n| n as f64);
        if both + labels_only + truth_only == 0.0 {
            invalid!(
                "nothing is labelled, neither in the labels nor in the truth: there is nothing to compare"
            );
        }
        let fraction = |part: f64, whole: f64| if whole == 0.0 { 0.0 } else { part / whole };
        let scores = (10..20).map(|i| self.overlaps.matching(f64::from(i) / 20.0).threat_score());
        Ok(Report {
            dice: fraction(2.0 * both, 2.0 * both + labels_only + truth_only),
            voxel_precision: fraction(both, both + labels_only),
            voxel_recall: fraction(both, both + truth_only),
            median_volume: median(&self.overlaps.truth_volumes()),
            covered_objects: self.overlaps.covered(),
            matching: self.overlaps.matching(iou),
            mean_average_precision: scores.sum::<f64>() / 10.0,
            merged: self.overlaps.merged(),
            split: self.overlaps.split(),
        })
    }

    fn check(&self, values: ArrayView2<f32>, name: &str) -> Result<()> {
        let valid = |v: f32| (0.0..=LARGEST_LABEL).contains(&v) && v.fract() == 0.0;
        if let Some(((y, x), v)) = values.indexed_iter().find(|&(_, &v)| !valid(v)) {
            let depth = self.labels.dim().0;
            let mut place = format!("x={x}, y={y}");
            for (name, count, at) in
                [("slice", depth, self.added % depth), ("frame", self.frames, self.added / depth)]
            {
                if count > 1 {
                    place += &format!(", {name} {}", at + 1);
                }
            }
            invalid!(
                "the {name} hold {v} at {place}; a mask or label image holds whole numbers from 0 to {LARGEST_LABEL}"
            );
        }
        Ok(())
    }
}

/// The median of sorted numbers; 0 of none.
fn median(sorted: &[u64]) -> f64 {
    match sorted.len() {
        0 => 0.0,
        n if n % 2 == 1 => sorted[n / 2] as f64,
        n => (sorted[n / 2 - 1] + sorted[n / 2]) as f64 / 2.0,
    }
}
