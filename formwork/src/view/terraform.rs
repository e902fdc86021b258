//! `terraform.tf`: versions and where the state lives.

use serde::Serialize;

use super::{Optional, Present, present_if};
use crate::hcl::{Literal, Word};
use crate::stack::{Backend, Stack};

/// What `terraform.tf.hbs` sees.
#[derive(Debug, Serialize)]
pub(crate) struct Terraform {
    local_backend: Optional<Present>,
    s3_backend: Optional<S3Backend>,
}

#[derive(Debug, Serialize)]
struct S3Backend {
    bucket: Literal,
    key: Literal,
    region: Word,
    use_lockfile: bool,
}

impl Terraform {
    pub(crate) fn new(stack: &Stack) -> Self {
        let s3_backend = match &stack.backend {
            Backend::Local => None,
            Backend::S3 {
                bucket,
                key,
                region,
                use_lockfile,
            } => Some(S3Backend {
                bucket: Literal::new(bucket),
                key: Literal::new(key),
                region: region.into(),
                use_lockfile: *use_lockfile,
            }),
        };
        Self {
            local_backend: present_if(s3_backend.is_none()),
            s3_backend: s3_backend.into_iter().collect(),
        }
    }
}
