//! `stack.rs` is as neat as code that is typed: formatted, and without a warning.

use std::process::Command;

use toml::de::DeTable;

use super::*;
use crate::rustc::has_tool;

#[test]
fn generated_code_is_formatted() {
    if !has_tool("rustfmt", "generated_code_is_formatted") {
        return;
    }
    let mut wrong = Vec::new();
    for (at, rust) in every_stack_rs().into_iter().chain(at_the_border()) {
        let written = Crate::new(&rust, "");
        let output = Command::new("rustfmt")
            .current_dir(written.path())
            .args([
                "--check",
                "--color",
                "never",
                "--edition",
                "2024",
                "stack.rs",
            ])
            .output()
            .expect("rustfmt can be run");
        if !output.status.success() {
            let diff = String::from_utf8_lossy(&output.stdout).into_owned();
            wrong.push(format!("{at}:\n{diff}{}", stderr(&output)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn generated_code_has_no_warning_if_all_that_is_granted_is_used() {
    let test = "generated_code_has_no_warning_if_all_that_is_granted_is_used";
    let lints = lints();
    // `clippy-driver` is `rustc` with more lints.
    let compiler = if has_tool("clippy-driver", test) {
        "clippy-driver"
    } else {
        "rustc"
    };
    let mut wrong = Vec::new();
    for (at, rust) in every_stack_rs() {
        let output = Crate::new(&rust, &code(&uses(&rust))).check(compiler, &lints);
        if !output.status.success() {
            wrong.push(format!("{at}:\n{}", stderr(&output)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// `stack.rs` of all services of all manifests, with where it is from.
fn every_stack_rs() -> Vec<(String, String)> {
    let mut all = Vec::new();
    for (name, manifest) in manifests() {
        for service in services(&synth(&manifest)) {
            let rust = stack_rs(&manifest, &service);
            all.push((format!("service `{service}` of {name}"), rust));
        }
    }
    all
}

/// `stack.rs` with lines as long as a line may be, a little longer, and far longer.
fn at_the_border() -> impl Iterator<Item = (String, String)> {
    let manifest = |path: usize| {
        let variables = (20..120).map(|length| format!("{} = \"\"\n", "A".repeat(length)));
        format!(
            "[stack]\nname = \"shop\"\n[service.api]\nimage = \"nginx:1.29\"\n\
             health_check = {{ path = \"/{}\" }}\n[service.api.environment]\n{}",
            "a".repeat(path),
            variables.collect::<String>()
        )
    };
    [66, 67, 68, 91, 92, 93, 94, 200]
        .into_iter()
        .map(move |path| {
            let at = format!("a path of {} characters", path + 1);
            (at, stack_rs(&manifest(path), "api"))
        })
}

/// The lints of the workspace as flags, all of them errors.
#[track_caller]
fn lints() -> Vec<String> {
    let text = read(&workspace().join("Cargo.toml"));
    let manifest = DeTable::parse(&text).expect("Cargo.toml is TOML");
    let lints = &manifest.get_ref()["workspace"].get_ref()["lints"];
    let mut flags = Vec::new();
    for (tool, prefix) in [("rust", ""), ("clippy", "clippy::")] {
        let table = lints.get_ref()[tool].get_ref();
        for (lint, level) in table.as_table().expect("a table of lints") {
            // A group has a priority: it comes before its members.
            let is_single = level.get_ref().is_str();
            let level = if is_single {
                level.get_ref()
            } else {
                level.get_ref()["level"].get_ref()
            };
            let level = level.as_str().expect("a level is a word");
            flags.push((is_single, format!("--{level}={prefix}{}", lint.get_ref())));
        }
    }
    flags.sort();
    let flags = flags.into_iter().map(|(_, flag)| flag);
    // `warnings` covers the lints that warn, and clippy's own ones are no news to rustc.
    flags
        .chain([
            "--deny=warnings".to_owned(),
            "--allow=unknown_lints".to_owned(),
        ])
        .collect()
}
