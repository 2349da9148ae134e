//! The rooms of the project use only the rooms below them. docs/architecture.md explains the tables.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Rooms of src/ from the top down, and what each may use; what those may use is included.
const RUST: &[(&str, &[&str])] = &[
    ("jni", &["live", "ilastik", "train", "fingerprint", "classify", "object_job", "quality", "sample_image"]),
    ("live", &["train", "classify"]),
    ("ilastik", &["model_file"]),
    ("train", &["grow", "job", "plan", "strokes"]),
    ("grow", &["model_file", "validate", "job", "plan"]),
    ("fingerprint", &["job"]),
    ("classify", &["model", "job", "plan"]),
    ("object_job", &["objects", "job", "plan", "roles", "settings"]),
    ("model_file", &["model"]),
    ("model", &["roles", "settings"]),
    ("settings", &["feature", "forest", "normalize"]),
    ("validate", &["forest"]),
    ("quality", &["objects"]),
    ("objects", &["filter"]),
    ("roles", &[]),
    ("sample_image", &[]),
    ("job", &["percentile"]),
    ("percentile", &["normalize"]),
    ("plan", &[]),
    ("strokes", &[]),
    ("forest", &["filter"]),
    ("feature", &["filter"]),
    ("filter", &[]),
    ("normalize", &[]),
];

/// Modules of src/ that are open to all rooms and use only each other.
const RUST_VOCABULARY: &[&str] =
    &["image", "block", "volume", "tile", "sample", "progress", "error", "pages", "invalid", "VERSION"];

/// The only files beside src/jni/ that may hold `unsafe`: one system call, and kernels of SIMD instructions.
const UNSAFE: &[&str] = &["pages.rs", "forest/packet_avx2.rs", "forest/packet_avx512.rs"];

/// Rooms of java/main/pixelforest/ from the top down, and what each may use. "" is the package itself.
const JAVA: &[(&str, &[&str])] = &[
    ("", &["command"]),
    ("window", &["command", "project"]),
    ("project", &["image", "annotation", "engine"]),
    ("command", &["image", "annotation", "engine"]),
    ("annotation", &["engine"]),
    ("image", &["engine"]),
    ("engine", &[]),
];

/// What draws on the screen: all of Swing, and AWT's components and events.
const COMPONENTS: &[&str] = &[
    "javax.swing.",
    "java.awt.event.",
    "java.awt.*",
    "java.awt.Button",
    "java.awt.Canvas",
    "java.awt.Checkbox",
    "java.awt.Choice",
    "java.awt.Component",
    "java.awt.Container",
    "java.awt.Dialog",
    "java.awt.FileDialog",
    "java.awt.Frame",
    "java.awt.Label",
    "java.awt.List",
    "java.awt.Menu",
    "java.awt.Panel",
    "java.awt.PopupMenu",
    "java.awt.Scroll",
    "java.awt.TextArea",
    "java.awt.TextComponent",
    "java.awt.TextField",
    "java.awt.Window",
    "ij.gui.GenericDialog",
    "ij.gui.NonBlockingGenericDialog",
];

/// Everything that `room` may use, itself included.
fn reach<'a>(table: &'a [(&'a str, &'a [&'a str])], room: &str) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let (index, _) = table.iter().enumerate().find(|(_, row)| row.0 == room).expect("a room of the table");
    let mut pending = vec![table[index].0];
    while let Some(next) = pending.pop() {
        if reached.insert(next) {
            pending.extend(table.iter().find(|row| row.0 == next).expect("a room of the table").1);
        }
    }
    reached
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())) {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The source without comments and the contents of strings (of both languages; neither nests block comments here).
fn code(source: &str) -> String {
    let mut code = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let skipped = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if rest.starts_with("'\"'") {
            3
        } else if first == '"' {
            let mut escaped = false;
            let end = rest[1..].find(|c| {
                let ends = c == '"' && !escaped;
                escaped = c == '\\' && !escaped;
                ends
            });
            end.map_or(rest.len(), |end| end + 2)
        } else {
            code.push(first);
            first.len_utf8()
        };
        rest = &rest[skipped..];
    }
    code
}

fn identifier(text: &str) -> &str {
    &text[..text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len())]
}

/// The modules of the crate's root that a file names: after each `crate::`, also in groups (`crate::{a::B, c}` names a
/// and c), and after as many `super::` as lead there. `depth` is the number of modules that the file's own path names.
fn rust_uses(code: &str, depth: usize) -> BTreeSet<String> {
    let mut uses = BTreeSet::new();
    for (at, path) in code.match_indices("crate::") {
        let rest = &code[at + path.len()..];
        let Some(group) = rest.strip_prefix('{') else {
            uses.insert(identifier(rest).to_string());
            continue;
        };
        let mut depth = 0;
        let mut start = true;
        for (i, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => start = true,
                _ if c.is_whitespace() => {}
                _ if start => {
                    uses.insert(identifier(&group[i..]).to_string());
                    start = false;
                }
                _ => {}
            }
        }
    }
    for (at, _) in code.match_indices("super::").filter(|(at, _)| !code[..*at].ends_with("super::")) {
        let path = &code[at..];
        let target = path.trim_start_matches("super::");
        let next = identifier(target);
        if (path.len() - target.len()) / "super::".len() >= depth && RUST.iter().any(|row| row.0 == next) {
            uses.insert(next.to_string());
        }
    }
    uses
}

