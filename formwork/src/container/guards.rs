//! What no override may change of what every container has, and its outputs.

use crate::kind::Instead::{self, Keys};
use crate::kind::{DerivedName, Guard, Output};

const OF_CONTAINERS: Instead = Keys(&["port", "environment", "grants"]);
const GRANTS: Instead = Keys(&["grants"]);

/// Words of a container definition (Amazon ECS API, `ContainerDefinition`), and the keys that say the same.
const WISHES: &[(&str, &str)] = &[
    ("command", "command"),
    ("entryPoint", "entrypoint"),
    ("secrets", "secrets"),
    ("healthCheck", "health_command"),
    ("mountPoints", "writable_paths"),
    ("readonlyRootFilesystem", "writable_paths"),
    ("user", "user"),
    ("stopTimeout", "stop_timeout_seconds"),
    ("environment", "environment"),
    ("portMappings", "port"),
    ("dependsOn", "init"),
    ("startTimeout", "init"),
    ("essential", "sidecar"),
    ("firelensConfiguration", "sidecar"),
    ("image", "image"),
];

/// The guards of the task definition, its role and its security group.
pub(crate) const GUARDS: &[Guard] = &[
    Guard::new(
        "aws_ecs_task_definition",
        "",
        "container_definitions",
        OF_CONTAINERS,
    )
    .knowing(WISHES),
    Guard::new("aws_ecs_task_definition", "", "task_role_arn", GRANTS),
    Guard::new("aws_iam_role", "_task", "inline_policy", GRANTS),
    Guard::new("aws_iam_role", "_task", "managed_policy_arns", GRANTS),
    Guard::new("aws_iam_role_policy", "_task", "policy", GRANTS),
    Guard::new("aws_iam_role_policy", "_task", "role", GRANTS),
];

/// The outputs of every container whose tasks run all the time.
pub(crate) const OUTPUTS: &[Output] = &[
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
    LOG_GROUP_NAME,
];

/// The output of every container.
pub(crate) const LOG_GROUP_NAME: Output = Output {
    name: "log_group_name",
    description: "Log group of the {} tasks.",
    value: |target| format!("aws_cloudwatch_log_group.{}_tasks.name", target.id()),
};

/// IAM API, `CreateRole`: `RoleName`. The longer of the two roles.
pub(crate) const NAMES: &[DerivedName] = &[DerivedName {
    of: "an IAM role",
    suffix: "-execution",
    max: 64,
}];
