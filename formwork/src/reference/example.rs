//! Manifests in which every key can take its example.

use super::facts::Facts;
use crate::kind::{AnyKind, Kinds, Operation};

/// What the examples of keys need beside an example of each kind.
const SECTIONS: &str = r#"
[stack]
name = "shop"

[terraform]
backend = { type = "s3", bucket = "acme-state", key = "shop.tfstate" }

[domain]
name = "shop.acme.example"
zone = "acme.example"

[bucket.pages]

[resource.aws_sqs_queue.jobs]

[[import]]
to = "aws_sqs_queue.jobs"
id = "https://sqs.us-east-1.amazonaws.com/123456789012/jobs"

[[removed]]
from = "aws_sqs_queue.mails"
"#;

/// A manifest with an entry of each kind. Whoever runs a container is granted two operations of every
/// other that allow different things, and mounts what is mounted.
pub(super) fn base(kinds: &Kinds) -> String {
    let mut manifest: toml::Table = SECTIONS.parse().expect("the sections are TOML");
    for kind in kinds.iter() {
        let example: toml::Table = kind.example().parse().expect("an example is TOML");
        for (table, entries) in example {
            let entries = entries.as_table().expect("entries are a table").clone();
            let all = manifest.entry(table).or_insert(toml::Table::new().into());
            let all = all.as_table_mut().expect("a table of entries");
            all.extend(entries);
        }
    }
    let mounted = kinds.iter().filter(|kind| kind.mounting().is_some());
    let mounted = mounted.map(|kind| name(kind.example()));
    let mounts: toml::Table = mounted
        .map(|name| (name.clone(), format!("/srv/{name}").into()))
        .collect();
    for kind in kinds.iter().filter(|kind| takes_grants(kind.keys())) {
        let entry = manifest[kind.table()][&name(kind.example())].as_table_mut();
        let entry = entry.expect("an entry is a table");
        let granted = kinds.iter().filter(|target| may_grant(kind, *target));
        let grants: toml::Table = granted.filter_map(grant).collect();
        entry.insert("grants".to_owned(), grants.into());
        entry.insert("mounts".to_owned(), mounts.clone().into());
    }
    toml::to_string(&manifest).expect("a table is TOML")
}

/// Two operations of the entry of a kind that allow different things, if it has any. One that tells nothing of a plain
/// entry is of others.
fn grant(target: &'static dyn AnyKind) -> Option<(String, toml::Value)> {
    let tells = |operation: &Operation| {
        let facts = target.facts();
        let mut brought = facts.iter().filter(|fact| target.brings(operation, fact));
        facts.is_empty() || brought.any(|fact| target.tells(operation, fact, None))
    };
    let operations = target.operations().iter().enumerate();
    let operations = operations.filter(|(_, operation)| tells(operation));
    let differ = operations.filter(|(index, operation)| {
        let mut before = target.operations()[..*index].iter();
        !before.any(|other| other.calls == operation.calls && !other.calls.is_empty())
    });
    let words: Vec<&str> = differ
        .map(|(_, operation)| operation.word)
        .take(2)
        .collect();
    (!words.is_empty()).then(|| (name(target.example()), words.into()))
}

/// What is reached by its name is called by services of ECS, and not by itself.
fn may_grant(owner: &'static dyn AnyKind, target: &'static dyn AnyKind) -> bool {
    let is_service = owner.resource() == "aws_ecs_service";
    let is_called = is_service && owner.table() != target.table();
    target.mounting().is_none() && (!target.is_reached_by_name() || is_called)
}

fn takes_grants(keys: &[&[crate::kind::KeyFact]]) -> bool {
    keys.iter()
        .copied()
        .flatten()
        .any(|key| key.path == "grants")
}

/// The name of the entry that is the example of a kind: the `api` of `[service.api]`.
fn name(example: &str) -> String {
    let header = example.trim_start_matches('[').split(']').next();
    let name = header.and_then(|header| header.split('.').nth(1));
    name.expect("an example starts with its header").to_owned()
}

/// The base with the example of the key at `path`.
pub(super) fn edited(kinds: &Kinds, facts: &Facts, path: &str) -> String {
    let fact = facts.get(path).expect("the key has an example");
    let mut manifest: toml::Table = base(kinds).parse().expect("the base is TOML");
    set(kinds, &mut manifest, path, fact.of_key.example);
    for (path, text) in fact.with() {
        set(kinds, &mut manifest, &path, text);
    }
    toml::to_string(&manifest).expect("a table is TOML")
}

/// The base with what the key at `path` needs beside it, and without the key.
#[cfg(test)]
pub(super) fn prepared(kinds: &Kinds, facts: &Facts, path: &str) -> String {
    let fact = facts.get(path).expect("the key has an example");
    let mut manifest: toml::Table = base(kinds).parse().expect("the base is TOML");
    for (path, text) in fact.with() {
        set(kinds, &mut manifest, &path, text);
    }
    toml::to_string(&manifest).expect("a table is TOML")
}

/// Sets the value at `path`, or removes it where `text` is empty.
fn set(kinds: &Kinds, manifest: &mut toml::Table, path: &str, text: &str) {
    let mut steps: Vec<&str> = path.split('.').collect();
    let key = steps.pop().expect("a path has a key");
    let mut of_kind = kinds
        .iter()
        .filter(|kind| Some(&kind.table()) == steps.first());
    let example = of_kind.next().map(|kind| name(kind.example()));
    let example = example.unwrap_or("uploads".to_owned());
    let mut table = manifest;
    for (index, step) in steps.iter().enumerate() {
        let step = match *step {
            "*" if steps[..index].contains(&"*") => "inner",
            "*" => example.as_str(),
            "[]" => continue,
            step => step,
        };
        let is_list = steps.get(index + 1) == Some(&"[]");
        let inner = table.entry(step).or_insert_with(|| {
            let table = toml::Value::from(toml::Table::new());
            if is_list { vec![table].into() } else { table }
        });
        // What may be a text becomes a table where a key of that is set.
        if inner.is_str() {
            *inner = toml::Table::new().into();
        }
        table = match inner {
            toml::Value::Array(items) => items[0].as_table_mut(),
            inner => inner.as_table_mut(),
        }
        .expect("a table is on the way");
    }
    if text.is_empty() {
        table.remove(key);
    } else {
        let value: toml::Table = format!("value = {text}")
            .parse()
            .expect("an example is TOML");
        table.insert(key.to_owned(), value["value"].clone());
    }
}
