//! The results of a block while tiles are stored in it.

use crate::job::Values;
use ndarray::{Array4, ArrayView2, Axis};
use std::sync::Mutex;

/// Values of one result, cut into their rows along x, each with a lock of its own: tiles are disjoint, but those side by side share rows.
/// No thread waits for another for longer than a row takes.
pub struct ResultRows<'a>(Kind<'a>);

enum Kind<'a> {
    Float(Rows<'a, f32>),
    Byte(Rows<'a, u8>),
}

/// Row (z, y) of all channels.
struct Rows<'a, T> {
    height: usize,
    rows: Vec<Mutex<Vec<&'a mut [T]>>>,
}

/// What is stored of a tile, shape (channel, voxel).
pub enum TileValues<'a> {
    Float(ArrayView2<'a, f32>),
    Byte(&'a [u8]),
}

impl<'a> ResultRows<'a> {
    /// The rows of values.
    pub fn new(values: &'a mut Values) -> Self {
        ResultRows(match values {
            Values::Float(values) => Kind::Float(Rows::new(values)),
            Values::Byte(values) => Kind::Byte(Rows::new(values)),
        })
    }

    /// Bytes that the rows of results of so many channels take beside the values.
    pub fn bytes(channels: usize, [z, y, _]: [usize; 3]) -> u64 {
        (z * y * (size_of::<Mutex<Vec<&mut [f32]>>>() + channels * size_of::<&mut [f32]>())) as u64
    }

    /// Stores a tile of `size` whose first voxel is number `at` (z, y, x) of the block.
    pub fn store(&self, tile: &TileValues, at: [usize; 3], size: [usize; 3]) {
        match (&self.0, tile) {
            (Kind::Float(rows), TileValues::Float(values)) => rows.store(*values, at, size),
            (Kind::Byte(rows), TileValues::Byte(values)) => {
                let one = ArrayView2::from_shape((1, values.len()), values).expect("one channel");
                rows.store(one, at, size);
            }
            _ => unreachable!("values are made for the result"),
        }
    }
}

impl<'a, T: Copy> Rows<'a, T> {
    fn new(values: &'a mut Array4<T>) -> Self {
        let (channels, depth, height, width) = values.dim();
        let mut rows: Vec<Vec<&mut [T]>> =
            (0..depth * height).map(|_| Vec::with_capacity(channels)).collect();
        for channel in values.axis_iter_mut(Axis(0)) {
            let channel = channel.into_slice().expect("results are contiguous");
            rows.iter_mut()
                .zip(channel.chunks_exact_mut(width))
                .for_each(|(row, of_channel)| row.push(of_channel));
        }
        Rows { height, rows: rows.into_iter().map(Mutex::new).collect() }
    }

    fn store(&self, tile: ArrayView2<T>, [z, y, x]: [usize; 3], [depth, height, width]: [usize; 3]) {
        for row in 0..depth * height {
            let at = (z + row / height) * self.height + y + row % height;
            let mut channels = self.rows[at].lock().expect("no panic while storing");
            for (to, from) in channels.iter_mut().zip(tile.outer_iter()) {
                let from = from.to_slice().expect("channels are contiguous");
                to[x..x + width].copy_from_slice(&from[row * width..][..width]);
            }
        }
    }
}
