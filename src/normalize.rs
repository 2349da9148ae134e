//! Normalisation of intensities: each channel's 1st to 99.8th percentile becomes 0..1, so that models transfer between
//! images. Percentiles come from a fixed choice of planes, so that every block of an image is mapped alike.

use crate::block::{Block, Region};
use crate::error::Result;
use crate::image::ImageInfo;
use crate::invalid;
use crate::progress::Progress;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

/// Filters square squares of gradients: beyond this, single precision overflows.
const LARGEST: f32 = 1e9;
/// Values that one task prepares.
const TASK: usize = 1 << 16;

/// Which range of intensities becomes 0..1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Normalization {
    /// Each image's own, but not narrower than a quarter of the training images'.
    Image,
    /// The mean of the training images'.
    Training,
    /// None: intensities as they are (ilastik).
    None,
}

impl Normalization {
    /// The option's value.
    pub fn name(self) -> &'static str {
        match self {
            Normalization::Image => "image",
            Normalization::Training => "training",
            Normalization::None => "none",
        }
    }

    /// The normalisation of an option's value.
    ///
    /// # Errors
    /// [`crate::error::Error::Invalid`] lists the values.
    pub fn parse(name: &str) -> Result<Self> {
        match name {
            "image" => Ok(Normalization::Image),
            "training" => Ok(Normalization::Training),
            "none" => Ok(Normalization::None),
            _ => invalid!("normalize=\"{name}\" is not known: use image, training or none"),
        }
    }
}

/// The 1st and 99.8th percentile of a channel.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChannelRange {
    /// Becomes 0.
    pub low: f32,
    /// Becomes 1.
    pub high: f32,
}

impl ChannelRange {
    fn width(&self) -> f32 {
        self.high - self.low
    }

    /// The mean of several images' ranges of one channel.
    pub fn mean(ranges: &[ChannelRange]) -> ChannelRange {
        let mean = |f: fn(&ChannelRange) -> f32| {
            (ranges.iter().map(|r| f64::from(f(r))).sum::<f64>() / ranges.len() as f64) as f32
        };
        ChannelRange { low: mean(|r| r.low), high: mean(|r| r.high) }
    }

    /// This range, widened to a quarter of the training images' where it is narrower: an empty well must not become
    /// stretched noise. Says whether it was.
    pub fn widened(&self, training: &ChannelRange) -> (ChannelRange, bool) {
        let least = training.width() / 4.0;
        if self.width() < least {
            (ChannelRange { low: self.low, high: self.low + least }, true)
        } else {
            (*self, false)
        }
    }
}

/// Prepares a block for the features: refuses NaN and infinite pixels, and maps each channel so that its range becomes
/// 0..1, without clipping; a channel of no width becomes 0. No ranges: intensities stay as they are.
///
/// # Errors
/// [`crate::error::Error::Invalid`] names the first voxel that is not finite, or beyond 1e9 after the mapping;
/// [`crate::error::Error::Cancelled`].
pub fn prepare(
    block: &mut Block,
    image: &ImageInfo,
    frame: usize,
    ranges: &[ChannelRange],
    progress: &Progress,
) -> Result<()> {
    let places = Places { image, frame, region: block.region };
    let values = block.pixels.as_slice_mut().expect("blocks are contiguous");
    let (plane, rows) = (places.plane(), places.task());
    values.par_chunks_exact_mut(plane).enumerate().try_for_each(|(plane, values)| {
        values.par_chunks_mut(rows).enumerate().try_for_each(|(task, values)| {
            progress.check()?;
            places.check_finite(plane, task * rows, values)?;
            if let Some(range) = ranges.get(plane / block.region.size[0]) {
                range.map(values);
            }
            if values.iter().fold(0.0f32, |most, v| most.max(v.abs())) > LARGEST {
                let at = values.iter().position(|v| v.abs() > LARGEST).expect("one value is beyond");
                invalid!(
                    "the pixel at {} is {:e}{}, too far out for filters in single precision; replace such pixels first",
                    places.name(plane, task * rows + at),
                    values[at],
                    if ranges.is_empty() { "" } else { " times the range of its channel" }
                );
            }
            Ok(())
        })
    })
}

/// Refuses NaN and infinite pixels.
///
/// # Errors
/// As [`prepare`].
pub fn check_finite(block: &Block, image: &ImageInfo, frame: usize, progress: &Progress) -> Result<()> {
    let places = Places { image, frame, region: block.region };
    let values = block.pixels.as_slice().expect("blocks are contiguous");
    let rows = places.task();
    values.par_chunks_exact(places.plane()).enumerate().try_for_each(|(plane, values)| {
        values.par_chunks(rows).enumerate().try_for_each(|(task, values)| {
            progress.check()?;
            places.check_finite(plane, task * rows, values)
        })
    })
}

