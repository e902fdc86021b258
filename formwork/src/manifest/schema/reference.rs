//! The tables of `docs/stack-toml.md`: one row per key, between `<!-- keys of SECTION -->` and
//! `<!-- end -->`. What stands around them is written by hand.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::lint::{LINTS, Lint};
use crate::raw::is_guarded;

use super::{RAW, REQUIRED, example, hold, reach, schema};

/// A key that takes a value: a leaf of the schema.
pub(super) struct Key {
    /// `service.*.health_check.path`
    pub(super) path: String,
    pub(super) description: Option<String>,
    schema: Value,
}

/// Every key, in the order of the examples; a schema has them in that of the alphabet.
pub(super) fn keys(schema: &Value) -> Vec<Key> {
    let mut keys = Vec::new();
    collect(schema, "", &mut keys);
    // The lints have a table of their own, and raw blocks take what Terraform takes.
    let is_raw = |path: &str| RAW.iter().any(|(table, _)| *table == path);
    keys.retain(|key| key.path != "lints" && !is_raw(&key.path));
    keys.sort_by_key(|key| example::position(&key.path));
    keys
}

fn collect(schema: &Value, path: &str, keys: &mut Vec<Key>) {
    let inner = match (&schema["properties"], &schema["items"]["properties"]) {
        (Value::Object(properties), _) => Some((properties, "")),
        (_, Value::Object(properties)) => Some((properties, ".[]")),
        _ => None,
    };
    if let Some((properties, step)) = inner {
        for (name, inner) in properties {
            collect(inner, &super::join(&format!("{path}{step}"), name), keys);
        }
    } else if schema["additionalProperties"]["properties"].is_object() {
        collect(&schema["additionalProperties"], &format!("{path}.*"), keys);
    } else {
        keys.push(Key {
            path: path.to_owned(),
            description: schema["description"].as_str().map(str::to_owned),
            schema: schema.clone(),
        });
    }
}

/// Units by the end of a key's name.
const UNITS: &[(&str, &str)] = &[
    ("_days", "days"),
    ("_gib", "GiB"),
    ("_mib", "MiB"),
    ("_minutes", "minutes"),
    ("_percent", "percent"),
    ("_seconds", "seconds"),
    ("_units", "1/1024 vCPU"),
    (".days", "days"),
];

impl Key {
    /// The table that it stands in, as its heading in the reference names it.
    fn section(&self) -> &str {
        self.path.split('.').next().unwrap_or_default()
    }

    /// The key below its section: `health_check.path`.
    fn name(&self) -> String {
        let below = self.path.split_once('.').map_or("", |(_, below)| below);
        let below = below.trim_start_matches("*.").trim_start_matches("[].");
        below.replace(".[]", "[]").replace('*', "NAME")
    }

    fn unit(&self) -> Option<&'static str> {
        let found = UNITS.iter().find(|(end, _)| self.path.ends_with(end));
        found.map(|(_, unit)| *unit)
    }

    fn type_text(&self) -> String {
        let words = match (self.schema["type"].as_str(), &self.schema["enum"]) {
            (_, Value::Array(choices)) if choices.len() <= MOST_KINDS => or(choices),
            (Some("array"), _) => "array of strings".to_owned(),
            (Some("object"), _) if self.name() == "grants" => "table of arrays".to_owned(),
            (Some("object"), _) => "table of strings".to_owned(),
            (Some(word), _) => word.to_owned(),
            (None, _) if self.schema["anyOf"].is_array() => "string or array of strings".to_owned(),
            (None, _) => "any".to_owned(),
        };
        let unit = self
            .unit()
            .map(|unit| format!(", {unit}"))
            .unwrap_or_default();
        let range = match (&self.schema["minimum"], &self.schema["maximum"]) {
            (Value::Number(least), Value::Number(most)) => format!(", {least} to {most}"),
            _ => String::new(),
        };
        format!("{words}{unit}{range}")
    }

    /// The default, and the description without the sentence that tells it.
    fn default_and_meaning(&self) -> (String, String) {
        let description = self.description.as_deref().unwrap_or_default();
        let (meaning, told) = match description.split_once(" Default: ") {
            Some((meaning, told)) => (meaning, Some(told.trim_end_matches('.'))),
            None => (description, None),
        };
        let default = match (&self.schema["default"], told) {
            (_, Some(told)) => told.to_owned(),
            _ if REQUIRED.contains(&self.path.as_str()) => "required".to_owned(),
            (Value::Null, None) => "none".to_owned(),
            (value, None) => format!("`{value}`"),
        };
        (default, meaning.to_owned())
    }

    fn row(&self, before: &reach::Blocks) -> String {
        let (default, meaning) = self.default_and_meaning();
        let example = example::text(&self.path).expect("every key has an example");
        let reached = reach::changed(before, &reach::with_example(&self.path));
        format!(
            "| `{}` | {} | {default} | {meaning} | `{example}` | {} |\n",
            self.name(),
            self.type_text(),
            reached_text(&reached)
        )
    }
}

