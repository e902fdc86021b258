//! What no override may change of a job, and its outputs.

use super::entry::Entry;
use crate::container::{LOG_GROUP_NAME, run_command};
use crate::kind::Instead::{self, Keys};
use crate::kind::{Guard, Output};

const OF_CONTAINERS: Instead = Keys(&["environment", "grants"]);
const GRANTS: Instead = Keys(&["grants"]);

pub(super) const GUARDS: &[Guard] = &[
    Guard::new(
        "aws_scheduler_schedule",
        "",
        "target.ecs_parameters.task_definition_arn",
        OF_CONTAINERS,
    ),
    Guard::new("aws_security_group", "_tasks", "ingress", GRANTS),
    Guard::new("aws_security_group", "_tasks", "egress", GRANTS),
];

pub(super) const OUTPUTS: &[Output] = &[
    Output {
        name: "run_command",
        description: "Runs job {} now.",
        value: |target| run_command(target, target.entry::<Entry>().map(|it| &it.container)),
    },
    LOG_GROUP_NAME,
];
