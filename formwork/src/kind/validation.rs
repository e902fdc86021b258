//! Validating one entry: a cursor that knows where it stands, and collects problems.

use super::leaf::{self, Limits};
use super::{AnyKind, Problems, Required, Scope};
use crate::manifest::{Field, Key};
use crate::names::LogicalId;
use crate::problem::Problem;
use crate::source::Span;
use crate::stack::{DomainName, Region};

/// The validation of one entry.
#[derive(Debug)]
pub struct Validation<'a> {
    pub(crate) scope: &'a Scope<'a>,
    pub(crate) kind: &'static dyn AnyKind,
    pub(crate) key: &'a Key,
    pub(crate) problems: &'a mut Problems,
}

impl<'a> Validation<'a> {
    /// The name of the entry, and where it stands.
    #[must_use]
    pub fn key(&self) -> &'a Key {
        self.key
    }

    /// The id of another entry by its name, if that is one.
    pub(crate) fn id_of(&self, name: &Key) -> Option<&'a LogicalId> {
        self.scope.id(name.get())
    }

    /// The region of the stack; none if that could not be read.
    #[must_use]
    pub fn region(&self) -> Option<&'a Region> {
        self.scope.region.as_ref()
    }

    /// What messages call the entry: `bucket` and its name.
    #[must_use]
    pub fn owner(&self) -> String {
        format!("{} `{}`", self.kind.noun(), self.key.get())
    }

    /// Reports a problem.
    pub fn problem(&mut self, problem: Problem) {
        self.problems.extend([problem]);
    }

    /// The value, or nothing and one problem more.
    pub fn keep<T>(&mut self, result: Result<T, Problem>) -> Option<T> {
        self.problems.keep(result)
    }

    /// Parses a text; a problem of `parse` is marked where the text stands, with a `label`.
    pub fn text<T>(
        &mut self,
        field: &Field<impl AsRef<str>>,
        label: &str,
        parse: impl FnOnce(&str) -> Result<T, Problem>,
    ) -> Option<T> {
        self.keep(leaf::text(field, &self.key.span(), label, parse))
    }

    /// Takes a number that lies within limits.
    pub fn number<T: Copy + Into<u32>>(&mut self, field: &Field<T>, limits: &Limits) -> Option<T> {
        self.keep(leaf::number(field, &self.key.span(), limits))
    }

    /// Takes a key that must be there; `example` is the line to add.
    pub fn require<'f, T>(
        &mut self,
        key: &str,
        field: Option<&'f Field<T>>,
        example: &str,
    ) -> Option<&'f Field<T>> {
        let owner = self.owner();
        let table = self.key.span();
        self.require_of(&[key], field, &owner, &table, example)
    }

    /// The same for a key of a table inside the entry, at `path` below the entry.
    pub fn require_of<'f, T>(
        &mut self,
        path: &[&str],
        field: Option<&'f Field<T>>,
        owner: &str,
        table: &Span,
        example: &str,
    ) -> Option<&'f Field<T>> {
        let path = self.path(path);
        let required = Required {
            path: &path,
            owner,
            table,
            example,
        };
        self.problems.require(self.scope.manifest, field, &required)
    }

    /// Whether the value of a key could not be read. Then its default stands there, which the user
    /// did not ask for: it proves nothing about others.
    #[must_use]
    pub fn is_unread(&self, path: &[&str]) -> bool {
        self.scope.manifest.is_unread(&self.path(path))
    }

    /// Whether the stack has a hosted zone, that of `[domain]`. Then [`Site::zone_id`](super::Site::zone_id)
    /// gives its id.
    #[must_use]
    pub fn has_zone(&self) -> bool {
        let manifest = self.scope.manifest;
        let is_unread = |path: &[&str]| manifest.is_unread(path);
        let domain = manifest.domain.as_ref();
        domain.is_some_and(|domain| domain.get().has_zone())
            || is_unread(&["domain"])
            || is_unread(&["domain", "zone"])
            || is_unread(&["domain", "zone_id"])
    }

    /// The name of the hosted zone that the stack creates. None where it has none, or one that exists,
    /// whose name only AWS knows.
    #[must_use]
    pub fn zone_name(&self) -> Option<&'a str> {
        let domain = self.scope.manifest.domain.as_ref()?;
        let zone = domain.get().zone.as_ref()?.get();
        // What is no name has a problem of its own.
        DomainName::parse(zone).is_ok().then_some(zone)
    }

    fn path<'p>(&self, below: &[&'p str]) -> Vec<&'p str>
    where
        'a: 'p,
    {
        let entry = [self.kind.table(), self.key.get().as_str()];
        entry.into_iter().chain(below.iter().copied()).collect()
    }
}
