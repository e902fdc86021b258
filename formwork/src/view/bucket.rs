//! `bucket_<name>.tf`: one S3 bucket.

use serde::Serialize;

use super::{Optional, Present, present_if};
use crate::hcl::{Literal, Word};
use crate::stack::{self, LogicalId, Stack};

/// What `bucket.tf.hbs` sees.
#[derive(Debug, Serialize)]
pub(crate) struct Bucket {
    id: Word,
    prefix: Word,
    /// Whether `terraform destroy` may delete the objects too.
    force_destroy: bool,
    versioning: Optional<Present>,
    /// What the lifecycle rules wait for.
    expire: Vec<Expire>,
}

/// Objects under `prefix` that go after `days`.
#[derive(Debug, Serialize)]
struct Expire {
    rule: Literal,
    marker_rule: Literal,
    prefix: Literal,
    days: u32,
    /// In a versioned bucket an expiration only hides the object behind a delete marker.
    versioned: Optional<Present>,
}

impl Bucket {
    pub(crate) fn new(stack: &Stack, id: &LogicalId, bucket: &stack::Bucket) -> Self {
        let expire = bucket
            .expire
            .iter()
            .map(|expire| Expire {
                rule: Literal::new(format!("expire {}", expire.prefix)),
                marker_rule: Literal::new(format!("remove delete markers {}", expire.prefix)),
                prefix: Literal::new(&expire.prefix),
                days: expire.days,
                versioned: present_if(bucket.versioning),
            })
            .collect();
        Self {
            id: id.into(),
            prefix: Word::joined(&[&stack.name, &id.kebab(), &""], '-'),
            force_destroy: !stack.environment.is_production(),
            versioning: present_if(bucket.versioning),
            expire,
        }
    }
}
