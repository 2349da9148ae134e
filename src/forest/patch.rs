//! Patches: the neighbouring samples of a tile that go through the trees together.

/// Samples of a patch.
pub(super) const SIZE: usize = 32;
/// Rows of a patch; squarish patches take fewer different ways. What is left of a tile gets flatter ones.
const ROWS: [usize; 3] = [4, 2, 1];

/// One feature of the samples of a patch.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(64))]
pub(super) struct Values(pub(super) [f32; SIZE]);

impl Default for Values {
    fn default() -> Self {
        Values([0.0; SIZE])
    }
}

/// Up to [`SIZE`] samples of a tile: those of row `r` and column `c` are number `r * SIZE / height + c` of the patch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Patch {
    /// Its first sample.
    start: usize,
    /// Samples of a row of the tile.
    width: usize,
    /// Rows, one of [`ROWS`].
    height: usize,
    /// Columns that lie in the tile, up to `SIZE / height`.
    columns: usize,
}

impl Patch {
    /// The patches of a tile with rows of `width` samples.
    pub(super) fn all(samples: usize, width: usize) -> impl Iterator<Item = Patch> {
        // A row as narrow as this fills no patch: the samples are taken as they come, several rows to a patch.
        let width = if width < SIZE / ROWS[0] { samples } else { width };
        let rows = samples / width.max(1);
        let mut y = 0;
        let bands = std::iter::from_fn(move || {
            let height = *ROWS.iter().find(|&&height| y + height <= rows)?;
            y += height;
            Some((y - height, height))
        });
        bands.flat_map(move |(y, height)| {
            let most = SIZE / height;
            (0..width).step_by(most).map(move |x| Patch {
                start: y * width + x,
                width,
                height,
                columns: most.min(width - x),
            })
        })
    }

    /// Bit `i` is set where sample `i` of the patch lies in the tile.
    #[cfg_attr(not(target_arch = "x86_64"), allow(dead_code))] // only packets ask, and these are of x86-64
    pub(super) fn mask(&self) -> u32 {
        let row = ((1u64 << self.columns) - 1) as u32;
        (0..self.height).fold(0, |mask, y| mask | row << (y * SIZE / self.height))
    }

    /// Copies the patch from the tile's planes. Where it leaves the tile, the values are whatever was there.
    pub(super) fn fill(&self, features: &[&[f32]], to: &mut [Values]) {
        match SIZE / self.height {
            8 if self.columns == 8 => self.fill_whole::<8>(features, to),
            16 if self.columns == 16 => self.fill_whole::<16>(features, to),
            SIZE if self.columns == SIZE => self.fill_whole::<SIZE>(features, to),
            most => {
                for (from, to) in features.iter().zip(to) {
                    for (y, to) in to.0.chunks_exact_mut(most).enumerate() {
                        to[..self.columns].copy_from_slice(&from[self.row(y)]);
                    }
                }
            }
        }
    }

    /// A patch that lies in the tile, with rows of `N` samples.
    fn fill_whole<const N: usize>(&self, features: &[&[f32]], to: &mut [Values]) {
        for (from, to) in features.iter().zip(to) {
            for (y, to) in to.0.chunks_exact_mut(N).enumerate() {
                to.copy_from_slice(&from[self.start + y * self.width..][..N]);
            }
        }
    }

    /// Writes a function of each sample's sum to a plane of the tile.
    pub(super) fn write(&self, sums: &[u64; SIZE], to: &mut [f32], value: impl Fn(u64) -> f32) {
        for (y, sums) in sums.chunks_exact(SIZE / self.height).enumerate() {
            to[self.row(y)].iter_mut().zip(sums).for_each(|(to, &sum)| *to = value(sum));
        }
    }

    fn row(&self, y: usize) -> std::ops::Range<usize> {
        let start = self.start + y * self.width;
        start..start + self.columns
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every sample is in one patch, and comes back where it was.
    #[test]
    fn patches_cover_a_tile_once() {
        for (samples, width) in
            [(0, 1), (1, 1), (31, 31), (35, 7), (128 * 41, 128), (9 * 7, 9), (130 * 6, 130), (3000, 1)]
        {
            let plane: Vec<f32> = (0..samples).map(|i| i as f32).collect();
            let mut back = vec![-1.0; samples];
            let mut seen = 0;
            for patch in Patch::all(samples, width) {
                let mut values = [Values::default()];
                patch.fill(&[&plane], &mut values);
                patch.write(&values[0].0.map(|v| v as u64), &mut back, |sum| sum as f32);
                seen += patch.mask().count_ones() as usize;
            }
            assert_eq!((seen, &back), (samples, &plane), "{samples} samples in rows of {width}");
        }
        let patches: Vec<Patch> = Patch::all(128 * 41, 128).collect();
        assert_eq!(patches.len(), 10 * 16 + 4);
    }
}
