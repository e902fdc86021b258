//! Where the keys and values of a manifest stand, for findings about the HCL that comes of them.

use std::collections::BTreeMap;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::source::Span;

/// The places of a table's keys, and of the tables below it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Places(BTreeMap<String, Entry>);

#[derive(Debug, Clone)]
struct Entry {
    key: Span,
    value: Span,
    /// What is below it, if it is a table.
    below: Option<Places>,
}

impl Places {
    /// The places of a whole file.
    pub(super) fn of_root(root: &Spanned<DeValue<'_>>) -> Self {
        match root.get_ref() {
            DeValue::Table(table) => Self::of(table),
            _ => Self::default(),
        }
    }

    fn of(table: &DeTable<'_>) -> Self {
        let entries = table.iter().map(|(key, value)| {
            let below = match value.get_ref() {
                DeValue::Table(inner) => Some(Self::of(inner)),
                _ => None,
            };
            let entry = Entry {
                key: key.span(),
                value: value.span(),
                below,
            };
            (key.get_ref().to_string(), entry)
        });
        Self(entries.collect())
    }

    /// The place of the value at `path`, or of the last key on the way, if at least `least` keys are
    /// there. A table stands where its key does.
    pub(crate) fn locate(&self, path: &[&str], least: usize) -> Option<Span> {
        let mut places = self;
        let mut found = None;
        for (depth, step) in path.iter().enumerate() {
            let Some(entry) = places.0.get(*step) else {
                break;
            };
            let is_last = depth + 1 == path.len();
            let span = if is_last && entry.below.is_none() {
                &entry.value
            } else {
                &entry.key
            };
            found = (depth + 1 >= least).then(|| span.clone()).or(found);
            match &entry.below {
                Some(below) => places = below,
                None => break,
            }
        }
        found
    }
}
