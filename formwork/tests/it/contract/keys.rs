//! Each key of `stack.toml`: a change of it, and what that does.

/// An edit of the committed `stack.toml` and what it does.
pub(crate) struct Mutation {
    /// The key that is changed.
    pub(crate) key: &'static str,
    /// Texts that stand in the manifest once, and what they become.
    pub(crate) edits: &'static [(&'static str, &'static str)],
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
        edits: &[("port = 8000", "port = 8001")],
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
        edits: &[(r#"path = "/health""#, r#"path = "/ready""#)],
        hcl: &[r#"service_api.tf + path = "/ready""#],
        rust: &[r#"+ pub const HEALTH_PATH: &str = "/ready";"#],
        gone: &[r#""/health""#],
        refused: &[],
    },
    Mutation {
        key: "service.api.environment.RUST_LOG",
        edits: &[("RUST_LOG", "LOG_FILTER")],
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
        key: "service.api.grants.taskdb",
        edits: &[(r#"taskdb = ["connect"], "#, "")],
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
        edits: &[(r#", uploads = ["read", "write", "delete"]"#, "")],
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
        edits: &[(r#"["read", "write", "delete"]"#, r#"["write", "delete"]"#)],
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
        edits: &[(r#"["read", "write", "delete"]"#, r#"["read", "delete"]"#)],
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
        edits: &[(r#"["read", "write", "delete"]"#, r#"["read", "write"]"#)],
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
        edits: &[(
            r#"["read", "write", "delete"]"#,
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
            ("[database.taskdb]", "[database.orders]"),
            (r#"taskdb = ["connect"]"#, r#"orders = ["connect"]"#),
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
        edits: &[("port = 5432", "port = 5433")],
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
        edits: &[(r#"engine_version = "15""#, r#"engine_version = "16""#)],
        hcl: &[
            r#"database_taskdb.tf + engine_version = "16""#,
            r#"database_taskdb.tf + family = "postgres16""#,
        ],
        rust: &[],
        gone: &["postgres15"],
        refused: &[],
    },
    Mutation {
        key: "bucket.uploads",
        edits: &[
            ("[bucket.uploads]", "[bucket.pictures]"),
            (r#"uploads = ["read""#, r#"pictures = ["read""#),
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
        edits: &[("versioning = true", "versioning = false")],
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
        edits: &[("days = 90", "days = 30")],
        hcl: &["bucket_uploads.tf + days = 30"],
        rust: &[],
        gone: &[],
        refused: &[],
    },
    Mutation {
        key: "bucket.uploads.expire",
        edits: &[(r#"prefix = "archived/""#, r#"prefix = "old/""#)],
        hcl: &[r#"bucket_uploads.tf + prefix = "old/""#],
        rust: &[],
        gone: &["archived/"],
        refused: &[],
    },
    Mutation {
        key: "service.api.renamed_from",
        edits: &[("[service.api]\n", "[service.api]\nrenamed_from = \"web\"\n")],
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
        edits: &[(
            "[database.taskdb]\n",
            "[database.taskdb]\nrenamed_from = \"orders\"\n",
        )],
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
        edits: &[(
            "[bucket.uploads]\n",
            "[bucket.uploads]\nrenamed_from = \"files\"\n",
        )],
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

/// Keys with a single value that is valid, so that nothing can differ.
pub(crate) const FIXED: &[&str] = &["database.taskdb.engine"];

/// Keys of the committed `stack.toml`, or keys with a default, that change `hcl-out/` alone.
pub(crate) const INFRASTRUCTURE: &[(&str, &[(&str, &str)])] = &[
    (
        "stack.name",
        &[(r#"name = "task-management-api""#, r#"name = "tasks""#)],
    ),
    (
        "stack.environment",
        &[(r#"= "development""#, r#"= "staging""#)],
    ),
    (
        "stack.region",
        &[
            (r#"region = "us-east-1""#, r#"region = "eu-central-1""#),
            (
                r#"["us-east-1a", "us-east-1b"]"#,
                r#"["eu-central-1a", "eu-central-1b"]"#,
            ),
        ],
    ),
    ("stack.tags", &[("tags = {}", r#"tags = { owner = "a" }"#)]),
    ("provider.offline", &[("offline = true", "offline = false")]),
    (
        "terraform.backend.type",
        &[(
            r#"backend = { type = "local" }"#,
            r#"backend = { type = "s3", bucket = "acme-state", key = "x" }"#,
        )],
    ),
    (
        "terraform.required_providers.NAME.source",
        &[(
            "[network]\n",
            "[terraform.required_providers]\nrandom = { source = \"hashicorp/random\" }\n\n[network]\n",
        )],
    ),
    (
        "terraform.required_providers.NAME.version",
        &[(
            "[network]\n",
            "[terraform.required_providers]\n\
             random = { source = \"hashicorp/random\", version = \"~> 3.6\" }\n\n[network]\n",
        )],
    ),
    (
        "import.to",
        &[(
            "[logs]\n",
            "[[import]]\nto = \"aws_lb.main\"\nid = \"arn\"\n\n[logs]\n",
        )],
    ),
    (
        "import.id",
        &[(
            "[logs]\n",
            "[[import]]\nto = \"aws_vpc.main\"\nid = \"vpc-1\"\n\n[logs]\n",
        )],
    ),
    (
        "import.provider",
        &[(
            "[logs]\n",
            "[[import]]\nto = \"aws_vpc.main\"\nid = \"vpc-1\"\nprovider = \"aws\"\n\n[logs]\n",
        )],
    ),
    (
        "removed.from",
        &[(
            "[logs]\n",
            "[[removed]]\nfrom = \"aws_sqs_queue.mails\"\n\n[logs]\n",
        )],
    ),
    (
        "removed.destroy",
        &[(
            "[logs]\n",
            "[[removed]]\nfrom = \"aws_sqs_queue.mails\"\ndestroy = true\n\n[logs]\n",
        )],
    ),
    ("network.cidr", &[(r#""10.0.0.0/16""#, r#""10.0.0.0/17""#)]),
    (
        "network.availability_zones",
        &[(r#""us-east-1b"]"#, r#""us-east-1c"]"#)],
    ),
    ("network.public_subnets", &[("10.0.2.0/24", "10.0.3.0/24")]),
    (
        "network.private_subnets",
        &[("10.0.11.0/24", "10.0.12.0/24")],
    ),
    (
        "network.nat_gateways",
        &[(r#"= "single""#, r#"= "per_az""#)],
    ),
    (
        "domain.name",
        &[(r#""tasks.acme.example""#, r#""todo.acme.example""#)],
    ),
    (
        "domain.zone",
        &[(r#"zone = "acme.example""#, r#"zone_id = "Z0123456789ABC""#)],
    ),
    (
        "service.api.image",
        &[("task-management-api:latest", "task-management-api:1.1")],
    ),
    (
        "service.api.cpu_units",
        &[
            ("cpu_units = 256", "cpu_units = 512"),
            ("memory_mib = 512", "memory_mib = 1024"),
        ],
    ),
    (
        "service.api.memory_mib",
        &[("memory_mib = 512", "memory_mib = 1024")],
    ),
    ("service.api.scaling.min", &[("min = 2", "min = 3")]),
    ("service.api.scaling.max", &[("max = 10", "max = 20")]),
    (
        "service.api.scaling.cpu_percent",
        &[(" cpu_percent = 70", " cpu_percent = 60")],
    ),
    (
        "service.api.environment.RUST_LOG",
        &[(r#""info""#, r#""debug""#)],
    ),
    (
        "service.api.paths",
        &[("port = 8000", "port = 8000\npaths = [\"/api/*\"]")],
    ),
    (
        "service.api.hosts",
        &[("port = 8000", "port = 8000\nhosts = [\"api.acme.example\"]")],
    ),
    (
        "service.api.health_check.interval_seconds",
        &[(r#""/health""#, r#""/health", interval_seconds = 20"#)],
    ),
    (
        "service.api.health_check.timeout_seconds",
        &[(r#""/health""#, r#""/health", timeout_seconds = 4"#)],
    ),
    (
        "service.api.health_check.healthy_threshold",
        &[(r#""/health""#, r#""/health", healthy_threshold = 5"#)],
    ),
    (
        "service.api.health_check.unhealthy_threshold",
        &[(r#""/health""#, r#""/health", unhealthy_threshold = 5"#)],
    ),
    (
        "service.api.health_check.grace_period_seconds",
        &[(r#""/health""#, r#""/health", grace_period_seconds = 90"#)],
    ),
    ("service.api.user", &[("65532:65532", "app")]),
    (
        "service.api.deregistration_delay_seconds",
        &[(
            "port = 8000",
            "port = 8000\nderegistration_delay_seconds = 9",
        )],
    ),
    (
        "service.api.stop_timeout_seconds",
        &[("port = 8000", "port = 8000\nstop_timeout_seconds = 9")],
    ),
    (
        "database.taskdb.instance_class",
        &[("db.t3.micro", "db.t4g.small")],
    ),
    (
        "database.taskdb.storage_gib",
        &[("storage_gib = 20", "storage_gib = 40")],
    ),
    (
        "database.taskdb.multi_az",
        &[("multi_az = true", "multi_az = false")],
    ),
    (
        "database.taskdb.backup_retention_days",
        &[("backup_retention_days = 7", "backup_retention_days = 8")],
    ),
    (
        "logs.retention_days",
        &[("\nretention_days = 7", "\nretention_days = 14")],
    ),
    (
        "alarms.database_cpu_percent",
        &[("database_cpu_percent = 80", "database_cpu_percent = 75")],
    ),
    (
        "alarms.http_5xx_count",
        &[("http_5xx_count = 10", "http_5xx_count = 20")],
    ),
    (
        "alarms.http_5xx_minutes",
        &[("http_5xx_minutes = 5", "http_5xx_minutes = 10")],
    ),
    (
        "alarms.notify",
        &[(
            "http_5xx_minutes = 5",
            "http_5xx_minutes = 5\nnotify = [\"arn:aws:sns:us-east-1:123456789012:on-call\"]",
        )],
    ),
    (
        "service.admin",
        &[(
            "[database.taskdb]",
            "[service.admin]\nimage = \"nginx:1.29\"\npaths = [\"/admin/*\"]\n\
             grants = { uploads = [\"list\"] }\n\n[database.taskdb]",
        )],
    ),
];
