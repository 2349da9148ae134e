//! Rows become a forest and its errors: the end of every training, whether its rows were just computed or kept in a file.

use crate::error::Result;
use crate::forest::{Forest, bytes_a_feature, out_of_bag};
use crate::model::{Class, Model, Provenance, Recipe};
use crate::plan::Budget;
use crate::progress::Progress;
use crate::sample::{Place, Samples};
use crate::settings::{Pair, TrainSettings};
use crate::strokes::Label;
use crate::validate::{GROUPS, held_out_error, most_rows};

/// Bytes of a row, its features aside: its class, stroke and place.
const PLACE_BYTES: u64 = (size_of::<u8>() + size_of::<u32>() + size_of::<Place>()) as u64;
/// Bytes of a row for each tree that is being grown: how often it is drawn, its place in a node, the room beside, and two values or what
/// they are sorted by.
const TREE_BYTES: u64 = 20;

/// Phases of growing, each with its own progress.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// The forest.
    Growing,
    /// Its error when strokes are left out.
    HoldingOut,
    /// Its error on rows that a tree has not seen.
    OutOfBag,
}

/// A forest and its errors.
pub struct Grown {
    forest: Forest,
    held_out_error: Option<f64>,
    out_of_bag_error: Option<f64>,
}

/// Grows a forest and, where `errors` are wanted, measures them, in the pool that it is called in; `enter` begins a phase.
///
/// # Errors
/// Cancellation, memory, and rows that no forest can be grown from.
pub fn grow<'a>(
    samples: &Samples,
    class_count: usize,
    settings: &TrainSettings,
    errors: bool,
    enter: &(dyn Fn(Phase) -> &'a Progress + Sync),
) -> Result<Grown> {
    let parameters = &settings.parameters;
    let forest = Forest::train(samples, class_count, parameters, enter(Phase::Growing))?;
    if !errors {
        return Ok(Grown { forest, held_out_error: None, out_of_bag_error: None });
    }
    let held_out = held_out_error(samples, class_count, parameters, GROUPS, enter(Phase::HoldingOut))?;
    let out_of_bag = out_of_bag(&forest, samples, parameters, enter(Phase::OutOfBag))?;
    Ok(Grown {
        forest,
        held_out_error: held_out.map(|h| h.error),
        out_of_bag_error: out_of_bag.map(|o| o.error).filter(|e| e.is_finite()),
    })
}

impl Grown {
    /// The model of this forest; `images` are the names of those that the rows are of, `strokes` how many each class has.
    ///
    /// # Errors
    /// [`crate::error::Error::Invalid`] for a SIMD level that this processor has not.
    pub fn model(
        self,
        recipe: Recipe,
        classes: Vec<Class>,
        settings: &TrainSettings,
        samples: &Samples,
        images: Vec<String>,
        strokes: Vec<u64>,
    ) -> Result<Model> {
        let provenance = Provenance {
            version: crate::VERSION.into(),
            simd_level: crate::filter::simd::name(crate::filter::simd::level()?).into(),
            command: settings.command.clone(),
            parameters: settings.parameters,
            images,
            samples: samples.counts(classes.len()).iter().map(|&n| n as u64).collect(),
            strokes,
            held_out_error: self.held_out_error,
            out_of_bag_error: self.out_of_bag_error,
        };
        Ok(Model { recipe, classes, forest: self.forest, provenance })
    }
}

/// What a training says of its model: pairs for the command's result.
pub fn report(model: &Model, notes: &[String]) -> Vec<Pair> {
    let wanted = |key: &str| {
        let named = ["features", "feature_channels", "trees", "nodes", "held_out_error", "out_of_bag_error"];
        named.contains(&key) || key.starts_with("samples.") || key.starts_with("strokes.")
    };
    let mut report: Vec<Pair> = model.info().into_iter().filter(|(k, _)| wanted(k)).collect();
    if !notes.is_empty() {
        report.push(("note".into(), notes.join("; ")));
    }
    report
}

/// Bytes of a training when all rows are there; `row` are those of a row's features. What is grown from them is not counted: how large
/// it gets depends on how well the features tell the classes apart.
pub fn growing_bytes(
    classes: &[u8],
    strokes: &[u32],
    row: u64,
    class_count: usize,
    settings: &TrainSettings,
    threads: usize,
) -> u64 {
    let rows = classes.len();
    let most = |rows: usize| match settings.parameters.max_samples {
        Some(most) => rows.min(most.saturating_mul(class_count)) as u64,
        None => rows as u64,
    };
    // The forest reads the features by column and by row, or sorted and as ranks by column and by row.
    let copies = |rows| bytes_a_feature(settings.parameters.kind, rows) * row / size_of::<f32>() as u64;
    let grow = |rows: usize| {
        let rows = most(rows);
        rows * (copies(rows) + size_of::<u32>() as u64 + threads as u64 * TREE_BYTES)
    };
    let rest = most_rows(classes, strokes, class_count, GROUPS);
    // Indices of the rows held out and of the others, and a copy of the others.
    let hold_out = rest as u64 * (row + PLACE_BYTES) + (2 * size_of::<usize>() * rows) as u64;
    let labelled = row + PLACE_BYTES + size_of::<Label>() as u64;
    rows as u64 * labelled + grow(rows).max(hold_out + grow(rest))
}

/// Refuses a training whose memory is not there.
///
/// # Errors
/// [`crate::error::Error::Invalid`] with both numbers and the mend.
pub fn check_memory(budget: &Budget, rows: usize, bytes: u64) -> Result<()> {
    let mend = "draw fewer strokes or choose fewer features";
    budget.check(&format!("a training from {rows} labelled pixels"), bytes, mend)
}
