//! What no override may change of a worker.

use crate::kind::Guard;
use crate::kind::Instead::{self, Keys};

const OF_CONTAINERS: Instead = Keys(&["environment", "grants"]);
const GRANTS: Instead = Keys(&["grants"]);

pub(super) const GUARDS: &[Guard] = &[
    Guard::new("aws_ecs_service", "", "task_definition", OF_CONTAINERS),
    Guard::new(
        "aws_ecs_service",
        "",
        "network_configuration.security_groups",
        GRANTS,
    ),
    Guard::new(
        "aws_ecs_service",
        "",
        "service_connect_configuration",
        GRANTS,
    ),
    Guard::new("aws_security_group", "_tasks", "ingress", GRANTS),
    Guard::new("aws_security_group", "_tasks", "egress", GRANTS),
];
