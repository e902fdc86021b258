//! The entries of a `stack.toml`, and what the stack says of them.

use std::collections::BTreeSet;

use super::document::Section;
use super::item::{Item, Member};
use crate::kind::KeyValue;

/// What becomes entries. The rest of the module is raw blocks.
#[derive(Debug, Default)]
pub(super) struct Choice {
    /// The name of the stack.
    pub(super) stack: String,
    /// The name of the environment, if it is not the default.
    pub(super) environment: Option<&'static str>,
    /// Whether it holds in all lines of the provider, and not in that of the module alone.
    pub(super) holds_in_all_lines: bool,
    /// `[alarms]`
    pub(super) alarms: Option<Section>,
    pub(super) entries: Vec<Entry>,
    /// Lines of comment that formwork writes itself.
    pub(super) comments: BTreeSet<String>,
}

/// An entry, and the blocks that it makes.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) section: Section,
    /// The resource that has its name.
    pub(super) address: String,
    /// All of its blocks.
    pub(super) blocks: BTreeSet<String>,
}

impl Choice {
    /// No entry.
    pub(super) fn none(name: &str) -> Self {
        Self {
            stack: name.to_owned(),
            ..Self::default()
        }
    }

    /// The blocks that entries make, by address.
    pub(super) fn blocks(&self) -> BTreeSet<&str> {
        let blocks = self.entries.iter().flat_map(|entry| &entry.blocks);
        blocks.map(String::as_str).collect()
    }
}

/// A key of an entry.
pub(super) fn member((name, value): (String, KeyValue)) -> Member {
    Member::new(name, item(value))
}

fn item(value: KeyValue) -> Item {
    match value {
        KeyValue::Text(text) => Item::Text(text),
        KeyValue::Integer(number) => Item::Integer(number),
        KeyValue::Float(number) => Item::Float(number),
        KeyValue::Bool(value) => Item::Bool(value),
        KeyValue::List(items) => Item::List(items.into_iter().map(item).collect()),
        KeyValue::Table(keys) => Item::Table(keys.into_iter().map(member).collect()),
    }
}
