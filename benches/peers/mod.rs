//! What the benches share when benches/peers/run lets them take turns with other libraries: how work is timed, and how arrays
//! cross. PIXEL_FOREST_PEERS names the folder of the arrays; arguments tell the work; seconds are printed as lines of JSON.

#![allow(dead_code)] // not every bench uses all of it

use std::path::{Path, PathBuf};
use std::time::Instant;

/// Runs longer than this are their own warming up.
const LONG: f64 = 1.0;
/// Short runs are repeated for so long, between 2 and 10 times.
const ENOUGH: f64 = 0.5;

/// The folder of the arrays and the arguments, where other libraries take turns.
pub fn asked() -> Option<(PathBuf, Vec<String>)> {
    let folder = std::env::var_os("PIXEL_FOREST_PEERS")?;
    Some((folder.into(), std::env::args().skip(1).collect()))
}

/// Prints how long each of several runs takes, as benches/peers/timing.py times the others. The first is not counted, as it warms up;
/// of long work it is the only one.
pub fn seconds(work: &str, mut run: impl FnMut()) {
    let mut time = || {
        let start = Instant::now();
        run();
        start.elapsed().as_secs_f64()
    };
    let first = time();
    let mut all = Vec::new();
    if first > LONG {
        all.push(first);
    } else {
        while all.len() < 2 || all.len() < 10 && all.iter().sum::<f64>() < ENOUGH {
            all.push(time());
        }
    }
    for seconds in all {
        println!("{}", serde_json::json!({ "work": work, "seconds": seconds }));
    }
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
