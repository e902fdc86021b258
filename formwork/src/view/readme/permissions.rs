//! Who may do what: the roles of containers, of AWS's own services, and what raw blocks add to them.

use serde::Serialize;

use super::outsiders;
use crate::container::Statement;
use crate::hcl::module::names;
use crate::kind::{Entry, Shared};
use crate::names::LogicalId;
use crate::problem;
use crate::stack::{RawKind, Stack};
use crate::view::audit::FLOW_LOG_ACTIONS;
use crate::wiring::Wiring;

#[derive(Debug, Serialize)]
pub(super) struct PermissionRow {
    pub(super) role: String,
    pub(super) actions: String,
    pub(super) resource: String,
}

pub(super) fn permissions(stack: &Stack, wiring: &Wiring) -> Vec<PermissionRow> {
    let entries = stack.entries.iter();
    // A repository may have the name of a service, whose roles these are.
    let with_roles = entries.filter(|entry| entry.container().is_some());
    let of_entries = with_roles.flat_map(|entry| {
        let roles = wiring.roles_of(entry.id);
        let execution = rows(entry.id, "task execution role", &roles.execution);
        execution.chain(rows(entry.id, "task role", &roles.task))
    });
    let deliveries = stack
        .entries
        .iter()
        .flat_map(|entry| deliveries(entry, wiring));
    let of_entries = of_entries.chain(deliveries);
    let of_entries = of_entries.chain(outsiders::permissions(stack));
    let of_entries = of_entries.chain(failed_deployments_permission(stack));
    let of_entries = of_entries.chain(audit_permissions(stack));
    of_entries.chain(raw_permissions(stack)).collect()
}

/// Raw resources that give a role of an entry more permissions.
fn raw_permissions(stack: &Stack) -> Vec<PermissionRow> {
    const TYPES: &[&str] = &["aws_iam_role_policy", "aws_iam_role_policy_attachment"];
    let blocks = stack.raw.blocks.iter();
    let of_roles = blocks
        .filter(|block| block.kind == RawKind::Resource && TYPES.contains(&block.of_type.as_str()));
    let mut rows: Vec<PermissionRow> = of_roles
        .map(|block| {
            let role = block.body.table().and_then(|table| table.get("role"));
            let role = role
                .and_then(|entry| entry.value.text())
                .unwrap_or_default();
            PermissionRow {
                role: role_of(stack, role),
                actions: "as `resources.tf` has it".to_owned(),
                resource: format!("`{}`", block.address()),
            }
        })
        .collect();
    rows.sort_by(|a, b| a.resource.cmp(&b.resource));
    rows
}

fn role_of(stack: &Stack, expression: &str) -> String {
    let mut entries = stack
        .entries
        .iter()
        .filter(|entry| entry.container().is_some());
    let role = entries.find_map(|entry| {
        let id = entry.id;
        let is = |end| names(expression, &format!("aws_iam_role.{id}_{end}"));
        let role = if is("task") {
            "task role"
        } else if is("execution") {
            "task execution role"
        } else {
            return None;
        };
        Some(format!("{role} of `{id}`"))
    });
    role.unwrap_or_else(|| "another role".to_owned())
}

/// What services of AWS may do for other entries, by the policy of an entry.
fn deliveries(entry: Entry<'_>, wiring: &Wiring) -> Vec<PermissionRow> {
    let delivered = wiring.deliveries_to(entry.id).iter();
    delivered
        .map(|it| PermissionRow {
            role: format!("{}, for {} `{}`", it.delivery.service, it.table, it.from),
            actions: problem::list([it.delivery.action]),
            resource: entry.title(),
        })
        .collect()
}

/// The role under which EventBridge tells of deployments that ECS took back.
fn failed_deployments_permission(stack: &Stack) -> Option<PermissionRow> {
    (!stack.alarms.notify.is_empty()).then(|| PermissionRow {
        role: "role of failed deployments".to_owned(),
        actions: problem::list(["sns:Publish"]),
        resource: "the topics of `[alarms] notify`".to_owned(),
    })
}

fn rows(
    id: &LogicalId,
    role: &str,
    statements: &[Statement],
) -> impl Iterator<Item = PermissionRow> {
    statements.iter().map(move |statement| PermissionRow {
        role: format!("{role} of `{id}`"),
        actions: problem::list(statement.action_names()),
        resource: statement.resource_title().to_owned(),
    })
}

/// The roles under which AWS records what happens in production.
fn audit_permissions(stack: &Stack) -> Vec<PermissionRow> {
    if !stack.environment.is_production() {
        return Vec::new();
    }
    let flow_log = |actions, resource: &str| PermissionRow {
        role: "role of the flow log".to_owned(),
        actions,
        resource: resource.to_owned(),
    };
    let of_group = || {
        let actions = problem::list(FLOW_LOG_ACTIONS);
        flow_log(actions, "log group of the network")
    };
    let of_all = || {
        let actions = problem::list(["logs:DescribeLogGroups"]);
        flow_log(actions, "`*`, the only resource that AWS accepts for it")
    };
    let kinds = stack.entries.by_kind();
    let of_kinds = kinds.filter_map(|(kind, ids)| {
        let audit = kind.audit(&Shared { stack, ids: &ids })?;
        let [role, actions, resource] = audit.permission.map(str::to_owned);
        Some(PermissionRow {
            role,
            actions,
            resource,
        })
    });
    let flow_log = stack.network.made().map(|_| [of_group(), of_all()]);
    flow_log.into_iter().flatten().chain(of_kinds).collect()
}
