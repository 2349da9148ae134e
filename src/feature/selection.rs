//! The selection: which features at which sigmas, in 2D or 3D. Channels, halo and cost follow from it.

use super::feature::{Dimensions, Feature, LARGEST_SIGMA};
use super::option;
use super::scale::Scale;
use crate::error::Result;
use crate::invalid;
use serde::{Deserialize, Serialize};

/// The largest ratio of the z spacing to the xy spacing.
pub const LARGEST_Z_RATIO: f64 = 50.0;

/// One feature at one sigma.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// What is computed.
    pub feature: Feature,
    /// Standard deviation of the Gaussian, in xy pixels.
    pub sigma: f64,
    /// Slice by slice or in the volume.
    pub dimensions: Dimensions,
}

impl Cell {
    /// The order of channels: feature, sigma, dimensions.
    fn order(&self, other: &Self) -> std::cmp::Ordering {
        (self.feature.cmp(&other.feature))
            .then(self.sigma.total_cmp(&other.sigma))
            .then(self.dimensions.cmp(&other.dimensions))
    }
}

/// The cells in the order of their channels, and the voxels' z ratio.
///
/// The order of channels is feature, sigma, dimensions (2D before 3D), image channel, eigenvalue (descending).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Selection {
    cells: Vec<Cell>,
    z_ratio: f64,
}

impl Selection {
    /// These cells in canonical order, each once. `z_ratio` is z spacing / xy spacing, 1..=50; 1 is ilastik's.
    ///
    /// # Errors
    /// [`crate::error::Error::Invalid`] when there are no cells, a sigma is not offered, or the ratio is out of range.
    pub fn new(mut cells: Vec<Cell>, z_ratio: f64) -> Result<Self> {
        cells.sort_by(Cell::order);
        cells.dedup();
        let selection = Selection { cells, z_ratio };
        selection.validate()?;
        Ok(selection)
    }

    /// The selection that the options ask for in an image of `depth` slices, and what of it had to be changed.
    ///
    /// `features` is `default`, `all` (every cell that ilastik offers) or a list such as
    /// `gaussian:0.3,1,3.5;hessian:1.6@2d;texture:5`; `dimensions` is `auto` (3D in a volume), `2d` or `3d`.
    ///
    /// # Errors
    /// [`crate::error::Error::Invalid`] for names and sigmas that do not exist, and for a sigma that is wanted in 3D and whose
    /// kernel does not fit the depth.
    pub fn parse(
        features: &str,
        dimensions: &str,
        z_ratio: f64,
        depth: usize,
    ) -> Result<(Selection, Vec<String>)> {
        check_z_ratio(z_ratio)?;
        let (cells, notes) = option::parse(features, dimensions, z_ratio, depth)?;
        Ok((Selection::new(cells, z_ratio)?, notes))
    }

    /// The list that [`Selection::parse`] reads back, whatever the dimensions.
    pub fn to_option(&self) -> String {
        let list = |cells: &[Cell]| {
            let sigmas = cells.iter().map(|cell| format!("{}@{}", cell.sigma, cell.dimensions.name()));
            format!("{}:{}", cells[0].feature.name(), sigmas.collect::<Vec<_>>().join(","))
        };
        self.cells.chunk_by(|a, b| a.feature == b.feature).map(list).collect::<Vec<_>>().join(";")
    }

    /// The cells, in the order of their channels.
    pub fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// z spacing / xy spacing.
    pub fn z_ratio(&self) -> f64 {
        self.z_ratio
    }

    /// Feature channels of an image of so many channels.
    pub fn channel_count(&self, image_channels: usize) -> usize {
        self.cells.iter().map(|cell| cell.feature.channels(cell.dimensions) * image_channels).sum()
    }

    /// A name for each feature channel, such as `Hessian 1.6 2D eigenvalue 1`, with the image channel's name behind it where
    /// there are several.
    pub fn channel_names(&self, image_channels: &[String]) -> Vec<String> {
        let mut names = Vec::new();
        for cell in &self.cells {
            let count = cell.feature.channels(cell.dimensions);
            for channel in image_channels {
                for eigenvalue in 1..=count {
                    let dimensions = cell.dimensions.count();
                    let mut name = format!("{} {} {dimensions}D", cell.feature.title(), cell.sigma);
                    if count > 1 {
                        name += &format!(" eigenvalue {eigenvalue}");
                    }
                    if image_channels.len() > 1 {
                        name += &format!(" of {channel}");
                    }
                    names.push(name);
                }
            }
        }
        names
    }

