//! Buffers of f32 that start on a cache line: vectors loaded from them do not straddle two.

use crate::error::{Result, try_zeroed};

/// Bytes of a cache line.
const CACHE_LINE: usize = 64;
/// Values of f32 in a cache line.
pub const ALIGNED_VALUES: usize = CACHE_LINE / size_of::<f32>();

/// A row of constant length. Constant lengths need no tails and no bounds checks.
#[derive(Clone, Debug)]
#[repr(C, align(64))]
pub struct Line<const N: usize>(pub [f32; N]);

impl<const N: usize> Default for Line<N> {
    fn default() -> Self {
        Line([0.0; N])
    }
}

/// A long buffer: a vector with a few spare values in front.
#[derive(Debug, Default)]
pub struct Aligned {
    values: Vec<f32>,
    start: usize,
}

impl Aligned {
    /// Makes it hold at least `n` values. They are zeros, or what it held before where it was long enough.
    ///
    /// # Errors
    /// [`crate::error::Error::Memory`] when they cannot be allocated; `what` says what they are for.
    pub fn make_room(&mut self, n: usize, what: &'static str) -> Result<()> {
        if self.len() < n {
            *self = Aligned::default();
            self.values = try_zeroed(n + ALIGNED_VALUES, what)?;
            // Not found, if ever, means unaligned and slower.
            self.start = match self.values.as_ptr().align_offset(CACHE_LINE) {
                start if start <= ALIGNED_VALUES => start,
                _ => 0,
            };
        }
        Ok(())
    }
}

impl std::ops::Deref for Aligned {
    type Target = [f32];

    fn deref(&self) -> &[f32] {
        &self.values[self.start..]
    }
}

impl std::ops::DerefMut for Aligned {
    fn deref_mut(&mut self) -> &mut [f32] {
        &mut self.values[self.start..]
    }
}
