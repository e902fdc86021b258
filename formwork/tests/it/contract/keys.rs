//! Each key of `stack.toml`: a change of it, and what that does.

use super::edit::Edit::{self, Remove, Rename, Set};

/// An edit of the committed `stack.toml` and what it does.
pub(crate) struct Mutation {
    /// The key that is changed.
    pub(crate) key: &'static str,
    pub(crate) edits: &'static [Edit],
    /// Lines of `hcl-out/` that go (`-`) or come (`+`), with their file; as often as they do.
    pub(crate) hcl: &'static [&'static str],
    /// Lines of `stack.rs` that go or come.
    pub(crate) rust: &'static [&'static str],
    /// What stands on neither side afterwards.
    pub(crate) gone: &'static [&'static str],
    /// What the compiler says to code that uses all that was there before; nothing if it compiles.
    pub(crate) refused: &'static [&'static str],
}

/// Changes of keys that `docs/stack-toml.md` marks as contract, and of what entries are called.
pub(crate) const CONTRACT: &[Mutation] = &[
    Mutation {
        key: "service.api.port",
        edits: &[Set("service.api.port", "8001")],
        hcl: &[
            "service_api.tf + containerPort = 8001",
            "service_api.tf + hostPort = 8001",
            "service_api.tf + port = 8001",
            "service_api.tf + container_port = 8001",
            "service_api.tf + from_port = 8001",
            "service_api.tf + to_port = 8001",
            "service_api.tf + from_port = 8001",
            "service_api.tf + to_port = 8001",
        ],
        rust: &["+ pub const PORT: u16 = 8001;"],
        gone: &["8000"],
        refused: &[],
    },
    Mutation {
        key: "service.api.health_check.path",
        edits: &[Set("service.api.health_check.path", r#""/ready""#)],
        hcl: &[r#"service_api.tf + path = "/ready""#],
        rust: &[r#"+ pub const HEALTH_PATH: &str = "/ready";"#],
        gone: &[r#""/health""#],
        refused: &[],
    },
    Mutation {
        key: "service.api.environment.RUST_LOG",
        edits: &[Rename("service.api.environment.RUST_LOG", "LOG_FILTER")],
        hcl: &[r#"service_api.tf + { name = "LOG_FILTER", value = "info" },"#],
        rust: &[
            "+ pub(crate) log_filter: String,",
            r#"+ pub(crate) const LOG_FILTER: &'static str = "LOG_FILTER";"#,
            r#"+ log_filter: variables.text("LOG_FILTER"),"#,
        ],
        gone: &["RUST_LOG", "rust_log"],
        refused: &["no field `rust_log` on type `Environment`"],
    },
    Mutation {
        key: "service.api.sidecar.NAME.port",
        edits: &[SIDECAR, Set("service.api.sidecar.otel.port", "4317")],
        hcl: &[r#"service_api.tf + name = "otel""#],
        rust: &["+ pub const OTEL_PORT: u16 = 4317;"],
        gone: &[],
        refused: &[],
    },
    Mutation {
        key: "service.api.mounts",
        edits: &[
            Set("volume.files.backups", "true"),
            Set("service.api.mounts.files", r#""/mnt/files""#),
        ],
        hcl: &[
            r#"service_api.tf + { name = "FILES_PATH", value = "/mnt/files" },"#,
            "service_api.tf + # mounts.files",
            r#"service_api.tf + Action = ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"]"#,
        ],
        rust: &["+ pub(crate) files_path: String,"],
        gone: &[],
        refused: &[],
    },
    Mutation {
        key: "service.api.grants.taskdb",
        edits: &[Remove("service.api.grants.taskdb")],
        hcl: &[
            r#"service_api.tf - resource "aws_vpc_security_group_egress_rule" "api_to_taskdb" {"#,
            r#"service_api.tf - resource "aws_vpc_security_group_ingress_rule" "taskdb_from_api" {"#,
            r#"service_api.tf - Action = ["secretsmanager:GetSecretValue"]"#,
            r#"service_api.tf - { name = "TASKDB_HOST", value = aws_db_instance.taskdb.address },"#,
            r#"service_api.tf - { name = "TASKDB_NAME", value = aws_db_instance.taskdb.db_name },"#,
            r#"service_api.tf - { name = "TASKDB_PORT", value = tostring(aws_db_instance.taskdb.port) },"#,
            r#"service_api.tf - { name = "TASKDB_SECRET_ARN", value = aws_db_instance.taskdb.master_user_secret[0].secret_arn },"#,
        ],
        rust: &[
            "- pub(crate) taskdb_host: String,",
            "- pub(crate) taskdb_name: String,",
            "- pub(crate) taskdb_port: u16,",
            "- pub(crate) taskdb_secret_arn: String,",
            r#"- pub(crate) const NAME: &'static str = "taskdb";"#,
            "- pub(crate) const PORT: u16 = 5432;",
            "- pub(crate) fn connect(&self) -> &Connection {",
            "+ pub(crate) fn connect(&self) -> &Connection",
        ],
        gone: &["TASKDB_"],
        refused: &[
            "no field `taskdb_host` on type `Environment`",
            "`connect` to database `taskdb` is not granted to service `api`",
        ],
    },
    Mutation {
        key: "service.api.grants.uploads",
        edits: &[Remove("service.api.grants.uploads")],
        hcl: &[
            r#"service_api.tf - Action = ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:PutObject"]"#,
            r#"service_api.tf - Resource = "${aws_s3_bucket.uploads.arn}/*""#,
            r#"service_api.tf - { name = "UPLOADS_BUCKET", value = aws_s3_bucket.uploads.bucket },"#,
        ],
        rust: &[
            "- pub(crate) uploads_bucket: String,",
            "- pub(crate) fn read(&self) -> Granted<'_, Read> {",
            "- pub(crate) fn write(&self) -> Granted<'_, Write> {",
            "- pub(crate) fn delete(&self) -> Granted<'_, Delete> {",
            "+ pub(crate) struct UploadsBucket;",
        ],
        gone: &["UPLOADS_BUCKET"],
        refused: &[
            "no field `uploads_bucket` on type `Environment`",
            "`read` on bucket `uploads` is not granted to service `api`",
            "`write` on bucket `uploads` is not granted to service `api`",
            "`delete` on bucket `uploads` is not granted to service `api`",
        ],
    },
    Mutation {
        key: "service.api.grants.uploads",
        edits: &[Set("service.api.grants.uploads", r#"["write", "delete"]"#)],
        hcl: &[
            r#"service_api.tf + Action = ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:PutObject"]"#,
        ],
        rust: &[
            "- pub(crate) fn read(&self) -> Granted<'_, Read> {",
            "+ pub(crate) fn read(&self) -> Granted<'_, Read>",
        ],
        gone: &[r#""s3:GetObject""#],
        refused: &["`read` on bucket `uploads` is not granted to service `api`"],
    },
    Mutation {
        key: "service.api.grants.uploads",
        edits: &[Set("service.api.grants.uploads", r#"["read", "delete"]"#)],
        hcl: &[r#"service_api.tf + Action = ["s3:DeleteObject", "s3:GetObject"]"#],
        rust: &[
            "- pub(crate) fn write(&self) -> Granted<'_, Write> {",
            "+ pub(crate) fn write(&self) -> Granted<'_, Write>",
        ],
        gone: &[r#""s3:AbortMultipartUpload""#, r#""s3:PutObject""#],
        refused: &["`write` on bucket `uploads` is not granted to service `api`"],
    },
    Mutation {
        key: "service.api.grants.uploads",
        edits: &[Set("service.api.grants.uploads", r#"["read", "write"]"#)],
        hcl: &[
            r#"service_api.tf + Action = ["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"]"#,
        ],
        rust: &[
            "- pub(crate) fn delete(&self) -> Granted<'_, Delete> {",
            "+ pub(crate) fn delete(&self) -> Granted<'_, Delete>",
        ],
        gone: &[r#""s3:DeleteObject""#],
        refused: &["`delete` on bucket `uploads` is not granted to service `api`"],
    },
    Mutation {
        key: "service.api.grants.uploads",
        edits: &[Set(
            "service.api.grants.uploads",
            r#"["read", "write", "delete", "list"]"#,
        )],
        hcl: &[
            r#"service_api.tf + Action = ["s3:ListBucket"]"#,
            "service_api.tf + Resource = aws_s3_bucket.uploads.arn",
        ],
        rust: &[
            "- pub(crate) fn list(&self) -> Granted<'_, List>",
            "+ pub(crate) fn list(&self) -> Granted<'_, List> {",
        ],
        gone: &[],
        refused: &[],
    },
    // The key is the name of the database.
    Mutation {
        key: "database.taskdb",
        edits: &[
            Rename("database.taskdb", "orders"),
            Rename("service.api.grants.taskdb", "orders"),
        ],
        hcl: &[
            r#"database_orders.tf + db_name = "orders""#,
            r#"database_orders.tf + resource "aws_db_instance" "orders" {"#,
            r#"service_api.tf + { name = "ORDERS_HOST", value = aws_db_instance.orders.address },"#,
            "service_api.tf + Resource = aws_db_instance.orders.master_user_secret[0].secret_arn",
        ],
        rust: &[
            "+ pub(crate) orders_host: String,",
            r#"+ pub(crate) const ORDERS_HOST: &'static str = "ORDERS_HOST";"#,
            r#"+ pub(crate) const NAME: &'static str = "orders";"#,
            "+ pub(crate) fn orders(&self) -> OrdersDatabase {",
        ],
        gone: &["taskdb", "TASKDB"],
        refused: &[
            "no field `taskdb_host` on type `Environment`",
            "no method named `taskdb` found",
        ],
    },
    Mutation {
        key: "database.taskdb.port",
        edits: &[Set("database.taskdb.port", "5433")],
        hcl: &[
            "database_taskdb.tf + port = 5433",
            "service_api.tf + from_port = 5433",
            "service_api.tf + to_port = 5433",
            "service_api.tf + from_port = 5433",
            "service_api.tf + to_port = 5433",
        ],
        rust: &["+ pub(crate) const PORT: u16 = 5433;"],
        gone: &["5432"],
        refused: &[],
    },
    Mutation {
        key: "database.taskdb.engine_version",
        edits: &[Set("database.taskdb.engine_version", r#""16""#)],
        hcl: &[
            r#"database_taskdb.tf + engine_version = "16""#,
            r#"database_taskdb.tf + family = "postgres16""#,
        ],
        rust: &[],
        gone: &["postgres15"],
        refused: &[],
    },
    Mutation {
        key: "database.taskdb.engine",
        edits: &[
            Set("database.taskdb.engine", r#""mysql""#),
            Set("database.taskdb.engine_version", r#""8.4""#),
        ],
        hcl: &[
            r#"database_taskdb.tf + engine = "mysql""#,
            r#"database_taskdb.tf + family = "mysql8.4""#,
            r#"database_taskdb.tf + username = "admin""#,
            r#"database_taskdb.tf + name = "require_secure_transport""#,
        ],
        rust: &[
            "- pub(crate) struct Connection {",
            "+ pub(crate) struct MySqlConnection {",
            "+ pub(crate) fn connect(&self) -> &MySqlConnection {",
        ],
        gone: &["postgres"],
        refused: &[],
    },
    Mutation {
        key: "bucket.uploads",
        edits: &[
            Rename("bucket.uploads", "pictures"),
            Rename("service.api.grants.uploads", "pictures"),
        ],
        hcl: &[
            r#"bucket_pictures.tf + resource "aws_s3_bucket" "pictures" {"#,
            r#"service_api.tf + { name = "PICTURES_BUCKET", value = aws_s3_bucket.pictures.bucket },"#,
            r#"service_api.tf + Resource = "${aws_s3_bucket.pictures.arn}/*""#,
        ],
        rust: &[
            "+ pub(crate) pictures_bucket: String,",
            "+ pub(crate) fn pictures(&self) -> PicturesBucket {",
        ],
        gone: &["\"uploads\"", "bucket.uploads", "UPLOADS_", "UploadsBucket"],
        refused: &[
            "no field `uploads_bucket` on type `Environment`",
            "no method named `uploads` found",
        ],
    },
    Mutation {
        key: "bucket.uploads.versioning",
        edits: &[Set("bucket.uploads.versioning", "false")],
        hcl: &[
            r#"bucket_uploads.tf - resource "aws_s3_bucket_versioning" "uploads" {"#,
            r#"bucket_uploads.tf - id = "remove delete markers archived/""#,
        ],
        rust: &[],
        gone: &[],
        refused: &[],
    },
    Mutation {
        key: "bucket.uploads.expire",
        edits: &[Set(
            "bucket.uploads.expire",
            r#"[{ prefix = "archived/", days = 30 }]"#,
        )],
        hcl: &["bucket_uploads.tf + days = 30"],
        rust: &[],
        gone: &[],
        refused: &[],
    },
    Mutation {
        key: "bucket.uploads.expire",
        edits: &[Set(
            "bucket.uploads.expire",
            r#"[{ prefix = "old/", days = 90 }]"#,
        )],
        hcl: &[r#"bucket_uploads.tf + prefix = "old/""#],
        rust: &[],
        gone: &["archived/"],
        refused: &[],
    },
    Mutation {
        key: "bucket.uploads.transition",
        edits: &[Set(
            "bucket.uploads.transition",
            r#"[{ prefix = "archived/", days = 30, class = "glacier" }]"#,
        )],
        hcl: &[
            "bucket_uploads.tf + days = 30",
            r#"bucket_uploads.tf + storage_class = "GLACIER""#,
        ],
        rust: &[],
        gone: &[],
        refused: &[],
    },
    Mutation {
        key: "service.api.renamed_from",
        edits: &[Set("service.api.renamed_from", r#""web""#)],
        hcl: &[
            r#"service_api.tf + container_name = "web""#,
            r#"service_api.tf + awslogs-stream-prefix = "web""#,
            "refactoring.tf + from = aws_ecs_service.web",
        ],
        rust: &[],
        gone: &["task-management-api-api"],
        refused: &[],
    },
    Mutation {
        key: "database.taskdb.renamed_from",
        edits: &[Set("database.taskdb.renamed_from", r#""orders""#)],
        hcl: &[
            r#"database_taskdb.tf + db_name = "orders""#,
            r#"service_api.tf + { name = "ORDERS_HOST", value = aws_db_instance.taskdb.address },"#,
            "refactoring.tf + from = aws_db_instance.orders",
        ],
        rust: &[
            r#"+ pub(crate) const NAME: &'static str = "orders";"#,
            "+ pub(crate) orders_host: String,",
        ],
        gone: &["TASKDB_"],
        refused: &["no field `taskdb_host` on type `Environment`"],
    },
    Mutation {
        key: "bucket.uploads.renamed_from",
        edits: &[Set("bucket.uploads.renamed_from", r#""files""#)],
        hcl: &[
            r#"bucket_uploads.tf + bucket_prefix = "task-management-api-files-""#,
            r#"service_api.tf + { name = "FILES_BUCKET", value = aws_s3_bucket.uploads.bucket },"#,
            "refactoring.tf + from = aws_s3_bucket.files",
        ],
        rust: &["+ pub(crate) files_bucket: String,"],
        gone: &["UPLOADS_"],
        refused: &["no field `uploads_bucket` on type `Environment`"],
    },
];

/// Keys that need a secret, which the committed stack has none of, or a cluster of Aurora, which its database is not.
/// The tests of the reference change them in a stack that has one.
pub(crate) const FIXED: &[&str] = &[
    "database.taskdb.readers",
    "database.taskdb.capacity.min_acu",
    "database.taskdb.capacity.max_acu",
    "service.api.secrets",
    "service.api.sidecar.NAME.secrets",
    "service.api.init.NAME.secrets",
    "service.api.sidecar.NAME.mounts",
    "service.api.init.NAME.mounts",
];

/// Changes of keys of the committed `stack.toml`, or of keys with a default, that change `hcl-out/`
/// alone.
pub(crate) fn infrastructure() -> impl Iterator<Item = (&'static str, Vec<Edit>)> {
    let values = VALUES
        .iter()
        .map(|(key, value)| (*key, vec![Set(key, value)]));
    values.chain(SEVERAL.iter().map(|(key, edits)| (*key, edits.to_vec())))
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
    ("service.api.scaling.max", "20"),
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

/// A container beside that of the committed service, and one before it.
const SIDECAR: Edit = Set("service.api.sidecar.otel.image", r#""otel:1""#);
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
const SEVERAL: &[(&str, &[Edit])] = &[
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
