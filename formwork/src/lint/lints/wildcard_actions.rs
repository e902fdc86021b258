//! Permissions name what they permit.

use super::super::finding::Finding;
use super::super::policy;
use crate::hcl::module::Module;
use crate::problem::Code;

const ATTACHMENTS: &[&str] = &[
    "aws_iam_role_policy_attachment",
    "aws_iam_user_policy_attachment",
    "aws_iam_group_policy_attachment",
    "aws_iam_policy_attachment",
];

/// Policies of AWS that permit everything, or nearly.
const ADMINISTRATORS: &[&str] = &["/AdministratorAccess", "/PowerUserAccess", "/IAMFullAccess"];

pub(in crate::lint) fn check(module: &Module) -> Vec<Finding> {
    let statements = policy::allowed(module).into_iter();
    // Whom a resource lets in is another lint's concern.
    let wild = statements.filter(|statement| {
        let is_wild = |action: &&str| *action == "*" || action.ends_with(":*");
        !statement.has_principal && statement.actions.iter().any(is_wild)
    });
    let wild = wild.map(|statement| {
        Finding::new(
            Code::WildcardActions,
            statement.block,
            "allows every action",
        )
        .argument(statement.path_to("Action"))
        .help("list the actions that the code performs")
    });
    let attached = ATTACHMENTS.iter().flat_map(|kind| module.resources(kind));
    let attached = attached.filter(|block| {
        let policy = block.text("policy_arn").unwrap_or_default();
        ADMINISTRATORS.iter().any(|name| policy.ends_with(name))
    });
    let attached = attached.map(|block| {
        Finding::new(Code::WildcardActions, block, "allows nearly every action")
            .argument("policy_arn")
            .help("write a policy with the actions that are performed")
    });
    wild.chain(attached).collect()
}
