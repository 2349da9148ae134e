//! Where the nuclei lie, what shape they have, and how they fill the voxels.
//!
//! Positions are (x, y, z) in pixels; slice k has its centre at (k + 0.5) times the z ratio.

use super::Z_RATIO;
use super::random::{Random, dot, unit};
use crate::error::{Result, try_zeroed};
use crate::invalid;
use crate::progress::Progress;
use ndarray::parallel::prelude::*;
use ndarray::{Array3, Axis};

/// Largest mean semi-axis of a nucleus, in pixels.
const LARGEST_RADIUS: f64 = 14.0;
/// Centres keep at least this part of the sum of the radii: below 1, so that neighbours press against each other.
const CLOSEST: f64 = 0.8;
/// A nucleus bulges at most to this multiple of its ellipsoid's radius.
const BULGE: f64 = 1.25;

/// Most nuclei that the 16 bits of the truth tell apart.
const MOST: usize = u16::MAX as usize;
/// Slices of this many pixels along x and y hold fewer than that. Only wide images of few slices hold more: with depth the
/// number of voxels reaches its limit first.
const WIDEST: usize = 7000;

/// An ellipsoid with a slight deformation.
pub struct Nucleus {
    centre: [f64; 3],
    /// Mean semi-axis.
    radius: f64,
    /// Largest distance of a surface point from the centre.
    reach: f64,
    /// The axes' directions, each divided by the semi-axis: the product with them maps the ellipsoid to the unit ball.
    axes: [[f64; 3]; 3],
    /// Where and how strongly the surface is pulled out to one side.
    pull: ([f64; 3], f64),
    /// Where and how strongly the surface is squeezed from both sides.
    squeeze: ([f64; 3], f64),
    /// Centre and radius of the darker nucleoli, in the unit ball.
    nucleoli: Vec<([f64; 3], f64)>,
    /// Light of the nucleus; most have 0.5 to 1.
    pub brightness: f64,
}

impl Nucleus {
    /// A nucleus of random size, shape and brightness; where it lies is up to the tissue.
    fn new(random: &mut Random) -> Self {
        let kind = random.uniform();
        let (radius, brightness) = if kind < 0.1 {
            (random.between(6.0, 7.5), random.between(0.25, 0.4))
        } else if kind < 0.15 {
            (random.between(8.0, 9.5), random.between(1.1, 1.5))
        } else {
            (random.between(9.0, LARGEST_RADIUS), random.between(0.4, 1.0))
        };
        let a = random.direction();
        let b = unit(cross(a, random.direction()));
        let c = cross(a, b);
        let stretch = random.between(0.95, 1.3);
        let flatten = random.between(0.8, 1.05);
        let semi_axes = [radius * stretch, radius * flatten, radius / (stretch * flatten)];
        let axes = [0, 1, 2].map(|i| [a, b, c][i].map(|v| v / semi_axes[i]));
        let nucleoli = (0..1 + random.index(3))
            .map(|_| (random.in_ball::<3>().map(|v| 0.6 * v), random.between(0.2, 0.32)))
            .collect();
        Nucleus {
            centre: [0.0; 3],
            radius,
            reach: BULGE * semi_axes.into_iter().fold(0.0, f64::max),
            axes,
            pull: (random.direction(), random.between(0.0, 0.12)),
            squeeze: (random.direction(), random.between(0.0, 0.12)),
            nucleoli,
            brightness,
        }
    }

    /// `at` in the frame where the nucleus is about the unit ball.
    fn to_unit_ball(&self, at: [f64; 3]) -> [f64; 3] {
        let from_centre = std::array::from_fn(|i| at[i] - self.centre[i]);
        self.axes.map(|axis| dot(axis, from_centre))
    }

    /// Distance from the centre as a part of that of the surface in the same direction: below 1 inside.
    fn relative_distance(&self, local: [f64; 3]) -> f64 {
        let distance = dot(local, local).sqrt();
        if distance < 1e-6 {
            return 0.0;
        }
        let direction = local.map(|v| v / distance);
        let towards = dot(direction, self.pull.0);
        let across = dot(direction, self.squeeze.0);
        let surface =
            1.0 + self.pull.1 * towards * towards * towards - self.squeeze.1 * (across * across - 0.3);
        distance / surface
    }
}

/// The tissue: an ellipsoid with a dented surface around an eccentric lumen.
struct Tissue {
    centre: [f64; 3],
    semi_axes: [f64; 3],
    dent: [f64; 3],
    lumen: [f64; 3],
}

impl Tissue {
    fn new(random: &mut Random, size: [f64; 3]) -> Self {
        let off_centre = random.in_ball::<3>();
        let centre = [0, 1, 2].map(|i| size[i] * (0.5 + 0.03 * off_centre[i]));
        let semi_axes = [0.47 * size[0], 0.45 * size[1], 0.62 * size[2]];
        let lumen = random.in_ball::<3>().map(|v| 0.25 * v);
        Tissue { centre, semi_axes, dent: random.direction(), lumen }
    }

    fn contains(&self, at: [f64; 3]) -> bool {
        let p: [f64; 3] = std::array::from_fn(|i| (at[i] - self.centre[i]) / self.semi_axes[i]);
        let along = dot(p, self.dent);
        let from_lumen: [f64; 3] = std::array::from_fn(|i| p[i] - self.lumen[i]);
        dot(p, p) + 0.35 * along * along * along < 1.0 && dot(from_lumen, from_lumen) > 0.32 * 0.32
    }
}

