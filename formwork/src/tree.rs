//! A value of a raw block as its author wrote it, with its place: TOML in `stack.toml`, or a value
//! that `build.rs` computed.

use std::collections::BTreeMap;
use std::panic::Location;

use crate::source::Span;

/// Where something was written.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Place {
    /// In `stack.toml`.
    Manifest(Span),
    /// In Rust code, such as `build.rs`.
    Code(&'static Location<'static>),
}

impl From<Span> for Place {
    fn from(span: Span) -> Self {
        Self::Manifest(span)
    }
}

impl From<&Place> for Place {
    fn from(place: &Place) -> Self {
        place.clone()
    }
}

/// A value and its place.
#[derive(Debug, Clone)]
pub(crate) struct Tree {
    pub(crate) value: Value,
    pub(crate) place: Place,
}

/// What both TOML and HCL can say.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    /// A template of HCL: `plain`, `a-${x}` or `${x}`.
    Text(String),
    Integer(i64),
    /// Finite.
    Float(f64),
    Bool(bool),
    List(Vec<Tree>),
    Table(Table),
}

/// Entries by name; their order has no meaning.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table(BTreeMap<String, Entry>);

/// A value below a key.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// Where the key stands.
    pub(crate) key: Place,
    pub(crate) value: Tree,
}

impl Table {
    pub(crate) fn get(&self, name: &str) -> Option<&Entry> {
        self.0.get(name)
    }

    pub(crate) fn get_mut(&mut self, name: &str) -> Option<&mut Entry> {
        self.0.get_mut(name)
    }

    pub(crate) fn insert(&mut self, name: String, entry: Entry) {
        self.0.insert(name, entry);
    }

    pub(crate) fn remove(&mut self, name: &str) -> Option<Entry> {
        self.0.remove(name)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &Entry)> {
        self.0.iter().map(|(name, entry)| (name.as_str(), entry))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The entry of a name, made by `make` where there is none.
    pub(crate) fn entry_or(&mut self, name: &str, make: impl FnOnce() -> Entry) -> &mut Entry {
        self.0.entry(name.to_owned()).or_insert_with(make)
    }
}

impl Tree {
    pub(crate) fn table(&self) -> Option<&Table> {
        match &self.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    pub(crate) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The items of a list.
    pub(crate) fn list(&self) -> Option<&[Tree]> {
        match &self.value {
            Value::List(items) => Some(items),
            _ => None,
        }
    }

    /// What it is, in the words of someone who writes TOML.
    pub(crate) fn kind(&self) -> &'static str {
        match self.value {
            Value::Text(_) => "a string",
            Value::Integer(_) => "a whole number",
            Value::Float(_) => "a fractional number",
            Value::Bool(_) => "`true` or `false`",
            Value::List(_) => "an array",
            Value::Table(_) => "a table",
        }
    }
}
