//! `stack.schema.json` and the tables of `docs/stack-toml.md`, both made of the types of the
//! manifest, of the limits that `validate` checks and of what a change of a key does to the HCL.
//!
//! Compiled for tests and with the feature `schema` alone: schemars is no dependency of a user's build.

use std::borrow::Cow;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};

use crate::kind::{AnyKind, Kinds, Threshold};
use crate::level::Level;
use crate::lint::LINTS;
use crate::manifest::{ENV, Field, Flat, LintSetting, Manifest, Names, Toggle};
use crate::schema::ProviderLine;
use crate::stack::REGIONS;
use crate::tree::{self, Tree};
use crate::validate::alarm_words;

mod example;
mod explained;
mod facts;
#[cfg(test)]
mod left_out;
mod overlay;
mod page;
mod reach;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod words;

pub use explained::KeyPage;
use facts::{Fact, Facts, REQUIRED_SECTIONS};
#[cfg(feature = "schema")]
pub(crate) use page::reference;

impl<T: Serialize> Serialize for Field<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.get().serialize(serializer)
    }
}

impl<T: JsonSchema> JsonSchema for Field<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

impl<T: Serialize> Serialize for Toggle<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Off => false.serialize(serializer),
            Self::On(table) => table.serialize(serializer),
        }
    }
}

/// A table, or whether it is there.
impl<T: JsonSchema> JsonSchema for Toggle<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let table = T::json_schema(generator);
        json_schema!({ "anyOf": [table, { "type": "boolean" }] })
    }
}

/// The keys of both.
impl<A: JsonSchema, B: JsonSchema> JsonSchema for Flat<A, B> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Flat".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut both = A::json_schema(generator);
        let own = B::json_schema(generator).to_value();
        let keys = own.get("properties").and_then(Value::as_object);
        let all = both.as_object_mut();
        let all = all.and_then(|all| all.get_mut("properties"));
        if let (Some(Value::Object(all)), Some(keys)) = (all, keys) {
            all.extend(keys.clone());
        }
        both
    }
}

/// A level, or a table with one.
impl JsonSchema for LintSetting {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "LintSetting".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let level = Level::json_schema(generator);
        let words = ["allow", "warn", "deny"];
        json_schema!({
            "anyOf": [
                { "type": "string", "enum": words[1..] },
                {
                    "type": "object",
                    "properties": {
                        "level": level,
                        "reason": {
                            "type": "string",
                            "description": "Why; required for `allow`, and listed in hcl-out/README.md.",
                        },
                    },
                    "required": ["level"],
                    "additionalProperties": false,
                },
            ],
        })
    }
}

/// Any value.
impl JsonSchema for Tree {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Tree".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({})
    }
}

impl Serialize for Tree {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.value {
            tree::Value::Text(text) => text.serialize(serializer),
            tree::Value::Integer(number) => number.serialize(serializer),
            tree::Value::Float(number) => number.serialize(serializer),
            tree::Value::Bool(value) => value.serialize(serializer),
            tree::Value::List(items) => items.serialize(serializer),
            tree::Value::Table(table) => {
                serializer.collect_map(table.iter().map(|(name, entry)| (name, &entry.value)))
            }
        }
    }
}

/// A name, or several.
impl JsonSchema for Names {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Names".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "anyOf": [
                { "type": "string" },
                { "type": "array", "items": { "type": "string" }, "minItems": 1 },
            ],
        })
    }
}

/// The tables of raw blocks, and the paths of their entries, which are tables of any keys.
const RAW: &[(&str, &str)] = &[
    ("resource", "resource.*.*"),
    ("data", "data.*.*"),
    ("override", "override.*.*"),
    ("output", "output.*"),
    ("variable", "variable.*"),
    ("module", "module.*"),
    ("provider_alias", "provider_alias.*"),
    ("locals", ""),
];

/// A name of HCL.
const IDENTIFIER: &str = "^[A-Za-z_][A-Za-z0-9_-]*$";

/// The form of a logical id.
const NAME: &str = "^[a-z][a-z0-9]*(_[a-z0-9]+)*$";

/// The JSON schema of `stack.toml` for some kinds.
pub(crate) fn schema(kinds: &Kinds) -> Value {
    let mut root = without_overlays(kinds);
    let overlay = overlay::of(&root);
    root["properties"][ENV] = json!({
        "type": "object",
        "description": overlay::ABOUT,
        "propertyNames": { "pattern": overlay::NAME },
        "additionalProperties": overlay,
    });
    root
}