/// The complaints about one Rust file; `path` is relative to src/.
fn rust_complaints(path: &str, source: &str) -> Vec<String> {
    let code = code(source);
    let mut complaints = Vec::new();
    let room = identifier(path);
    let allowed = if RUST.iter().any(|row| row.0 == room) {
        reach(RUST, room)
    } else if RUST_VOCABULARY.contains(&room) {
        BTreeSet::new()
    } else {
        return vec![format!("{path}: the room {room} is not in the table of this test")];
    };
    let depth = path.trim_end_matches("/mod.rs").split('/').count();
    for used in rust_uses(&code, depth) {
        if !allowed.contains(used.as_str()) && !RUST_VOCABULARY.contains(&used.as_str()) {
            complaints.push(format!("{path}: {room} must not use {used}"));
        }
    }
    let holds_unsafe = code.match_indices("unsafe").any(|(at, _)| identifier(&code[at..]) == "unsafe");
    if holds_unsafe && room != "jni" && !UNSAFE.contains(&path) {
        complaints.push(format!("{path}: unsafe belongs to jni/, pages.rs and the SIMD kernels"));
    }
    complaints
}

/// The complaints about one Java file; `path` is relative to java/main/pixelforest/.
fn java_complaints(path: &str, source: &str) -> Vec<String> {
    let code = code(source);
    let room = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    if !JAVA.iter().any(|row| row.0 == room) {
        return vec![format!("{path}: the room {room} is not in the table of this test")];
    }
    let allowed = reach(JAVA, room);
    let mut complaints = Vec::new();
    let names = |prefix: &str| -> Vec<String> {
        let starts = |at: usize| !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '.');
        code.match_indices(prefix)
            .filter(|&(at, _)| starts(at))
            .map(|(at, _)| identifier(&code[at + prefix.len()..]).to_string())
            .collect()
    };
    for used in names("pixelforest.") {
        let used = if used.starts_with(char::is_uppercase) { String::new() } else { used };
        let own_package = code.contains(&format!("package pixelforest.{used};"));
        if !own_package && !allowed.contains(used.as_str()) {
            complaints.push(format!("{path}: {room} must not use pixelforest.{used}"));
        }
    }
    if room == "engine" && !names("ij.").is_empty() {
        complaints.push(format!("{path}: the engine must not know ImageJ"));
    }
    let may_draw = room == "window"
        || (room == "command"
            && ["Dialog.java", "Fields.java", "ObjectSelection.java"]
                .iter()
                .any(|name| path.ends_with(name)));
    if !may_draw {
        for component in COMPONENTS.iter().filter(|component| !names(component).is_empty()) {
            complaints.push(format!("{path}: {component} belongs to window/ and the dialogs of command/"));
        }
    }
    complaints
}

fn complaints_of(folder: &str, extension: &str, check: fn(&str, &str) -> Vec<String>) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut complaints = Vec::new();
    for file in files(&folder, extension) {
        let path = file.strip_prefix(&folder).unwrap().to_str().unwrap().replace('\\', "/");
        if path != "lib.rs" {
            complaints.extend(check(&path, &fs::read_to_string(&file).unwrap()));
        }
    }
    complaints
}

#[test]
fn rust_arrows_point_down() {
    let complaints = complaints_of("src", "rs", rust_complaints);
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}

#[test]
fn java_arrows_point_down() {
    let complaints = complaints_of("java/main/pixelforest", "java", java_complaints);
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}

/// A table that lets two rooms use each other would forbid nothing.
#[test]
fn the_tables_point_down() {
    for table in [RUST, JAVA] {
        for (row, (room, uses)) in table.iter().enumerate() {
            for used in *uses {
                let below = table[row + 1..].iter().any(|other| other.0 == *used);
                assert!(below, "{room} uses {used}, which is not below it");
            }
        }
    }
}

#[test]
fn an_arrow_that_points_up_is_seen() {
    let rust = |path, source| !rust_complaints(path, source).is_empty();
    assert!(rust("forest/mod.rs", "use crate::feature::Selection;"));
    assert!(rust("forest/mod.rs", "use crate::{error::Result, sample::{Place, Samples},\n    train};"));
    assert!(rust("filter/a/b.rs", "fn f() { crate::model::f(); }"));
    assert!(rust("error.rs", "use crate::forest::Forest;"));
    assert!(rust("train.rs", "use super::jni::Job;"));
    assert!(rust("feature/bank.rs", "use super::super::train;"));
    assert!(rust("elsewhere.rs", ""));
    assert!(rust("forest/mod.rs", "unsafe { f() }"));
    assert!(!rust("forest/mod.rs", "use crate::{error::Result, sample::{Place, Samples}}; // crate::train"));
    assert!(!rust(
        "jni/mod.rs",
        "#![allow(unsafe_code)] unsafe fn f(s: &str) { crate::forest::f(\"crate::no\") }"
    ));
    assert!(!rust("filter/smooth/rows.rs", "use super::super::train;"));
    assert!(!rust("train.rs", "use crate::feature::Bank; mod tests { use super::*; }"));

    let java = |path, source| !java_complaints(path, source).is_empty();
    assert!(java("engine/A.java", "package pixelforest.engine; import pixelforest.image.B;"));
    assert!(java("engine/A.java", "package pixelforest.engine; import ij.ImagePlus;"));
    assert!(java("image/A.java", "import pixelforest.annotation.B;"));
    assert!(java("image/A.java", "import pixelforest.Macro;"));
    assert!(java("image/A.java", "import javax.swing.JPanel;"));
    assert!(java("command/A.java", "class A { java.awt.Frame f; }"));
    assert!(java("other/A.java", ""));
    assert!(!java("command/ADialog.java", "import ij.gui.GenericDialog; import pixelforest.engine.B;"));
    assert!(!java("image/A.java", "import java.awt.Rectangle; // import pixelforest.window.B;"));
    assert!(!java("image/A.java", "String s = \"pixelforest.window\" + '\"' + \"ij.\";"));
}
