//! One value of `stack.toml` is changed at a time: what is contract changes both sides, and the rest
//! leaves the code as it is.

use std::collections::BTreeSet;

use toml::de::{DeTable, DeValue};

use super::edit::{Edit, edit};
use super::infrastructure::infrastructure;
use super::keys::{CONTRACT, FIXED};
use super::*;

#[test]
fn each_value_of_the_contract_changes_both_sides_together() {
    let before = committed();
    let (hcl, rust) = (synth(&before), stack_rs(&before, "api"));
    let user = code(&uses(&rust));
    for mutation in CONTRACT {
        let at = format!("{} by {:?}", mutation.key, mutation.edits);
        let after = edit(&before, mutation.edits);
        let (new_hcl, new_rust) = (synth(&after), stack_rs(&after, "api"));

        let changed_hcl = diff_of_files(&hcl, &new_hcl);
        assert_holds(&changed_hcl, mutation.hcl, &at);
        let changed_rust = diff(&rust, &new_rust);
        assert_holds(&changed_rust, mutation.rust, &at);
        for gone in mutation.gone {
            for (name, text) in new_hcl.iter().chain([(&"stack.rs".to_owned(), &new_rust)]) {
                assert!(
                    !text.contains(gone),
                    "{at}: `{gone}` still stands in {name}"
                );
            }
        }

        assert_ne!(fingerprint(&rust), fingerprint(&new_rust), "{at}");
        assert_eq!(
            handed_fingerprint(&new_hcl, "api"),
            fingerprint(&new_rust),
            "{at}"
        );

        let output = Crate::new(&new_rust, &user).check("rustc", &[]);
        assert_eq!(
            output.status.success(),
            mutation.refused.is_empty(),
            "{at}:\n{}",
            stderr(&output)
        );
        for message in mutation.refused {
            let said = stderr(&output);
            assert!(
                said.contains(message),
                "{at}: `{message}` is not in\n{said}"
            );
        }
    }
}

