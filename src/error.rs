//! The one error type of the crate.

use ndarray::{Array3, ArrayView3, Zip};
use std::path::{Path, PathBuf};

/// Shorthand for results of this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// What can go wrong. The text of each names what failed, where, and the mend.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Input that the caller can mend: an option, a value, a shape.
    #[error("{0}")]
    Invalid(String),
    /// The caller asked to stop.
    #[error("cancelled")]
    Cancelled,
    /// A file could not be read or written.
    #[error("cannot {action} {}: {source}", path.display())]
    Io {
        /// "read", "write" and the like.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// A file that is damaged, of another program, or of a newer version.
    #[error("{}: {why}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong with it and the mend.
        why: String,
    },
    /// A large buffer could not be allocated.
    #[error("not enough memory: {what} needs {} MB; use fewer or smaller features, a smaller region, or give more memory", bytes.div_ceil(1 << 20))]
    Memory {
        /// What the buffer is for.
        what: &'static str,
        /// Its size.
        bytes: u64,
    },
    /// A handle that was closed or never existed.
    #[error("{0}")]
    Closed(String),
}

impl Error {
    /// An [`Error::Io`] with its path.
    pub fn io(action: &'static str, path: &Path, source: std::io::Error) -> Self {
        Error::Io { action, path: path.to_path_buf(), source }
    }
}

/// Returns an [`Error::Invalid`] with a formatted text.
#[macro_export]
macro_rules! invalid {
    ($($text:tt)*) => { return Err($crate::error::Error::Invalid(format!($($text)*))) };
}

/// A zeroed buffer of `n` values, or [`Error::Memory`].
pub fn try_zeroed<T: Clone + Default>(n: usize, what: &'static str) -> Result<Vec<T>> {
    let room = Vec::<T>::new().try_reserve_exact(n);
    room.map_err(|_| Error::Memory { what, bytes: (n * size_of::<T>()) as u64 })?;
    // Unlike resize, this asks the system for zeroed pages: they are first touched by the thread that uses them.
    Ok(vec![T::default(); n])
}

/// A zeroed volume, or [`Error::Memory`].
pub fn try_volume<T: Clone + Default>(shape: (usize, usize, usize), what: &'static str) -> Result<Array3<T>> {
    let zeros = try_zeroed(shape.0 * shape.1 * shape.2, what)?;
    Ok(Array3::from_shape_vec(shape, zeros).expect("the length is the shape's product"))
}

/// A copy of a volume, in a spare one of its size where there is one, or [`Error::Memory`].
pub fn copy(volume: ArrayView3<f32>, spare: Option<Array3<f32>>) -> Result<Array3<f32>> {
    let mut copy = match spare {
        Some(spare) => spare,
        None => try_volume(volume.dim(), "a copy of a volume")?,
    };
    Zip::from(&mut copy).and(volume).par_for_each(|to, &v| *to = v);
    Ok(copy)
}
