//! What `grants` can allow on a task, what the code is told of it, and what no override may change.
//!
//! The actions come from the AWS Service Authorization Reference, "Actions, resources, and
//! condition keys" for Amazon Elastic Container Service and for AWS Identity and Access Management.

use std::borrow::Cow;

use super::entry::Entry;
use crate::container::{IN_CLUSTER, LOG_GROUP_NAME, run_command};
use crate::hcl::{Expr, Literal};
use crate::kind::Instead::{self, Keys};
use crate::kind::{Condition, Fact, Guard, Operation, Output, Permission, Resource, Target};

const DEFINITION: &str = "definition";
const ROLES: &str = "roles";
const STARTED: &str = "started";
const RUNNING: &str = "running";

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::new("run")
        .allows(&[
            Permission::new(DEFINITION, &["ecs:RunTask"]),
            Permission::new(ROLES, &["iam:PassRole"]),
            Permission::new(STARTED, &["ecs:TagResource"]),
        ])
        .calls(&["RunTask"])
        .by_endpoint("ecs"),
    Operation::new("stop")
        .allows(&[Permission::new(
            RUNNING,
            &["ecs:DescribeTasks", "ecs:StopTask"],
        )])
        .calls(&["StopTask", "DescribeTasks"])
        .by_endpoint("ecs"),
];

/// A family has several revisions, and a role of a task one for ECS and one for the code.
pub(super) fn resources(target: &Target<'_>) -> Vec<Resource> {
    let (id, stack) = (target.id(), target.stack());
    let (partition, region) = (target.region().partition(), target.region());
    let account = target.account_id();
    let tasks = || {
        Expr::new(format!(
            "\"arn:{partition}:ecs:{region}:${{{account}}}:task/${{aws_ecs_cluster.main.name}}/*\""
        ))
    };
    let name = format!("{stack}-{}", id.kebab());
    let of_tasks = target.arn_of("ecs", format!("task/{stack}/*"));
    let role = format!("arn:{partition}:iam::000000000000:role/{name}-execution");
    vec![
        Resource::new(
            DEFINITION,
            Expr::new(format!(
                "\"${{aws_ecs_task_definition.{id}.arn_without_revision}}:*\""
            )),
            format!("task `{id}`"),
            target.arn_of("ecs", format!("task-definition/{name}:*")),
        ),
        Resource::new(
            ROLES,
            Expr::list([
                format!("aws_iam_role.{id}_execution.arn"),
                format!("aws_iam_role.{id}_task.arn"),
            ]),
            format!("roles of task `{id}`"),
            format!("{role}{role}"),
        ),
        Resource::new(STARTED, tasks(), "tasks that it starts", of_tasks.clone()),
        Resource::new(RUNNING, tasks(), "tasks of the cluster", of_tasks),
    ]
}

pub(super) fn condition(resource: &str) -> Option<Condition> {
    match resource {
        DEFINITION | RUNNING => Some(IN_CLUSTER),
        ROLES => Some(Condition {
            operator: "StringEquals",
            key: "iam:PassedToService",
            value: Cow::Borrowed("\"ecs-tasks.amazonaws.com\""),
        }),
        STARTED => Some(Condition {
            operator: "StringEquals",
            key: "ecs:CreateAction",
            value: Cow::Borrowed("\"RunTask\""),
        }),
        _ => None,
    }
}

pub(super) const FACTS: &[Fact] = &[
    Fact::text("CLUSTER", "the name of the cluster that it runs in", |_| {
        "aws_ecs_cluster.main.name".to_owned()
    }),
    Fact::text(
        "TASK_DEFINITION",
        "the family of its task definition, of which ECS runs the latest",
        // As a text: a task may start another of its own kind.
        |target| Literal::new(format!("{}-{}", target.stack(), target.id().kebab())).to_string(),
    ),
    Fact::text(
        "SUBNETS",
        "the ids of the subnets that it runs in, separated by commas",
        |target| format!("join(\",\", {})", target.private_subnet_ids()),
    ),
    Fact::text(
        "SECURITY_GROUPS",
        "the id of the security group of its tasks, of which there is one",
        |target| format!("aws_security_group.{}_tasks.id", target.id()),
    ),
];

const GRANTS: Instead = Keys(&["grants"]);

pub(super) const GUARDS: &[Guard] = &[
    Guard::new(
        "aws_ecs_task_definition",
        "",
        "family",
        Instead::Leave("whoever starts the task names it"),
    ),
    Guard::new("aws_security_group", "_tasks", "ingress", GRANTS),
    Guard::new("aws_security_group", "_tasks", "egress", GRANTS),
];

pub(super) const OUTPUTS: &[Output] = &[
    Output {
        name: "run_command",
        description: "Runs task {}.",
        value: |target| run_command(target, target.entry::<Entry>().map(|it| &it.container)),
    },
    LOG_GROUP_NAME,
];
