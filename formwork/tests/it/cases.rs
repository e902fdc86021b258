//! Whole files, as they are for small stacks that show one behaviour each.
//!
//! `cases/minimal/out` holds every file. Any other case holds those that differ from them, so
//! that a reader sees what its one behaviour changes and nothing else. `UPDATE=1` rewrites them
//! and then fails.

use std::fs;
use std::path::Path;

use crate::common::{Files, cases, files_in, synth_case, variable};

#[test]
fn every_case_makes_its_files() {
    let update = variable("UPDATE").is_some();
    let cases = cases();
    let minimal = synth_case(&cases["minimal"]);
    let mut wrong = Vec::new();
    for (name, case) in &cases {
        let made = synth_case(case);
        let base = if name == "minimal" {
            Files::new()
        } else {
            minimal.clone()
        };
        assert!(
            base.keys().all(|file| made.contains_key(file)),
            "case `{name}` has fewer files than `minimal`"
        );
        let differing: Files = made
            .into_iter()
            .filter(|(file, text)| base.get(file) != Some(text))
            .collect();

        let expected = files_in(&case.join("out"));
        if expected != differing {
            wrong.push(describe(name, &expected, &differing));
            if update {
                rewrite(&case.join("out"), &differing);
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{}\n\n`UPDATE=1 cargo test -p formwork` rewrites them: read the diff",
        wrong.join("\n")
    );
}

fn describe(case: &str, expected: &Files, made: &Files) -> String {
    let names = expected
        .keys()
        .chain(made.keys())
        .collect::<std::collections::BTreeSet<_>>();
    let differing = names
        .into_iter()
        .filter(|file| expected.get(*file) != made.get(*file));
    let first_line = |file: &String| {
        let (old, new) = (
            expected.get(file).map_or("", String::as_str),
            made.get(file).map_or("", String::as_str),
        );
        let line = old
            .lines()
            .zip(new.lines())
            .take_while(|(old, new)| old == new)
            .count();
        format!(
            "  {file}:{}:\n    expected: {}\n    made:     {}",
            line + 1,
            old.lines().nth(line).unwrap_or("(nothing)"),
            new.lines().nth(line).unwrap_or("(nothing)")
        )
    };
    format!(
        "case `{case}`:\n{}",
        differing.map(first_line).collect::<Vec<_>>().join("\n")
    )
}

#[expect(
    clippy::disallowed_methods,
    reason = "a golden that is half written is written again"
)]
fn rewrite(directory: &Path, files: &Files) {
    let _ = fs::remove_dir_all(directory);
    fs::create_dir_all(directory).expect("the case's directory can be made");
    for (file, text) in files {
        fs::write(directory.join(file), text).expect("a golden can be written");
    }
}
