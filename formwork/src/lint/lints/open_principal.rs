//! No policy lets anybody at all in.

use super::super::finding::Finding;
use super::super::policy;
use crate::hcl::module::{Block, Module};
use crate::problem::Code;

pub(in crate::lint) fn check(module: &Module) -> Vec<Finding> {
    let statements = policy::allowed(module).into_iter();
    statements
        .filter(|statement| statement.is_open && !only_limits(statement.block))
        .map(|statement| {
            Finding::new(Code::OpenPrincipal, statement.block, "lets anybody in")
                .argument(statement.path_to("Principal"))
                .help("name the principals, or add a condition on the account")
        })
        .collect()
}

/// Whether the policy of a resource gives nothing: it only limits what other policies give (AWS PrivateLink guide, "Control access
/// to VPC endpoints using endpoint policies").
fn only_limits(block: &Block) -> bool {
    matches!(
        block.kind(),
        Some("aws_vpc_endpoint" | "aws_vpc_endpoint_policy")
    )
}
