//! Percentiles of an image's channels, exact, in one pass over 8- and 16-bit planes and two over floats.

use crate::block::{Block, Region};
use crate::error::{Result, try_zeroed};
use crate::image::{ImageInfo, PixelType};
use crate::normalize::ChannelRange;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// Percentiles that become 0 and 1 by normalisation.
const PERCENTILES: [f64; 2] = [1.0, 99.8];
/// At most this many planes are measured.
const PLANES: usize = 64;
/// Values that one task counts, at least: each task has a histogram of its own.
const TASK: usize = 1 << 20;
/// Values of half a float's bits, or of a 16-bit pixel.
const HALF: usize = 1 << 16;

/// The planes (frame, z) of an image that are measured: all, or 64 evenly spaced over frames and slices.
pub fn measured_planes(image: &ImageInfo) -> Vec<(usize, usize)> {
    let depth = image.shape[0];
    let all = image.frames * depth;
    let n = all.min(PLANES);
    (0..n).map(|i| (2 * i + 1) * all / (2 * n)).map(|i| (i / depth, i % depth)).collect()
}

/// What is read to measure an image, in order: frame and box, with all channels; at most `most` values, or one row, at once.
pub fn measured_bands(image: &ImageInfo, most: usize) -> Vec<(usize, Region)> {
    let [_, height, width] = image.shape;
    let rows = (most / (width * image.channels)).clamp(1, height);
    let bands = |(frame, z)| {
        let band = move |y: usize| Region { origin: [z, y, 0], size: [1, rows.min(height - y), width] };
        (0..height).step_by(rows).map(move |y| (frame, band(y)))
    };
    let once: Vec<_> = measured_planes(image).into_iter().flat_map(bands).collect();
    once.repeat(passes(image))
}

/// How often the bands are read.
pub fn passes(image: &ImageInfo) -> usize {
    if image.pixel_type == PixelType::Float32 { 2 } else { 1 }
}

/// Measures the ranges of an image's channels from its [`measured_bands`].
#[derive(Debug)]
pub struct RangeMeasure {
    /// Pixels of a channel in one pass.
    count: u64,
    /// Pixels of a channel added, in all passes.
    added: u64,
    passes: usize,
    channels: Vec<Counts>,
}

/// How often each value occurs.
#[derive(Debug)]
enum Counts {
    /// Of each 8- or 16-bit value.
    Integer(Vec<u64>),
    /// Of the upper halves of the floats' ordered bits; and, of those upper halves that a percentile lies in, of the
    /// lower halves, counted in the second pass.
    Float { upper: Vec<u64>, lower: BTreeMap<usize, Vec<u64>> },
}

impl RangeMeasure {
    /// A measure of an image.
    ///
    /// # Errors
    /// [`crate::error::Error::Memory`].
    pub fn new(image: &ImageInfo) -> Result<Self> {
        let count = measured_planes(image).len() * image.shape[1] * image.shape[2];
        let counts = || {
            Ok(match image.pixel_type {
                PixelType::Uint8 | PixelType::Rgb => Counts::Integer(try_zeroed(1 << 8, "a histogram")?),
                PixelType::Uint16 => Counts::Integer(try_zeroed(HALF, "a histogram")?),
                PixelType::Float32 => {
                    Counts::Float { upper: try_zeroed(HALF, "a histogram")?, lower: BTreeMap::new() }
                }
            })
        };
        let channels = (0..image.channels).map(|_| counts()).collect::<Result<_>>()?;
        Ok(RangeMeasure { count: count as u64, added: 0, passes: passes(image), channels })
    }

    /// Bytes of a measure while bands of so many voxels are added by so many threads.
    pub fn bytes(image: &ImageInfo, voxels: usize, threads: usize) -> u64 {
        let (bins, histograms) = match image.pixel_type {
            PixelType::Uint8 | PixelType::Rgb => (1 << 8, 1),
            PixelType::Uint16 => (HALF, 1),
            // The upper halves, and the lower ones around two percentiles, which mostly lie in one bin each.
            PixelType::Float32 => (HALF, 3),
        };
        let tasks = match image.pixel_type {
            PixelType::Float32 => 0,
            _ => tasks(voxels, threads),
        };
        let own = if tasks > 1 { tasks } else { 0 };
        (bins * size_of::<u64>() * (image.channels * histograms + own)) as u64
    }