/// The key of the service is named in `build.rs` too, so that the build stops until it follows.
#[test]
fn a_renamed_service_is_another_service_on_both_sides() {
    let before = committed();
    let after = edit(&before, &[Edit::Rename("service.api", "web")]);
    let rust = stack_rs(&after, "web");
    let changed = diff_of_files(&synth(&before), &synth(&after));
    assert_holds(
        &changed,
        &[
            r#"service_api.tf - resource "aws_ecs_service" "api" {"#,
            r#"service_web.tf + resource "aws_ecs_service" "web" {"#,
            r#"service_web.tf + container_name = "web""#,
        ],
        "service.api",
    );
    assert_holds(
        &diff(&stack_rs(&before, "api"), &rust),
        &[r#"+ pub const SERVICE: &str = "web";"#],
        "service.api",
    );
    assert_ne!(fingerprint(&rust), fingerprint(&stack_rs(&before, "api")));
    assert_eq!(
        fingerprint(&rust),
        handed_fingerprint(&synth(&after), "web")
    );
}

#[test]
fn what_is_infrastructure_alone_leaves_the_code_as_it_is() {
    let before = committed();
    let (hcl, rust) = (synth(&before), stack_rs(&before, "api"));
    for (key, edits) in infrastructure() {
        let after = edit(&before, &edits);
        assert_ne!(synth(&after), hcl, "{key} changes no infrastructure");
        // What a grant allows beside may follow from infrastructure: the use of a key.
        let code = |rust: &str| {
            let lines = rust.lines().filter(|line| !line.contains("/// Granted: "));
            lines.map(str::to_owned).collect::<Vec<_>>()
        };
        let after = stack_rs(&after, "api");
        assert_eq!(code(&after), code(&rust), "{key} changes stack.rs");
    }
}

#[test]
fn every_key_of_the_committed_stack_is_known_to_be_contract_or_not() {
    let manifest = committed();
    let root = DeTable::parse(&manifest).expect("stack.toml is TOML");
    let mut keys = BTreeSet::new();
    leaves("", &DeValue::Table(root.into_inner()), &mut keys);

    let tried: BTreeSet<String> = CONTRACT
        .iter()
        .map(|mutation| mutation.key)
        .chain(infrastructure().map(|(key, _)| key))
        .chain(FIXED.iter().copied())
        .map(str::to_owned)
        .collect();
    let untried: Vec<&String> = keys.difference(&tried).collect();
    assert!(untried.is_empty(), "no test changes {untried:?}");
}

/// The keys of `docs/stack-toml.md`, with `NAME` for the entry that the committed stack has.
#[test]
fn every_documented_key_is_tried_as_what_it_is_marked() {
    let documented = documented_keys(&read(&workspace().join("docs/stack-toml.md")));
    assert!(documented.len() > 40, "{documented:?}");
    let infrastructure: Vec<&str> = infrastructure()
        .map(|(key, _)| key)
        .chain(FIXED.iter().copied())
        .collect();
    let contract: Vec<&str> = CONTRACT.iter().map(|mutation| mutation.key).collect();
    for (key, is_contract) in &documented {
        // Nothing would be made of the entry then. The tests of the reference change these keys.
        if key.contains(".existing") {
            continue;
        }
        // The keys of an entry of a list stand behind `[].`, and are tried with the list.
        let whole = key.split("[].").next().unwrap_or(key);
        let below = format!("{key}.");
        let among = |tried: &[&str]| {
            tried
                .iter()
                .any(|tried| *tried == whole || tried.starts_with(&below))
        };
        assert_eq!(among(&contract), *is_contract, "`{key}` as contract");
        // `zone` becomes `zone_id` there, and another `type` brings the other keys of the backend.
        let comes_along = key == "domain.zone_id" || key.starts_with("terraform.backend.");
        // It names a queue, and the committed stack has none.
        let comes_along = comes_along || key.starts_with("bucket.uploads.events");
        // A bare stack has no service whose code could differ.
        let comes_along = comes_along || key == "stack.bare";
        // Nobody calls the service of the committed stack.
        let comes_along = comes_along || key == "service.api.call_timeout_seconds";
        let is_tried = *is_contract || among(&infrastructure) || comes_along;
        assert!(is_tried, "no test changes `{key}`");
    }
}

/// The lines that go and come, each with its sign, without layout.
fn diff(before: &str, after: &str) -> Vec<String> {
    let lines = |text: &str| -> BTreeMap<String, usize> {
        let mut lines = BTreeMap::new();
        for line in text.lines() {
            let words: Vec<&str> = line.split_whitespace().collect();
            *lines.entry(words.join(" ")).or_default() += 1;
        }
        lines
    };
    let (before, after) = (lines(before), lines(after));
    let more = |sign: &str, these: &BTreeMap<String, usize>, those: &BTreeMap<String, usize>| {
        let mut more = Vec::new();
        for (line, count) in these {
            let surplus = count.saturating_sub(those.get(line).copied().unwrap_or(0));
            more.extend(vec![format!("{sign} {line}"); surplus]);
        }
        more
    };
    let mut changed = more("-", &before, &after);
    changed.extend(more("+", &after, &before));
    changed
}

/// The same for directories, with the file before the sign.
fn diff_of_files(before: &Files, after: &Files) -> Vec<String> {
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let text = |files: &Files, name: &String| files.get(name).cloned().unwrap_or_default();
    let mut changed = Vec::new();
    for name in names {
        let lines = diff(&text(before, name), &text(after, name));
        changed.extend(lines.into_iter().map(|line| format!("{name} {line}")));
    }
    changed
}

/// Asserts that lines are among those that changed, as often as they are listed.
#[track_caller]
fn assert_holds(changed: &[String], expected: &[&str], at: &str) {
    let mut left = changed.to_vec();
    for line in expected {
        let place = left.iter().position(|changed| changed == line);
        let place =
            place.unwrap_or_else(|| panic!("{at}: no `{line}` among\n{}", changed.join("\n")));
        left.swap_remove(place);
    }
}

/// The paths of all keys that hold no table.
fn leaves(path: &str, value: &DeValue<'_>, keys: &mut BTreeSet<String>) {
    match value.as_table() {
        Some(table) if !table.is_empty() => {
            for (key, value) in table {
                let below = if path.is_empty() {
                    key.get_ref().to_string()
                } else {
                    format!("{path}.{}", key.get_ref())
                };
                leaves(&below, value.get_ref(), keys);
            }
        }
        _ => {
            keys.insert(path.to_owned());
        }
    }
}

/// The keys in the tables of `docs/stack-toml.md`, and whether they are marked as contract.
fn documented_keys(docs: &str) -> BTreeMap<String, bool> {
    let mut keys = BTreeMap::new();
    let mut table = String::new();
    for line in docs.lines() {
        if let Some(heading) = line.strip_prefix('#') {
            let heading = heading.trim_start_matches('#').trim();
            let name = between(heading, "[", "]").unwrap_or_default();
            table = match name.strip_suffix(".NAME") {
                Some("service") => "service.api".to_owned(),
                Some("database") => "database.taskdb".to_owned(),
                Some("bucket") => "bucket.uploads".to_owned(),
                // The committed stack has none. The tests of the reference change the keys of every kind.
                Some(_) => String::new(),
                _ => name.trim_matches(['[', ']']).to_owned(),
            };
        }
        let cell = line.strip_prefix("| ").and_then(|row| row.split_once(" |"));
        if let (Some((cell, rest)), false) = (cell, table.is_empty()) {
            let names = cell.split(", ").filter_map(|name| between(name, "`", "`"));
            keys.extend(
                names.map(|name| (format!("{table}.{name}"), rest.contains("**Contract.**"))),
            );
        }
    }
    keys
}
