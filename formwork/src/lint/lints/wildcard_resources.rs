//! Permissions name what they permit it on.

use std::collections::BTreeMap;

use super::super::finding::Finding;
use super::super::policy::{self, Allowed};
use crate::hcl::module::Module;
use crate::problem::Code;

/// The actions for which AWS knows no narrower resource (AWS Service Authorization Reference), a service a line;
/// `scripts/actions_without_resources.py` writes it.
const WITHOUT_RESOURCES: &str = include_str!("../actions_without_resources.txt");

/// Families of such actions, by how they start: a policy may have a wildcard in their place.
const FAMILIES: &[&str] = &[
    "ec2:Describe",
    "elasticloadbalancing:Describe",
    "ssmmessages:",
    "xray:",
];

pub(in crate::lint) fn check(module: &Module) -> Vec<Finding> {
    let statements = policy::allowed(module).into_iter();
    // Each container has the same few actions, and the table is long.
    let mut known = BTreeMap::new();
    let wild = statements.filter(|statement| {
        let is_wild = statement.resources.contains(&"*");
        // A resource's own policy is about that resource.
        is_wild && !statement.has_principal && !needs_wildcard(statement, &mut known)
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

fn needs_wildcard<'a>(statement: &Allowed<'a>, known: &mut BTreeMap<&'a str, bool>) -> bool {
    let mut actions = statement.actions.iter();
    let mut is_without = |action: &'a str| {
        let known = known.entry(action);
        *known.or_insert_with(|| has_no_resource(action))
    };
    !statement.actions.is_empty() && actions.all(|action| is_without(action))
}

/// IAM reads no case of actions.
fn has_no_resource(action: &str) -> bool {
    let mut families = FAMILIES.iter();
    if families.any(|start| action.starts_with(start)) {
        return true;
    }
    let Some((service, name)) = action.split_once(':') else {
        return false;
    };
    let of_service = WITHOUT_RESOURCES.lines().find_map(|line| {
        let (prefix, actions) = line.split_once(": ")?;
        prefix.eq_ignore_ascii_case(service).then_some(actions)
    });
    let mut known = of_service.into_iter().flat_map(str::split_whitespace);
    known.any(|known| known.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::has_no_resource;

    #[test]
    fn an_action_with_a_resource_is_told_from_one_without() {
        for action in [
            "rekognition:DetectLabels",
            "cloudwatch:putmetricdata",
            "elasticloadbalancing:DescribeRules",
            "ec2:Describe*",
            "logs:DescribeLogGroups",
        ] {
            assert!(has_no_resource(action), "{action}");
        }
        for action in [
            "s3:GetObject",
            "rekognition:*",
            "rekognition:Detect*",
            "elasticloadbalancing:ModifyRule",
            "nobody:Knows",
            "*",
        ] {
            assert!(!has_no_resource(action), "{action}");
        }
    }
}
