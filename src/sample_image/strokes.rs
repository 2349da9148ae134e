//! Strokes as a user draws them: short curves inside a nucleus or between nuclei, on a few slices.

use super::SampleStroke;
use super::nuclei::Nucleus;
use super::random::{Random, unit};
use crate::error::Result;
use crate::invalid;
use crate::progress::Progress;
use ndarray::{Array3, ArrayView2, Axis};

/// Strokes of a class.
const PER_CLASS: usize = 10;
/// Strokes of a class on one slice.
const PER_SLICE: usize = 2;
/// A user keeps this far from the border that he sees, in pixels.
const MARGIN: f64 = 1.0;
/// Pixels between points.
const STEP: f64 = 2.0;
/// Starting points tried before the wish is relaxed, and before there is no hope.
const PATIENCE: usize = 2000;
const HOPELESS: usize = 10 * PATIENCE;

/// Ten strokes of the background, then ten of the nuclei.
pub fn draw(
    random: &mut Random,
    nuclei: &[Nucleus],
    truth: &Array3<u16>,
    progress: &Progress,
) -> Result<Vec<SampleStroke>> {
    let depth = truth.len_of(Axis(0));
    let slices: Vec<usize> = (0..PER_CLASS / PER_SLICE)
        .map(|i| {
            let part = (i as f64 + random.between(0.3, 0.7)) * PER_SLICE as f64 / PER_CLASS as f64;
            (part * depth as f64) as usize
        })
        .collect();
    let mut brightness: Vec<f64> = nuclei.iter().map(|n| n.brightness).collect();
    brightness.sort_by(f64::total_cmp);
    let dim = brightness[brightness.len() / 4];

    let mut strokes = Vec::with_capacity(2 * PER_CLASS);
    for i in 0..PER_CLASS {
        progress.check()?;
        // Most background strokes of a user lie where it matters: between nuclei.
        let near_nuclei = i % 3 != 2;
        strokes.push(attempt(random, truth, 0, slices[i / PER_SLICE], |slice, [x, y]| {
            slice[[y, x]] == 0 && (!near_nuclei || !is_free(slice, [x as f64, y as f64], 7.0, 0))
        })?);
    }
    let mut used = vec![false; nuclei.len() + 1];
    for i in 0..PER_CLASS {
        progress.check()?;
        let wants_dim = i % 3 == 1;
        let stroke = attempt(random, truth, 1, slices[i / PER_SLICE], |slice, [x, y]| {
            let number = slice[[y, x]] as usize;
            number > 0 && !used[number] && (!wants_dim || nuclei[number - 1].brightness <= dim)
        })?;
        let [x, y] = stroke.points[0];
        used[truth[[stroke.z, y.round() as usize, x.round() as usize]] as usize] = true;
        strokes.push(stroke);
    }
    Ok(strokes)
}

/// Draws one stroke that starts at a pixel (x, y) which `suits`. Where that does not succeed, other slices and then
/// other pixels and shorter strokes will do.
fn attempt(
    random: &mut Random,
    truth: &Array3<u16>,
    class: u8,
    wanted_slice: usize,
    suits: impl Fn(ArrayView2<u16>, [usize; 2]) -> bool,
) -> Result<SampleStroke> {
    let (depth, height, width) = truth.dim();
    for tries in 0..HOPELESS {
        let z = if tries < PATIENCE { wanted_slice } else { random.index(depth) };
        let slice = truth.index_axis(Axis(0), z);
        let start = [random.index(width), random.index(height)];
        let relaxed = tries > 2 * PATIENCE && (slice[[start[1], start[0]]] > 0) == (class == 1);
        if !relaxed && !suits(slice, start) {
            continue;
        }
        let brush = 2.0 + random.index(if class == 0 { 2 } else { 3 }) as f64;
        let shortest = if tries < 3 * PATIENCE { 15.0 } else { 5.0 };
        let longest = random.between(18.0, 40.0);
        let points = wander(random, slice, start.map(|v| v as f64), brush, longest);
        if (points.len() - 1) as f64 * STEP >= shortest {
            return Ok(SampleStroke { class, z, width: brush, points });
        }
    }
    invalid!("a sample of {width} x {height} x {depth} pixels has no room for strokes; use a larger one")
}

/// A smooth random curve from `start` that stays within the label it starts on.
fn wander(
    random: &mut Random,
    slice: ArrayView2<u16>,
    start: [f64; 2],
    brush: f64,
    longest: f64,
) -> Vec<[f64; 2]> {
    let [x, y] = start.map(|v| v.round() as usize);
    let label = slice[[y, x]];
    let mut points = vec![start];
    if !is_free(slice, start, brush / 2.0 + MARGIN, label) {
        return points;
    }
    let mut heading = random.direction::<2>();
    let mut bend = 0.0;
    while points.len() as f64 * STEP < longest {
        bend = 0.6 * bend + random.between(-0.3, 0.3);
        let [x, y] = points[points.len() - 1];
        // Straight on, else as little turned aside as the way ahead allows.
        let side = if bend < 0.0 { -1.0 } else { 1.0 };
        let turns = [bend, 0.6 * side, -0.6 * side, 1.2 * side, -1.2 * side, 2.5 * side, -2.5 * side];
        let way = turns.into_iter().find_map(|turn| {
            let h = unit([heading[0] - turn * heading[1], heading[1] + turn * heading[0]]);
            let next = [x + STEP * h[0], y + STEP * h[1]];
            is_free(slice, next, brush / 2.0 + MARGIN, label).then_some((h, next))
        });
        let Some((h, next)) = way else { break };
        heading = h;
        // A quarter of a pixel is what a hand resolves; it also survives the single precision of files.
        points.push(next.map(|v| (4.0 * v).round() / 4.0));
    }
    points
}

/// Whether all pixels whose centres lie within `radius` of the point (x, y) are in the image and have this label.
fn is_free(slice: ArrayView2<u16>, [x, y]: [f64; 2], radius: f64, label: u16) -> bool {
    let (height, width) = slice.dim();
    if x < radius || y < radius || x + radius > (width - 1) as f64 || y + radius > (height - 1) as f64 {
        return false;
    }
    let span = |c: f64, n: usize| (c - radius) as usize..((c + radius) as usize + 1).min(n);
    span(y, height).all(|row| {
        span(x, width).all(|column| {
            let (dx, dy) = (column as f64 - x, row as f64 - y);
            dx * dx + dy * dy > radius * radius || slice[[row, column]] == label
        })
    })
}
