//! `provider.tf`: how Terraform reaches AWS, and the tags of everything.

use std::collections::BTreeMap;

use serde::Serialize;

use super::raw::Blocks;
use super::tags::{Tag, tags};
use crate::hcl::{Expr, Literal, Word};
use crate::kind::{Optional, Present, present_if};
use crate::stack::Stack;

/// What `provider.tf.hbs` sees.
#[derive(Debug, Serialize)]
pub(crate) struct Provider {
    /// That of the stack, and those of regions in which some resources stand.
    configurations: Vec<Configuration>,
    offline: Optional<Present>,
    allowed_account_ids: Optional<Expr>,
    assume_role: Optional<Role>,
    default_tags: Optional<DefaultTags>,
    /// Those of `[provider_alias]`.
    blocks: Vec<Expr>,
}

/// The tags of whatever takes tags; there is one at least.
#[derive(Debug, Serialize)]
struct DefaultTags {
    tags: Vec<Tag>,
}

/// The provider in one region.
#[derive(Debug, Serialize)]
struct Configuration {
    origin: String,
    /// How resources name it; none is the one that they get without.
    alias: Optional<Word>,
    region: Word,
}

impl Provider {
    pub(crate) fn new(stack: &Stack, raw: Blocks) -> Self {
        Self {
            configurations: configurations(stack),
            offline: present_if(stack.offline),
            allowed_account_ids: allowed_account_ids(stack).into_iter().collect(),
            assume_role: assume_role(stack).into_iter().collect(),
            default_tags: default_tags(stack).into_iter().collect(),
            blocks: raw.into_blocks(),
        }
    }
}

/// Version 5 of the provider has a configuration for each region, and version 6 an argument.
fn configurations(stack: &Stack) -> Vec<Configuration> {
    let own = Configuration {
        origin: "[provider]".to_owned(),
        alias: Vec::new(),
        region: (&stack.region).into(),
    };
    let own_region = stack.region.to_string();
    let is_production = stack.environment.is_production();
    let entries = stack.entries.iter();
    let entries = entries.filter(|_| !stack.has_version_6());
    let others = entries.filter_map(|entry| {
        let region = entry.kind.other_region(entry.value, is_production)?;
        Some((region, entry.kind.table()))
    });
    let others: BTreeMap<&str, &str> = others.filter(|(it, _)| *it != own_region).collect();
    let others = others.into_iter().map(|(region, table)| Configuration {
        origin: format!("[{table}.NAME] What stands in this region wherever the stack is."),
        alias: vec![Word::joined(&[&region.replace('-', "_")], '_')],
        region: Word::joined(&[&region], '-'),
    });
    [own].into_iter().chain(others).collect()
}

fn default_tags(stack: &Stack) -> Option<DefaultTags> {
    let tags = tags(stack);
    (!tags.is_empty()).then_some(DefaultTags { tags })
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
