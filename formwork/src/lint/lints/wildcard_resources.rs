//! Permissions name what they permit it on.

use super::super::finding::Finding;
use super::super::policy::{self, Allowed};
use crate::hcl::module::Module;
use crate::problem::Code;

/// Actions for which AWS knows no narrower resource (AWS Service Authorization Reference), or
/// families of them.
const WITHOUT_RESOURCES: &[&str] = &[
    "cloudwatch:PutMetricData",
    "ec2:Describe",
    "ecr:GetAuthorizationToken",
    "ecs:DiscoverPollEndpoint",
    "logs:DescribeLogGroups",
    "s3:ListAllMyBuckets",
    "secretsmanager:GetRandomPassword",
    "secretsmanager:ListSecrets",
    "ssmmessages:",
    "sts:GetCallerIdentity",
    "xray:",
];

pub(in crate::lint) fn check(module: &Module) -> Vec<Finding> {
    let statements = policy::allowed(module).into_iter();
    let wild = statements.filter(|statement| {
        let is_wild = statement.resources.contains(&"*");
        // A resource's own policy is about that resource.
        is_wild && !statement.has_principal && !needs_wildcard(statement)
    });
    wild.map(|statement| {
        Finding::new(
            Code::WildcardResources,
            statement.block,
            "allows its actions on everything",
        )
        .argument(statement.path_to("Resource"))
        .help("name the resources by their ARNs")
    })
    .collect()
}

fn needs_wildcard(statement: &Allowed<'_>) -> bool {
    let has_none = |action: &&str| {
        let mut known = WITHOUT_RESOURCES.iter();
        known.any(|start| action.starts_with(start))
    };
    !statement.actions.is_empty() && statement.actions.iter().all(has_none)
}