    /// Adds the next band. Its values are finite.
    ///
    /// # Errors
    /// [`crate::error::Error::Memory`].
    pub fn add(&mut self, band: &Block) -> Result<()> {
        let count = self.count;
        let second = self.added >= count;
        let first_of_second = self.added == count;
        for (counts, values) in self.channels.iter_mut().zip(band.pixels.outer_iter()) {
            if first_of_second {
                counts.open(count)?;
            }
            counts.add(values.to_slice().expect("blocks are contiguous"), second)?;
        }
        self.added += band.region.voxels() as u64;
        Ok(())
    }

    /// Whether all bands were added.
    pub fn is_complete(&self) -> bool {
        self.added == self.count * self.passes as u64
    }

    /// The range of each channel.
    pub fn ranges(&self) -> Vec<ChannelRange> {
        let range = |counts: &Counts| {
            let [low, high] = PERCENTILES.map(|p| counts.percentile(p, self.count));
            ChannelRange { low, high }
        };
        self.channels.iter().map(range).collect()
    }
}

/// A float's bits, in the order of the floats.
fn ordered(v: f32) -> u32 {
    let bits = v.to_bits();
    if bits >> 31 == 1 { !bits } else { bits | 1 << 31 }
}

/// The float of ordered bits.
fn from_ordered(key: u32) -> f32 {
    f32::from_bits(if key >> 31 == 1 { key & !(1 << 31) } else { !key })
}

/// The two ranks, from 0, around p percent of `count` values, and where between them: numpy's linear interpolation.
fn ranks(p: f64, count: u64) -> ([u64; 2], f64) {
    let at = p / 100.0 * (count - 1) as f64;
    ([at.floor() as u64, at.ceil() as u64], at.fract())
}

/// The bin that holds a rank, and the rank within it.
fn bin_of(bins: &[u64], mut rank: u64) -> (usize, u64) {
    for (bin, &n) in bins.iter().enumerate() {
        if rank < n {
            return (bin, rank);
        }
        rank -= n;
    }
    (bins.len() - 1, 0)
}

/// How many tasks count so many values.
fn tasks(values: usize, threads: usize) -> usize {
    threads.min(values / TASK).max(1)
}

/// Adds to the bins of integers how often each occurs.
fn count(values: &[f32], bins: &mut [u64]) {
    let last = bins.len() - 1;
    values.iter().for_each(|&v| bins[(v as usize).min(last)] += 1);
}

impl Counts {
    fn add(&mut self, values: &[f32], second: bool) -> Result<()> {
        match self {
            Counts::Integer(bins) => {
                let tasks = tasks(values.len(), rayon::current_num_threads());
                if tasks == 1 {
                    count(values, bins);
                    return Ok(());
                }
                let parts = values.par_chunks(values.len().div_ceil(tasks)).map(|values| {
                    let mut own = try_zeroed(bins.len(), "a histogram")?;
                    count(values, &mut own);
                    Ok(own)
                });
                for part in parts.collect::<Result<Vec<Vec<u64>>>>()? {
                    bins.iter_mut().zip(part).for_each(|(bin, n)| *bin += n);
                }
            }
            Counts::Float { upper, .. } if !second => {
                values.iter().for_each(|&v| upper[ordered(v) as usize >> 16] += 1);
            }
            Counts::Float { lower, .. } => {
                for key in values.iter().map(|&v| ordered(v) as usize) {
                    if let Some(bins) = lower.get_mut(&(key >> 16)) {
                        bins[key & (HALF - 1)] += 1;
                    }
                }
            }
        }
        Ok(())
    }

    /// Prepares the second pass: of which upper halves the lower ones are counted.
    fn open(&mut self, count: u64) -> Result<()> {
        if let Counts::Float { upper, lower } = self {
            for rank in PERCENTILES.iter().flat_map(|&p| ranks(p, count).0) {
                if let Entry::Vacant(free) = lower.entry(bin_of(upper, rank).0) {
                    free.insert(try_zeroed(HALF, "a histogram")?);
                }
            }
        }
        Ok(())
    }

    fn percentile(&self, p: f64, count: u64) -> f32 {
        let (ranks, between) = ranks(p, count);
        let [a, b] = ranks.map(|rank| f64::from(self.order_statistic(rank)));
        (a + (b - a) * between) as f32
    }