/// The schema of what stands outside of `[env.NAME]`.
fn without_overlays(kinds: &Kinds) -> Value {
    let settings = SchemaSettings::draft07().with(|settings| settings.inline_subschemas = true);
    let mut generator = settings.into_generator();
    let tables: Vec<(&str, Value)> = kinds
        .iter()
        .map(|kind| {
            let mut entry = kind.schema(&mut generator).to_value();
            if !entry.is_object() {
                // `true`, which takes anything.
                entry = json!({ "type": "object" });
            }
            entry["description"] = json!(format!("`[{}.NAME]`", kind.table()));
            let table = json!({
                "type": "object",
                "description": kind.about(),
                "additionalProperties": entry,
            });
            (kind.table(), table)
        })
        .collect();
    let mut root = generator.into_root_schema_for::<Manifest>().to_value();
    if let Some(properties) = root["properties"].as_object_mut() {
        properties.extend(
            tables
                .into_iter()
                .map(|(name, table)| (name.to_owned(), table)),
        );
    }
    if let Some(alarms) = root["properties"]["alarms"]["properties"].as_object_mut() {
        alarms.extend(kinds.iter().flat_map(AnyKind::thresholds).map(threshold));
    }
    let facts = Facts::of(kinds);
    Describing {
        kinds,
        facts: &facts,
    }
    .describe(&mut root, "");
    root["title"] = json!("stack.toml");
    root["description"] =
        json!("What a Rust service needs of AWS; formwork makes Terraform of it.");
    root
}

/// A number that a kind adds to `[alarms]`.
fn threshold(threshold: &Threshold) -> (String, Value) {
    let schema = json!({
        "type": "integer",
        "description": threshold.about,
        "default": threshold.default,
    });
    (threshold.key.to_owned(), schema)
}

/// Adds what the types do not say.
struct Describing<'a> {
    kinds: &'a Kinds,
    facts: &'a Facts,
}

impl Describing<'_> {
    /// At `path` and below: `service.*.paths.[]`.
    fn describe(&self, schema: &mut Value, path: &str) {
        let Some(object) = schema.as_object_mut() else {
            return;
        };
        object.remove("format");
        object.remove("title");
        if object
            .get("default")
            .is_some_and(|default| !is_plain(default))
        {
            object.remove("default");
        }
        unwrap_optional(object);
        flatten_choices(object);
        if let Some(text) = object.get("description").and_then(Value::as_str) {
            object.insert("description".to_owned(), json!(text.replace('\n', " ")));
        }
        self.add_facts(object, path);
        self.describe_below(object, path);
        if let Some(table) = toggled(object) {
            self.describe_below(table, path);
        }
    }

    /// What stands below `path`.
    fn describe_below(&self, object: &mut Map<String, Value>, path: &str) {
        self.add_required(object, path);
        for (name, inner) in object
            .get_mut("properties")
            .and_then(Value::as_object_mut)
            .into_iter()
            .flatten()
        {
            self.describe(inner, &join(path, name));
        }
        for (key, step) in [("items", "[]"), ("additionalProperties", "*")] {
            if let Some(inner) = object.get_mut(key) {
                self.describe(inner, &join(path, step));
            }
        }
    }

    fn add_facts(&self, object: &mut Map<String, Value>, path: &str) {
        if let Some(fact) = self.facts.get(path) {
            add_fact(object, fact);
        }
        let items = path
            .strip_suffix(".[]")
            .and_then(|list| self.facts.get(list));
        if let Some(pattern) = items.and_then(|list| list.of_key.pattern) {
            object.insert("pattern".to_owned(), json!(pattern));
        }
        if let Some(choices) = self.choices(path) {
            object.insert("enum".to_owned(), choices);
        }
        if path == "lints" {
            let keys: Vec<String> = LINTS.iter().map(|lint| lint.code.key()).collect();
            object.insert("propertyNames".to_owned(), json!({ "enum": keys }));
        }
        if RAW.iter().any(|(_, entries)| *entries == path) {
            object.insert("type".to_owned(), json!("object"));
        }
        if path.starts_with("resource") || path.starts_with("data.") || path == "data" {
            let depth = path.split('.').count();
            if depth <= 2 {
                object.insert("propertyNames".to_owned(), json!({ "pattern": IDENTIFIER }));
            }
        }
        if self.kinds.iter().any(|kind| kind.table() == path) {
            object.insert("propertyNames".to_owned(), json!({ "pattern": NAME }));
        }
    }

    /// The closed sets that are no enums in the manifest.
    fn choices(&self, path: &str) -> Option<Value> {
        if matches!(path, "stack.region" | "terraform.backend.region") {
            return Some(json!(REGIONS));
        }
        if path == "alarms.only.[]" {
            return Some(json!(alarm_words(self.kinds)));
        }
        if path == "provider.versions.[]" {
            return Some(json!(ProviderLine::ALL.map(ProviderLine::number)));
        }
        if path.ends_with(".*.grants.*.[]") {
            let operations = self.kinds.iter().flat_map(AnyKind::operations);
            let mut words: Vec<&str> = Vec::new();
            for operation in operations {
                if !words.contains(&operation.word) {
                    words.push(operation.word);
                }
            }
            return Some(json!(words));
        }
        None
    }

    fn add_required(&self, object: &mut Map<String, Value>, path: &str) {
        object.remove("required");
        let Some(properties) = object.get("properties").and_then(Value::as_object) else {
            return;
        };
        let required: Vec<&String> = properties
            .keys()
            .filter(|name| self.is_required(&join(path, name)))
            .collect();
        if !required.is_empty() {
            let required = json!(required);
            object.insert("required".to_owned(), required);
        }
    }

    fn is_required(&self, path: &str) -> bool {
        let fact = self.facts.get(path);
        REQUIRED_SECTIONS.contains(&path) || fact.is_some_and(|fact| fact.of_key.is_required)
    }
}

