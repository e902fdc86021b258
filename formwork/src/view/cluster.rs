//! `cluster.tf`: what all services share.

use serde::Serialize;

use crate::container::Container;
use crate::hcl::{Expr, Word};
use crate::kind::{LogKey, Optional, Present, log_key, present_if};
use crate::stack::Stack;
use crate::written::Written;

/// What `cluster.tf.hbs` sees.
#[derive(Debug, Serialize)]
pub(crate) struct Cluster {
    name: Word,
    partition: &'static str,
    account_id: Expr,
    region: Word,
    log_retention_days: u32,
    log_key: Optional<LogKey>,
    exec: Optional<Exec>,
    capacity_providers: Optional<Present>,
    failed_deployments: Optional<FailedDeployments>,
}

/// Where ECS writes down what people type in tasks.
#[derive(Debug, Serialize)]
struct Exec {
    name: Word,
    log_retention_days: u32,
    log_key: Optional<LogKey>,
    /// Whether CloudWatch refuses to delete it: version 5 of the provider has no argument for it.
    protected: Optional<bool>,
}

/// Whom to tell of them.
#[derive(Debug, Serialize)]
struct FailedDeployments {
    count: usize,
    topics: Expr,
}

impl Cluster {
    pub(crate) fn new(stack: &Stack) -> Self {
        Self {
            name: (&stack.name).into(),
            partition: stack.region.partition(),
            account_id: Expr::new(stack.network.names().account_id),
            region: (&stack.region).into(),
            log_retention_days: stack.log_retention_days,
            log_key: log_key(stack),
            exec: exec(stack).into_iter().collect(),
            capacity_providers: present_if(has_providers(stack)),
            failed_deployments: failed_deployments(stack).into_iter().collect(),
        }
    }
}

fn containers(stack: &Stack) -> impl Iterator<Item = &Container> {
    stack.entries.iter().filter_map(|entry| entry.container())
}

/// Whether people may open a shell in tasks.
pub(crate) fn has_exec(stack: &Stack) -> bool {
    containers(stack).any(|container| container.exec)
}

fn exec(stack: &Stack) -> Option<Exec> {
    let is_production = stack.environment.is_production();
    has_exec(stack).then(|| Exec {
        name: (&stack.name).into(),
        log_retention_days: stack.log_retention_days,
        log_key: log_key(stack),
        protected: Vec::from_iter(stack.has_version_6().then_some(is_production)),
    })
}

/// Whether a task of any entry is started by a strategy instead of a launch type.
fn has_providers(stack: &Stack) -> bool {
    containers(stack).any(|container| container.capacity.providers.is_some())
}

fn failed_deployments(stack: &Stack) -> Option<FailedDeployments> {
    let topics = &stack.alarms.notify;
    (!topics.is_empty()).then(|| FailedDeployments {
        count: topics.len(),
        topics: Expr::list(topics.iter().map(Written::expr)),
    })
}
