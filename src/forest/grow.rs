//! Growing one tree.

use super::flat::{Node, SPLIT, Tree};
use super::gini::fixed_point;
use super::parameters::Parameters;
use super::random::Generator;
use super::training_rows::TrainingRows;
use crate::error::Result;
use crate::progress::Progress;
use std::ops::Range;

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
    pub(crate) fn by_class(&self) -> impl Iterator<Item = (usize, &'a [u32])> + use<'a> {
        let mut rest = self.rows;
        self.classes.iter().enumerate().map(move |(class, rows)| {
            let (of_class, others) = rest.split_at(rows.distinct as usize);
            rest = others;
            (class, of_class)
        })
    }
}

/// How a kind of forest searches the split of a node.
pub(crate) trait SplitSearch {
    /// A split that leaves enough rows on both sides, or `None` when the node shall be a leaf.
    fn find(&mut self, node: NodeRows, random: &mut Generator, progress: &Progress) -> Result<Option<Split>>;

    /// Tells which rows of the node go left by the split found last: by their place in the node, and by the training row.
    fn goes_left(&self, split: &Split) -> impl Fn(usize, u32) -> bool;
}

/// Grows a tree. `repeats` is how often it sees each training row. A node's left part is finished before its right one
/// begins, so that its rows stay in the cache.
pub(crate) fn grow_tree(
    training: &TrainingRows,
    repeats: &[u32],
    parameters: &Parameters,
    mut search: impl SplitSearch,
    random: &mut Generator,
    progress: &Progress,
) -> Result<Tree> {
    let mut tree = GrowingTree::new(training, repeats);
    while let Some(open) = tree.open.pop() {
        progress.check()?;
        let node = tree.rows_of(&open);
        let may_split = parameters.max_depth.is_none_or(|most| open.depth < most)
            && node.count() / 2 >= parameters.min_samples_leaf
            && node.classes.iter().filter(|class| class.count > 0).count() > 1;
        let split = if may_split { search.find(node, random, progress)? } else { None };
        match split {
            Some(split) => tree.split(&open, &split, search.goes_left(&split)),
            None => tree.close(&open, &training.weights),
        }
    }
    Ok(Tree { nodes: breadth_first(&tree.nodes), mixed: tree.mixed })
}

/// A node that is neither split nor a leaf yet.
struct Open {
    node: usize,
    depth: usize,
    /// Where its rows start.
    start: usize,
}

struct GrowingTree<'a> {
    /// In the order of their creation; siblings are side by side.
    nodes: Vec<Node>,
    mixed: Vec<u32>,
    repeats: &'a [u32],
    /// Whether the tree sees every row once, so that none has to be looked up.
    once: bool,
    class_count: usize,
    /// Rows of all nodes: a node's lie together, grouped by class, and are divided in place.
    rows: Vec<u32>,
    /// Room for the rows that go right.
    right: Vec<u32>,
    open: Vec<Open>,
    /// The classes of the open nodes, shape (open node, class), and of the one in work.
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
            nodes: vec![Node::default()],
            mixed: Vec::new(),
            repeats,
            once: repeats.iter().all(|&n| n == 1),
            class_count: classes.len(),
            right: vec![0; rows.len()],
            rows,
            open: vec![Open { node: 0, depth: 0, start: 0 }],
            classes,
        }
    }

    /// The rows of the node that was opened last.
    fn rows_of(&self, open: &Open) -> NodeRows<'_> {
        let classes = &self.classes[self.classes.len() - self.class_count..];
        let distinct: u32 = classes.iter().map(|class| class.distinct).sum();
        NodeRows { rows: &self.rows[open.start..][..distinct as usize], repeats: self.repeats, classes }
    }

    /// Makes the node a leaf.
    fn close(&mut self, open: &Open, class_weights: &[f64]) {
        let first = self.classes.len() - self.class_count;
        let mut present = (0..).zip(&self.classes[first..]).filter(|(_, class)| class.count > 0);
        let leaf = match (present.next(), present.next()) {
            (Some((class, _)), None) => class,
            _ => {
                let classes = self.classes[first..].iter().zip(class_weights);
                let weights: Vec<f64> = classes.map(|(rows, w)| f64::from(rows.count) * w).collect();
                self.mixed.extend(fixed_point(&weights));
                (self.class_count + self.mixed.len() / self.class_count - 1) as u32
            }
        };
        self.nodes[open.node] = Node::leaf(open.node as u32, leaf);
        self.classes.truncate(first);
    }

    /// Splits the node and opens its children, the left one last. The order of the rows is kept on both sides, hence the
    /// grouping.
    fn split(&mut self, open: &Open, split: &Split, goes_left: impl Fn(usize, u32) -> bool) {
        let child = self.nodes.len();
        self.nodes[open.node] = Node::split(split.feature, split.threshold, child as u32);
        self.nodes.extend([Node::default(); 2]);
        let first = self.classes.len() - self.class_count;
        let distinct = self.rows_of(open).rows.len();
        let (rows, right) = (&mut self.rows[open.start..][..distinct], &mut self.right[..]);
        let (mut start, mut left_end) = (0, 0);
        for class in first..first + self.class_count {
            let end = start + self.classes[class].distinct as usize;
            let left_start = left_end;
            left_end = divide(rows, right, start..end, left_end, &goes_left);
            let left = &rows[left_start..left_end];
            let distinct = left.len() as u32;
            let count = match self.once {
                true => distinct,
                false => left.iter().map(|&row| self.repeats[row as usize]).sum(),
            };
            self.classes.push(ClassRows { distinct, count });
            start = end;
        }
        rows[left_end..].copy_from_slice(&right[..start - left_end]);
        let (whole, left) = self.classes[first..].split_at_mut(self.class_count);
        for (whole, left) in whole.iter_mut().zip(left) {
            whole.distinct -= left.distinct;
            whole.count -= left.count;
        }
        let depth = open.depth + 1;
        self.open.push(Open { node: child + 1, depth, start: open.start + left_end });
        self.open.push(Open { node: child, depth, start: open.start });
    }
}

/// Divides some rows: those that go left follow the ones before `left_end`, the others those in `right`. Returns where the
/// left ones end now.
#[inline(never)]
fn divide(
    rows: &mut [u32],
    right: &mut [u32],
    part: Range<usize>,
    mut left_end: usize,
    goes_left: &impl Fn(usize, u32) -> bool,
) -> usize {
    let mut right_end = part.start - left_end;
    for at in part {
        // Without a branch: the row is written to both sides, and one of them moves on.
        let row = rows[at];
        let left = goes_left(at, row);
        rows[left_end] = row;
        right[right_end] = row;
        left_end += usize::from(left);
        right_end += usize::from(!left);
    }
    left_end
}

/// The nodes in the order of a breadth-first walk.
fn breadth_first(nodes: &[Node]) -> Vec<Node> {
    let mut order = Vec::with_capacity(nodes.len());
    order.push(nodes[0]);
    for at in 0..nodes.len() {
        let node = order[at];
        if node.leaf == SPLIT {
            let child = order.len() as u32;
            order.extend_from_slice(&nodes[node.child as usize..][..2]);
            order[at].child = child;
        } else {
            order[at] = Node::leaf(at as u32, node.leaf);
        }
    }
    order
}
