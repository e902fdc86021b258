//! A raw block becomes HCL. The provider's schema says whether a table is a nested block or a map;
//! where nothing is known, a table is a value, and an array of tables are nested blocks.

mod order;
mod refactoring;
mod shape;

use std::fmt::Write as _;

use crate::hcl::syntax::parse_body;
use crate::hcl::{Expr, Literal, is_identifier, parse_bare, parse_template};
use crate::problem::{Code, Problem};
use crate::schema::ProviderLine;
use crate::stack::{RawBlock, RawKind, Stack};
use crate::tree::{Entry, Place, Table, Tree, Value};

use order::{Parts, ordered};
pub(crate) use refactoring::{write_import, write_moved, write_removed};
pub(crate) use shape::{Form, Shape};

/// The HCL of a block, and what its author has to write otherwise.
#[derive(Debug, Default)]
pub(crate) struct Written {
    pub(crate) text: String,
    pub(crate) problems: Vec<Problem>,
}

/// Where a body stands: which names in it have a meaning of Terraform's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
    /// A resource, data source or module.
    Resource,
    /// An output, a variable.
    Value,
    Lifecycle,
    Provider,
    Nested,
}

impl Level {
    /// Whether the texts of an argument are addresses or a type, and no templates.
    pub(crate) fn is_bare(self, name: &str) -> bool {
        matches!(
            (name, self),
            ("depends_on", Self::Resource | Self::Value)
                | ("provider" | "providers", Self::Resource)
                | ("type", Self::Value)
                | ("ignore_changes" | "replace_triggered_by", Self::Lifecycle)
        )
    }
}

/// What is known of the AWS provider of a stack.
#[derive(Debug)]
pub(crate) struct Defaults {
    /// What every configuration of it has in common, unless it says otherwise.
    common: Vec<(&'static str, Value)>,
    lines: Vec<ProviderLine>,
}

impl Default for Defaults {
    /// Those of no stack in particular.
    fn default() -> Self {
        Self {
            common: Vec::new(),
            lines: ProviderLine::ALL.into(),
        }
    }
}

impl Defaults {
    /// Those of the stack's own provider. The keys of an offline one keep Terraform from asking
    /// AWS: without them a plan would hang.
    pub(crate) fn of(stack: &Stack) -> Self {
        let text = |text: &str| Value::Text(text.to_owned());
        let mut defaults = vec![("region", text(&stack.region.to_string()))];
        if stack.offline {
            defaults.extend([
                ("access_key", text("offline")),
                ("secret_key", text("offline")),
                ("skip_credentials_validation", Value::Bool(true)),
                ("skip_requesting_account_id", Value::Bool(true)),
            ]);
        }
        let tags = stack.all_tags().into_iter();
        let tags = tags.map(|(key, value)| (key.to_owned(), text(value)));
        let tags: Vec<_> = tags.collect();
        if !tags.is_empty() {
            let tags = table([("tags".to_owned(), table(tags))]);
            defaults.push(("default_tags", tags));
        }
        Self {
            common: defaults,
            lines: stack.provider_lines.clone(),
        }
    }
}

fn table(entries: impl IntoIterator<Item = (String, Value)>) -> Value {
    let mut table = Table::default();
    for (name, value) in entries {
        table.insert(name, nowhere(value));
    }
    Value::Table(table)
}

/// An entry that formwork adds: nothing can be wrong with it.
fn nowhere(value: Value) -> Entry {
    let place = Place::Manifest(0..0);
    Entry {
        key: place.clone(),
        value: Tree { value, place },
    }
}

/// Writes a block with its header, or one local value.
pub(crate) fn write_block(block: &RawBlock, defaults: &Defaults) -> Written {
    let mut writer = Writer::default();
    let RawBlock { of_type, name, .. } = block;
    if block.kind == RawKind::Local {
        let value = writer.value(&block.body);
        return writer.finish(format!("{name} = {value}\n"), &block.place);
    }
    let empty = Table::default();
    let table = block.body.table().unwrap_or(&empty);
    let header = match block.kind {
        RawKind::Resource => format!("resource \"{of_type}\" \"{name}\""),
        RawKind::Data => format!("data \"{of_type}\" \"{name}\""),
        RawKind::Module => format!("module \"{name}\""),
        RawKind::Output => format!("output \"{name}\""),
        RawKind::Variable => format!("variable \"{name}\""),
        RawKind::ProviderAlias | RawKind::Local => return write_alias(block, table, defaults),
    };
    let (shape, level) = Shape::of(block.kind, of_type, &defaults.lines);
    let body = writer.body(table, shape, level);
    writer.finish(block_text(&header, &body), &block.place)
}

/// Another configuration of a provider; one of AWS has what the stack's own has.
fn write_alias(block: &RawBlock, table: &Table, defaults: &Defaults) -> Written {
    let provider = block.provider();
    let is_aws = provider == "aws";
    let mut table = table.clone();
    table.remove("provider");
    let name = Value::Text(block.name.clone());
    table.insert("alias".to_owned(), nowhere(name));
    if is_aws {
        for (name, value) in &defaults.common {
            table.entry_or(name, || nowhere(value.clone()));
        }
    }
    let (shape, level) = Shape::of(RawKind::ProviderAlias, provider, &defaults.lines);
    let mut writer = Writer::default();
    let body = writer.body(&table, shape, level);
    let header = format!("provider {}", Literal::new(provider));
    writer.finish(block_text(&header, &body), &block.place)
}

/// Writes what a table sets in a block of a type, without a header: for an override.
pub(crate) fn write_structures(
    table: &Table,
    of_type: &str,
    lines: &[ProviderLine],
    place: &Place,
) -> Written {
    let (shape, level) = Shape::of(RawKind::Resource, of_type, lines);
    let mut writer = Writer::default();
    let text = writer.body(table, shape, level);
    writer.finish(text, place)
}

/// Writes a value.
///
/// # Errors
///
/// What is wrong with a text in it.
pub(crate) fn write_value(tree: &Tree) -> Result<String, String> {
    let mut writer = Writer::default();
    let text = writer.value(tree);
    match writer.problems.first() {
        Some(problem) => Err(problem.message().to_owned()),
        None => Ok(text),
    }
}

/// A body in braces; the formatter indents it.
fn block_text(header: &str, body: &str) -> String {
    let body = body.trim_start_matches('\n');
    if body.is_empty() {
        format!("{header} {{}}\n")
    } else {
        format!("{header} {{\n{body}}}\n")
    }
}

#[derive(Debug, Default)]
struct Writer {
    problems: Vec<Problem>,
}

impl Writer {
    /// The text, if it is HCL; else one more problem, unless there are some that tell why.
    fn finish(mut self, text: String, place: &Place) -> Written {
        if self.problems.is_empty()
            && let Err(error) = parse_body(&text)
        {
            let message = format!("this cannot be written as HCL: {}", error.message);
            self.problems.push(
                Problem::new(Code::InvalidExpression, message)
                    .at(place, "the block")
                    .help("write it with less nesting, or in a local value of its own"),
            );
        }
        Written {
            text,
            problems: self.problems,
        }
    }