fn add_fact(object: &mut Map<String, Value>, fact: &Fact) {
    let of_key = fact.of_key;
    if let Some(limits) = of_key.limits {
        object.insert("minimum".to_owned(), json!(limits.range.start()));
        object.insert("maximum".to_owned(), json!(limits.range.end()));
    }
    let is_list = object.get("type").is_some_and(|of| of == "array");
    if let Some(pattern) = of_key.pattern.filter(|_| !is_list) {
        object.insert("pattern".to_owned(), json!(pattern));
    }
    if !of_key.choices.is_empty() {
        object.insert("enum".to_owned(), json!(of_key.choices));
    }
    if let Some(example) = fact.example() {
        object.insert("examples".to_owned(), json!([example]));
    }
}

/// Whether a default says something to a reader: not an absent value, not an empty or whole table.
fn is_plain(default: &Value) -> bool {
    !default.is_null() && !default.is_object() && default.as_array().is_none_or(|a| !a.is_empty())
}

/// An `Option` is a key that may be absent; TOML has no null.
fn unwrap_optional(object: &mut Map<String, Value>) {
    if let Some(types) = object.get("type").and_then(Value::as_array)
        && let Some(only) = types.iter().find(|name| *name != "null").cloned()
    {
        object.insert("type".to_owned(), only);
    }
    let alternatives = object.get("anyOf").and_then(Value::as_array);
    let inner = alternatives
        .filter(|alternatives| alternatives.iter().any(|inner| inner["type"] == "null"))
        .and_then(|alternatives| {
            alternatives
                .iter()
                .find(|inner| inner["type"] != "null")
                .cloned()
        });
    if let Some(Value::Object(inner)) = inner {
        object.remove("anyOf");
        for (key, value) in inner {
            object.entry(key).or_insert(value);
        }
    }
}

/// The table of a [`Toggle`], or of what may be a text too.
fn toggled(object: &mut Map<String, Value>) -> Option<&mut Map<String, Value>> {
    let alternatives = object.get_mut("anyOf")?.as_array_mut()?;
    match alternatives.as_mut_slice() {
        [table, Value::Object(other)]
            if other["type"] == "boolean" || other["type"] == "string" =>
        {
            table.as_object_mut()
        }
        _ => None,
    }
}

/// Words that are choices one by one become one list, which a language server reports better.
fn flatten_choices(object: &mut Map<String, Value>) {
    let Some(Value::Array(alternatives)) = object.remove("oneOf") else {
        return;
    };
    let words = |alternative: &Value| match &alternative["enum"] {
        Value::Array(words) => words.clone(),
        _ => vec![alternative["const"].clone()],
    };
    let words: Vec<Value> = alternatives.iter().flat_map(words).collect();
    object.insert("type".to_owned(), json!("string"));
    object.insert("enum".to_owned(), json!(words));
}

fn join(path: &str, step: &str) -> String {
    if path.is_empty() {
        step.to_owned()
    } else {
        format!("{path}.{step}")
    }
}
