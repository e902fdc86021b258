//! `outputs.tf`: what people and other stacks need to know.

use serde::Serialize;

use super::raw::Blocks;
use super::{Optional, Present, present_if};
use crate::hcl::{Expr, Literal, Word};
use crate::stack::{LogicalId, Stack, Zone};

/// What `outputs.tf.hbs` sees.
#[derive(Debug, Serialize)]
pub(crate) struct Outputs {
    https: Optional<Https>,
    http: Optional<Present>,
    created_zone: Optional<Present>,
    services: Vec<Entry>,
    databases: Vec<Entry>,
    buckets: Vec<Entry>,
    /// Those of `[output]`.
    blocks: Vec<Expr>,
}

#[derive(Debug, Serialize)]
struct Https {
    url: Literal,
}

/// A service, database or bucket.
#[derive(Debug, Serialize)]
struct Entry {
    id: Word,
}

impl Outputs {
    pub(crate) fn new(stack: &Stack, raw: Blocks) -> Self {
        let https = stack.domain.as_ref().map(|domain| Https {
            url: Literal::new(format!("https://{}", domain.name)),
        });
        let creates_zone = stack
            .domain
            .as_ref()
            .is_some_and(|domain| matches!(domain.zone, Zone::Created(_)));
        Self {
            http: present_if(https.is_none()),
            https: https.into_iter().collect(),
            created_zone: present_if(creates_zone),
            services: entries(stack.services.keys()),
            databases: entries(stack.databases.keys()),
            buckets: entries(stack.buckets.keys()),
            blocks: raw.into_blocks(),
        }
    }
}

fn entries<'a>(ids: impl Iterator<Item = &'a LogicalId>) -> Vec<Entry> {
    ids.map(|id| Entry { id: id.into() }).collect()
}
