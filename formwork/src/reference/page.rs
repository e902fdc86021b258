//! The tables of `docs/stack-toml.md`: one row per key, between `<!-- keys of SECTION -->` and
//! `<!-- end -->`. What stands around them is written by hand.

use serde_json::Value;

use super::facts::Facts;
use super::{RAW, without_overlays};
use crate::kind::Kinds;
use crate::lint::{LINTS, Lint};

/// A key that takes a value: a leaf of the schema.
pub(super) struct Key {
    /// `service.*.health_check.path`
    pub(super) path: String,
    pub(super) description: Option<String>,
    schema: Value,
    /// A value that is not its default, as TOML.
    pub(super) example: &'static str,
    is_required: bool,
}

/// Every key, in the order of the facts; a schema has them in that of the alphabet.
pub(super) fn keys(kinds: &Kinds) -> Vec<Key> {
    let facts = Facts::of(kinds);
    let mut keys = Vec::new();
    collect(&without_overlays(kinds), &facts, "", &mut keys);
    // The lints have a table of their own, and raw blocks take what Terraform takes.
    let is_raw = |path: &str| RAW.iter().any(|(table, _)| *table == path);
    // A kind without a schema of its own has no keys that anybody knows of.
    let is_kind = |path: &str| kinds.iter().any(|kind| kind.table() == path);
    keys.retain(|key| key.path != "lints" && !is_raw(&key.path) && !is_kind(&key.path));
    keys.sort_by_key(|key| facts.position(&key.path));
    keys
}

fn collect(schema: &Value, facts: &Facts, path: &str, keys: &mut Vec<Key>) {
    let inner = match (&schema["properties"], &schema["items"]["properties"]) {
        (Value::Object(properties), _) => Some((properties, "")),
        (_, Value::Object(properties)) => Some((properties, ".[]")),
        _ => None,
    };
    if let Some((properties, step)) = inner {
        for (name, inner) in properties {
            let path = super::join(&format!("{path}{step}"), name);
            collect(inner, facts, &path, keys);
        }
    } else if schema["additionalProperties"]["properties"].is_object() {
        let path = format!("{path}.*");
        collect(&schema["additionalProperties"], facts, &path, keys);
    } else {
        keys.push(key(schema, facts, path));
        let table = &schema["anyOf"][0];
        let may_be_table = is_toggle(schema) || is_text_or_table(schema);
        if may_be_table && table["properties"].is_object() {
            collect(table, facts, path, keys);
        }
    }
}

/// Whether the value is a table or a text.
fn is_text_or_table(schema: &Value) -> bool {
    schema["anyOf"][0]["properties"].is_object() && schema["anyOf"][1]["type"] == "string"
}

/// Whether the value is a table, or a boolean that takes it away.
fn is_toggle(schema: &Value) -> bool {
    schema["anyOf"][1]["type"] == "boolean"
}

fn key(schema: &Value, facts: &Facts, path: &str) -> Key {
    let fact = facts.get(path).map(|fact| fact.of_key);
    Key {
        path: path.to_owned(),
        description: schema["description"].as_str().map(str::to_owned),
        schema: schema.clone(),
        example: fact.map_or("", |fact| fact.example),
        is_required: fact.is_some_and(|fact| fact.is_required),
    }
}

/// Units by the end of a key's name.
const UNITS: &[(&str, &str)] = &[
    ("_days", "days"),
    ("_gib", "GiB"),
    ("_mib", "MiB"),
    ("_minutes", "minutes"),
    ("_percent", "percent"),
    ("_milliseconds", "milliseconds"),
    ("_seconds", "seconds"),
    ("_units", "1/1024 vCPU"),
    (".days", "days"),
];

impl Key {
    /// The table that it stands in, as its heading in the reference names it.
    pub(super) fn section(&self) -> &str {
        self.path.split('.').next().unwrap_or_default()
    }

    /// The key below its section: `health_check.path`.
    pub(super) fn name(&self) -> String {
        let below = self.path.split_once('.').map_or("", |(_, below)| below);
        let below = below.trim_start_matches("*.").trim_start_matches("[].");
        below.replace(".[]", "[]").replace('*', "NAME")
    }

    fn unit(&self) -> Option<&'static str> {
        let found = UNITS.iter().find(|(end, _)| self.path.ends_with(end));
        found.map(|(_, unit)| *unit)
    }

    pub(super) fn type_text(&self) -> String {
        let words = match (self.schema["type"].as_str(), &self.schema["enum"]) {
            (_, Value::Array(choices)) if choices.len() <= MOST_KINDS => or(choices),
            (Some("array"), _) => "array of strings".to_owned(),
            (Some("object"), _) => match self.schema["additionalProperties"]["type"].as_str() {
                Some("array") => "table of arrays".to_owned(),
                Some("object") => "table of tables".to_owned(),
                _ => "table of strings".to_owned(),
            },
            (Some(word), _) => word.to_owned(),
            (None, _) if is_text_or_table(&self.schema) => "string or table".to_owned(),
            (None, _) if is_toggle(&self.schema) => "table or `false`".to_owned(),
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
    pub(super) fn default_and_meaning(&self) -> (String, String) {
        let description = self.description.as_deref().unwrap_or_default();
        let (meaning, told) = match description.split_once(" Default: ") {
            Some((meaning, told)) => (meaning, Some(told.trim_end_matches('.'))),
            None => (description, None),
        };
        let default = match (&self.schema["default"], told) {
            (_, Some(told)) => told.to_owned(),
            _ if self.is_required => "required".to_owned(),
            (Value::Null, None) => "none".to_owned(),
            (value, None) => format!("`{value}`"),
        };
        (default, meaning.to_owned())
    }

    /// The row of the key, without its last column and what ends it.
    pub(super) fn row(&self) -> String {
        let (default, meaning) = self.default_and_meaning();
        let (name, type_text, example) = (self.name(), self.type_text(), self.example);
        format!("| `{name}` | {type_text} | {default} | {meaning} | `{example}` |")
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
pub(super) const MOST_KINDS: usize = 8;

/// The head of a table, without its last column.
pub(super) const HEAD: [&str; 2] = [
    "| Key | Type | Default | Meaning | Example |",
    "|---|---|---|---|---|",
];

pub(super) const LINTS_HEAD: &str =
    "| Lint | In development | In production | What it finds |\n|---|---|---|---|\n";

/// The table of the lints.
pub(super) fn lints() -> String {
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

/// Every table with its keys, as Markdown with headings of the second level.
#[cfg(feature = "schema")]
pub(crate) fn reference(kinds: &Kinds) -> String {
    let keys = keys(kinds);
    let mut sections: Vec<&str> = Vec::new();
    for key in &keys {
        if !sections.contains(&key.section()) {
            sections.push(key.section());
        }
    }
    let table = |section: &&str| {
        let rows = keys.iter().filter(|key| key.section() == *section);
        let rows: String = rows.map(|key| key.row() + "\n").collect();
        let is_kind = kinds.iter().any(|kind| kind.table() == *section);
        let name = if is_kind { ".NAME" } else { "" };
        format!("## [{section}{name}]\n\n{}\n{rows}\n", HEAD.join("\n"))
    };
    let tables: String = sections.iter().map(table).collect();
    format!("{tables}## [lints]\n\n{LINTS_HEAD}{}", lints())
}
