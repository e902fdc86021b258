//! What `cargo formwork diff` says of the edits of `tests/emulator/edits.toml`, held to what plans of Terraform do:
//! `tests/emulator/run edits` sees those.
use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use cargo_formwork::Status;
use formwork::kind::Kinds;
use formwork::{Inspection, emit};
use tempfile::TempDir;
use toml::{Table, Value};

use crate::common::{run, write};

const KINDS: [&str; 4] = ["create", "update", "replace", "delete"];

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// Of how many resources, in all edits, `diff` says that a plan tells. It may not become more by the way.
const LEFT_TO_A_PLAN: usize = 2;

/// A resource, and what becomes of it.
type Said = BTreeSet<(String, String)>;

#[test]
fn edits_are_told_as_terraform_plans_them() {
    let committed = fs::read_to_string(root().join("stack.toml")).unwrap();
    // As the emulator has it, and so that an edit may make it one for production.
    let committed = committed.replace("offline = true", "offline = false");
    let edits = fs::read_to_string(root().join("tests/emulator/edits.toml")).unwrap();
    let edits: Table = edits.parse().unwrap();
    let mut wrong = String::new();
    let (mut count, mut open) = (0, 0);
    for stack in tables(&edits, "stack") {
        let manifest = edited(&committed, stack);
        let directory = built(&manifest);
        for edit in tables(stack, "edit") {
            let name = edit["name"].as_str().unwrap();
            let (said, has_tags) = told(directory.path(), &edited(&manifest, edit));
            open += said.iter().filter(|(kind, _)| kind == "open").count();
            count += 1;
            for difference in differences(edit, &said, has_tags) {
                writeln!(wrong, "{name}: {difference}").unwrap();
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
    assert_eq!(
        (count, open),
        (101, LEFT_TO_A_PLAN),
        "all edits, and what is left to a plan"
    );
}

fn tables<'t>(table: &'t Table, key: &str) -> impl Iterator<Item = &'t Table> {
    let items = table.get(key).and_then(Value::as_array).into_iter();
    items.flatten().filter_map(Value::as_table)
}

/// A manifest with the edit of a table of `edits.toml`.
fn edited(manifest: &str, edit: &Table) -> String {
    let mut manifest = manifest.to_owned();
    let removed = edit.get("remove").and_then(Value::as_array);
    for table in removed.into_iter().flatten() {
        let header = format!("\n[{}]\n", table.as_str().unwrap());
        let start = manifest.find(&header).unwrap() + 1;
        let length = manifest[start + 1..].find("\n[").unwrap() + 2;
        manifest.replace_range(start..start + length, "");
    }
    // From the end, so that a place stays where it was: what is put in may have what is looked for.
    let texts = edit.get("text").and_then(Value::as_table);
    let mut places: Vec<(usize, &str, &str)> = Vec::new();
    for (old, new) in texts.into_iter().flatten() {
        let found: Vec<_> = manifest.match_indices(old.as_str()).collect();
        assert_eq!(found.len(), 1, "{old}");
        places.push((found[0].0, old, new.as_str().unwrap()));
    }
    places.sort_unstable();
    for (start, old, new) in places.into_iter().rev() {
        manifest.replace_range(start..start + old.len(), new);
    }
    manifest
}

/// A directory with a manifest, and the Terraform that it makes.
fn built(text: &str) -> TempDir {
    let directory = TempDir::new().unwrap();
    let manifest = directory.path().join("stack.toml");
    let hcl_out = directory.path().join("hcl-out");
    write(&manifest, text);
    let inspection = Inspection::new(&manifest, &hcl_out, &Kinds::default()).unwrap();
    emit::write_roots(&hcl_out, inspection.roots(), None).unwrap();
    directory
}

/// What `diff` says of an edit, and whether it says that all tags change.
fn told(directory: &Path, after: &str) -> (Said, bool) {
    let manifest = directory.join("stack.toml");
    write(&manifest, after);
    let path = manifest.to_str().unwrap();
    let ran = run(&["diff", "--no-hcl", "--manifest", path, "--color", "never"]);
    assert_eq!(ran.status, Status::Clean, "{}", ran.err);
    let has_tags = ran.out.contains("every resource with tags changes");
    (ran.out.lines().filter_map(said).collect(), has_tags)
}

fn said(line: &str) -> Option<(String, String)> {
    let (sign, rest) = line.split_once(' ')?;
    let (address, rest) = rest.split_once(", ").unwrap_or((rest, ""));
    let kind = match sign {
        "+" => "create",
        "-" => "delete",
        "-/+" | "+/-" => "replace",
        "~" if rest.ends_with("in place") && !rest.contains("every resource") => "update",
        "~" if rest.ends_with("a plan tells") || rest.contains("in place if") => "open",
        _ => return None,
    };
    address
        .starts_with("aws_")
        .then(|| (kind.to_owned(), address.to_owned()))
}

fn differences(edit: &Table, said: &Said, has_tags: bool) -> Vec<String> {
    let patterns: Vec<(&str, &str)> = KINDS
        .iter()
        .flat_map(|kind| {
            let patterns = edit.get(*kind).and_then(Value::as_array);
            let patterns = patterns.into_iter().flatten();
            patterns.map(move |pattern| (*kind, pattern.as_str().unwrap()))
        })
        .collect();
    let mut wrong = Vec::new();
    for (kind, address) in said {
        let is_expected = patterns.iter().any(|(expected, pattern)| {
            (kind == "open" || kind == expected) && matches(pattern, address)
        });
        if !is_expected {
            wrong.push(format!("says {kind} {address}"));
        }
    }
    for (kind, pattern) in &patterns {
        let is_said = said
            .iter()
            .any(|(said, address)| (said == kind || said == "open") && matches(pattern, address));
        let is_told_of_tags = has_tags && *kind == "update" && *pattern == "*";
        if !is_said && !is_told_of_tags {
            wrong.push(format!("does not say {kind} {pattern}"));
        }
    }
    wrong
}

/// Whether a pattern, in which `*` is any text, is about an address, or about an instance of its block.
fn matches(pattern: &str, address: &str) -> bool {
    let block = pattern.split_once('[').map_or(pattern, |(block, _)| block);
    is_like(pattern, address) || is_like(block, address)
}

fn is_like(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((start, rest)) => text.strip_prefix(start).is_some_and(|behind| {
            let mut ends = behind.char_indices().map(|(at, _)| at);
            is_like(rest, "") || ends.any(|at| is_like(rest, &behind[at..]))
        }),
    }
}
