//! The texture of chromatin, and what a microscope makes of the light that nuclei give.

use super::random::Random;
use super::zeroed;
use crate::error::Result;
use crate::progress::Progress;
use ndarray::parallel::prelude::*;
use ndarray::{Array3, ArrayViewMut1, Axis, Zip, s};

/// Photons from a nucleus of brightness 1, where the light is best.
const PHOTONS: f64 = 60.0;
/// Photons from everywhere: medium, plastic, stray light.
const BACKGROUND: f64 = 3.0;
/// Light that returns as out-of-focus haze, as a part of the mean light around.
const HAZE: f64 = 0.35;
/// The camera's counts per photon, and its count in darkness.
const GAIN: f64 = 12.0;
const OFFSET: f64 = 110.0;

/// How often [`chromatin`] and [`photograph`] go over the volume: their progress in volumes.
pub const PASSES: u64 = 16;

/// Fills `chromatin` with grains of a few pixels: mean 0, standard deviation 1.
pub fn chromatin(random: &mut Random, chromatin: &mut Array3<f32>, progress: &Progress) -> Result<()> {
    let (depth, height, width) = chromatin.dim();
    let streams = random.slices(depth);
    let slices = chromatin.axis_iter_mut(Axis(0)).into_par_iter().zip(streams);
    slices.try_for_each(|(mut slice, mut random)| {
        slice.rows_mut().into_iter().try_for_each(|mut row| {
            progress.check()?;
            row.iter_mut().for_each(|v| *v = random.uniform() as f32 - 0.5);
            progress.advance(width as u64);
            Ok(())
        })
    })?;
    blur(chromatin, [0, 2, 2], progress)?;
    let mut coarse = zeroed([depth, height, width], "the chromatin of the sample image")?;
    coarse.assign(chromatin);
    blur(&mut coarse, [1, 5, 5], progress)?;
    each_lane(chromatin, 2, progress, |(z, y), mut row| row -= &coarse.slice(s![z, y, ..]))?;
    let mut sum = 0.0;
    for row in chromatin.rows() {
        progress.check()?;
        row.iter().for_each(|&v| sum += f64::from(v) * f64::from(v));
    }
    let deviation = (sum / chromatin.len() as f64).sqrt() as f32;
    each_lane(chromatin, 2, progress, |_, mut row| row.mapv_inplace(|v| v / deviation))
}

/// The camera's image of `light`. `haze` is any volume of the same shape; it is overwritten.
pub fn photograph(
    random: &mut Random,
    mut light: Array3<f32>,
    mut haze: Array3<f32>,
    progress: &Progress,
) -> Result<Array3<u16>> {
    let (depth, height, width) = light.dim();
    let brightest = [0.5 + random.between(-0.25, 0.25), 0.5 + random.between(-0.25, 0.25)];
    each_lane(&mut light, 2, progress, |(z, y), mut row| {
        let dy = y as f64 / height as f64 - brightest[1];
        let dimming = 1.0 / (1.0 + 1.5 * z as f64 / depth as f64);
        for (x, v) in row.iter_mut().enumerate() {
            let dx = x as f64 / width as f64 - brightest[0];
            let illumination = 1.0 / (1.0 + 1.6 * (dx * dx + dy * dy));
            *v *= (illumination * dimming) as f32;
        }
    })?;
    haze.assign(&light);
    blur(&mut light, [1, 1, 1], progress)?;
    blur(&mut haze, [4, 10, 10], progress)?;

    let mut image = zeroed([depth, height, width], "the sample image")?;
    let streams = random.slices(depth);
    let slices = image.axis_iter_mut(Axis(0)).into_par_iter().zip(streams);
    slices.enumerate().try_for_each(|(z, (mut slice, mut random))| {
        slice.rows_mut().into_iter().enumerate().try_for_each(|(y, mut row)| {
            progress.check()?;
            for (x, count) in row.iter_mut().enumerate() {
                let light = f64::from(light[[z, y, x]]) + HAZE * f64::from(haze[[z, y, x]]);
                let photons = random.poisson(BACKGROUND + PHOTONS * light);
                // Readout noise of four counts.
                *count = (OFFSET + GAIN * photons + random.bell()).max(0.0) as u16;
            }
            progress.advance(width as u64);
            Ok(())
        })
    })?;
    Ok(image)
}

/// Blurs by three running means of 2 `radius` + 1 voxels along each axis (z, y, x), the edge repeated. Three means are close
/// to a Gaussian of variance ((2 radius + 1)^2 - 1) / 4 (Wells 1986, IEEE PAMI 8, 234-239). The crate's own Gaussian filter would round
/// differently on different processors, and the sample must not.
fn blur(volume: &mut Array3<f32>, radius: [usize; 3], progress: &Progress) -> Result<()> {
    (0..3).filter(|&axis| radius[axis] > 0).try_for_each(|axis| {
        each_lane(volume, axis, progress, |_, mut lane| {
            let mut values: Vec<f64> = lane.iter().map(|&v| f64::from(v)).collect();
            for _ in 0..3 {
                values = running_mean(&values, radius[axis]);
            }
            lane.iter_mut().zip(values).for_each(|(to, from)| *to = from as f32);
        })
    })
}

/// Works in parallel on all lanes along `axis`, each with its place on the other two axes, until told to stop.
fn each_lane(
    volume: &mut Array3<f32>,
    axis: usize,
    progress: &Progress,
    work: impl Fn((usize, usize), ArrayViewMut1<f32>) + Send + Sync,
) -> Result<()> {
    Zip::indexed(volume.lanes_mut(Axis(axis))).par_for_each(|place, lane| {
        if progress.check().is_ok() {
            progress.advance(lane.len() as u64);
            work(place, lane);
        }
    });
    progress.check()
}

/// The mean of each value and its `r` neighbours on either side.
fn running_mean(values: &[f64], r: usize) -> Vec<f64> {
    let at = |i: isize| values[i.clamp(0, values.len() as isize - 1) as usize];
    let (r, width) = (r as isize, (2 * r + 1) as f64);
    let mut sum: f64 = (-r..=r).map(at).sum();
    (0..values.len() as isize)
        .map(|i| {
            let mean = sum / width;
            sum += at(i + r + 1) - at(i - r);
            mean
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_running_mean_is_the_mean_of_its_window_with_the_edge_repeated() {
        assert_eq!(running_mean(&[3.0, 0.0, 0.0, 6.0], 1), [2.0, 1.0, 2.0, 4.0]);
        assert_eq!(running_mean(&[5.0], 3), [5.0]);
    }

    #[test]
    fn the_blur_has_the_variance_of_its_definition() {
        let mut volume = Array3::zeros((1, 1, 101));
        volume[[0, 0, 50]] = 1.0;
        blur(&mut volume, [2, 0, 3], &Progress::default()).unwrap();
        let variance: f64 =
            volume.indexed_iter().map(|((_, _, x), &v)| f64::from(v) * (x as f64 - 50.0).powi(2)).sum();
        assert!((variance - 12.0).abs() < 1e-4, "{variance}");
    }
}
