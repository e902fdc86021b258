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
    let (project, environment) = (stack.name.to_string(), stack.environment.to_string());
    let own = [
        ("Environment", environment.as_str()),
        ("ManagedBy", "terraform"),
        ("Project", project.as_str()),
    ];
    let mut tags: Vec<(&str, &str)> = stack
        .tags
        .iter()
        .map(|(key, value)| (key.as_str(), value.as_str()))
        .chain(own)
        .collect();
    tags.sort_unstable();
    tags.into_iter()
        .map(|(key, value)| Tag {
            key: Expr::key(key),
            value: Literal::new(value),
        })
        .collect()
}
