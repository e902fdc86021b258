//! What reaches the disk, and what never leaves it: the promises of `formwork::emit`.
//!
//! What their tests share is here: sets of files, and what a directory holds.

#![allow(
    clippy::unwrap_used,
    reason = "a failing helper is a failing test, and clippy exempts only the tests themselves"
)]
#![expect(
    clippy::disallowed_methods,
    reason = "half a file is what some of these tests are about, and they are no service"
)]

mod refused;
mod roots;
mod written;

#[cfg(unix)]
mod at_once;
#[cfg(unix)]
mod full_disk;
#[cfg(unix)]
mod killed;
#[cfg(unix)]
mod links;
#[cfg(unix)]
mod process;
#[cfg(unix)]
mod read_only;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use formwork::emit::{Action, Artifact, BANNER, EmitError, Written, write, write_file};
use tempfile::TempDir;

/// A time long past, as that of a `stack.toml`.
fn stamp() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_600_000_000)
}

fn artifact(name: &str, body: &str) -> Artifact {
    let banner = match name.rsplit('.').next() {
        Some("md") => format!("<!-- {BANNER} -->"),
        _ => format!("# {BANNER}"),
    };
    Artifact {
        name: name.to_owned(),
        text: format!("{banner}\n\n{body}\n"),
    }
}

/// A small set with each kind of name.
fn small_set() -> Vec<Artifact> {
    ["network.tf", "README.md", ".gitignore"]
        .map(|name| artifact(name, name))
        .to_vec()
}

/// Some fifty files; `variant` changes all texts and a few names.
fn large_set(variant: &str) -> Vec<Artifact> {
    let shared = (0..45).map(|i| format!("file{i}.tf"));
    let own = (0..5).map(|i| format!("{variant}{i}.tf"));
    shared
        .chain(own)
        .map(|name| artifact(&name, &format!("{variant} ").repeat(400)))
        .collect()
}

fn paths(dir: &Path, names: &[&str]) -> Vec<PathBuf> {
    names.iter().map(|name| dir.join(name)).collect()
}

fn modified(path: &Path) -> SystemTime {
    fs::metadata(path).unwrap().modified().unwrap()
}

/// Names and texts of the files directly in `dir`, sorted.
fn listing(dir: &Path) -> Vec<(String, String)> {
    let mut files: Vec<_> = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.file_type().unwrap().is_file())
        // Only where a directory can't be locked itself does the lock leave a file.
        .filter(|entry| cfg!(unix) || entry.file_name() != ".formwork.lock")
        .map(|entry| {
            (
                entry.file_name().into_string().unwrap(),
                read(&entry.path()),
            )
        })
        .collect();
    files.sort();
    files
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

/// What [`listing`] gives when exactly `artifacts` are there.
fn expected(artifacts: &[Artifact]) -> Vec<(String, String)> {
    let mut files: Vec<_> = artifacts
        .iter()
        .map(|artifact| (artifact.name.clone(), artifact.text.clone()))
        .collect();
    files.sort();
    files
}

/// Checks that `write` fails, as `is_expected` wants it, and leaves `dir` as it was.
#[track_caller]
fn check_refused(dir: &Path, artifacts: &[Artifact], is_expected: impl Fn(&EmitError) -> bool) {
    let before = listing(dir);
    let error = write(dir, artifacts, Some(stamp())).unwrap_err();
    assert!(is_expected(&error), "{error:?}");
    assert!(!error.help().is_empty());
    assert_eq!(listing(dir), before);
}
