//! In which order a body is written: Terraform's own arguments first and last, the rest by the alphabet.

use super::Level;
use crate::tree::{Entry, Table};

/// Meta-arguments that stand first, in this order.
const FIRST: &[&str] = &[
    "source",
    "version",
    "count",
    "for_each",
    "provider",
    "providers",
];

/// What stands first in outputs and variables, in this order.
const FIRST_OF_VALUES: &[&str] = &["description", "type", "value", "default"];

/// What stands first in the configuration of a provider, in this order.
const FIRST_OF_PROVIDERS: &[&str] = &["alias", "region"];

/// What stands last in a resource, in this order.
const LAST: &[&str] = &["lifecycle", "depends_on"];

/// What a body is made of, in order.
#[derive(Debug, Default)]
pub(super) struct Parts {
    first: Vec<String>,
    short: Vec<String>,
    long: Vec<String>,
    blocks: Vec<String>,
    last: Vec<String>,
}

impl Parts {
    /// An argument, as it is written.
    pub(super) fn argument(&mut self, name: &str, text: &str, level: Level) {
        let stands = match level {
            Level::Resource if FIRST.contains(&name) => &mut self.first,
            Level::Resource | Level::Value if LAST.contains(&name) => &mut self.last,
            _ if text.contains('\n') => &mut self.long,
            _ => &mut self.short,
        };
        stands.push(format!("{name} = {text}\n"));
    }

    pub(super) fn block(&mut self, text: String) {
        self.blocks.push(text);
    }

    /// A block that stands last.
    pub(super) fn last_block(&mut self, text: String) {
        self.last.push(text);
    }

    /// Short arguments stand in runs; everything else is set off by a blank line.
    pub(super) fn join(self) -> String {
        let runs = [self.first.concat(), self.short.concat()];
        let single = self.long.into_iter().chain(self.blocks).chain(self.last);
        let all = runs
            .into_iter()
            .chain(single)
            .filter(|part| !part.is_empty());
        all.collect::<Vec<_>>().join("\n")
    }
}

/// The entries of a table in the order in which they are written.
pub(super) fn ordered(table: &Table, level: Level) -> Vec<(&str, &Entry)> {
    let rank = |name: &str| {
        let first = match level {
            Level::Value => FIRST_OF_VALUES,
            Level::Provider => FIRST_OF_PROVIDERS,
            _ => FIRST,
        };
        let position = |names: &[&str]| names.iter().position(|known| *known == name);
        match (position(first), position(LAST)) {
            (Some(index), _) if level != Level::Nested => (0, index),
            (_, Some(index)) => (2, index),
            _ => (1, 0),
        }
    };
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(name, _)| rank(name));
    entries
}
