//! The tags of every resource.

use serde::Serialize;

use crate::hcl::{Expr, Literal, parse_template};
use crate::stack::Stack;

/// One tag.
#[derive(Debug, Serialize)]
pub(crate) struct Tag {
    key: Expr,
    value: Expr,
}

/// `Project`, `Environment` and `ManagedBy`, and those of `[stack] tags`, by name.
pub(crate) fn tags(stack: &Stack) -> Vec<Tag> {
    let tags = stack.all_tags().into_iter();
    tags.map(|(key, value)| Tag {
        key: Expr::key(key),
        value: value_of(value),
    })
    .collect()
}

/// A template, which was read before.
fn value_of(template: &str) -> Expr {
    parse_template(template).map_or_else(|_| Literal::new(template).into(), Expr::new)
}
