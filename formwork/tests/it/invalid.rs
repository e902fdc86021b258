//! parse and validate refuse: each `invalid/CODE*.toml` shows a code, `.stderr` beside it is the
//! report. `UPDATE=1` writes the reports anew, and fails with the list of those that changed.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use formwork::{Code, Report, SourceFile, Stack};

use crate::common::{read, try_synth, variable, write};

fn refused(text: &str) -> Report {
    match try_synth(text) {
        Ok(_) => panic!("accepted, but it should be refused:\n{text}"),
        Err(report) => report,
    }
}

fn codes(report: &Report) -> Vec<&'static str> {
    report
        .problems()
        .iter()
        .map(|problem| problem.code().name())
        .collect()
}

/// The files of the corpus, by name.
fn corpus() -> Vec<PathBuf> {
    files("tests/invalid")
}

fn files(directory: &str) -> Vec<PathBuf> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join(directory);
    let entries = fs::read_dir(directory).expect("the directory is there");
    let paths = entries.map(|entry| entry.expect("it can be listed").path());
    let mut files: Vec<PathBuf> = paths
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "toml")
        })
        .collect();
    files.sort();
    files
}

/// The code that a file shows: its name up to `--`.
fn shown_code(file: &Path) -> String {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    stem.split("--").next().unwrap_or_default().to_owned()
}

#[test]
fn every_invalid_file_is_refused_with_its_report() {
    let mut changed = Vec::new();
    for file in corpus() {
        let report = refused(&read(&file)).to_string();
        let expected = file.with_extension("stderr");
        if !expected.exists() || read(&expected) != report {
            if variable("UPDATE").is_some() {
                write(&expected, &report);
            }
            changed.push(format!("{}\n{report}", expected.display()));
        }
    }
    assert!(
        changed.is_empty(),
        "these reports differ (UPDATE=1 writes them):\n{}",
        changed.join("\n")
    );
}

#[test]
fn every_invalid_file_shows_the_code_it_is_named_after() {
    for file in corpus()
        .iter()
        .filter(|file| !file.ends_with("all-at-once.toml"))
    {
        let report = refused(&read(file));
        let shown = shown_code(file);
        let others: Vec<_> = codes(&report)
            .into_iter()
            .filter(|code| *code != shown)
            .collect();
        assert!(
            codes(&report).contains(&shown.as_str()) && others.is_empty(),
            "{}:\n{report}",
            file.display()
        );
    }
}

#[test]
fn every_code_is_shown_by_a_file() {
    let shown: BTreeSet<String> = corpus().iter().map(|file| shown_code(file)).collect();
    // Lints judge what a valid file becomes, and notes refuse nothing.
    let missing: Vec<_> = Code::ALL
        .iter()
        .filter(|code| !code.is_lint() && !code.is_note())
        .map(|code| code.name())
        .filter(|name| !shown.contains(*name))
        .collect();
    assert!(
        missing.is_empty(),
        "no file in tests/invalid shows {missing:?}"
    );
    let names: BTreeSet<_> = Code::ALL.iter().map(|code| code.name()).collect();
    assert_eq!(names.len(), Code::ALL.len(), "two codes share a name");
}

/// What an editor underlines, a build refuses.
#[test]
fn every_file_that_the_schema_catches_is_refused() {
    for file in files("tests/schema") {
        refused(&read(&file));
    }
}

#[test]
fn every_report_says_where_and_what_to_type() {
    for file in corpus() {
        let report = refused(&read(&file));
        for problem in report
            .problems()
            .iter()
            .filter(|problem| problem.code() != Code::Syntax)
        {
            let name = file.display();
            assert!(problem.help_text().is_some(), "{name}: {problem:?}");
            assert!(
                !problem.message().ends_with('.') && !problem.message().contains('\n'),
                "{name}: {problem:?}"
            );
        }
    }
}

#[test]
fn all_mistakes_are_reported_at_once_and_in_order() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/invalid/all-at-once.toml");
    let text = read(&file);
    let report = refused(&text);
    let starts: Vec<_> = report
        .problems()
        .iter()
        .map(|problem| problem.span().start)
        .collect();
    assert!(starts.is_sorted(), "{report}");
    assert_eq!(
        codes(&report),
        [
            "invalid-name",
            "unknown-value",
            "invalid-tag",
            "unknown-key",
            "subnet-overlap",
            "invalid-image",
            "wrong-type",
            "task-size",
            "min-above-max",
            "unknown-grant-target",
            "unknown-operation",
            "invalid-instance-class",
            "invalid-expiration",
            "retention-not-offered",
        ],
        "{report}"
    );
}

