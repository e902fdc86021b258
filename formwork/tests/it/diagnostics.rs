//! A code, its explanation and its place in `docs/diagnostics.md` tell the same story: each example
//! is refused with its code, and each way to fix it is accepted. The page is a golden.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use formwork::{Code, Report};

use crate::common::{Files, try_synth};
use crate::documented::{completed, fenced};
use crate::every_code;
use crate::golden::golden;

const HEADINGS: [&str; 4] = [
    "### What it means",
    "### Why",
    "### Example",
    "### How to fix",
];

const INTRODUCTION: &str =
    "<!-- Generated from the explanations in formwork/src (codes/) by `UPDATE=1 cargo test -p formwork`. -->

# Diagnostics

This page explains the codes that `cargo build` reports about a `stack.toml`. A report has its code in the first
and in the last line. All problems of a file are reported at once, in order of position.

Examples leave out `[stack]` and a service if they are about something else.
";

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The four parts of an explanation, without their headings.
#[track_caller]
fn parts(code: Code) -> [&'static str; 4] {
    let mut rest = code.explain();
    let mut parts = [""; 4];
    for (part, heading) in parts.iter_mut().zip(HEADINGS) {
        let after = rest
            .strip_prefix(heading)
            .unwrap_or_else(|| panic!("{}: `{heading}` is expected", code.name()));
        let end = after.find("\n### ").map_or(after.len(), |end| end + 1);
        *part = after[..end].trim();
        assert!(!part.is_empty(), "{}: `{heading}` is empty", code.name());
        rest = &after[end..];
    }
    parts
}

fn judged(example: &str) -> Result<Files, Report> {
    try_synth(&completed(example))
}

#[test]
fn every_example_is_refused_with_its_code_alone() {
    // The examples of lints are HCL, and a kind is faulty in Rust: tests beside them try these.
    let refused = |code: &&Code| !code.is_lint() && !code.is_note() && **code != Code::FaultyKind;
    for code in every_code().iter().filter(refused) {
        let [_, _, example, _] = parts(*code);
        let examples = fenced(example, "toml");
        assert!(!examples.is_empty(), "{} has no example", code.name());
        for example in examples {
            let report = judged(example).expect_err(code.name());
            let codes: BTreeSet<&str> = report.problems().iter().map(|p| p.code().name()).collect();
            assert_eq!(codes, BTreeSet::from([code.name()]), "{example}\n{report}");
        }
    }
}

#[test]
fn every_fix_is_accepted() {
    for code in every_code() {
        let [_, _, _, fix] = parts(code);
        for fixed in fenced(fix, "toml") {
            if let Err(report) = judged(fixed) {
                panic!("{}:\n{fixed}\n{report}", code.name());
            }
        }
    }
}

#[test]
fn every_file_of_an_explanation_belongs_to_a_code() {
    let mut files = BTreeSet::new();
    collect(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut files,
    );
    let codes: BTreeSet<String> = every_code()
        .iter()
        .map(|code| code.name().to_owned())
        .collect();
    assert_eq!(files, codes);
}

/// The files of all directories `codes` below `directory`, without their ending.
fn collect(directory: &Path, files: &mut BTreeSet<String>) {
    let entries = fs::read_dir(directory).expect("a directory of the sources can be read");
    for entry in entries {
        let path = entry.expect("its entries can be listed").path();
        let is_of_codes = directory.ends_with("codes");
        match path.file_stem() {
            Some(stem) if is_of_codes => {
                files.insert(stem.to_string_lossy().into_owned());
            }
            _ if path.is_dir() => collect(&path, files),
            _ => {}
        }
    }
}

/// What becomes of a lint's findings.
fn levels(code: Code) -> String {
    let [development, production] = [false, true].map(|is| code.default_level(is));
    match development.zip(production) {
        Some((development, production)) => format!(
            "A lint on the final HCL, `{}` in `[lints]`. Default: {development}; in production \
             {production}.\n\n",
            code.key()
        ),
        None => String::new(),
    }
}

#[test]
fn the_page_is_made_of_the_explanations() {
    let mut page = INTRODUCTION.to_owned();
    let mut codes = every_code();
    codes.sort_by_key(|code| code.name());
    page.push('\n');
    for code in &codes {
        let _ = writeln!(page, "- [`{0}`](#{0})", code.name());
    }
    for code in &codes {
        let _ = write!(
            page,
            "\n## {}\n\n{}{}",
            code.name(),
            levels(*code),
            code.explain()
        );
    }
    golden(&repository().join("docs/diagnostics.md"), &page);
}
