//! `provider.tf`: how Terraform reaches AWS, and the tags of everything.

use serde::Serialize;

use super::tags::{Tag, tags};
use super::{Optional, Present, present_if};
use crate::hcl::Word;
use crate::stack::Stack;

/// What `provider.tf.hbs` sees.
#[derive(Debug, Serialize)]
pub(crate) struct Provider {
    region: Word,
    offline: Optional<Present>,
    tags: Vec<Tag>,
}

impl Provider {
    pub(crate) fn new(stack: &Stack) -> Self {
        Self {
            region: (&stack.region).into(),
            offline: present_if(stack.offline),
            tags: tags(stack),
        }
    }
}
