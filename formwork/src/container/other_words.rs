//! Words of other tools for what a container has.

use crate::manifest::{Way, Word};

pub(crate) const WORDS: &[Word] = &[
    Word::new(
        &["cpu", "vcpu"],
        "256",
        &[Way::new(
            "write `cpu_units = 256`: 1024 units are one vCPU",
            "cpu_units = 256\nmemory_mib = 512\n",
        )],
    ),
    Word::new(
        &["memory", "mem", "memory_mb", "memory_limit"],
        "512",
        &[Way::new("write `memory_mib = 512`", "memory_mib = 512\n")],
    ),
    Word::new(
        &[
            "env",
            "envs",
            "env_vars",
            "variables",
            "environment_variables",
        ],
        "{ LOG_LEVEL = \"info\" }",
        &[Way::new(
            "write `environment = { LOG_LEVEL = \"info\" }`",
            "environment = { LOG_LEVEL = \"info\" }\n",
        )],
    ),
    Word::new(
        &["secrets", "ssm"],
        "{ API_KEY = \"/prod/key\" }",
        &[
            Way::new(
                "declare `[secret.key]`, and write `secrets = { API_KEY = \"key\" }`",
                "secrets = { API_KEY = \"key\" }\n[secret.key]\n",
            )
            .by_key("secrets"),
            Way::new(
                "declare `[secret.key]`, and let the code read it: `grants = { key = [\"read\"] }`",
                "grants = { key = [\"read\"] }\n[secret.key]\n",
            ),
        ],
    ),
    Word::new(
        &["args", "cmd", "run", "start_command"],
        "[\"serve\"]",
        &[
            Way::new("write `command = [\"serve\"]`", "command = [\"serve\"]\n").by_key("command"),
            Way::new("set `CMD` in the image", ""),
        ],
    ),
    Word::new(
        &[
            "enable_execute_command",
            "execute_command",
            "ecs_exec",
            "ssh",
        ],
        "true",
        &[Way::new("write `exec = true`", "exec = true\n").by_key("exec")],
    ),
    Word::new(
        &["platform", "cpu_architecture", "runtime_platform", "arch"],
        "\"arm64\"",
        &[Way::new(
            "write `architecture = \"arm64\"`",
            "architecture = \"arm64\"\n",
        )
        .by_key("architecture")],
    ),
    Word::new(
        &[
            "capacity",
            "capacity_provider",
            "capacity_providers",
            "launch_type",
            "fargate_spot",
        ],
        "\"FARGATE_SPOT\"",
        &[Way::new(
            "tasks run on Fargate; write `spot = true` for Fargate Spot",
            "spot = true\n",
        )
        .by_key("spot")],
    ),
    Word::new(
        &["storage", "ephemeral", "ephemeral_storage", "disk"],
        "40",
        &[Way::new("write `ephemeral_gib = 40`", "ephemeral_gib = 40\n").by_key("ephemeral_gib")],
    ),
    Word::new(
        &["sidecars", "containers"],
        "{ otel = {} }",
        &[Way::new(
            "write `[service.NAME.sidecar.otel]`",
            "sidecar.otel = { image = \"ghcr.io/acme/otel:1.0\" }\n",
        )
        .by_key("sidecar")],
    ),
    Word::new(
        &["volumes", "mount_points", "mount", "efs"],
        "{ files = \"/mnt/files\" }",
        &[Way::new(
            "write `mounts = { files = \"/mnt/files\" }` and `[volume.files]`; for what need not outlive a task, \
             `writable_paths = [\"/var/cache/app\"]`",
            "mounts = { files = \"/mnt/files\" }\nwritable_paths = [\"/var/cache/app\"]\n[volume.files]\n",
        )
        .by_key("mounts")],
    ),
    Word::new(
        &["tmpfs", "scratch"],
        "[\"/var/cache/app\"]",
        &[Way::new(
            "write `writable_paths = [\"/var/cache/app\"]`: each is an empty directory of the task",
            "writable_paths = [\"/var/cache/app\"]\n",
        )
        .by_key("writable_paths")],
    ),
    Word::new(
        &[
            "permissions",
            "policy",
            "policies",
            "iam_policy",
            "task_role",
            "task_role_arn",
            "link",
            "links",
            "access",
        ],
        "[\"s3:GetObject\"]",
        &[Way::new(
            "list what the code uses in `grants`, such as `grants = { files = [\"read\"] }`; what no kind knows stands below \
             `allow`, with `actions` and `resources`",
            "grants = { files = [\"read\"] }\nallow = [{ actions = [\"rekognition:DetectLabels\"], resources = [\"*\"] }]\n\
             [bucket.files]\n",
        )],
    ),
    Word::new(
        &["execution_role", "execution_role_arn"],
        "\"arn:aws:iam::123456789012:role/execution\"",
        &[Way::new(
            "leave it out: a role is made that may pull the image and write the logs of this service, no more",
            "",
        )],
    ),
    Word::new(
        &[
            "log_group",
            "log_retention",
            "logging",
            "logs",
            "log_configuration",
        ],
        "30",
        &[Way::new(
            "leave it out: what the container prints goes to CloudWatch, for as long as `[logs]` `retention_days` says",
            "[logs]\nretention_days = 30\n",
        )],
    ),
    Word::new(
        &["dockerfile", "build", "context"],
        "\".\"",
        &[Way::new(
            "build and push the image elsewhere, and name it: `image = \"ghcr.io/acme/api:1.0\"`",
            "",
        )],
    ),
    Word::new(
        &["stop_timeout", "grace_period", "shutdown_timeout"],
        "60",
        &[Way::new(
            "write `stop_timeout_seconds = 60`",
            "stop_timeout_seconds = 60\n",
        )],
    ),
    Word::new(
        &[
            "security_groups",
            "security_group_ids",
            "vpc",
            "subnets",
            "network",
            "assign_public_ip",
        ],
        "[\"sg-0123456789abcdef0\"]",
        &[Way::new(
            "tasks stand in private subnets, behind a security group of their own; add others by `[override.aws_ecs_service.NAME]` \
             `network_configuration = { security_groups = [\"sg-0123456789abcdef0\"] }`",
            "[override.aws_ecs_service.NAME]\nnetwork_configuration = { security_groups = [\"sg-0123456789abcdef0\"] }\n",
        )],
    ),
    Word::new(
        &["labels", "tags"],
        "{ team = \"ops\" }",
        &[Way::new(
            "tags are those of all resources: `[stack]` `tags = { team = \"ops\" }`",
            "[stack]\ntags = { team = \"ops\" }\n",
        )],
    ),
];
