//! Replacing a file as one step: its name holds the old or the new content, never half of one.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

/// Ends the name of a file that is being written.
const PARTIAL: &str = ".pforest-partial";
/// A file that nobody has written to for this long is the leftover of a crash. Its age is told without locks, which
/// network folders do not share between computers.
const ABANDONED: Duration = Duration::from_secs(60 * 60);

/// Writes a new file beside `path` by `write`, syncs it and renames it to `path`. Sweeps what crashes have left of
/// earlier attempts.
pub fn replace(path: &Path, write: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<()> {
    let name = path.file_name().ok_or(ErrorKind::InvalidFilename)?;
    sweep(path, name);
    let (partial, mut file) = create(path, name)?;
    let replaced = write(&mut file).and_then(|()| file.sync_all()).and_then(|()| fs::rename(&partial, path));
    if replaced.is_err() {
        // Already failing; a later save sweeps it.
        let _ = fs::remove_file(&partial);
        return replaced;
    }
    sync(folder(path));
    Ok(())
}

/// A new file of a name that no other writer has: process and count tell apart those of this computer, and a name
/// that is taken all the same (by another computer, or before a crash) is left alone.
fn create(path: &Path, name: &OsStr) -> io::Result<(PathBuf, File)> {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    loop {
        let mut partial = OsString::from(name);
        partial.push(format!(".{}-{}{PARTIAL}", std::process::id(), COUNT.fetch_add(1, Relaxed)));
        let partial = path.with_file_name(partial);
        match File::create_new(&partial) {
            Err(e) if e.kind() == ErrorKind::AlreadyExists => {}
            created => return created.map(|file| (partial, file)),
        }
    }
}

/// Removes abandoned files of this name. What cannot be removed stays for the next time.
fn sweep(path: &Path, name: &OsStr) {
    let Ok(entries) = fs::read_dir(folder(path)) else { return };
    for entry in entries.flatten() {
        let abandoned = || entry.metadata()?.modified()?.elapsed().map_err(io::Error::other);
        if is_partial(&entry.file_name(), name) && abandoned().is_ok_and(|age| age > ABANDONED) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Whether a file was written beside one called `name`.
fn is_partial(file: &OsStr, name: &OsStr) -> bool {
    let unique = (file.as_encoded_bytes().strip_prefix(name.as_encoded_bytes()))
        .and_then(|rest| rest.strip_prefix(b"."))
        .and_then(|rest| rest.strip_suffix(PARTIAL.as_bytes()));
    unique.is_some_and(|unique| unique.iter().all(|&b| b.is_ascii_digit() || b == b'-'))
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes the new name durable. The file is in its place by now, so a system that cannot sync folders is no failure.
fn sync(folder: &Path) {
    if cfg!(unix) {
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
    }
}