    fn order_statistic(&self, rank: u64) -> f32 {
        match self {
            Counts::Integer(bins) => bin_of(bins, rank).0 as f32,
            Counts::Float { upper, lower } => {
                let (high, within) = bin_of(upper, rank);
                let low = lower.get(&high).map_or(0, |bins| bin_of(bins, within).0);
                from_ordered((high << 16 | low) as u32)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn image(pixel_type: PixelType, shape: [usize; 3]) -> ImageInfo {
        ImageInfo { name: "test".into(), frames: 1, channels: 1, shape, pixel_type, z_ratio: None }
    }

    fn measure(pixel_type: PixelType, values: &[f32]) -> ChannelRange {
        let info = image(pixel_type, [1, 1, values.len()]);
        let mut plane = Block::new(1, info.whole(), info.shape).unwrap();
        plane.pixels.iter_mut().zip(values).for_each(|(p, v)| *p = *v);
        let mut m = RangeMeasure::new(&info).unwrap();
        measured_bands(&info, 1 << 20).iter().for_each(|_| m.add(&plane).unwrap());
        assert!(m.is_complete());
        m.ranges()[0]
    }

    /// numpy.percentile, from its definition.
    fn by_sorting(values: &[f32], p: f64) -> f32 {
        let mut sorted = values.to_vec();
        sorted.sort_by(f32::total_cmp);
        let at = p / 100.0 * (values.len() - 1) as f64;
        let [a, b] = [at.floor(), at.ceil()].map(|i| f64::from(sorted[i as usize]));
        (a + (b - a) * at.fract()) as f32
    }

    #[test]
    fn integers_give_numpys_percentiles() {
        // numpy.percentile(numpy.arange(1001) * 7, [1, 99.8]) = 70, 6986
        let values: Vec<f32> = (0..1001).map(|v| (v * 7) as f32).collect();
        assert_eq!(measure(PixelType::Uint16, &values), ChannelRange { low: 70.0, high: 6986.0 });
        // numpy.percentile([0, 10], [1, 99.8]) = 0.1, 9.98
        assert_eq!(measure(PixelType::Uint8, &[0.0, 10.0]), ChannelRange { low: 0.1, high: 9.98 });
    }

    proptest! {
        #[test]
        fn floats_are_exact(values in prop::collection::vec(prop_oneof![-2.0f32..2.0, -1e30f32..1e30, Just(0.0f32)], 1..400)) {
            let range = measure(PixelType::Float32, &values);
            prop_assert_eq!((range.low, range.high), (by_sorting(&values, 1.0), by_sorting(&values, 99.8)));
        }
    }

    #[test]
    fn one_outlier_moves_nothing() {
        let mut values: Vec<f32> = (0..5000).map(|v| v as f32 / 5000.0).collect();
        values[17] = 1e30;
        let range = measure(PixelType::Float32, &values);
        assert!((range.low - 0.01).abs() < 1e-3 && (range.high - 0.998).abs() < 1e-3, "{range:?}");
    }

    #[test]
    fn planes_are_evenly_spaced_over_frames_and_slices() {
        let mut info = image(PixelType::Uint8, [100, 4, 4]);
        info.frames = 3;
        let planes = measured_planes(&info);
        assert_eq!(planes.len(), 64);
        assert!(
            planes.windows(2).all(|w| w[0] < w[1]) && planes[0] == (0, 2) && planes[63] == (2, 97),
            "{planes:?}"
        );
        info.frames = 1;
        info.shape[0] = 5;
        assert_eq!(measured_planes(&info), [(0, 0), (0, 1), (0, 2), (0, 3), (0, 4)]);
    }

    #[test]
    fn large_planes_are_read_in_bands() {
        const BAND: usize = 16 << 20;
        let bands = measured_bands(&image(PixelType::Float32, [2, 10_000, 10_000]), BAND);
        assert_eq!(bands.iter().map(|(_, b)| b.voxels()).sum::<usize>(), 2 * 2 * 100_000_000);
        assert!(bands.iter().all(|(_, b)| b.voxels() <= BAND));
        assert_eq!(bands[0].1, bands[bands.len() / 2].1, "the second pass repeats the first");
    }
}
