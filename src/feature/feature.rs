//! The six features, their groups, and in how many dimensions they look.

use serde::{Deserialize, Serialize};

/// The largest sigma offered, in pixels.
pub const LARGEST_SIGMA: f64 = 30.0;
/// ilastik's sigmas, in pixels.
pub const OFFERED_SIGMAS: [f64; 7] = [0.3, 0.7, 1.0, 1.6, 3.5, 5.0, 10.0];
/// The sigmas of the option `default`.
pub const DEFAULT_SIGMAS: [f64; 6] = [0.3, 0.7, 1.0, 1.6, 3.5, 5.0];

/// What is computed of a pixel's neighbourhood. The order is that of the channels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Feature {
    /// The image smoothed by a Gaussian.
    Gaussian,
    /// Sum of the pure second derivatives: blobs and ridges.
    Laplacian,
    /// Length of the gradient: edges.
    GradientMagnitude,
    /// Smoothed at sigma less smoothed at 0.66 sigma: edges and blobs.
    DifferenceOfGaussians,
    /// Eigenvalues of the smoothed products of the gradient: how strongly, and along how many axes, the image varies.
    StructureTensor,
    /// Eigenvalues of the matrix of second derivatives: ridges, tubes and blobs.
    Hessian,
}

impl Feature {
    /// All of them, in channel order.
    pub const ALL: [Feature; 6] = [
        Feature::Gaussian,
        Feature::Laplacian,
        Feature::GradientMagnitude,
        Feature::DifferenceOfGaussians,
        Feature::StructureTensor,
        Feature::Hessian,
    ];

    /// Its name in options.
    pub fn name(self) -> &'static str {
        match self {
            Feature::Gaussian => "gaussian",
            Feature::Laplacian => "laplacian",
            Feature::GradientMagnitude => "gradient",
            Feature::DifferenceOfGaussians => "dog",
            Feature::StructureTensor => "structure",
            Feature::Hessian => "hessian",
        }
    }

    /// Its name for people.
    pub fn title(self) -> &'static str {
        match self {
            Feature::Gaussian => "Gaussian",
            Feature::Laplacian => "Laplacian",
            Feature::GradientMagnitude => "Gradient magnitude",
            Feature::DifferenceOfGaussians => "Difference of Gaussians",
            Feature::StructureTensor => "Structure tensor",
            Feature::Hessian => "Hessian",
        }
    }

    /// The group it belongs to.
    pub fn group(self) -> Group {
        match self {
            Feature::Gaussian => Group::Intensity,
            Feature::Laplacian | Feature::GradientMagnitude | Feature::DifferenceOfGaussians => Group::Edge,
            Feature::StructureTensor | Feature::Hessian => Group::Texture,
        }
    }

    /// The smallest sigma offered, in pixels.
    pub fn smallest_sigma(self) -> f64 {
        if self == Feature::Gaussian { 0.3 } else { 0.7 }
    }

    /// Channels of one cell and image channel: the eigenvalues, else 1.
    pub fn channels(self, dimensions: Dimensions) -> usize {
        match self {
            Feature::StructureTensor | Feature::Hessian => dimensions.count(),
            _ => 1,
        }
    }
}

/// Features that look at the same thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Group {
    /// How bright.
    Intensity,
    /// Edges and blobs.
    Edge,
    /// Texture and shape.
    Texture,
}

impl Group {
    /// All of them.
    pub const ALL: [Group; 3] = [Group::Intensity, Group::Edge, Group::Texture];

    /// Its name in options, where it stands for its members.
    pub fn name(self) -> &'static str {
        match self {
            Group::Intensity => "intensity",
            Group::Edge => "edge",
            Group::Texture => "texture",
        }
    }

    /// Its features.
    pub fn members(self) -> impl Iterator<Item = Feature> {
        Feature::ALL.into_iter().filter(move |feature| feature.group() == self)
    }
}

/// Slice by slice, or in the volume.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Dimensions {
    /// Each slice on its own.
    Two,
    /// The volume.
    Three,
}

impl Dimensions {
    /// 2 or 3.
    pub fn count(self) -> usize {
        match self {
            Dimensions::Two => 2,
            Dimensions::Three => 3,
        }
    }

    /// Its name in options.
    pub fn name(self) -> &'static str {
        match self {
            Dimensions::Two => "2d",
            Dimensions::Three => "3d",
        }
    }
}
