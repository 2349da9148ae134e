//! Foreground against truth: overlap of voxels and objects found.

use crate::error::Result;
use crate::invalid;
use ndarray::ArrayView3;
use std::collections::BTreeMap;

/// Labels are whole numbers that single precision holds exactly.
const LARGEST_LABEL: f32 = (1 << 24) as f32;

/// A comparison of a mask or label image with a truth, fed slice by slice. In both, 0 is background and every other
/// value is foreground; in a frame of the truth each value is one object, which may reach over many slices.
#[derive(Clone, Debug)]
pub struct Evaluation {
    frames: usize,
    depth: usize,
    both: u64,
    labels_only: u64,
    truth_only: u64,
    /// By frame and value.
    objects: BTreeMap<(usize, u32), Cover>,
}

/// How much of a true object is foreground.
#[derive(Clone, Copy, Debug, Default)]
struct Cover {
    voxels: u64,
    covered: u64,
}

/// Figures of an [`Evaluation`]; fractions are in 0..1. With TP the voxels that are foreground in both, FP in the labels
/// alone, FN in the truth alone:
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Report {
    /// 2 TP / (2 TP + FP + FN) (Dice 1945, Ecology 26, 297-302); equal to the F1 score of the voxels.
    pub dice: f64,
    /// TP / (TP + FP) (van Rijsbergen 1979, Information Retrieval, ch. 7); 0 when the labels are empty.
    pub precision: f64,
    /// TP / (TP + FN); 0 when the truth is empty.
    pub recall: f64,
    /// Objects in the truth.
    pub truth_objects: usize,
    /// Those of which at least half of the voxels are foreground: the overlap that the Cell Tracking Challenge asks
    /// of a detection (Maška et al. 2014, Bioinformatics 30, 1609-1617), without asking that the foreground is split.
    pub found_objects: usize,
}

impl Evaluation {
    /// A comparison of nothing yet, of images with `frames` time frames of `depth` slices.
    pub fn new(frames: usize, depth: usize) -> Self {
        Evaluation { frames, depth, both: 0, labels_only: 0, truth_only: 0, objects: BTreeMap::new() }
    }

    /// Adds slices of a frame, `z` being the first: shape (z, y, x), the same for both. Frames and slices count from 0.
    ///
    /// # Errors
    /// [`crate::error::Error::Invalid`] when the shapes differ or a value is not a whole number in 0..=2^24; nothing is
    /// added then.
    pub fn add(
        &mut self,
        frame: usize,
        z: usize,
        labels: ArrayView3<f32>,
        truth: ArrayView3<f32>,
    ) -> Result<()> {
        if labels.dim() != truth.dim() {
            let [(d, h, w), (td, th, tw)] = [labels.dim(), truth.dim()];
            invalid!(
                "the labels have {w} x {h} x {d} pixels, the truth {tw} x {th} x {td}; both must show the same region"
            );
        }
        self.check(frame, z, labels, "labels")?;
        self.check(frame, z, truth, "truth")?;
        for (&label, &object) in labels.iter().zip(truth.iter()) {
            match (label > 0.0, object > 0.0) {
                (true, true) => self.both += 1,
                (true, false) => self.labels_only += 1,
                (false, true) => self.truth_only += 1,
                (false, false) => continue,
            }
            if object > 0.0 {
                let cover = self.objects.entry((frame, object as u32)).or_default();
                cover.voxels += 1;
                cover.covered += u64::from(label > 0.0);
            }
        }
        Ok(())
    }

    /// The figures of all slices added so far.
    ///
    /// # Errors
    /// [`crate::error::Error::Invalid`] when neither image has any foreground: nothing can be said then.
    pub fn report(&self) -> Result<Report> {
        let [both, labels_only, truth_only] =
            [self.both, self.labels_only, self.truth_only].map(|n| n as f64);
        if both + labels_only + truth_only == 0.0 {
            invalid!(
                "nothing is labelled, neither in the labels nor in the truth: there is nothing to compare"
            );
        }
        let fraction = |part: f64, whole: f64| if whole == 0.0 { 0.0 } else { part / whole };
        Ok(Report {
            dice: fraction(2.0 * both, 2.0 * both + labels_only + truth_only),
            precision: fraction(both, both + labels_only),
            recall: fraction(both, both + truth_only),
            truth_objects: self.objects.len(),
            found_objects: self.objects.values().filter(|cover| 2 * cover.covered >= cover.voxels).count(),
        })
    }

    fn check(&self, frame: usize, first: usize, values: ArrayView3<f32>, name: &str) -> Result<()> {
        let valid = |v: f32| (0.0..=LARGEST_LABEL).contains(&v) && v.fract() == 0.0;
        if let Some(((z, y, x), v)) = values.indexed_iter().find(|&(_, &v)| !valid(v)) {
            let mut place = format!("x={x}, y={y}");
            for (name, count, at) in [("slice", self.depth, first + z), ("frame", self.frames, frame)] {
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
