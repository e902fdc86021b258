//! What no override may change of a service.

use crate::kind::Guard;
use crate::kind::Instead::{self, Keys};

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
