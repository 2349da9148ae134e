//! The SIMD level: chosen once per process, the processor's best or the one that the user names.
//!
//! Results are identical, bit for bit, on one level; levels differ in rounding (SSE has no fused multiply-add).

use crate::error::{Error, Result};
use crate::invalid;
pub use fearless_simd::Level;
use std::sync::OnceLock;

/// Environment variable that pins the level by its [`name`].
pub const VARIABLE: &str = "PIXEL_FOREST_SIMD";

/// The level that the process uses: what [`VARIABLE`] names, else the processor's best.
///
/// # Errors
/// [`Error::Invalid`] when the variable names a level that does not exist or that the processor lacks.
pub fn level() -> Result<Level> {
    static CHOICE: OnceLock<std::result::Result<Level, String>> = OnceLock::new();
    let choice = CHOICE.get_or_init(|| match std::env::var_os(VARIABLE) {
        None => Ok(Level::new()),
        Some(wanted) => by_name(&wanted.to_string_lossy()).map_err(|e| format!("{VARIABLE}: {e}")),
    });
    choice.clone().map_err(Error::Invalid)
}

/// The level of this name.
///
/// # Errors
/// [`Error::Invalid`] lists the levels of this processor.
pub fn by_name(wanted: &str) -> Result<Level> {
    let levels = available();
    if let Some(level) = levels.iter().find(|level| name(**level) == wanted) {
        return Ok(*level);
    }
    let names: Vec<_> = levels.iter().map(|level| name(*level)).collect();
    invalid!("the SIMD level {wanted:?} is not one of this processor's: {}", names.join(", "))
}

/// The levels of this processor, the best first.
pub fn available() -> Vec<Level> {
    let best = Level::new();
    #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
    {
        let levels = [
            best.as_avx512().map(Level::Avx512),
            best.as_avx2().map(Level::Avx2),
            best.as_sse4_2().map(Level::Sse4_2),
            best.as_sse2().map(Level::Sse2),
        ];
        let levels: Vec<_> = levels.into_iter().flatten().collect();
        if !levels.is_empty() {
            return levels;
        }
    }
    vec![best]
}

/// The level's name, for the record: avx512, avx2, sse4.2, sse2, neon or scalar.
pub fn name(level: Level) -> &'static str {
    match level {
        #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
        Level::Avx512(_) => "avx512",
        #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
        Level::Avx2(_) => "avx2",
        #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
        Level::Sse4_2(_) => "sse4.2",
        #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
        Level::Sse2(_) => "sse2",
        #[cfg(target_arch = "aarch64")]
        Level::Neon(_) => "neon",
        _ => "scalar",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_level_has_its_name() {
        for level in available() {
            assert_eq!(name(by_name(name(level)).unwrap()), name(level));
        }
        let error = by_name("mmx").unwrap_err().to_string();
        assert!(error.contains(name(Level::new())), "{error}");
    }
}
