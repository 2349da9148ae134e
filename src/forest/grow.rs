//! Growing one tree.

use super::columns::Columns;
use super::flat::{Node, Tree};
use super::gini::fixed_point;
use super::parameters::Parameters;
use super::random::Generator;
use super::training_rows::TrainingRows;
use crate::error::Result;
use crate::progress::Progress;

/// The rule that splits a node: rows whose value of `feature` is below `threshold` go left.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Split {
    pub(crate) feature: u32,
    pub(crate) threshold: f32,
}

/// The training rows of a node, grouped by class in the order of the classes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NodeRows<'a> {
    pub(crate) rows: &'a [u32],
    /// How often the tree sees each training row.
    pub(crate) repeats: &'a [u32],
    /// What the node has of each class.
    pub(crate) classes: &'a [ClassRows],
}

/// The rows of one class in a node.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct ClassRows {
    pub(crate) distinct: u32,
    /// With their repeats: what counts everywhere but in memory.
    pub(crate) count: u32,
}

impl<'a> NodeRows<'a> {
    /// Number of rows, with their repeats.
    pub(crate) fn count(&self) -> usize {
        self.classes.iter().map(|class| class.count as usize).sum()
    }

    /// The distinct rows of each class.
    pub(crate) fn by_class(&self) -> impl Iterator<Item = (usize, std::ops::Range<usize>)> + use<'a> {
        let mut end = 0;
        self.classes.iter().enumerate().map(move |(class, rows)| {
            let start = end;
            end += rows.distinct as usize;
            (class, start..end)
        })
    }
}

/// How a kind of forest searches the split of a node.
pub(crate) trait SplitSearch {
    /// A split that leaves enough rows on both sides, or `None` when the node shall be a leaf.
    fn find(&mut self, node: NodeRows, random: &mut Generator, progress: &Progress) -> Result<Option<Split>>;
}

/// Grows a tree level by level. `repeats` is how often it sees each training row.
pub(crate) fn grow_tree(
    training: &TrainingRows,
    columns: &Columns,
    repeats: &[u32],
    parameters: &Parameters,
    mut search: impl SplitSearch,
    random: &mut Generator,
    progress: &Progress,
) -> Result<Tree> {
    let mut tree = GrowingTree::new(training, repeats);
    let mut level = 0..1;
    let mut depth = 0;
    while !level.is_empty() {
        for at in level.clone() {
            progress.check()?;
            let node = tree.node(at);
            let may_split = parameters.max_depth.is_none_or(|most| depth < most)
                && node.count() / 2 >= parameters.min_samples_leaf
                && node.classes.iter().filter(|class| class.count > 0).count() > 1;
            let split = if may_split { search.find(node, random, progress)? } else { None };
            match split {
                Some(split) => tree.split(at, split, columns.column(split.feature)),
                None => tree.close(at, &training.weights),
            }
        }
        level = level.end..tree.starts.len();
        depth += 1;
    }
    Ok(tree.tree)
}

/// A tree whose last level is still open.
struct GrowingTree<'a> {
    tree: Tree,
    repeats: &'a [u32],
    class_count: usize,
    /// Rows of all open nodes: a node's lie together, grouped by class, and are divided in place.
    rows: Vec<u32>,
    /// Room for the rows that go right.
    right: Vec<u32>,
    /// Where each node's rows start, open nodes included.
    starts: Vec<usize>,
    /// Shape (node, class), open nodes included.
    classes: Vec<ClassRows>,
}

impl<'a> GrowingTree<'a> {
    fn new(training: &TrainingRows, repeats: &'a [u32]) -> Self {
        let mut unread = repeats;
        let mut classes = Vec::with_capacity(training.counts.len());
        for &count in &training.counts {
            let (repeats, rest) = unread.split_at(count as usize);
            let distinct = repeats.iter().filter(|&&n| n > 0).count() as u32;
            classes.push(ClassRows { distinct, count: repeats.iter().sum() });
            unread = rest;
        }
        let rows: Vec<u32> = (0..).zip(repeats).filter(|&(_, &n)| n > 0).map(|(row, _)| row).collect();
        GrowingTree {
            tree: Tree::default(),
            repeats,
            class_count: classes.len(),
            right: vec![0; rows.len()],
            rows,
            starts: vec![0],
            classes,
        }
    }

    fn node(&self, at: usize) -> NodeRows<'_> {
        let classes = &self.classes[at * self.class_count..][..self.class_count];
        let distinct: u32 = classes.iter().map(|class| class.distinct).sum();
        NodeRows { rows: &self.rows[self.starts[at]..][..distinct as usize], repeats: self.repeats, classes }
    }

    /// Makes the node a leaf.
    fn close(&mut self, at: usize, class_weights: &[f64]) {
        let classes = self.node(at).classes;
        let mut present = (0..).zip(classes).filter(|(_, class)| class.count > 0);
        let leaf = match (present.next(), present.next()) {
            (Some((class, _)), None) => class,
            _ => {
                let weights = classes.iter().zip(class_weights).map(|(rows, w)| f64::from(rows.count) * w);
                let shares = fixed_point(&weights.collect::<Vec<_>>());
                self.tree.mixed.extend(shares);
                (self.class_count + self.tree.mixed.len() / self.class_count - 1) as u32
            }
        };
        self.tree.nodes.push(Node::leaf(at as u32, leaf));
    }

    /// Splits the node and opens its children. The order of the rows is kept on both sides, hence the grouping.
    fn split(&mut self, at: usize, split: Split, column: &[f32]) {
        self.tree.nodes.push(Node::split(split.feature, split.threshold, self.starts.len() as u32));
        let start = self.starts[at];
        let (mut row_at, mut left_end, mut right_end) = (start, start, 0);
        let first = at * self.class_count;
        for class in first..first + self.class_count {
            let (class_start, mut count) = (left_end, 0);
            for _ in 0..self.classes[class].distinct {
                // Without a branch: the row is written to both sides, and one of them moves on.
                let row = self.rows[row_at];
                let left = column[row as usize] < split.threshold;
                self.rows[left_end] = row;
                self.right[right_end] = row;
                left_end += usize::from(left);
                right_end += usize::from(!left);
                count += u32::from(left) * self.repeats[row as usize];
                row_at += 1;
            }
            self.classes.push(ClassRows { distinct: (left_end - class_start) as u32, count });
        }
        for class in first..first + self.class_count {
            let (whole, left) = (self.classes[class], self.classes[self.classes.len() - self.class_count]);
            let right =
                ClassRows { distinct: whole.distinct - left.distinct, count: whole.count - left.count };
            self.classes.push(right);
        }
        self.rows[left_end..row_at].copy_from_slice(&self.right[..right_end]);
        self.starts.extend([start, left_end]);
    }
}
