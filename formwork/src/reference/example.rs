//! Manifests in which every key can take its example.

use super::facts::Facts;
use crate::kind::Kinds;

/// What the examples of keys need beside an example of each kind.
const SECTIONS: &str = r#"
[stack]
name = "shop"

[terraform]
backend = { type = "s3", bucket = "acme-state", key = "shop.tfstate" }

[domain]
name = "shop.acme.example"
zone = "acme.example"

[resource.aws_sqs_queue.jobs]

[[import]]
to = "aws_sqs_queue.jobs"
id = "https://sqs.us-east-1.amazonaws.com/123456789012/jobs"

[[removed]]
from = "aws_sqs_queue.mails"
"#;

/// A manifest with an entry of each kind. Whoever runs a container is granted two operations of every
/// other.
pub(super) fn base(kinds: &Kinds) -> String {
    let mut manifest: toml::Table = SECTIONS.parse().expect("the sections are TOML");
    for kind in kinds.iter() {
        let example: toml::Table = kind.example().parse().expect("an example is TOML");
        manifest.extend(example);
    }
    let granted = kinds.iter().filter_map(|kind| {
        let words = kind
            .operations()
            .iter()
            .map(|operation| operation.word)
            .take(2);
        let words: Vec<&str> = words.collect();
        (!words.is_empty()).then(|| (name(kind.example()), words))
    });
    let grants: toml::Table = granted.map(|(name, words)| (name, words.into())).collect();
    for kind in kinds.iter().filter(|kind| takes_grants(kind.keys())) {
        let entry = manifest[kind.table()][&name(kind.example())].as_table_mut();
        let entry = entry.expect("an entry is a table");
        entry.insert("grants".to_owned(), grants.clone().into());
    }
    toml::to_string(&manifest).expect("a table is TOML")
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
