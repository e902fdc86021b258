//! `audit.tf`: what production records about itself, and under which key.

use serde::Serialize;

use crate::hcl::{Expr, Literal, Word};
use crate::kind::{Optional, Present, present_if};
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
    account_id: Expr,
    region: Word,
    log_retention_days: u32,
    /// Of the VPC that the stack makes.
    flow_log: Optional<FlowLog>,
    /// What kinds record of their entries.
    parts: Vec<String>,
}

/// The log of who talked to whom.
#[derive(Debug, Serialize)]
struct FlowLog {
    vpc_id: Expr,
    actions: Expr,
    /// Whether CloudWatch refuses to delete it: version 5 of the provider has no argument for it.
    protected: Optional<Present>,
}

impl FlowLog {
    fn new(stack: &Stack) -> Self {
        Self {
            vpc_id: Expr::new(stack.network.names().vpc_id),
            actions: Expr::list(FLOW_LOG_ACTIONS.map(Literal::new)),
            protected: present_if(stack.has_version_6()),
        }
    }
}

impl Audit {
    /// The view of a production stack; others have no such file.
    pub(crate) fn new(stack: &Stack, parts: Vec<String>) -> Option<Self> {
        stack.environment.is_production().then(|| Self {
            name: (&stack.name).into(),
            partition: stack.region.partition(),
            account_id: Expr::new(stack.network.names().account_id),
            region: (&stack.region).into(),
            log_retention_days: stack.log_retention_days,
            flow_log: stack
                .network
                .made()
                .map(|_| FlowLog::new(stack))
                .into_iter()
                .collect(),
            parts,
        })
    }
}
