//! Every dependency, on every platform, has a licence that deny.toml allows. `cargo deny check` says more; this test
//! needs nothing but cargo.

use serde_json::Value;
use std::process::Command;
use std::{env, fs};

/// The licences that deny.toml allows: the strings of its line `allow = [...]`.
fn allowed() -> Vec<String> {
    let text = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/deny.toml")).unwrap();
    let (_, list) = text.split_once("\nallow = [").expect("deny.toml has a list of allowed licences");
    let (list, _) = list.split_once(']').expect("the list ends");
    list.split(',')
        .map(|name| name.trim().trim_matches('"').to_string())
        .filter(|name| !name.is_empty())
        .collect()
}

/// Whether an SPDX expression is satisfied by the allowed licences. `/` is what cargo wrote for OR in earlier days;
/// AND binds tighter than OR. An exception (`WITH`) grants more than the licence does.
fn satisfied(expression: &str, allowed: &[String]) -> bool {
    let text = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let tokens: Vec<&str> = text.split_whitespace().collect();
    let mut at = 0;
    let result = any_of(&tokens, &mut at, allowed);
    assert_eq!(at, tokens.len(), "the licence {expression:?} is not understood");
    result
}

fn any_of(tokens: &[&str], at: &mut usize, allowed: &[String]) -> bool {
    let mut result = all_of(tokens, at, allowed);
    while tokens.get(*at) == Some(&"OR") {
        *at += 1;
        result |= all_of(tokens, at, allowed);
    }
    result
}

fn all_of(tokens: &[&str], at: &mut usize, allowed: &[String]) -> bool {
    let mut result = one(tokens, at, allowed);
    while tokens.get(*at) == Some(&"AND") {
        *at += 1;
        result &= one(tokens, at, allowed);
    }
    result
}

fn one(tokens: &[&str], at: &mut usize, allowed: &[String]) -> bool {
    let Some(&token) = tokens.get(*at) else { return false };
    *at += 1;
    if token == "(" {
        let result = any_of(tokens, at, allowed);
        *at += 1;
        return result;
    }
    if tokens.get(*at) == Some(&"WITH") {
        *at += 2;
    }
    allowed.iter().any(|name| name == token)
}

#[test]
fn expressions_are_understood() {
    let allowed = ["MIT".to_string(), "Unicode-3.0".to_string()];
    for good in [
        "MIT",
        "Apache-2.0 OR MIT",
        "Unlicense/MIT",
        "(MIT OR Apache-2.0) AND Unicode-3.0",
        "GPL-3.0 OR MIT WITH some-exception",
    ] {
        assert!(satisfied(good, &allowed), "{good}");
    }
    for bad in [
        "GPL-3.0",
        "MIT AND GPL-3.0",
        "(MIT OR Apache-2.0) AND OpenSSL",
        "GPL-2.0 WITH Classpath-exception-2.0",
        "",
    ] {
        assert!(!satisfied(bad, &allowed), "{bad}");
    }
}

#[test]
fn every_dependency_has_an_allowed_licence() {
    let output = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["metadata", "--locked", "--format-version", "1"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo's JSON");
    let packages = metadata["packages"].as_array().expect("a list of packages");
    assert!(packages.len() > 10, "only {} packages", packages.len());
    let allowed = allowed();
    for package in packages {
        let licence = package["license"].as_str().unwrap_or("");
        assert!(
            satisfied(licence, &allowed),
            "{} {} has the licence {licence:?}; deny.toml allows {allowed:?}",
            package["name"],
            package["version"]
        );
    }
}
