//! What no override may change of a service, and its outputs.

use crate::kind::Instead::{self, Keys};
use crate::kind::{Guard, Output};

const OF_CONTAINERS: Instead = Keys(&["port", "environment", "grants"]);
const GRANTS: Instead = Keys(&["grants"]);
const PORT: Instead = Keys(&["port"]);

pub(super) const GUARDS: &[Guard] = &[
    Guard::new("aws_lb_target_group", "", "port", PORT),
    Guard::new("aws_lb_target_group", "", "health_check.port", PORT),
    Guard::new(
        "aws_lb_target_group",
        "",
        "health_check.path",
        Keys(&["health_check.path"]),
    ),
    Guard::new("aws_ecs_service", "", "task_definition", OF_CONTAINERS),
    Guard::new("aws_ecs_service", "", "load_balancer", PORT),
    Guard::new(
        "aws_ecs_service",
        "",
        "network_configuration.security_groups",
        GRANTS,
    ),
    Guard::new(
        "aws_security_group",
        "_tasks",
        "ingress",
        Keys(&["port", "grants"]),
    ),
    Guard::new(
        "aws_security_group",
        "_tasks",
        "egress",
        Keys(&["port", "grants"]),
    ),
];

pub(super) const OUTPUTS: &[Output] = &[
    Output {
        name: "service_name",
        description: "ECS service of {}.",
        value: |target| format!("aws_ecs_service.{}.name", target.id()),
    },
    Output {
        name: "task_role_arn",
        description: "Role that the code of {} runs under.",
        value: |target| format!("aws_iam_role.{}_task.arn", target.id()),
    },
    Output {
        name: "log_group_name",
        description: "Log group of the {} tasks.",
        value: |target| format!("aws_cloudwatch_log_group.{}_tasks.name", target.id()),
    },
];
