//! The tags of every resource.

use serde::Serialize;

use crate::hcl::{Expr, Literal};
use crate::stack::Stack;

/// One tag.
#[derive(Debug, Serialize)]
pub(crate) struct Tag {
    key: Expr,
    value: Literal,
}

/// `Project`, `Environment` and `ManagedBy`, and those of `[stack] tags`, by name.
pub(crate) fn tags(stack: &Stack) -> Vec<Tag> {
    let tags = all_tags(stack).into_iter();
    tags.map(|(key, value)| Tag {
        key: Expr::key(key),
        value: Literal::new(value),
    })
    .collect()
}

/// The tags as plain texts.
pub(crate) fn all_tags(stack: &Stack) -> Vec<(&str, &str)> {
    let own = [
        ("Environment", stack.environment.as_str()),
        ("ManagedBy", "terraform"),
        ("Project", stack.name.as_str()),
    ];
    let tags = stack.tags.iter();
    let mut tags: Vec<(&str, &str)> = tags
        .map(|(key, value)| (key.as_str(), value.as_str()))
        .chain(own)
        .collect();
    tags.sort_unstable();
    tags
}
