//! What the benches share when benches/peers/run lets them take turns with other libraries: how work is timed, and how arrays
//! cross. PIXEL_FOREST_PEERS names the folder of the arrays; arguments tell the work; seconds are printed as lines of JSON.

#![allow(dead_code)] // not every bench uses all of it

use std::path::{Path, PathBuf};
use std::time::Instant;

/// Runs longer than this are their own warming up.
const LONG: f64 = 2.0;

/// The folder of the arrays and the arguments, where other libraries take turns.
pub fn asked() -> Option<(PathBuf, Vec<String>)> {
    let folder = std::env::var_os("PIXEL_FOREST_PEERS")?;
    Some((folder.into(), std::env::args().skip(1).collect()))
}

/// Prints how long the second and third of three runs take, as the first warms up; of long work only the first is run.
/// benches/peers/timing.py times the others alike.
pub fn seconds(work: &str, mut run: impl FnMut()) {
    let mut time = || {
        let start = Instant::now();
        run();
        start.elapsed().as_secs_f64()
    };
    let print = |seconds: f64| println!("{}", serde_json::json!({ "work": work, "seconds": seconds }));
    let first = time();
    if first > LONG {
        return print(first);
    }
    (0..2).for_each(|_| print(time()));
}

/// Writes an array as raw values.
pub fn write<'a>(path: &Path, values: impl IntoIterator<Item = &'a f32>) {
    let bytes: Vec<u8> = values.into_iter().flat_map(|v| v.to_le_bytes()).collect();
    std::fs::write(path, bytes).expect("the folder can be written to");
}

/// Reads an array of raw values.
pub fn read(path: &Path) -> Vec<f32> {
    let bytes = std::fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    bytes.chunks_exact(4).map(|v| f32::from_le_bytes(v.try_into().expect("four bytes"))).collect()
}
