//! `audit.tf`: what production records about itself, and under which key.

use serde::Serialize;

use super::{Optional, Present, present_if};
use crate::hcl::{Expr, Literal, Word};
use crate::stack::Stack;

/// What writing a flow log to an existing log group takes. (Amazon VPC user guide, "Publish flow
/// logs to CloudWatch Logs".)
pub(crate) const FLOW_LOG_ACTIONS: [&str; 3] = [
    "logs:CreateLogStream",
    "logs:DescribeLogStreams",
    "logs:PutLogEvents",
];

/// What `audit.tf.hbs` sees.
#[derive(Debug, Serialize)]
pub(crate) struct Audit {
    name: Word,
    partition: &'static str,
    region: Word,
    log_retention_days: u32,
    flow_log_actions: Expr,
    /// What RDS needs to measure the databases, if there are any.
    monitoring: Optional<Present>,
}

impl Audit {
    /// The view of a production stack; others have no such file.
    pub(crate) fn new(stack: &Stack) -> Option<Self> {
        stack.environment.is_production().then(|| Self {
            name: (&stack.name).into(),
            partition: stack.region.partition(),
            region: (&stack.region).into(),
            log_retention_days: stack.log_retention_days,
            flow_log_actions: Expr::list(FLOW_LOG_ACTIONS.map(Literal::new)),
            monitoring: present_if(!stack.databases.is_empty()),
        })
    }
}

/// The key that log groups are encrypted with.
#[derive(Debug, Serialize)]
pub(crate) struct LogKey {
    arn: Expr,
}

impl LogKey {
    fn new() -> Self {
        Self {
            arn: Expr::new("aws_kms_key.main.arn"),
        }
    }
}

/// The key of the logs in production. Elsewhere CloudWatch encrypts with one of its own.
pub(crate) fn log_key(stack: &Stack) -> Optional<LogKey> {
    let is_production = stack.environment.is_production();
    is_production.then(LogKey::new).into_iter().collect()
}
