//! `audit.tf`: what production records about itself, and under which key.

use serde::Serialize;

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
    /// What kinds record of their entries.
    parts: Vec<String>,
}

impl Audit {
    /// The view of a production stack; others have no such file.
    pub(crate) fn new(stack: &Stack, parts: Vec<String>) -> Option<Self> {
        stack.environment.is_production().then(|| Self {
            name: (&stack.name).into(),
            partition: stack.region.partition(),
            region: (&stack.region).into(),
            log_retention_days: stack.log_retention_days,
            flow_log_actions: Expr::list(FLOW_LOG_ACTIONS.map(Literal::new)),
            parts,
        })
    }
}