/// A value of the wrong type, or under a misspelt key, is read as a default. No rule may judge
/// what the user never wrote.
#[track_caller]
fn reported_alone(code: &str, text: &str) {
    let report = refused(text);
    assert_eq!(codes(&report), [code], "{report}");
}

const STACK: &str = "[stack]\nname = \"shop\"\n";
const SERVICE: &str = "[service.web]\nimage = \"nginx:1.29\"\n";

#[test]
fn a_value_that_could_not_be_read_has_no_echo() {
    let production = STACK.to_owned() + "environment = \"production\"\n";
    let host = "hosts = [\"shop.acme.example\"]\n";
    reported_alone(
        "wrong-type",
        &format!("domain = 5\n{production}{SERVICE}{host}"),
    );
    for (code, rest) in WITHOUT_A_SERVICE {
        reported_alone(code, &format!("{STACK}{rest}"));
    }
    for (code, rest) in AFTER_A_SERVICE {
        reported_alone(code, &format!("{STACK}{SERVICE}{rest}"));
    }
}

const WITHOUT_A_SERVICE: &[(&str, &str)] = &[
    ("wrong-type", "[service.web]\nimage = 5\n"),
    ("wrong-type", "[service]\nweb = 5\n"),
    ("unknown-key", "[service.web]\nimgae = \"nginx:1.29\"\n"),
    ("unknown-key", "[servce.web]\nimage = \"nginx:1.29\"\n"),
];

const AFTER_A_SERVICE: &[(&str, &str)] = &[
    ("wrong-type", "cpu_units = \"4096\"\nmemory_mib = 8192\n"),
    ("wrong-type", "scaling = { min = 20, max = \"30\" }\n"),
    (
        "wrong-type",
        "health_check = { timeout_seconds = 20, interval_seconds = \"30\" }\n",
    ),
    ("wrong-type", "grants = { uploads = 5 }\n[bucket.uploads]\n"),
    (
        "wrong-type",
        "grants = { uploads = [5] }\n[bucket.uploads]\n",
    ),
    (
        "wrong-type",
        "grants = { uploads = [\"read\"] }\n[bucket]\nuploads = 5\n",
    ),
    (
        "unknown-key",
        "grants = { uploads = [\"read\"] }\n[buckets.uploads]\n",
    ),
    (
        "wrong-type",
        "paths = 5\n[service.app]\nimage = \"nginx:1.29\"\n",
    ),
    (
        "wrong-type",
        "[network]\npublic_subnets = [5, \"10.0.1.0/24\"]\n",
    ),
    (
        "wrong-type",
        "[network]\navailability_zones = [5, \"us-east-1a\"]\n",
    ),
    (
        "wrong-type",
        "[network]\ncidr = 5\nprivate_subnets = [\"10.1.1.0/24\", \"10.1.2.0/24\"]\n",
    ),
    (
        "wrong-type",
        "[network]\nprivate_subnets = 5\npublic_subnets = [\"10.0.0.0/20\", \"10.0.16.0/20\"]\n",
    ),
    (
        "wrong-type",
        "[domain]\nname = \"shop.acme.example\"\nzone = 5\n",
    ),
    (
        "wrong-type",
        "[domain]\nname = 5\nzone = \"acme.example\"\n",
    ),
    (
        "wrong-type",
        "[bucket.uploads]\nexpire = [{ prefix = \"a/\", days = \"9\" }]\n",
    ),
    (
        "unknown-value",
        "[terraform]\nbackend = { type = \"s4\", bucket = \"acme-state\", key = \"shop\" }\n",
    ),
    (
        "wrong-type",
        "[terraform]\nbackend = { type = \"s3\", bucket = 5, key = \"shop\" }\n",
    ),
];

#[test]
fn the_shortest_file_is_accepted() {
    assert!(
        Stack::from_source(&SourceFile::new("stack.toml", format!("{STACK}{SERVICE}"))).is_ok()
    );
}
