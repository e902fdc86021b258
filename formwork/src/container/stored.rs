//! `image = { repository = "api", tag = "1.0" }`: an image in a repository of the stack.

use super::image::is_tag;
use super::manifest::ImageKeys;
use super::{Image, Keys};
use crate::hcl::{Expr, Literal};
use crate::kind::{AnyKind, Entry, Validation};
use crate::manifest::Field;
use crate::names::LogicalId;
use crate::problem::{Code, Problem, help_one_of};
use crate::stack::Stack;

/// What the tasks of an entry run.
#[derive(Debug, Clone)]
pub(crate) enum Runs {
    /// An image by its whole name.
    Image(Image),
    /// One in a repository of the stack.
    Stored(Stored),
}

/// A tag in a repository of the stack.
#[derive(Debug, Clone)]
pub(crate) struct Stored {
    kind: &'static dyn AnyKind,
    pub(crate) id: LogicalId,
    pub(crate) tag: String,
}

impl Runs {
    /// The image that it is by default, as an expression of HCL.
    pub(crate) fn uri(&self, stack: &Stack) -> Option<Expr> {
        match self {
            Self::Image(image) => Some(Literal::new(image).into()),
            Self::Stored(stored) => stored.uri(stack),
        }
    }

    /// The tag in a repository of the stack, if it is one.
    pub(crate) fn stored(&self) -> Option<&Stored> {
        match self {
            Self::Image(_) => None,
            Self::Stored(stored) => Some(stored),
        }
    }
}

impl Stored {
    /// The image, as an expression of HCL.
    pub(crate) fn uri(&self, stack: &Stack) -> Option<Expr> {
        let images = self.kind.images()?;
        let repository = self.entry(stack)?;
        let target = stack.target_of(repository);
        Some(Expr::new((images.uri)(&target, &self.tag)))
    }

    /// The ARN of its repository, and what the README calls that.
    pub(crate) fn pulled_from(&self, stack: &Stack) -> Option<(Expr, String)> {
        let images = self.kind.images()?;
        let repository = self.entry(stack)?;
        let arn = (images.arn)(&stack.target_of(repository));
        Some((Expr::new(arn), repository.title()))
    }

    fn entry<'a>(&self, stack: &'a Stack) -> Option<Entry<'a>> {
        let mut entries = stack.entries.iter();
        entries.find(|entry| entry.kind == self.kind && *entry.id == self.id)
    }
}

pub(super) fn runs(keys: &Keys, at: &mut Validation<'_>) -> Option<Runs> {
    let example = "image = \"registry.acme.example/tasks:1.4\"";
    let field = at.require("image", keys.image.as_ref(), example)?;
    image(field, &["image"], "what the tasks run", at)
}

/// The image that a container runs; `path` leads from the entry to the key.
pub(super) fn image(
    field: &Field<ImageKeys>,
    path: &[&str],
    label: &str,
    at: &mut Validation<'_>,
) -> Option<Runs> {
    match &field.get().uri {
        Some(uri) => at.text(uri, label, Image::parse).map(Runs::Image),
        None => stored(field, path, at).map(Runs::Stored),
    }
}

fn stored(field: &Field<ImageKeys>, path: &[&str], at: &mut Validation<'_>) -> Option<Stored> {
    let table = field.span_or(&at.key().span());
    let owner = format!("`{}` of {}", path.join("."), at.owner());
    let keys = field.get();
    let mut required = |key: &str, field, example: &str| {
        let path = [path, &[key]].concat();
        at.require_of(&path, field, &owner, &table, example)
            .cloned()
    };
    let repository = required(
        "repository",
        keys.repository.as_ref(),
        "repository = \"api\"",
    );
    let tag = required("tag", keys.tag.as_ref(), "tag = \"1.0\"");
    let repository = repository.and_then(|field| declared(&field, at));
    let tag = tag.and_then(|field| at.text(&field, "the tag of an image", parse_tag));
    let (kind, id) = repository?;
    Some(Stored {
        kind,
        id,
        tag: tag?,
    })
}

/// A kind and an entry whose images can be named so.
fn declared(
    field: &Field<String>,
    at: &mut Validation<'_>,
) -> Option<(&'static dyn AnyKind, LogicalId)> {
    let (scope, name) = (at.scope, field.get().as_str());
    let mut tables = scope.tables().filter(|(kind, _)| kind.images().is_some());
    let found = tables.find(|(_, table)| table.get_key(name).is_some());
    if let Some((kind, _)) = found {
        return Some((kind, scope.id(name)?.clone()));
    }
    let mut kinds = scope.kinds.iter();
    if kinds.any(|kind| scope.manifest.is_unread(&[kind.table(), name])) {
        return None;
    }
    let known = scope.keys().filter(|(kind, _)| kind.images().is_some());
    let known: Vec<&str> = known.map(|(_, key)| key.get().as_str()).collect();
    let help = if known.is_empty() {
        format!("declare it: `[repository.{name}]`")
    } else {
        help_one_of(name, known.iter().copied())
    };
    let message = format!("no repository `{name}` is declared");
    at.problem(
        Problem::new(Code::InvalidImage, message)
            .at(field.span_or(&at.key().span()), "not declared")
            .help(help),
    );
    None
}

fn parse_tag(text: &str) -> Result<String, Problem> {
    if is_tag(text) {
        return Ok(text.to_owned());
    }
    let message = format!("`{text}` is not the tag of an image");
    Err(Problem::new(Code::InvalidImage, message)
        .help("use up to 128 letters, digits, `.`, `_` and `-`, such as `1.4`"))
}
