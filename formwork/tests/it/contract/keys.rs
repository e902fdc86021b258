//! The keys of the contract: a change of each, and what it does to both sides.

use super::edit::Edit::{self, Remove, Rename, Set};
use super::together::SIDECAR;

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
        key: "database.taskdb.connections_per_task",
        edits: &[Set("database.taskdb.connections_per_task", "2")],
        hcl: &[],
        rust: &["+ pub(crate) const CONNECTIONS: u32 = 2;"],
        gone: &[],
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
        key: "database.taskdb.login",
        edits: &[Set("database.taskdb.login", r#""iam""#)],
        hcl: &[
            "database_taskdb.tf + iam_database_authentication_enabled = true",
            r#"service_api.tf + { name = "TASKDB_USER", value = "api" },"#,
            r#"service_api.tf + Action = ["rds-db:connect"]"#,
            r#"service_api.tf + Resource = "arn:aws:rds-db:us-east-1:${aws_vpc.main.owner_id}:dbuser:${aws_db_instance.taskdb.resource_id}/api""#,
        ],
        rust: &[
            "+ pub(crate) taskdb_user: String,",
            "- pub(crate) fn connect(&self) -> &Connection {",
            "+ pub(crate) fn connect(&self) -> &IamConnection {",
        ],
        gone: &["TASKDB_SECRET_ARN", "secretsmanager:GetSecretValue"],
        refused: &["no field `taskdb_secret_arn` on type `Environment`"],
    },
    // Who migrates has the login that all had.
    Mutation {
        key: "database.taskdb.login",
        edits: &[
            Set("database.taskdb.login", r#""iam""#),
            Set("service.api.grants.taskdb", r#"["own"]"#),
        ],
        hcl: &["database_taskdb.tf + iam_database_authentication_enabled = true"],
        rust: &[
            "+ pub(crate) fn own(&self) -> &Connection {",
            "- pub(crate) fn connect(&self) -> &Connection {",
        ],
        gone: &["TASKDB_USER", "rds-db:connect"],
        refused: &["`connect` to database `taskdb` is not granted to service `api`"],
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
