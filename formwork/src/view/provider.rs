//! `provider.tf`: how Terraform reaches AWS, and the tags of everything.

use serde::Serialize;

use super::raw::Blocks;
use super::tags::{Tag, tags};
use crate::hcl::{Expr, Literal, Word};
use crate::kind::{Optional, Present, present_if};
use crate::stack::Stack;

/// What `provider.tf.hbs` sees.
#[derive(Debug, Serialize)]
pub(crate) struct Provider {
    region: Word,
    offline: Optional<Present>,
    allowed_account_ids: Optional<Expr>,
    assume_role: Optional<Role>,
    tags: Vec<Tag>,
    /// Those of `[provider_alias]`.
    blocks: Vec<Expr>,
}

impl Provider {
    pub(crate) fn new(stack: &Stack, raw: Blocks) -> Self {
        Self {
            region: (&stack.region).into(),
            offline: present_if(stack.offline),
            allowed_account_ids: allowed_account_ids(stack).into_iter().collect(),
            assume_role: assume_role(stack).into_iter().collect(),
            tags: tags(stack),
            blocks: raw.into_blocks(),
        }
    }
}

/// The role that Terraform acts as.
#[derive(Debug, Serialize)]
struct Role {
    arn: Literal,
}

/// The accounts that Terraform may act on. An offline provider knows no account to compare with.
fn allowed_account_ids(stack: &Stack) -> Option<Expr> {
    let ids = &stack.account.allowed_ids;
    let is_there = !stack.offline && !ids.is_empty();
    is_there.then(|| Expr::list(ids.iter().map(Literal::new)))
}

fn assume_role(stack: &Stack) -> Option<Role> {
    let arn = stack.account.role_arn.as_ref().filter(|_| !stack.offline)?;
    Some(Role {
        arn: Literal::new(arn),
    })
}
