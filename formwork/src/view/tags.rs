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
    let tags = stack.all_tags().into_iter();
    tags.map(|(key, value)| Tag {
        key: Expr::key(key),
        value: Literal::new(value),
    })
    .collect()
}
