//! Collects problems while the rest of the manifest is still being read.

use crate::manifest::{Field, Manifest};
use crate::problem::{Code, Problem};
use crate::source::Span;

/// The problems found so far.
#[derive(Debug, Default)]
pub(super) struct Problems(Vec<Problem>);

impl Problems {
    /// The value, or nothing and one problem more.
    pub(super) fn keep<T>(&mut self, result: Result<T, Problem>) -> Option<T> {
        result.map_err(|problem| self.0.push(problem)).ok()
    }

    pub(super) fn extend(&mut self, problems: impl IntoIterator<Item = Problem>) {
        self.0.extend(problems);
    }

    /// The field at `path`, which must be there; `example` is the line to add.
    pub(super) fn require<'a, T>(
        &mut self,
        manifest: &Manifest,
        path: &[&str],
        field: Option<&'a Field<T>>,
        missing: &Missing<'_>,
    ) -> Option<&'a Field<T>> {
        if field.is_none() && !manifest.is_unread(path) {
            let key = path.last().copied().unwrap_or_default();
            self.0.push(
                Problem::new(Code::MissingKey, format!("{} has no `{key}`", missing.owner))
                    .at(missing.table.clone(), format!("`{key}` is missing here"))
                    .help(format!("add `{}`", missing.example)),
            );
        }
        field
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn into_vec(self) -> Vec<Problem> {
        self.0
    }
}

/// What to say about a key that is not there.
pub(super) struct Missing<'a> {
    /// Whose key it is.
    pub(super) owner: &'a str,
    /// Where it belongs.
    pub(super) table: &'a Span,
    /// How it could read.
    pub(super) example: &'a str,
}
