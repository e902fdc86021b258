//! Holds what is committed to what the types, the facts and the HCL make.

use std::collections::BTreeSet;

use super::facts::{Fact, Facts};
use super::page::{HEAD, Key, LINTS_HEAD, MOST_KINDS, keys, lints};
use super::{example, reach, schema};
use crate::kind::Kinds;
use crate::raw::is_guarded;

/// Holds a committed file to what the types make; `UPDATE=1` writes it, and fails.
#[track_caller]
pub(super) fn hold(file: &str, made: &str) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .join(file);
    if std::fs::read_to_string(&path).ok().as_deref() == Some(made) {
        return;
    }
    #[expect(
        clippy::disallowed_methods,
        reason = "a test that writes its golden file"
    )]
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, made).expect("the file can be written");
    }
    panic!("{file} is not what the types make (UPDATE=1 writes it)");
}

#[test]
fn the_committed_schema_is_made_of_the_types() {
    let kinds = Kinds::default();
    let text = serde_json::to_string_pretty(&schema(&kinds)).expect("a schema is JSON");
    hold("stack.schema.json", &format!("{text}\n"));
}

#[test]
fn every_fact_belongs_to_a_key() {
    let kinds = Kinds::default();
    let paths: Vec<String> = keys(&kinds).into_iter().map(|key| key.path).collect();
    for fact in Facts::of(&kinds).iter() {
        let path = &fact.path;
        assert!(paths.contains(path), "{path} is no key: {paths:?}");
    }
}

#[test]
fn every_key_has_an_example_and_a_description() {
    let kinds = Kinds::default();
    let facts = Facts::of(&kinds);
    for key in keys(&kinds) {
        assert!(key.description.is_some(), "{} has no description", key.path);
        let fact = facts.get(&key.path);
        let example = fact.and_then(Fact::example);
        assert!(example.is_some(), "{} has no example", key.path);
    }
}

fn reached_text(kinds: &BTreeSet<String>) -> String {
    if kinds.len() > MOST_KINDS {
        return format!("{} kinds of resources", kinds.len());
    }
    if kinds.is_empty() {
        return "–".to_owned();
    }
    let kinds: Vec<String> = kinds.iter().map(|kind| format!("`{kind}`")).collect();
    kinds.join(", ")
}

/// The row of a key, with what a change of it reaches.
fn row(kinds: &Kinds, key: &Key, before: &reach::Blocks) -> String {
    let after = reach::blocks(&example::edited(kinds, &Facts::of(kinds), &key.path));
    let reached = reached_text(&reach::changed(before, &after));
    format!("{} {reached} |\n", key.row())
}

/// The page with its tables made anew.
fn page(old: &str) -> String {
    let kinds = Kinds::default();
    let keys = keys(&kinds);
    let before = reach::blocks(&example::base(&kinds));
    let key_head = format!("{} Reaches |\n{}---|\n", HEAD[0], HEAD[1]);
    let mut page = String::new();
    let mut rest = old;
    while let Some((head, tail)) = rest.split_once("<!-- keys of ") {
        let (section, tail) = tail.split_once(" -->").expect("the marker ends");
        let (_, tail) = tail.split_once("<!-- end -->").expect("the table ends");
        let rows = keys.iter().filter(|key| key.section() == section);
        let (head_row, rows): (_, String) = match section {
            "lints" => (LINTS_HEAD, lints()),
            _ => (
                key_head.as_str(),
                rows.map(|key| row(&kinds, key, &before)).collect(),
            ),
        };
        assert!(!rows.is_empty(), "there is no section {section}");
        page.extend([
            head,
            "<!-- keys of ",
            section,
            " -->
",
            head_row,
            &rows,
            "<!-- end -->",
        ]);
        rest = tail;
    }
    page + rest
}

#[test]
fn the_reference_is_made_of_the_types() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/stack-toml.md");
    let old = std::fs::read_to_string(path).expect("the reference is there");
    for key in keys(&Kinds::default()) {
        let marker = format!("<!-- keys of {} -->", key.section());
        assert!(
            old.contains(&marker),
            "the reference has no table for {}",
            key.path
        );
    }
    hold("docs/stack-toml.md", &page(&old));
}

/// **Contract** stands at the keys whose change changes the fingerprint, and at no other.
#[test]
fn the_reference_knows_the_contract() {
    let kinds = Kinds::default();
    let (facts, base) = (Facts::of(&kinds), example::base(&kinds));
    let before = reach::fingerprints(&base);
    for key in keys(&Kinds::default()) {
        let says_so = key
            .description
            .as_deref()
            .unwrap_or_default()
            .contains("**Contract.**");
        let is_so = before != reach::fingerprints(&example::edited(&kinds, &facts, &key.path));
        assert_eq!(says_so, is_so, "{}", key.path);
    }
}

/// What follows from a key of the contract, and no code relies on.
fn follows(key: &str, path: &str) -> bool {
    // An alarm on connections says how many the engine takes.
    const OF_ENGINE: &[&str] = &[
        "alarm_description",
        "enabled_cloudwatch_logs_exports",
        "parameter",
        "threshold",
        "username",
    ];
    let first = path.split('.').next().unwrap_or(path);
    key == "database.*.engine" && OF_ENGINE.contains(&first)
}

/// What a key of the contract changes, an override may not: else infrastructure would leave the code
/// behind.
#[test]
fn every_argument_of_the_contract_is_guarded() {
    let kinds = Kinds::default();
    let (facts, base) = (Facts::of(&kinds), example::base(&kinds));
    let mut count = 0;
    for key in keys(&Kinds::default()) {
        let description = key.description.as_deref().unwrap_or_default();
        if !description.contains("**Contract.**") || key.path.ends_with("renamed_from") {
            continue;
        }
        let of_key = facts
            .get(&key.path)
            .is_some_and(|fact| fact.with().count() > 0);
        let prepared = of_key.then(|| example::prepared(&kinds, &facts, &key.path));
        let prepared = prepared.as_ref().unwrap_or(&base);
        let (stack, before) = (reach::stack(prepared), reach::arguments(prepared));
        let edited = example::edited(&kinds, &facts, &key.path);
        // By the one value the code may rely on an argument, and not by the other.
        let stacks = [stack, reach::stack(&edited)];
        let after = reach::arguments(&edited);
        for (address, path) in reach::changed_arguments(&before, &after) {
            // The order in which things are made, and how long ECS waits for the load balancer, is nothing to the
            // code.
            let is_nothing =
                ["depends_on", "health_check_grace_period_seconds"].contains(&path.as_str());
            if is_nothing || follows(&key.path, &path) {
                continue;
            }
            assert!(
                stacks.iter().any(|it| is_guarded(it, &address, &path)),
                "`{}` changes `{path}` of `{address}`",
                key.path
            );
            count += 1;
        }
    }
    assert!(count >= 12, "{count}");
}