/// Names the voxels of a block, whose planes are numbered channel by channel.
struct Places<'a> {
    image: &'a ImageInfo,
    frame: usize,
    region: Region,
}

impl Places<'_> {
    /// Voxels of a plane.
    fn plane(&self) -> usize {
        self.region.size[1] * self.region.size[2]
    }

    /// Voxels of a task: some rows of a plane. A block may be one plane, so that planes are too coarse.
    fn task(&self) -> usize {
        let width = self.region.size[2];
        (TASK / width).max(1) * width
    }

    fn name(&self, plane: usize, at: usize) -> String {
        let ([depth, _, width], [z, y, x]) = (self.region.size, self.region.origin);
        self.image.place(self.frame, plane / depth, [z + plane % depth, y + at / width, x + at % width])
    }

    /// Checks the values of a plane from number `first` on.
    fn check_finite(&self, plane: usize, first: usize, values: &[f32]) -> Result<()> {
        // The sum of all values times zero is NaN exactly when one of them is not finite: no branch per value.
        if values.iter().map(|v| v * 0.0).sum::<f32>() != 0.0 {
            let at = values.iter().position(|v| !v.is_finite()).expect("the sum is not finite");
            let place = self.name(plane, first + at);
            invalid!("the pixel at {place} is {}; replace NaN and infinite values first", values[at]);
        }
        Ok(())
    }
}

impl ChannelRange {
    fn map(&self, values: &mut [f32]) {
        let width = f64::from(self.high) - f64::from(self.low);
        let scale = if width > 0.0 { (1.0 / width) as f32 } else { 0.0 };
        values.iter_mut().for_each(|v| *v = (*v - self.low) * scale);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::PixelType;

    fn image(pixel_type: PixelType, shape: [usize; 3]) -> ImageInfo {
        ImageInfo { name: "test".into(), frames: 1, channels: 1, shape, pixel_type, z_ratio: None }
    }

    #[test]
    fn a_narrow_range_is_widened_to_a_quarter_of_the_training() {
        let training = ChannelRange { low: 0.0, high: 100.0 };
        let (r, widened) = ChannelRange { low: 10.0, high: 15.0 }.widened(&training);
        assert!(widened && r == ChannelRange { low: 10.0, high: 35.0 });
        let wide = ChannelRange { low: 10.0, high: 36.0 };
        assert_eq!(wide.widened(&training), (wide, false));
    }

    #[test]
    fn a_range_becomes_0_to_1_and_no_width_becomes_0() {
        let info = image(PixelType::Float32, [1, 1, 3]);
        let mut block = Block::new(1, info.whole(), info.shape).unwrap();
        for (high, expected) in [(30.0, [0.0, 1.0, 2.0]), (10.0, [0.0, 0.0, 0.0])] {
            block.pixels.iter_mut().zip([10.0, 30.0, 50.0]).for_each(|(p, v)| *p = v);
            let range = ChannelRange { low: 10.0, high };
            prepare(&mut block, &info, 0, &[range], &Progress::default()).unwrap();
            assert_eq!(block.pixels.as_slice().unwrap(), expected);
        }
    }

    #[test]
    fn values_that_no_filter_can_take_are_named() {
        let info = image(PixelType::Float32, [5, 6, 7]);
        let mut block = Block::new(1, Region { origin: [1, 2, 3], size: [3, 3, 3] }, info.shape).unwrap();
        let fails = |block: &Block, ranges: &[ChannelRange]| {
            prepare(&mut block.clone(), &info, 0, ranges, &Progress::default()).unwrap_err().to_string()
        };
        assert!(prepare(&mut block, &info, 0, &[], &Progress::default()).is_ok());
        block.pixels[[0, 2, 1, 2]] = f32::INFINITY;
        let text = fails(&block, &[]);
        assert!(text.contains("x=5, y=3, slice 4 of \"test\" is inf"), "{text}");
        block.pixels[[0, 2, 1, 2]] = 1e6;
        assert!(prepare(&mut block.clone(), &info, 0, &[], &Progress::default()).is_ok());
        let text = fails(&block, &[ChannelRange { low: 0.0, high: 1e-4 }]);
        assert!(text.contains("slice 4") && text.contains("times the range"), "{text}");
    }
}
