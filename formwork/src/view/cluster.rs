//! `cluster.tf`: what all services share.

use serde::Serialize;

use crate::hcl::Word;
use crate::kind::{LogKey, Optional, log_key};
use crate::stack::Stack;

/// What `cluster.tf.hbs` sees.
#[derive(Debug, Serialize)]
pub(crate) struct Cluster {
    name: Word,
    partition: &'static str,
    region: Word,
    log_retention_days: u32,
    log_key: Optional<LogKey>,
}

impl Cluster {
    pub(crate) fn new(stack: &Stack) -> Self {
        Self {
            name: (&stack.name).into(),
            partition: stack.region.partition(),
            region: (&stack.region).into(),
            log_retention_days: stack.log_retention_days,
            log_key: log_key(stack),
        }
    }
}