    /// Voxels (z, y, x) beyond a block on either side that its features depend on.
    pub fn halo(&self) -> [usize; 3] {
        let mut halo = [0; 3];
        for scale in self.scales() {
            for (halo, scale) in halo.iter_mut().zip(scale.halo()) {
                *halo = scale.max(*halo);
            }
        }
        halo
    }

    /// Checks that every kernel fits an image of this size (z, y, x).
    ///
    /// # Errors
    /// [`crate::error::Error::Invalid`] names the sigma, the axis and what fits.
    pub fn check_image(&self, shape: [usize; 3]) -> Result<()> {
        for cell in &self.cells {
            for (size, axis) in [(shape[2], "x"), (shape[1], "y")] {
                let needed = needed_samples(cell.sigma, 1.0);
                if size < needed {
                    invalid!(
                        "sigma {} needs {needed} pixels along {axis}, the image has {size}: {}",
                        cell.sigma,
                        what_fits(size, 1.0)
                    );
                }
            }
            let needed = needed_samples(cell.sigma, self.z_ratio);
            if cell.dimensions == Dimensions::Three && shape[0] < needed {
                invalid!(
                    "sigma {} needs {needed} slices in 3D, the image has {}: {} or 2D",
                    cell.sigma,
                    shape[0],
                    what_fits(shape[0], self.z_ratio)
                );
            }
        }
        Ok(())
    }

    /// Operations per voxel and image channel, roughly: what blocks and forecasts weigh selections by.
    pub fn cost(&self) -> f64 {
        self.scales().iter().map(Scale::cost).sum()
    }

    /// The scales of all cells: cells of the same sigma and dimensions share one.
    pub(super) fn scales(&self) -> Vec<Scale> {
        let mut scales: Vec<Scale> = Vec::new();
        for cell in &self.cells {
            match scales.iter_mut().find(|s| s.sigma == cell.sigma && s.dimensions == cell.dimensions) {
                Some(scale) => scale.add(cell.feature),
                None => {
                    let mut scale = Scale::new(cell.sigma, cell.dimensions, self.z_ratio);
                    scale.add(cell.feature);
                    scales.push(scale);
                }
            }
        }
        scales
    }

    /// Checks what [`Selection::new`] ensures; a selection read from a file need not hold it.
    ///
    /// # Errors
    /// [`crate::error::Error::Invalid`] names the first violation.
    pub fn validate(&self) -> Result<()> {
        if self.cells.is_empty() {
            invalid!("no features are selected: select at least one, such as gaussian:1");
        }
        for cell in &self.cells {
            check_sigma(cell.feature, cell.sigma)?;
        }
        if !self.cells.is_sorted_by(|a, b| a.order(b).is_lt()) {
            invalid!("the selected features are out of order or occur twice");
        }
        check_z_ratio(self.z_ratio)
    }
}

fn check_z_ratio(z_ratio: f64) -> Result<()> {
    if !(1.0..=LARGEST_Z_RATIO).contains(&z_ratio) {
        invalid!("z_ratio {z_ratio} is outside 1..{LARGEST_Z_RATIO}; it is the z spacing / xy spacing");
    }
    Ok(())
}

/// Checks that a feature is offered at a sigma.
pub(super) fn check_sigma(feature: Feature, sigma: f64) -> Result<()> {
    let (name, smallest) = (feature.name(), feature.smallest_sigma());
    if sigma.is_nan() || sigma < smallest {
        invalid!("sigma {sigma} of {name} is below {smallest}, the smallest offered for it");
    }
    if sigma > LARGEST_SIGMA {
        invalid!("sigma {sigma} of {name} is above {LARGEST_SIGMA}, the largest offered");
    }
    Ok(())
}

/// Samples that an axis needs for a sigma, when they are `spacing` xy pixels apart.
pub(super) fn needed_samples(sigma: f64, spacing: f64) -> usize {
    (3.5 * sigma / spacing).ceil() as usize + 1
}

/// The advice for an axis of `samples`: the largest sigma that fits it.
pub(super) fn what_fits(samples: usize, spacing: f64) -> String {
    let mut tenths = (samples.saturating_sub(1) as f64 * spacing / 3.5 * 10.0).floor() as usize + 1;
    while tenths > 0 && needed_samples(tenths as f64 / 10.0, spacing) > samples {
        tenths -= 1;
    }
    let largest = (tenths as f64 / 10.0).min(LARGEST_SIGMA);
    if largest < Feature::Gaussian.smallest_sigma() {
        return "use a larger image".into();
    }
    format!("use sigmas up to {largest}")
}
