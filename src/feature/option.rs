//! The options `features` and `dimensions`.

use super::feature::{DEFAULT_SIGMAS, Dimensions, Feature, Group, OFFERED_SIGMAS};
use super::selection::{Cell, check_sigma, needed_samples, what_fits};
use crate::error::Result;
use crate::invalid;

/// The cells that the options ask for, in any order, and notes on what had to be changed.
pub fn parse(
    features: &str,
    dimensions: &str,
    z_ratio: f64,
    depth: usize,
) -> Result<(Vec<Cell>, Vec<String>)> {
    let depth = Depth { slices: depth, z_ratio, wanted: Wanted::parse(dimensions)? };
    let features = features.trim();
    let features = features.strip_prefix('[').and_then(|f| f.strip_suffix(']')).unwrap_or(features).trim();
    match features {
        "default" => depth.named(&DEFAULT_SIGMAS),
        "all" => depth.named(&OFFERED_SIGMAS),
        list => Ok((depth.list(list)?, Vec::new())),
    }
}

/// The option `dimensions`.
#[derive(Clone, Copy, PartialEq)]
enum Wanted {
    Auto,
    Exactly(Dimensions),
}

impl Wanted {
    fn parse(option: &str) -> Result<Self> {
        match option.trim() {
            "auto" => Ok(Wanted::Auto),
            "2d" => Ok(Wanted::Exactly(Dimensions::Two)),
            "3d" => Ok(Wanted::Exactly(Dimensions::Three)),
            other => {
                invalid!(
                    "dimensions={other:?} is unknown; did you mean {}?",
                    nearest(other, &["auto", "2d", "3d"])
                )
            }
        }
    }
}

/// The image's depth and what is wanted of it.
struct Depth {
    slices: usize,
    z_ratio: f64,
    wanted: Wanted,
}

impl Depth {
    fn fits(&self, sigma: f64) -> bool {
        self.slices >= needed_samples(sigma, self.z_ratio)
    }

    /// Refuses a sigma in 3D that does not fit.
    fn check(&self, sigma: f64) -> Result<()> {
        if self.slices < 2 {
            invalid!("sigma {sigma} is wanted in 3D, but the image has one slice: use dimensions=2d or @2d");
        }
        if !self.fits(sigma) {
            invalid!(
                "sigma {sigma} needs {} slices in 3D, the image has {}: {}, or 2D (dimensions=2d or @2d)",
                needed_samples(sigma, self.z_ratio),
                self.slices,
                what_fits(self.slices, self.z_ratio)
            );
        }
        Ok(())
    }

    /// The dimensions of a sigma that names none.
    fn of(&self, sigma: f64) -> Result<Dimensions> {
        match self.wanted {
            Wanted::Exactly(Dimensions::Two) => Ok(Dimensions::Two),
            Wanted::Auto if self.slices < 2 => Ok(Dimensions::Two),
            _ => self.check(sigma).map(|()| Dimensions::Three),
        }
    }

    /// All features at these sigmas, where offered. With `auto` a sigma that does not fit becomes 2D.
    fn named(&self, sigmas: &[f64]) -> Result<(Vec<Cell>, Vec<String>)> {
        let (mut cells, mut notes) = (Vec::new(), Vec::new());
        for &sigma in sigmas {
            let dimensions = if self.wanted == Wanted::Auto && !self.fits(sigma) {
                if self.slices > 1 {
                    let needed = needed_samples(sigma, self.z_ratio);
                    notes.push(format!(
                        "sigma {sigma} is 2D: in 3D it needs {needed} slices, the image has {}",
                        self.slices
                    ));
                }
                Dimensions::Two
            } else {
                self.of(sigma)?
            };
            let offered = Feature::ALL.into_iter().filter(|feature| sigma >= feature.smallest_sigma());
            cells.extend(offered.map(|feature| Cell { feature, sigma, dimensions }));
        }
        Ok((cells, notes))
    }

    /// `name:sigma,sigma@2d;name:...`
    fn list(&self, list: &str) -> Result<Vec<Cell>> {
        let mut cells = Vec::new();
        for entry in list.split(';').map(str::trim).filter(|entry| !entry.is_empty()) {
            let (name, sigmas) = entry.split_once(':').unwrap_or((entry, ""));
            let features = features(name.trim())?;
            if sigmas.trim().is_empty() {
                invalid!(
                    "features: {entry:?} has no sigmas; write them behind a colon, such as {name}:1,3.5"
                );
            }
            for text in sigmas.split(',').map(str::trim) {
                let (number, suffix) = text.split_once('@').map_or((text, None), |(n, d)| (n, Some(d)));
                let Ok(sigma) = number.trim().parse::<f64>() else {
                    invalid!(
                        "features: {text:?} of {name} is not a sigma; write a number, such as 1.6 or 1.6@2d"
                    );
                };
                for &feature in &features {
                    check_sigma(feature, sigma)?;
                    let dimensions = match suffix.map(str::trim) {
                        None => self.of(sigma)?,
                        Some("2d") => Dimensions::Two,
                        Some("3d") => self.check(sigma).map(|()| Dimensions::Three)?,
                        Some(other) => invalid!("features: @{other} of {name} is unknown; use @2d or @3d"),
                    };
                    cells.push(Cell { feature, sigma, dimensions });
                }
            }
        }
        Ok(cells)
    }
}

/// The feature, or the members of the group, of this name.
fn features(name: &str) -> Result<Vec<Feature>> {
    if let Some(feature) = Feature::ALL.into_iter().find(|feature| feature.name() == name) {
        return Ok(vec![feature]);
    }
    if let Some(group) = Group::ALL.into_iter().find(|group| group.name() == name) {
        return Ok(group.members().collect());
    }
    let mut names = vec!["default", "all"];
    names.extend(Feature::ALL.map(Feature::name));
    names.extend(Group::ALL.map(Group::name));
    invalid!(
        "features: {name:?} is unknown; did you mean {}? (known: {})",
        nearest(name, &names),
        names.join(", ")
    )
}

/// The name with the fewest letters to change.
fn nearest<'a>(typed: &str, names: &[&'a str]) -> &'a str {
    names.iter().min_by_key(|name| edits(typed, name)).expect("there are names")
}

/// Levenshtein's distance.
fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, &y) in b.iter().enumerate() {
            let change = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = change.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}
