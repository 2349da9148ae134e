//! Surface area from how often lines cross the surface.

use std::f64::consts::PI;

/// Points on the sphere that tell which part of it is nearest to each direction: the parts are right to about 1e-4.
const POINTS: usize = 1 << 16;

/// Kinds of steps between neighbours: the step (dz, dy, dx) is of kind 4 |dz| + 2 |dy| + |dx|; kind 0 stays empty.
const KINDS: usize = 8;

/// Crofton's formula for a spacing. Lines in a direction that cross the surface N times, and of which one goes through each
/// area A across them, give N A; its mean over all directions is half the surface area. In planes lines are a length L
/// apart, and the mean of N L is the perimeter times 2 / pi. The mean over the directions to neighbours weights each by the
/// part of the sphere, or circle, that is nearer to it than to all others (Legland, Kiêu & Devaux 2007, Image Anal. Stereol.
/// 26, 83-92; Lehmann & Legland 2012, Insight Journal).
#[derive(Clone, Debug)]
pub struct Crofton {
    /// What one crossing in a direction of each kind adds to the surface.
    crossing: [f64; KINDS],
}

impl Crofton {
    /// For voxels (z, y, x) of this size; in planes z does not count.
    pub fn new(planar: bool, spacing: [f64; 3]) -> Self {
        let parts = if planar { circle(spacing) } else { sphere(spacing) };
        let size: f64 = spacing[usize::from(planar)..].iter().product();
        let factor = if planar { PI / 2.0 } else { 2.0 };
        let mut crossing = [0.0; KINDS];
        for kind in kinds(planar) {
            let part = parts[kind] / directions(kind) as f64;
            crossing[kind] = factor * part * size / length(kind, spacing);
        }
        Crofton { crossing }
    }

    /// The surface area, or in planes the perimeter, of an object of so many voxels, of which so many pairs are neighbours by
    /// steps of each kind. Lines enter at each voxel that has no neighbour before it, and leave at each without one behind.
    pub fn surface(&self, voxels: u64, pairs: &[u64; KINDS]) -> f64 {
        let crossings = |kind: usize| (2 * (directions(kind) * voxels - pairs[kind])) as f64;
        (1..KINDS).filter(|&kind| self.crossing[kind] > 0.0).map(|k| self.crossing[k] * crossings(k)).sum()
    }
}

fn kinds(planar: bool) -> std::ops::Range<usize> {
    1..if planar { KINDS / 2 } else { KINDS }
}

/// How many directions are of a kind: those that differ by signs, where opposite ones are the same.
fn directions(kind: usize) -> u64 {
    1 << (kind.count_ones() - 1)
}

/// The step of a kind that goes forward along all axes.
fn step(kind: usize, spacing: [f64; 3]) -> [f64; 3] {
    [0, 1, 2].map(|axis| if kind & (4 >> axis) > 0 { spacing[axis] } else { 0.0 })
}

fn length(kind: usize, spacing: [f64; 3]) -> f64 {
    step(kind, spacing).iter().map(|s| s * s).sum::<f64>().sqrt()
}

/// The part of the circle that is nearest to the directions of each kind. Diagonals lie between y and x, so half of it is
/// theirs; the rest is split at half their angles.
fn circle([_, y, x]: [f64; 3]) -> [f64; KINDS] {
    let angle = y.atan2(x);
    let mut parts = [0.0; KINDS];
    parts[1] = angle / PI;
    parts[2] = 0.5 - angle / PI;
    parts[3] = 0.5;
    parts
}

/// The part of the sphere that is nearest to the directions of each kind, by points that cover it evenly: Fibonacci's
/// lattice (González 2010, Math. Geosci. 42, 49-64). By symmetry an octant tells all.
fn sphere(spacing: [f64; 3]) -> [f64; KINDS] {
    let golden_angle = PI * (3.0 - 5f64.sqrt());
    let mut units = [[0.0; 3]; KINDS];
    for kind in kinds(false) {
        let length = length(kind, spacing);
        units[kind] = step(kind, spacing).map(|s| s / length);
    }
    let mut counts = [0u32; KINDS];
    for i in 0..POINTS {
        let z = (i as f64 + 0.5) / POINTS as f64;
        let (sine, cosine) = (i as f64 * golden_angle).sin_cos();
        let radius = (1.0 - z * z).sqrt();
        let point = [z, radius * sine.abs(), radius * cosine.abs()];
        let nearness = |kind: usize| -> f64 { units[kind].iter().zip(point).map(|(u, p)| u * p).sum() };
        let mut nearest = (1, nearness(1));
        for kind in 2..KINDS {
            let near = nearness(kind);
            if near > nearest.1 {
                nearest = (kind, near);
            }
        }
        counts[nearest.0] += 1;
    }
    counts.map(|n| f64::from(n) / POINTS as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_the_sphere_are_the_published_ones() {
        // For cubic voxels: Legland, Kiêu & Devaux 2007, of each of the 13 directions.
        let published = [0.0, 0.091_556, 0.091_556, 0.073_961, 0.091_556, 0.073_961, 0.073_961, 0.070_391];
        let parts = sphere([1.0; 3]);
        for kind in kinds(false) {
            let part = parts[kind] / directions(kind) as f64;
            assert!((part - published[kind]).abs() < 1e-4, "{kind}: {part}");
        }
    }

    #[test]
    fn parts_make_up_the_whole() {
        for spacing in [[1.0; 3], [5.0, 1.0, 0.5], [0.1, 1.0, 1.0]] {
            assert!((sphere(spacing).iter().sum::<f64>() - 1.0).abs() < 1e-12);
            assert!((circle(spacing).iter().sum::<f64>() - 1.0).abs() < 1e-12);
        }
        // A step along x alone that is much shorter leaves little of the circle to y.
        let parts = circle([1.0, 1.0, 0.01]);
        assert!(parts[1] > 0.49 && parts[2] < 0.01);
    }
}
