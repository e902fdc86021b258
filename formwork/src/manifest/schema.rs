//! `stack.schema.json` and the tables of `docs/stack-toml.md`, both made of the types of the
//! manifest, of the limits that `validate` checks and of what a change of a key does to the HCL.
//!
//! All of this is compiled for tests alone: schemars is no dependency of a user's build.

use std::borrow::Cow;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};

use super::{Field, LintSetting, Manifest, Names};
use crate::lint::{LINTS, Level};
use crate::stack::{BucketOperation, DatabaseOperation, REGIONS, TaskSize};
use crate::tree::{self, Tree};
use crate::validate::{LIMITS, RETENTION_DAYS};

mod example;
mod reach;
mod reference;

impl<T: Serialize> Serialize for Field<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
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

/// Keys that must be there in every table of their kind.
const REQUIRED: &[&str] = &[
    "stack",
    "stack.name",
    "service",
    "service.*.image",
    "domain.name",
    "bucket.*.expire.[].prefix",
    "bucket.*.expire.[].days",
    "terraform.required_providers.*.source",
    "import.[].to",
    "import.[].id",
    "removed.[].from",
];

/// Texts that have a form which an expression can tell; `validate` is stricter than most.
const PATTERNS: &[(&str, &str)] = &[
    ("stack.name", "^[a-z][a-z0-9]*(-[a-z0-9]+)*$"),
    ("stack.environment", "^[a-z][a-z0-9]*(-[a-z0-9]+)*$"),
    ("network.cidr", CIDR),
    (
        "network.availability_zones.[]",
        "^[a-z]{2}(-[a-z]+)+-[0-9][a-f]$",
    ),
    ("network.public_subnets.[]", CIDR),
    ("network.private_subnets.[]", CIDR),
    ("domain.name", DOMAIN),
    ("domain.zone", DOMAIN),
    ("domain.zone_id", "^Z[A-Z0-9]{1,31}$"),
    ("service.*.image", "[:@]"),
    ("service.*.paths.[]", "^/"),
    ("service.*.hosts.[]", r"^(\*\.)?[a-z0-9.-]+$"),
    ("service.*.health_check.path", "^/[A-Za-z0-9/._~-]*$"),
    ("database.*.engine_version", r"^1[3-8](\.[1-9][0-9]?)?$"),
    (
        "database.*.instance_class",
        r"^db\.[a-z0-9]+\.([0-9]*x?large|micro|small|medium)$",
    ),
    ("bucket.*.expire.[].prefix", "^[^/]"),
    ("alarms.notify.[]", "^arn:aws[a-z-]*:sns:"),
];

const CIDR: &str = r"^[0-9]{1,3}(\.[0-9]{1,3}){3}/(1[6-9]|2[0-8])$";
const DOMAIN: &str = r"^[a-z0-9-]+(\.[a-z0-9-]+)+$";

/// A name of HCL.
const IDENTIFIER: &str = "^[A-Za-z_][A-Za-z0-9_-]*$";

/// The form of a logical id.
const NAME: &str = "^[a-z][a-z0-9]*(_[a-z0-9]+)*$";

/// The whole schema.
fn schema() -> Value {
    let settings = SchemaSettings::draft07().with(|settings| settings.inline_subschemas = true);
    let root = settings.into_generator().into_root_schema_for::<Manifest>();
    let mut root = root.to_value();
    describe(&mut root, "");
    root["title"] = json!("stack.toml");
    root["description"] =
        json!("What a Rust service needs of AWS; formwork makes Terraform of it.");
    root
}

/// Adds what the types do not say, at `path` and below: `service.*.paths.[]`.
fn describe(schema: &mut Value, path: &str) {
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
    add_facts(object, path);
    add_required(object, path);
    for (name, inner) in object
        .get_mut("properties")
        .and_then(Value::as_object_mut)
        .into_iter()
        .flatten()
    {
        describe(inner, &join(path, name));
    }
    for (key, step) in [("items", "[]"), ("additionalProperties", "*")] {
        if let Some(inner) = object.get_mut(key) {
            describe(inner, &join(path, step));
        }
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

fn add_facts(object: &mut Map<String, Value>, path: &str) {
    if let Some((_, limits)) = LIMITS.iter().find(|(at, _)| *at == path) {
        object.insert("minimum".to_owned(), json!(limits.range.start()));
        object.insert("maximum".to_owned(), json!(limits.range.end()));
    }
    if let Some((_, pattern)) = PATTERNS.iter().find(|(at, _)| *at == path) {
        object.insert("pattern".to_owned(), json!(pattern));
    }
    if let Some(choices) = choices(path) {
        object.insert("enum".to_owned(), choices);
    }
    if let Some(example) = example::of(path) {
        object.insert("examples".to_owned(), json!([example]));
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
    if ["service", "database", "bucket"].contains(&path) {
        object.insert("propertyNames".to_owned(), json!({ "pattern": NAME }));
    }
}

/// The closed sets that are no enums in the manifest.
fn choices(path: &str) -> Option<Value> {
    let operations = || {
        let of_buckets = BucketOperation::ALL
            .iter()
            .map(|operation| operation.name());
        of_buckets.chain(
            DatabaseOperation::ALL
                .iter()
                .map(|operation| operation.name()),
        )
    };
    match path {
        "stack.region" | "terraform.backend.region" => Some(json!(REGIONS)),
        "logs.retention_days" => Some(json!(RETENTION_DAYS)),
        "service.*.cpu_units" => Some(json!(TaskSize::CPU_UNITS)),
        "service.*.grants.*.[]" => Some(json!(operations().collect::<Vec<_>>())),
        _ => None,
    }
}

fn add_required(object: &mut Map<String, Value>, path: &str) {
    object.remove("required");
    let Some(properties) = object.get("properties").and_then(Value::as_object) else {
        return;
    };
    let is_required = |name: &&String| REQUIRED.contains(&join(path, name).as_str());
    let required: Vec<&String> = properties.keys().filter(is_required).collect();
    if !required.is_empty() {
        let required = json!(required);
        object.insert("required".to_owned(), required);
    }
}

fn join(path: &str, step: &str) -> String {
    if path.is_empty() {
        step.to_owned()
    } else {
        format!("{path}.{step}")
    }
}

/// Holds a committed file to what the types make; `UPDATE=1` writes it, and fails.
#[track_caller]
fn hold(file: &str, made: &str) {
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
    let text = serde_json::to_string_pretty(&schema()).expect("a schema is JSON");
    hold("stack.schema.json", &format!("{text}\n"));
}

#[test]
fn every_fact_belongs_to_a_key() {
    let paths: Vec<String> = reference::keys(&schema())
        .into_iter()
        .map(|key| key.path)
        .collect();
    let limits = LIMITS.iter().map(|(path, _)| *path);
    let patterns = PATTERNS
        .iter()
        .map(|(path, _)| path.trim_end_matches(".[]"));
    let facts = limits
        .chain(patterns)
        .chain(REQUIRED.iter().copied().filter(|p| p.contains('.')));
    for fact in facts {
        assert!(
            paths.iter().any(|path| path == fact),
            "{fact} is no key: {paths:?}"
        );
    }
}

#[test]
fn every_key_has_an_example_and_a_description() {
    for key in reference::keys(&schema()) {
        assert!(key.description.is_some(), "{} has no description", key.path);
        assert!(
            example::of(&key.path).is_some(),
            "{} has no example",
            key.path
        );
    }
}
