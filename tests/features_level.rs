//! The environment variable that pins the SIMD level. It is read once per process, so each case runs in one of its own.

use pixel_forest::filter::simd;
use std::process::Command;

#[test]
#[ignore = "run by the_variable_is_obeyed in a process of its own"]
fn report() {
    match simd::level() {
        Ok(level) => println!("level {}", simd::name(level)),
        Err(error) => println!("error {error}"),
    }
}

fn reported(value: Option<&str>) -> String {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "report", "--ignored", "--nocapture"]).env_remove(simd::VARIABLE);
    if let Some(value) = value {
        command.env(simd::VARIABLE, value);
    }
    String::from_utf8(command.output().unwrap().stdout).unwrap()
}

#[test]
fn the_variable_is_obeyed() {
    let best = simd::name(simd::available()[0]);
    assert!(reported(None).contains(&format!("level {best}")));
    for level in simd::available() {
        let name = simd::name(level);
        assert!(reported(Some(name)).contains(&format!("level {name}")));
    }
    for unknown in ["mmx", ""] {
        let text = reported(Some(unknown));
        assert!(text.contains("error PIXEL_FOREST_SIMD") && text.contains(best), "{text}");
    }
}