    /// What stands in a block: arguments, then blocks, in the order of the alphabet between what
    /// stands first and last.
    fn body(&mut self, table: &Table, shape: Shape<'_>, level: Level) -> String {
        let mut parts = Parts::default();
        for (name, entry) in ordered(table, level) {
            if !is_identifier(name) {
                self.problems.push(no_identifier(name, &entry.key));
                continue;
            }
            match (name, level) {
                ("lifecycle", Level::Resource) if entry.value.table().is_some() => {
                    let shape = Shape::LIFECYCLE;
                    let tables = entry.value.table().into_iter();
                    for table in tables {
                        let body = self.body(table, shape, Level::Lifecycle);
                        parts.last_block(block_text("lifecycle", &body));
                    }
                }
                ("dynamic", _) if !shape.is_argument(name) => {
                    for block in self.dynamic(&entry.value, shape) {
                        parts.block(block);
                    }
                }
                _ => match shape.nested(name, &entry.value) {
                    Some(nested) => self.nested(name, &entry.value, nested, &mut parts),
                    None => self.argument(name, &entry.value, level, &mut parts),
                },
            }
        }
        parts.join()
    }

    fn argument(&mut self, name: &str, value: &Tree, level: Level, parts: &mut Parts) {
        let text = if level.is_bare(name) {
            self.bare(value)
        } else {
            self.value(value)
        };
        parts.argument(name, &text, level);
    }

    /// The nested blocks of a name: a table is one, an array of tables several. What is neither
    /// is written as an argument, and the check says that a block is wanted.
    fn nested(&mut self, name: &str, value: &Tree, shape: Shape<'_>, parts: &mut Parts) {
        let tables: Option<Vec<&Table>> = match &value.value {
            Value::Table(table) => Some(vec![table]),
            Value::List(items) => items.iter().map(Tree::table).collect(),
            _ => None,
        };
        let Some(tables) = tables else {
            return self.argument(name, value, Level::Nested, parts);
        };
        for table in tables {
            let body = self.body(table, shape, Level::Nested);
            parts.block(block_text(name, &body));
        }
    }

    /// `dynamic "NAME" { for_each, iterator, content { ... } }`, one or more of each name.
    fn dynamic(&mut self, value: &Tree, shape: Shape<'_>) -> Vec<String> {
        let Some(table) = value.table() else {
            self.problems.push(no_dynamic(value));
            return Vec::new();
        };
        let mut blocks = Vec::new();
        for (name, entry) in table.iter() {
            let items = entry
                .value
                .list()
                .unwrap_or(std::slice::from_ref(&entry.value));
            for item in items {
                match item.table() {
                    Some(table) if is_identifier(name) => {
                        blocks.push(self.dynamic_block(name, table, shape));
                    }
                    Some(_) => self.problems.push(no_identifier(name, &entry.key)),
                    None => self.problems.push(no_dynamic(item)),
                }
            }
        }
        blocks
    }

