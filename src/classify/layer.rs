//! Layers: what a screen shows of a result, one byte a voxel.

use super::wanted::uncertainty;
use crate::error::Result;
use crate::forest::best_class;
use crate::invalid;
use crate::job::{Output, Values, spread};
use ndarray::{ArrayView3, Axis};

/// What is shown of the probabilities.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Layer {
    /// 255 times the probability of a class (from 0), rounded.
    Probability(usize),
    /// Number of the most probable class, from 1; of equal ones the first.
    Segmentation,
    /// 255 times the uncertainty as [`super::Wanted::Uncertainty`] has it, rounded.
    Uncertainty,
}

/// A section of a result.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// Image coordinate of the first row and of the first column.
    pub origin: [usize; 2],
    /// Rows and columns.
    pub size: [usize; 2],
    /// Row by row.
    pub bytes: Vec<u8>,
}

impl Layer {
    /// The section of a result of probabilities (number 0) at coordinate `at` of an axis (0: z, 1: y, 2: x). Its rows and columns
    /// are y and x; z and x; y and z.
    ///
    /// # Errors
    /// [`crate::error::Error::Invalid`] when the result has no probabilities, the class or that section.
    pub fn section(&self, output: &Output, axis: usize, at: usize) -> Result<Section> {
        let Some(Values::Float(p)) = output.values.first() else {
            invalid!("layers are made of probabilities")
        };
        let region = &output.region;
        if axis > 2 || !(region.origin[axis]..region.end()[axis]).contains(&at) {
            invalid!("the result has no section {at} along axis {axis}");
        }
        if matches!(*self, Layer::Probability(class) if class >= p.len_of(Axis(0))) {
            invalid!("the result has {} classes", p.len_of(Axis(0)));
        }
        let steps = [1, output.step, output.step];
        let p = p.index_axis(Axis(axis + 1), (at - region.origin[axis]) / steps[axis]);
        let (p, axes) = match axis {
            0 => (p, [1, 2]),
            1 => (p, [0, 2]),
            _ => (p.permuted_axes([0, 2, 1]), [1, 0]),
        };
        let (origin, size) = (axes.map(|a| region.origin[a]), axes.map(|a| region.size[a]));
        let bytes = spread(&self.bytes(p), size, axes.map(|a| steps[a]));
        Ok(Section { origin, size, bytes })
    }

    /// The bytes of probabilities (class, row, column), row by row.
    fn bytes(&self, p: ArrayView3<f32>) -> Vec<u8> {
        let byte = |p: f32| (255.0 * p).round() as u8;
        match *self {
            Layer::Probability(class) => p.index_axis(Axis(0), class).iter().map(|&p| byte(p)).collect(),
            Layer::Segmentation => {
                p.lanes(Axis(0)).into_iter().map(|p| best_class(p.iter().copied()) as u8 + 1).collect()
            }
            Layer::Uncertainty => {
                p.lanes(Axis(0)).into_iter().map(|p| byte(uncertainty(p.iter().copied()))).collect()
            }
        }
    }
}