/// `"a"`, `"b"` or `"c"`
fn or(choices: &[Value]) -> String {
    let choices: Vec<String> = choices.iter().map(|choice| format!("`{choice}`")).collect();
    match choices.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => "string".to_owned(),
    }
}

/// More kinds or choices than this are not told one by one.
const MOST_KINDS: usize = 8;

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

const HEAD: &str =
    "| Key | Type | Default | Meaning | Example | Reaches |\n|---|---|---|---|---|---|\n";

const LINTS_HEAD: &str =
    "| Lint | In development | In production | What it finds |\n|---|---|---|---|\n";

/// The table of the lints.
fn lints() -> String {
    let row = |lint: &Lint| {
        let (name, key) = (lint.code.name(), lint.code.key());
        let explained = lint.code.explain().lines().nth(2).unwrap_or_default();
        let [development, production] = [false, true].map(|is| lint.default_level(is));
        format!(
            "| [`{key}`](diagnostics.md#{name}) | {development} | {production} | {explained} |\n"
        )
    };
    LINTS.iter().map(row).collect()
}

/// The page with its tables made anew.
fn page(old: &str) -> String {
    let schema = schema();
    let keys = keys(&schema);
    let before = reach::base();
    let mut page = String::new();
    let mut rest = old;
    while let Some((head, tail)) = rest.split_once("<!-- keys of ") {
        let (section, tail) = tail.split_once(" -->").expect("the marker ends");
        let (_, tail) = tail.split_once("<!-- end -->").expect("the table ends");
        let rows = keys.iter().filter(|key| key.section() == section);
        let (head_row, rows): (_, String) = match section {
            "lints" => (LINTS_HEAD, lints()),
            _ => (HEAD, rows.map(|key| key.row(&before)).collect()),
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
    for key in keys(&schema()) {
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
    let before = reach::fingerprint(example::BASE);
    for key in keys(&schema()) {
        let says_so = key
            .description
            .as_deref()
            .unwrap_or_default()
            .contains("**Contract.**");
        let is_so = before != reach::fingerprint(&example::edited(&key.path));
        assert_eq!(says_so, is_so, "{}", key.path);
    }
}

/// What a key of the contract changes, an override may not: else infrastructure would leave the code
/// behind.
#[test]
fn every_argument_of_the_contract_is_guarded() {
    let before = reach::arguments(example::BASE);
    let stack = reach::stack(example::BASE);
    let mut count = 0;
    for key in keys(&schema()) {
        let description = key.description.as_deref().unwrap_or_default();
        if !description.contains("**Contract.**") || key.path.ends_with("renamed_from") {
            continue;
        }
        let after = reach::arguments(&example::edited(&key.path));
        for (address, path) in reach::changed_arguments(&before, &after) {
            // The order in which things are made is nothing to the code.
            if path == "depends_on" {
                continue;
            }
            assert!(
                is_guarded(&stack, &address, &path),
                "`{}` changes `{path}` of `{address}`",
                key.path
            );
            count += 1;
        }
    }
    assert!(count >= 12, "{count}");
}
