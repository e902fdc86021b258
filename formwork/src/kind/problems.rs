//! Collects problems while the rest of the manifest is still being read.

use super::leaf::{self, Limits};
use crate::manifest::{Field, Manifest};
use crate::problem::{Code, Problem};
use crate::source::Span;

/// The problems found so far.
#[derive(Debug, Default)]
pub(crate) struct Problems(Vec<Problem>);

impl Problems {
    /// The value, or nothing and one problem more.
    pub(crate) fn keep<T>(&mut self, result: Result<T, Problem>) -> Option<T> {
        result.map_err(|problem| self.0.push(problem)).ok()
    }

    pub(crate) fn extend(&mut self, problems: impl IntoIterator<Item = Problem>) {
        self.0.extend(problems);
    }

    /// Parses a text, as [`leaf::text`] does.
    pub(crate) fn text<T>(
        &mut self,
        field: &Field<impl AsRef<str>>,
        table: &Span,
        label: &str,
        parse: impl FnOnce(&str) -> Result<T, Problem>,
    ) -> Option<T> {
        self.keep(leaf::text(field, table, label, parse))
    }

    /// Takes a number, as [`leaf::number`] does.
    pub(crate) fn number<T: Copy + Into<u32>>(
        &mut self,
        field: &Field<T>,
        table: &Span,
        limits: &Limits,
    ) -> Option<T> {
        self.keep(leaf::number(field, table, limits))
    }

    /// A field that must be there.
    pub(crate) fn require<'a, T>(
        &mut self,
        manifest: &Manifest,
        field: Option<&'a Field<T>>,
        required: &Required<'_>,
    ) -> Option<&'a Field<T>> {
        if field.is_none() && !manifest.is_unread(required.path) {
            self.0.push(required.missing());
        }
        field
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn into_vec(self) -> Vec<Problem> {
        self.0
    }
}

/// A key without a default.
pub(crate) struct Required<'a> {
    /// Where it is looked for; the last part is the key.
    pub(crate) path: &'a [&'a str],
    /// Whose key it is.
    pub(crate) owner: &'a str,
    /// The place of the table that lacks it.
    pub(crate) table: &'a Span,
    /// The line to add.
    pub(crate) example: &'a str,
}

impl Required<'_> {
    fn missing(&self) -> Problem {
        let key = self.path.last().copied().unwrap_or_default();
        Problem::new(Code::MissingKey, format!("{} has no `{key}`", self.owner))
            .at(self.table.clone(), format!("`{key}` is missing here"))
            .help(format!("add `{}`", self.example))
    }
}
