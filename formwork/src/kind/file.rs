//! A file of `hcl-out/` that is to be rendered.

use handlebars::Context;
use serde::Serialize;

use super::AnyKind;
use crate::bug::{Bug, Maker};
use crate::names::LogicalId;

/// A template of Handlebars.
///
/// It places what a view has decided. Values of the view are [`Literal`](crate::hcl::Literal)s,
/// [`Expr`](crate::hcl::Expr)s and [`Word`](crate::hcl::Word)s, which are HCL already.
#[derive(Debug)]
pub struct Template {
    pub(crate) name: &'static str,
    pub(crate) text: &'static str,
}

impl Template {
    /// A template with the name by which bugs in it are reported: `bucket.tf`.
    #[must_use]
    pub const fn new(name: &'static str, text: &'static str) -> Self {
        Self { name, text }
    }
}

/// What a file comes from, so that a finding in it points at what the user wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    /// An entry: its table and its id.
    Entry(&'static str, LogicalId),
    /// A section of `stack.toml`.
    Section(&'static str),
    /// The whole of `stack.toml`.
    Stack,
    /// Raw blocks.
    Raw,
}

/// What a comment looks like in a file, and whether it is HCL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Syntax {
    Hcl,
    Markdown,
    Gitignore,
}

/// A file of `hcl-out/`: a template and what it sees.
#[derive(Debug)]
pub struct File {
    pub(crate) name: String,
    pub(crate) template: &'static Template,
    /// What the template sees; an error is a bug of the view.
    pub(crate) context: Result<Context, String>,
    pub(crate) origin: Origin,
    /// The kind that makes it, if one does.
    pub(crate) kind: Option<&'static dyn AnyKind>,
    pub(crate) syntax: Syntax,
}

impl File {
    /// A file of HCL by its name in `hcl-out/`, such as `bucket_uploads.tf`. The template sees
    /// `view`, and what of it serde writes is all that it sees.
    pub fn new(
        name: impl Into<String>,
        template: &'static Template,
        view: &impl Serialize,
    ) -> Self {
        Self {
            name: name.into(),
            template,
            context: Context::wraps(view).map_err(|error| error.to_string()),
            origin: Origin::Stack,
            kind: None,
            syntax: Syntax::Hcl,
        }
    }

    /// The same file with another origin.
    pub(crate) fn of(self, origin: Origin) -> Self {
        Self { origin, ..self }
    }

    /// The same file, made by a kind.
    pub(crate) fn made_by(self, kind: &'static dyn AnyKind) -> Self {
        let kind = Some(kind);
        Self { kind, ..self }
    }

    /// The crate whose mistakes in this file are no bugs of ours.
    pub(crate) fn foreign(&self) -> Option<&'static dyn AnyKind> {
        self.kind.filter(|kind| kind.is_foreign())
    }

    /// A bug that was found in this file.
    pub(crate) fn blame(&self, bug: Bug) -> Bug {
        let id = match &self.origin {
            Origin::Entry(_, id) => Some(id.as_str().to_owned()),
            _ => None,
        };
        let maker = self.foreign().map(|kind| Maker {
            table: kind.table(),
            id,
        });
        bug.made_by(maker)
    }

    /// The same file with another syntax.
    pub(crate) fn written_as(self, syntax: Syntax) -> Self {
        Self { syntax, ..self }
    }
}