    fn dynamic_block(&mut self, name: &str, table: &Table, shape: Shape<'_>) -> String {
        let mut body = String::new();
        for key in ["for_each", "iterator", "labels"] {
            if let Some(entry) = table.get(key) {
                let text = match key {
                    "iterator" => self.bare(&entry.value),
                    _ => self.value(&entry.value),
                };
                let _ = writeln!(body, "{key} = {text}");
            }
        }
        let known = ["for_each", "iterator", "labels", "content"];
        for (key, entry) in table.iter().filter(|(key, _)| !known.contains(key)) {
            let message = format!("`{key}` is no key of `dynamic.{name}`");
            self.problems.push(
                Problem::new(Code::UnknownKey, message)
                    .at(&entry.key, "not a key of this table")
                    .help("write the arguments of the block below `content`"),
            );
        }
        let content = table.get("content").map(|entry| &entry.value);
        match content.map(|value| (value, value.table())) {
            Some((value, Some(content))) => {
                let nested = shape.nested(name, value).unwrap_or(Shape::Unknown);
                let content = self.body(content, nested, Level::Nested);
                let _ = write!(body, "\n{}", block_text("content", &content));
            }
            Some((value, None)) => self.problems.push(no_dynamic(value)),
            None => body.push_str("\ncontent {}\n"),
        }
        block_text(&format!("dynamic {}", Literal::new(name)), &body)
    }

    /// A value: texts are templates.
    fn value(&mut self, tree: &Tree) -> String {
        match &tree.value {
            Value::Text(text) => self.keep(parse_template(text), tree, text),
            Value::Integer(number) => number.to_string(),
            Value::Float(number) if number.is_finite() => number.to_string(),
            Value::Float(number) => self.keep(
                Err("it is not finite".to_owned()),
                tree,
                &number.to_string(),
            ),
            Value::Bool(value) => value.to_string(),
            Value::List(items) => {
                let items: Vec<String> = items.iter().map(|item| self.value(item)).collect();
                list(&items)
            }
            Value::Table(table) => self.object(table, Self::value),
        }
    }

    /// A value whose texts are addresses.
    fn bare(&mut self, tree: &Tree) -> String {
        match &tree.value {
            Value::Text(text) => self.keep(parse_bare(text), tree, text),
            Value::List(items) => {
                let items: Vec<String> = items.iter().map(|item| self.bare(item)).collect();
                list(&items)
            }
            Value::Table(table) => self.object(table, Self::bare),
            _ => self.value(tree),
        }
    }

    fn object(&mut self, table: &Table, write: fn(&mut Self, &Tree) -> String) -> String {
        if table.is_empty() {
            return "{}".to_owned();
        }
        let mut text = String::from("{\n");
        for (key, entry) in table.iter() {
            let key = if key.starts_with("${") {
                let key = self.keep_at(parse_template(key), &entry.key, key);
                format!("({key})")
            } else if key.contains("${") || key.contains("%{") {
                self.keep_at(parse_template(key), &entry.key, key)
            } else {
                Expr::key(key).to_string()
            };
            let value = write(self, &entry.value);
            let _ = writeln!(text, "{key} = {value}");
        }
        text + "}"
    }

    fn keep(&mut self, parsed: Result<String, String>, tree: &Tree, text: &str) -> String {
        self.keep_at(parsed, &tree.place, text)
    }

    /// The expression, or a problem and what can be parsed in its stead.
    fn keep_at(&mut self, parsed: Result<String, String>, place: &Place, text: &str) -> String {
        parsed.unwrap_or_else(|reason| {
            let message = format!("`{text}` is no expression of HCL: {reason}");
            self.problems.push(
                Problem::new(Code::InvalidExpression, message)
                    .at(place, "cannot be read")
                    .help(
                        "write `${...}` around a reference, and `$${` for a `${` that is only text",
                    ),
            );
            "null".to_owned()
        })
    }
}

/// The longest list that stands on one line.
const LINE: usize = 80;

fn list(items: &[String]) -> String {
    let line = format!("[{}]", items.join(", "));
    if line.len() <= LINE && !line.contains('\n') {
        return line;
    }
    let mut text = String::from("[\n");
    for item in items {
        let _ = writeln!(text, "{item},");
    }
    text + "]"
}

fn no_identifier(name: &str, place: &Place) -> Problem {
    Problem::new(
        Code::InvalidName,
        format!("`{name}` is no name of an argument"),
    )
    .at(place, "cannot be written in HCL")
    .help("use letters, digits and underscores, starting with a letter")
}

fn no_dynamic(value: &Tree) -> Problem {
    let message = format!("a dynamic block is a table, not {}", value.kind());
    Problem::new(Code::WrongType, message)
        .at(&value.place, "not a table")
        .help("write `dynamic.NAME = { for_each = \"${...}\", content = { ... } }`")
}
