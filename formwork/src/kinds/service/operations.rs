//! What `grants` can allow on a service, what the code is told of it, and what no override may change.

use crate::hcl::Literal;
use crate::kind::Instead::{self, Keys};
use crate::kind::{Fact, Guard, Operation};

/// A call needs no permission of IAM.
pub(super) const OPERATIONS: &[Operation] = &[Operation::new("call").connecting()];

/// As a text: the name is that of the client's proxy, whatever the tasks' addresses are.
pub(super) const FACTS: &[Fact] = &[Fact::text(
    "URL",
    "the URL at which its tasks answer",
    |target| Literal::new(format!("http://{}:80", target.id().kebab())).to_string(),
)];

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
    Guard::new("aws_lb_target_group", "_alternate", "port", PORT),
    Guard::new(
        "aws_lb_target_group",
        "_alternate",
        "health_check.port",
        PORT,
    ),
    Guard::new(
        "aws_lb_target_group",
        "_alternate",
        "health_check.path",
        Keys(&["health_check.path"]),
    ),
    Guard::new("aws_ecs_service", "", "task_definition", OF_CONTAINERS),
    Guard::new("aws_ecs_service", "", "load_balancer", PORT),
    Guard::new(
        "aws_ecs_service",
        "",
        "service_connect_configuration",
        Keys(&["public", "grants"]),
    ),
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
