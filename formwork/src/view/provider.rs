//! `provider.tf`: how Terraform reaches AWS, and the tags of everything.

use serde::Serialize;

use super::raw::Blocks;
use super::tags::{Tag, tags};
use crate::hcl::{Expr, Word};
use crate::kind::{Optional, Present, present_if};
use crate::stack::Stack;

/// What `provider.tf.hbs` sees.
#[derive(Debug, Serialize)]
pub(crate) struct Provider {
    region: Word,
    offline: Optional<Present>,
    tags: Vec<Tag>,
    /// Those of `[provider_alias]`.
    blocks: Vec<Expr>,
}

impl Provider {
    pub(crate) fn new(stack: &Stack, raw: Blocks) -> Self {
        Self {
            region: (&stack.region).into(),
            offline: present_if(stack.offline),
            tags: tags(stack),
            blocks: raw.into_blocks(),
        }
    }
}
