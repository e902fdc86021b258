//! The keys that change `hcl-out/` and not the code.

use super::edit::Edit::{self, Set};
use super::together::TOGETHER;

/// Changes of keys of the committed `stack.toml`, or of keys with a default, that change `hcl-out/`
/// alone.
pub(crate) fn infrastructure() -> impl Iterator<Item = (&'static str, Vec<Edit>)> {
    let values = VALUES
        .iter()
        .map(|(key, value)| (*key, vec![Set(key, value)]));
    values.chain(TOGETHER.iter().map(|(key, edits)| (*key, edits.to_vec())))
}

/// Keys with another value.
const VALUES: &[(&str, &str)] = &[
    ("stack.name", r#""tasks""#),
    ("stack.environment", r#""staging""#),
    ("stack.tags", r#"{ owner = "a" }"#),
    (
        "stack.permissions_boundary",
        r#""arn:aws:iam::123456789012:policy/boundary""#,
    ),
    ("stack.tag_names.project", r#""project""#),
    ("stack.tag_names.environment", r#""stage""#),
    ("stack.tag_names.managed_by", r#""""#),
    ("provider.versions", r#"["6"]"#),
    ("provider.offline", "false"),
    ("terraform.engine", r#""opentofu""#),
    ("network.cidr", r#""10.0.0.0/17""#),
    (
        "network.availability_zones",
        r#"["us-east-1a", "us-east-1c"]"#,
    ),
    (
        "network.public_subnets",
        r#"["10.0.1.0/24", "10.0.3.0/24"]"#,
    ),
    (
        "network.private_subnets",
        r#"["10.0.10.0/24", "10.0.12.0/24"]"#,
    ),
    ("network.nat_gateways", r#""per_az""#),
    ("network.ipv6", "true"),
    ("load_balancer.internal", "true"),
    ("load_balancer.allow", r#"["203.0.113.0/24"]"#),
    ("load_balancer.idle_timeout_seconds", "120"),
    ("load_balancer.waf.rate_limit", "1000"),
    ("load_balancer.waf.rules", r#"["ip_reputation"]"#),
    ("load_balancer.waf.mode", r#""block""#),
    ("domain.name", r#""todo.acme.example""#),
    (
        "service.api.image",
        r#""123456789012.dkr.ecr.us-east-1.amazonaws.com/task-management-api:1.1""#,
    ),
    ("service.api.memory_mib", "1024"),
    ("service.api.scaling.min", "3"),
    ("service.api.scaling.max", "8"),
    ("service.api.scaling.cpu_percent", "60"),
    ("service.api.environment.RUST_LOG", r#""debug""#),
    ("service.api.paths", r#"["/api/*"]"#),
    ("service.api.hosts", r#"["api.acme.example"]"#),
    ("service.api.health_check.interval_seconds", "20"),
    ("service.api.health_check.timeout_seconds", "4"),
    ("service.api.health_check.healthy_threshold", "5"),
    ("service.api.health_check.unhealthy_threshold", "5"),
    ("service.api.health_check.grace_period_seconds", "90"),
    ("service.api.user", r#""app""#),
    ("service.api.deregistration_delay_seconds", "9"),
    ("service.api.sticky_seconds", "60"),
    ("service.api.protocol", r#""http2""#),
    (
        "service.api.scaling.schedule",
        r#"[{ at = "cron(0 7 ? * MON-FRI *)", timezone = "Europe/Berlin", min = 3 }]"#,
    ),
    ("service.api.health_check.success_codes", r#""200-299""#),
    ("service.api.scaling.memory_percent", "80"),
    ("service.api.scaling.requests_per_task", "500"),
    ("service.api.deployment.minimum_percent", "50"),
    ("service.api.deployment.maximum_percent", "150"),
    ("service.api.deployment.rollback_on_alarms", "true"),
    ("service.api.stop_timeout_seconds", "9"),
    ("service.api.command", r#"["/api", "serve"]"#),
    ("service.api.entrypoint", r#"["/init"]"#),
    ("service.api.architecture", r#""arm64""#),
    ("service.api.ephemeral_gib", "40"),
    ("service.api.spot", "true"),
    ("service.api.spot.on_demand", "1"),
    ("service.api.writable_paths", r#"["/var/cache/api"]"#),
    ("service.api.health_command", r#"["/api", "probe"]"#),
    ("service.api.exec", "true"),
    ("database.taskdb.instance_class", r#""db.t4g.small""#),
    ("database.taskdb.storage_gib", "40"),
    ("database.taskdb.allow_major_upgrade", "false"),
    ("database.taskdb.multi_az", "false"),
    ("database.taskdb.backup_retention_days", "8"),
    ("database.taskdb.max_storage_gib", "100"),
    (
        "database.taskdb.maintenance_window",
        r#""sun:03:00-sun:04:00""#,
    ),
    ("database.taskdb.backup_window", r#""01:00-02:00""#),
    (
        "database.taskdb.parameters",
        r#"{ log_min_duration_statement = "500" }"#,
    ),
    (
        "database.taskdb.kms_key",
        r#""arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab""#,
    ),
    ("database.taskdb.snapshot", r#""tasks-2026""#),
    (
        "bucket.uploads.cors",
        r#"[{ origins = ["https://acme.example"], methods = ["GET"] }]"#,
    ),
    (
        "bucket.uploads.kms_key",
        r#""arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab""#,
    ),
    ("bucket.uploads.noncurrent_days", "30"),
    ("logs.retention_days", "14"),
    ("alarms.only", r#"["database_cpu"]"#),
    ("alarms.database_cpu_percent", "75"),
    ("alarms.http_5xx_count", "20"),
    ("alarms.http_5xx_minutes", "10"),
    (
        "alarms.notify",
        r#"["arn:aws:sns:us-east-1:123456789012:on-call"]"#,
    ),
    (
        "service.admin",
        r#"{ image = "nginx:1.29", paths = ["/admin/*"], grants = { uploads = ["list"] } }"#,
    ),
];
