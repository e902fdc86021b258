//! Keys of infrastructure that need others beside them: the edits of each.

use super::edit::Edit::{self, Remove, Set};

/// A container beside that of the committed service, and one before it.
pub(crate) const SIDECAR: Edit = Set("service.api.sidecar.otel.image", r#""otel:1""#);
const INIT: Edit = Set("service.api.init.migrate.command", r#"["/api", "migrate"]"#);

/// An image in a repository of the stack.
const STORED: &[Edit] = &[
    Set("repository.api.keep_images", "30"),
    Set(
        "service.api.image",
        r#"{ repository = "api", tag = "1.0" }"#,
    ),
];

/// The committed stack in a network of others, where its load balancer is internal.
const IN_EXISTING_NETWORK: &[Edit] = &[
    Set(
        "network",
        r#"{ existing = { vpc_id = "vpc-0123456789abcdef0", cidr = "10.1.0.0/16", public_subnet_ids = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"], private_subnet_ids = ["subnet-0123456789abcdef2", "subnet-0123456789abcdef3"] } }"#,
    ),
    Set("load_balancer.internal", "true"),
];

/// In a network that exists, behind a load balancer that does.
const BEHIND_SHARED: &[Edit] = &[
    Set(
        "network",
        r#"{ existing = { vpc_id = "vpc-0123456789abcdef0", private_subnet_ids = ["subnet-0123456789abcdef2", "subnet-0123456789abcdef3"] } }"#,
    ),
    Set(
        "load_balancer",
        r#"{ existing = { arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/shared/0123456789abcdef", listener_arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/shared/0123456789abcdef/0123456789abcdef", security_group_id = "sg-0123456789abcdef0", dns_name = "shared-1234567890.us-east-1.elb.amazonaws.com", zone_id = "Z35SXDOTRQ7X7K", priorities = { first = 1000, last = 1999 } } }"#,
    ),
    Set("service.api.paths", r#"["/*"]"#),
];

/// Keys whose change needs that of others, or that stand for what the committed stack lacks.
pub(crate) const TOGETHER: &[(&str, &[Edit])] = &[
    (
        "service.api.public",
        &[
            Remove("service.api.deregistration_delay_seconds"),
            Set("service.api.public", "false"),
        ],
    ),
    (
        "service.api.deployment.strategy",
        &[
            Set("provider.versions", r#"["6"]"#),
            Set("service.api.deployment.strategy", r#""blue_green""#),
        ],
    ),
    (
        "service.api.deployment.bake_minutes",
        &[
            Set("provider.versions", r#"["6"]"#),
            Set("service.api.deployment.strategy", r#""blue_green""#),
            Set("service.api.deployment.bake_minutes", "30"),
        ],
    ),
    (
        "service.api.deployment.canary_percent",
        &[
            Set("provider.versions", r#"["6"]"#),
            Set("service.api.deployment.strategy", r#""canary""#),
            Set("service.api.deployment.canary_percent", "10"),
        ],
    ),
    (
        "service.api.deployment.canary_bake_minutes",
        &[
            Set("provider.versions", r#"["6"]"#),
            Set("service.api.deployment.strategy", r#""canary""#),
            Set("service.api.deployment.canary_bake_minutes", "15"),
        ],
    ),
    (
        "service.api.deployment.step_percent",
        &[
            Set("provider.versions", r#"["6"]"#),
            Set("service.api.deployment.strategy", r#""linear""#),
            Set("service.api.deployment.step_percent", "20"),
        ],
    ),
    (
        "service.api.deployment.step_bake_minutes",
        &[
            Set("provider.versions", r#"["6"]"#),
            Set("service.api.deployment.strategy", r#""linear""#),
            Set("service.api.deployment.step_bake_minutes", "5"),
        ],
    ),
    (
        "domain.certificate_arn",
        &[Set(
            "domain.certificate_arn",
            r#""arn:aws:acm:us-east-1:123456789012:certificate/1""#,
        )],
    ),
    (
        "domain.zones",
        &[
            Set("domain.zones", r#"{ "brand.example" = "Z0123456789ABC" }"#),
            Set("service.api.hosts", r#"["brand.example"]"#),
        ],
    ),
    ("network.existing.vpc_id", IN_EXISTING_NETWORK),
    ("network.existing.public_subnet_ids", IN_EXISTING_NETWORK),
    ("network.existing.private_subnet_ids", IN_EXISTING_NETWORK),
    ("network.existing.cidr", IN_EXISTING_NETWORK),
    ("load_balancer.existing.arn", BEHIND_SHARED),
    ("load_balancer.existing.listener_arn", BEHIND_SHARED),
    ("load_balancer.existing.security_group_id", BEHIND_SHARED),
    ("load_balancer.existing.dns_name", BEHIND_SHARED),
    ("load_balancer.existing.zone_id", BEHIND_SHARED),
    ("load_balancer.existing.priorities.first", BEHIND_SHARED),
    ("load_balancer.existing.priorities.last", BEHIND_SHARED),
    (
        "alarms.database_free_storage_percent",
        &[
            Remove("alarms.only"),
            Set("alarms.database_free_storage_percent", "20"),
        ],
    ),
    (
        "alarms.database_connections_percent",
        &[
            Remove("alarms.only"),
            Set("alarms.database_connections_percent", "70"),
        ],
    ),
    (
        "alarms.database_free_memory_percent",
        &[
            Remove("alarms.only"),
            Set("alarms.database_free_memory_percent", "10"),
        ],
    ),
    (
        "alarms.service_response_milliseconds",
        &[
            Remove("alarms.only"),
            Set("alarms.service_response_milliseconds", "500"),
        ],
    ),
    (
        "provider.allowed_account_ids",
        &[
            Set("provider.offline", "false"),
            Set("provider.allowed_account_ids", r#"["123456789012"]"#),
        ],
    ),
    (
        "provider.assume_role",
        &[
            Set("provider.offline", "false"),
            Set(
                "provider.assume_role",
                r#""arn:aws:iam::123456789012:role/deploy""#,
            ),
        ],
    ),
    (
        "stack.region",
        &[
            Set("stack.region", r#""eu-central-1""#),
            Set(
                "network.availability_zones",
                r#"["eu-central-1a", "eu-central-1b"]"#,
            ),
        ],
    ),
    (
        "terraform.backend.type",
        &[Set(
            "terraform.backend",
            r#"{ type = "s3", bucket = "acme-state", key = "x" }"#,
        )],
    ),
    (
        "terraform.required_providers.NAME.source",
        &[Set(
            "terraform.required_providers.random.source",
            r#""hashicorp/random""#,
        )],
    ),
    (
        "terraform.required_providers.NAME.version",
        &[Set(
            "terraform.required_providers.random",
            r#"{ source = "hashicorp/random", version = "~> 3.6" }"#,
        )],
    ),
    (
        "import.to",
        &[Set("import", r#"[{ to = "aws_lb.main", id = "arn" }]"#)],
    ),
    (
        "import.id",
        &[Set("import", r#"[{ to = "aws_vpc.main", id = "vpc-1" }]"#)],
    ),
    (
        "import.provider",
        &[Set(
            "import",
            r#"[{ to = "aws_vpc.main", id = "vpc-1", provider = "aws" }]"#,
        )],
    ),
    (
        "removed.from",
        &[Set("removed", r#"[{ from = "aws_sqs_queue.mails" }]"#)],
    ),
    (
        "removed.destroy",
        &[Set(
            "removed",
            r#"[{ from = "aws_sqs_queue.mails", destroy = true }]"#,
        )],
    ),
    ("service.api.image.repository", STORED),
    ("service.api.image.tag", STORED),
    (
        "domain.zone",
        &[
            Remove("domain.zone"),
            Set("domain.zone_id", r#""Z0123456789ABC""#),
        ],
    ),
    (
        "service.api.environment.RUST_LOG",
        &[Set(
            "service.api.environment.RUST_LOG",
            r#""${aws_lb.main.dns_name}""#,
        )],
    ),
    (
        "service.api.allow",
        &[Set(
            "service.api.allow",
            r#"[{ actions = ["ses:SendEmail"], resources = ["${aws_lb.main.arn}"] }]"#,
        )],
    ),
    (
        "service.api.allow",
        &[Set(
            "service.api.allow",
            r#"[{ actions = ["ses:SendEmail"], resources = ["*"] }]"#,
        )],
    ),
    (
        "service.api.allow",
        &[Set(
            "service.api.allow",
            r#"[{ actions = ["ses:SendEmail"], resources = ["*"], reason = "mails" }]"#,
        )],
    ),
    (
        "service.api.allow",
        &[Set(
            "service.api.allow",
            r#"[{ actions = ["ses:SendEmail"], resources = ["*"], conditions.Bool."aws:SecureTransport" = ["true"] }]"#,
        )],
    ),
    ("service.api.sidecar.NAME.image", &[SIDECAR]),
    (
        "service.api.sidecar.NAME.command",
        &[
            SIDECAR,
            Set("service.api.sidecar.otel.command", r#"["run"]"#),
        ],
    ),
    (
        "service.api.sidecar.NAME.entrypoint",
        &[
            SIDECAR,
            Set("service.api.sidecar.otel.entrypoint", r#"["run"]"#),
        ],
    ),
    (
        "service.api.sidecar.NAME.cpu_units",
        &[SIDECAR, Set("service.api.sidecar.otel.cpu_units", "64")],
    ),
    (
        "service.api.sidecar.NAME.memory_mib",
        &[SIDECAR, Set("service.api.sidecar.otel.memory_mib", "64")],
    ),
    (
        "service.api.sidecar.NAME.essential",
        &[SIDECAR, Set("service.api.sidecar.otel.essential", "true")],
    ),
    (
        "service.api.sidecar.NAME.user",
        &[SIDECAR, Set("service.api.sidecar.otel.user", r#""app""#)],
    ),
    (
        "service.api.sidecar.NAME.writable_paths",
        &[
            SIDECAR,
            Set("service.api.sidecar.otel.writable_paths", r#"["/a"]"#),
        ],
    ),
    (
        "service.api.sidecar.NAME.health_command",
        &[
            SIDECAR,
            Set("service.api.sidecar.otel.health_command", r#"["/ok"]"#),
        ],
    ),
    (
        "service.api.sidecar.NAME.environment",
        &[
            SIDECAR,
            Set("service.api.sidecar.otel.environment.MODE", r#""a""#),
        ],
    ),
    (
        "service.api.init.NAME.image",
        &[Set("service.api.init.migrate.image", r#""migrate:1""#)],
    ),
    ("service.api.init.NAME.command", &[INIT]),
    (
        "service.api.init.NAME.entrypoint",
        &[Set(
            "service.api.init.migrate.entrypoint",
            r#"["/migrate"]"#,
        )],
    ),
    (
        "service.api.init.NAME.timeout_seconds",
        &[INIT, Set("service.api.init.migrate.timeout_seconds", "60")],
    ),
    (
        "service.api.init.NAME.cpu_units",
        &[INIT, Set("service.api.init.migrate.cpu_units", "64")],
    ),
    (
        "service.api.init.NAME.memory_mib",
        &[INIT, Set("service.api.init.migrate.memory_mib", "64")],
    ),
    (
        "service.api.init.NAME.user",
        &[INIT, Set("service.api.init.migrate.user", r#""app""#)],
    ),
    (
        "service.api.init.NAME.writable_paths",
        &[
            INIT,
            Set("service.api.init.migrate.writable_paths", r#"["/a"]"#),
        ],
    ),
    (
        "service.api.init.NAME.environment",
        &[
            INIT,
            Set("service.api.init.migrate.environment.MODE", r#""a""#),
        ],
    ),
    (
        "service.api.cpu_units",
        &[
            Set("service.api.cpu_units", "512"),
            Set("service.api.memory_mib", "1024"),
        ],
    ),
];
