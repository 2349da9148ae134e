//! A scale: one sigma in 2D or 3D, its kernels, and the features that share it.

use super::feature::{Dimensions, Feature};
use crate::filter::derivatives_3d::Stencils3;
use crate::filter::kernel::{Kernel, SMOOTHING_WINDOW};
use crate::filter::stencils::{FILTER_REACH, Parts, Stencils, TENSOR_REACH};

/// Channels of a scale in 2D, selected or not: Gaussian, Laplacian, gradient, difference, structure tensor, Hessian.
pub const CHANNELS_2D: usize = 8;
/// The same in 3D.
pub const CHANNELS_3D: usize = 10;

/// ilastik's two stages for a sigma s: smoothing with t = sqrt(s² - 1), or s where s <= 1; then filters at n = min(s, 1).
#[derive(Clone, Debug)]
pub struct Scale {
    pub sigma: f64,
    pub dimensions: Dimensions,
    /// Pre-smoothing along z; the identity in 2D.
    pub smooth_z: Kernel,
    /// Pre-smoothing along y and x.
    pub smooth_yx: Kernel,
    /// Kernels of the second stage.
    pub stencils: Stencils3,
    /// What of it is computed.
    pub parts: Parts,
}

impl Scale {
    /// A scale without features.
    pub fn new(sigma: f64, dimensions: Dimensions, z_ratio: f64) -> Self {
        let smoothing = if sigma > 1.0 { (sigma * sigma - 1.0).sqrt() } else { sigma };
        let n = sigma.min(1.0);
        let smooth_z = match dimensions {
            Dimensions::Two => Kernel::identity(),
            Dimensions::Three => Kernel::new(0, smoothing / z_ratio, SMOOTHING_WINDOW),
        };
        Scale {
            sigma,
            dimensions,
            smooth_z,
            smooth_yx: Kernel::new(0, smoothing, SMOOTHING_WINDOW),
            stencils: Stencils3 { z: Stencils::new(n, z_ratio), yx: Stencils::new(n, 1.0) },
            parts: Parts::default(),
        }
    }

    /// Adds a feature.
    pub fn add(&mut self, feature: Feature) {
        match feature {
            Feature::Gaussian | Feature::DifferenceOfGaussians => {}
            Feature::Laplacian | Feature::GradientMagnitude => self.parts.derivatives = true,
            Feature::StructureTensor => self.parts.structure = true,
            Feature::Hessian => {
                self.parts.derivatives = true;
                self.parts.hessian = true;
            }
        }
    }

    /// Samples on either side that the second stage reads.
    pub fn reach(&self) -> usize {
        if self.parts.structure { TENSOR_REACH } else { FILTER_REACH }
    }

    /// The same along z.
    pub fn reach_z(&self) -> usize {
        match self.dimensions {
            Dimensions::Two => 0,
            Dimensions::Three => self.reach(),
        }
    }

    /// Voxels (z, y, x) on either side that its features depend on.
    pub fn halo(&self) -> [usize; 3] {
        let yx = self.smooth_yx.radius() + self.reach();
        [self.smooth_z.radius() + self.reach_z(), yx, yx]
    }

    /// Floating-point operations per voxel, roughly.
    pub fn cost(&self) -> f64 {
        let taps = 2 * self.smooth_yx.radius() + self.smooth_z.radius();
        let (base, derivatives, hessian, structure) = match self.dimensions {
            Dimensions::Two => (20, 40, 8, 50),
            Dimensions::Three => (30, 70, 95, 220),
        };
        let Parts { derivatives: d, hessian: h, structure: s } = self.parts;
        let chosen = [(d, derivatives), (h, hessian), (s, structure)];
        let second: i32 = base + chosen.iter().filter(|(on, _)| *on).map(|(_, cost)| cost).sum::<i32>();
        3.0 * taps as f64 + f64::from(second)
    }

    /// Channels of the scale, selected or not.
    pub fn channels(&self) -> usize {
        match self.dimensions {
            Dimensions::Two => CHANNELS_2D,
            Dimensions::Three => CHANNELS_3D,
        }
    }

    /// The first of a feature's channels among those of the scale.
    pub fn first_channel(&self, feature: Feature) -> usize {
        let before = Feature::ALL.into_iter().take_while(|f| *f != feature);
        before.map(|f| f.channels(self.dimensions)).sum()
    }
}