/// Fills the tissue with nuclei by random sequential addition: each is dropped at random until it fits, and when
/// many in a row find no room the tissue is full. Takes a small part of the time that drawing takes.
///
/// # Errors
/// [`crate::error::Error::Invalid`] when there is room for more nuclei than the truth can number, cancellation.
pub fn place(random: &mut Random, shape: [usize; 3], progress: &Progress) -> Result<Vec<Nucleus>> {
    let size = [shape[2] as f64, shape[1] as f64, shape[0] as f64 * Z_RATIO];
    let tissue = Tissue::new(random, size);
    let mut neighbours = Neighbours::new(size);
    let mut nuclei: Vec<Nucleus> = Vec::new();
    let mut homeless = 0;
    while homeless < 40 {
        progress.check()?;
        let mut nucleus = Nucleus::new(random);
        let place = (0..400).map(|_| size.map(|s| random.between(0.0, s))).find(|&at| {
            tissue.contains(at)
                && neighbours.of(at).all(|other| {
                    let other = &nuclei[other];
                    let apart: [f64; 3] = std::array::from_fn(|i| at[i] - other.centre[i]);
                    let closest = CLOSEST * (nucleus.radius + other.radius);
                    dot(apart, apart) >= closest * closest
                })
        });
        if let Some(at) = place {
            if nuclei.len() == MOST {
                let [depth, height, width] = shape;
                invalid!(
                    "a sample of {width} x {height} x {depth} pixels has more than {MOST} nuclei, the most that 16 bits number; use at most {WIDEST} x {WIDEST} pixels per slice"
                );
            }
            nucleus.centre = at;
            neighbours.insert(at, nuclei.len());
            nuclei.push(nucleus);
        } else {
            homeless += 1;
        }
    }
    Ok(nuclei)
}

/// Numbers of nuclei by cells as wide as the largest distance at which two can meet.
struct Neighbours {
    cells: [usize; 3],
    numbers: Vec<Vec<usize>>,
}

impl Neighbours {
    const WIDTH: f64 = 2.0 * CLOSEST * LARGEST_RADIUS;

    fn new(size: [f64; 3]) -> Self {
        let cells = size.map(|s| (s / Self::WIDTH) as usize + 1);
        Neighbours { cells, numbers: vec![Vec::new(); cells.iter().product()] }
    }

    fn cell(at: [f64; 3]) -> [usize; 3] {
        at.map(|v| (v / Self::WIDTH) as usize)
    }

    fn index(&self, [x, y, z]: [usize; 3]) -> usize {
        (z * self.cells[1] + y) * self.cells[0] + x
    }

    fn insert(&mut self, at: [f64; 3], number: usize) {
        let index = self.index(Self::cell(at));
        self.numbers[index].push(number);
    }

    /// All whose centres lie in the cell of `at` or in one beside it.
    fn of(&self, at: [f64; 3]) -> impl Iterator<Item = usize> + '_ {
        let cell = Self::cell(at);
        let [xs, ys, zs] = [0, 1, 2].map(|i| cell[i].saturating_sub(1)..(cell[i] + 2).min(self.cells[i]));
        zs.flat_map(move |z| {
            let xs = xs.clone();
            ys.clone().flat_map(move |y| xs.clone().map(move |x| [x, y, z]))
        })
        .flat_map(|cell| self.numbers[self.index(cell)].iter().copied())
    }
}

/// Labels the voxels and lights them: the nucleus that a voxel lies deepest in, relative to its size, has it.
/// Advances by the number of voxels.
pub fn draw(
    nuclei: &[Nucleus],
    chromatin: &Array3<f32>,
    truth: &mut Array3<u16>,
    light: &mut Array3<f32>,
    progress: &Progress,
) -> Result<()> {
    let (_, height, width) = truth.dim();
    let slices = truth.axis_iter_mut(Axis(0)).into_par_iter().zip(light.axis_iter_mut(Axis(0)));
    slices.enumerate().try_for_each(|(k, (mut truth, mut light))| {
        let z = (k as f64 + 0.5) * Z_RATIO;
        let mut deepest = try_zeroed(height * width, "a slice of the sample image")?;
        deepest.fill(1.0);
        for (number, nucleus) in nuclei.iter().enumerate() {
            progress.check()?;
            let [cx, cy, cz] = nucleus.centre;
            if (z - cz).abs() > nucleus.reach {
                continue;
            }
            let span = |c: f64, n: usize| {
                (c - nucleus.reach).max(0.0) as usize..((c + nucleus.reach) as usize + 1).min(n)
            };
            for y in span(cy, height) {
                for x in span(cx, width) {
                    let local = nucleus.to_unit_ball([x as f64 + 0.5, y as f64 + 0.5, z]);
                    let distance = nucleus.relative_distance(local);
                    if distance < deepest[y * width + x] {
                        deepest[y * width + x] = distance;
                        truth[[y, x]] = number as u16 + 1;
                        let in_nucleolus = nucleus.nucleoli.iter().any(|(centre, radius)| {
                            let apart: [f64; 3] = std::array::from_fn(|i| local[i] - centre[i]);
                            dot(apart, apart) < radius * radius
                        });
                        let texture = (1.0 + 0.55 * chromatin[[k, y, x]]).max(0.2);
                        let part = if in_nucleolus { 0.4 } else { 1.0 };
                        light[[y, x]] = (nucleus.brightness * part) as f32 * texture;
                    }
                }
            }
        }
        progress.advance((height * width) as u64);
        Ok(())
    })
}

fn cross(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_size_that_the_refusal_names_has_room_for_its_nuclei() {
        for (seed, depth) in [(1, 1), (2, 2), (3, 2)] {
            let shape = [depth, WIDEST, WIDEST];
            let nuclei = place(&mut Random::new(seed), shape, &Progress::default()).unwrap().len();
            assert!(nuclei < MOST - MOST / 20, "{shape:?}: {nuclei} nuclei");
        }
    }
}
