//! What the code and the infrastructure must agree on is the same on both sides, and changes on
//! both sides together.

mod common;
mod rustc;
mod stacks;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use formwork::{SourceFile, Stack};
use hcl_edit::expr::{Expression, Object};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use toml::de::{DeTable, DeValue};

use common::{Files, RICH, cases, read, synth};
use rustc::{Crate, between, code, granted, has_tool, stack_rs, stderr, workspace};
use stacks::any_stack;

/// Names that mean something in Rust, or that are longer than a line.
const NASTY: &str = r#"
[stack]
name = "shop"

[service.fn]
image = "nginx:1.29"
health_check = { path = "/a-long-path-of-a-health-check/that-goes-on/and-on/past-the-end-of-the-line/~/x.txt" }

[service.fn.environment]
TYPE = ""
SELF = ""
CRATE = ""
Gen = ""
_ = ""
_1A = ""
__A__B = ""
lower = ""
Mixed_Case = ""
A_VARIABLE_WITH_A_NAME_SO_LONG_THAT_ITS_FIELD_AND_ITS_TEXT_FIT_NO_LINE = ""
VARIABLE_WHOSE_LINE_IS_JUST_TOO_LONG = ""

[service.fn.grants]
type = ["read", "list"]
self = ["write"]
a_1 = ["read"]
a_bucket_with_a_name_so_long_x = ["read", "write", "delete", "list"]
super = ["connect"]
a_database_with_so_long_a_name = ["connect"]

[bucket.type]
[bucket.self]
[bucket.a_1]
[bucket.crate]
[bucket.clone]
[bucket.environment]
[bucket.a_bucket_with_a_name_so_long_x]
[bucket.another_bucket_of_a_long_name1]

[database.super]
[database.loop]
[database.a_database_with_so_long_a_name]
[database.another_db_with_a_long_name1]
"#;

/// Which contract the container was made for, as the task definition tells it.
const FINGERPRINT_VARIABLE: &str = "FORMWORK_FINGERPRINT";

#[test]
fn the_container_has_the_variables_that_the_code_reads() {
    for (name, manifest) in manifests().into_iter().chain(generated(40)) {
        let files = synth(&manifest);
        for service in services(&files) {
            let at = format!("service `{service}` of {name}");
            let handed: Vec<String> = container_environment(&files, &service)
                .into_keys()
                .collect();
            let rust = stack_rs(&manifest, &service);
            let mut documented = documented_variables(&rust);
            documented.sort();
            assert_eq!(documented, handed, "fields of {at}");
            let mut read = read_variables(&rust);
            read.sort();
            assert_eq!(read, handed, "reads of {at}");
        }
    }
}

#[test]
fn the_container_has_the_fingerprint_that_the_code_has() {
    for (name, manifest) in manifests() {
        let files = synth(&manifest);
        for service in services(&files) {
            assert_eq!(
                handed_fingerprint(&files, &service),
                fingerprint(&stack_rs(&manifest, &service)),
                "service `{service}` of {name}"
            );
        }
    }
}

/// Another hash or another order of its facts would make every deployment warn.
#[test]
fn the_fingerprint_of_a_contract_never_changes() {
    let manifest =
        read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/grants/stack.toml"));
    assert_eq!(fingerprint(&stack_rs(&manifest, "web")), "b517617529beaa4d");
    assert_eq!(
        fingerprint(&stack_rs(&manifest, "worker")),
        "d6c024d73518f8cf"
    );
}

#[test]
fn order_and_comments_of_the_manifest_change_neither_side() {
    let mut tables: Vec<String> = committed()
        .split("\n[")
        .skip(1)
        .map(|table| format!("[{table}\n# a comment\n"))
        .collect();
    tables.reverse();
    let shuffled = tables.concat().replace(
        r#"taskdb = ["connect"], uploads = ["read", "write", "delete"]"#,
        r#"uploads = ["delete", "read", "write"], taskdb = ["connect"]"#,
    );
    assert_ne!(shuffled, committed());
    assert_eq!(stack_rs(&shuffled, "api"), stack_rs(&committed(), "api"));
    assert_eq!(synth(&shuffled), synth(&committed()));
}

#[test]
fn what_is_not_granted_adds_a_handle_and_leaves_the_fingerprint() {
    let more = committed() + "\n[bucket.pictures]\n\n[database.ledger]\n";
    let (before, after) = (stack_rs(&committed(), "api"), stack_rs(&more, "api"));
    assert!(after.contains("PicturesBucket") && after.contains("LedgerDatabase"));
    assert_eq!(granted(&before), granted(&after));
    assert_eq!(fingerprint(&before), fingerprint(&after));

    let changed = more.replace("[database.ledger]", "[database.ledger]\nport = 5433");
    assert_eq!(stack_rs(&changed, "api"), after);
}

#[test]
fn a_variable_that_would_share_a_field_is_refused() {
    for (name, grants) in [
        ("_FORMWORK_FINGERPRINT", ""),
        ("formwork__fingerprint", ""),
        ("__taskdb__port_", "taskdb = [\"connect\"]"),
        ("Uploads_Bucket", "uploads = [\"read\"]"),
        ("a__b = \"\", A_B", ""),
    ] {
        let manifest = format!(
            "[stack]\nname = \"shop\"\n[database.taskdb]\n[bucket.uploads]\n\
             [service.api]\nimage = \"nginx:1.29\"\n\
             environment = {{ {name} = \"\" }}\ngrants = {{ {grants} }}\n"
        );
        let report = Stack::from_source(&SourceFile::new("stack.toml", &manifest));
        let report = report.expect_err(name).to_string();
        assert!(
            report.contains("error[invalid-variable]"),
            "{name}: {report}"
        );
    }
}

#[test]
fn generated_code_is_formatted() {
    if !has_tool("rustfmt", "generated_code_is_formatted") {
        return;
    }
    let mut wrong = Vec::new();
    for (at, rust) in every_stack_rs().into_iter().chain(at_the_border()) {
        let written = Crate::new(&rust, "");
        let output = Command::new("rustfmt")
            .current_dir(written.path())
            .args([
                "--check",
                "--color",
                "never",
                "--edition",
                "2024",
                "stack.rs",
            ])
            .output()
            .expect("rustfmt can be run");
        if !output.status.success() {
            let diff = String::from_utf8_lossy(&output.stdout).into_owned();
            wrong.push(format!("{at}:\n{diff}{}", stderr(&output)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn generated_code_has_no_warning_if_all_that_is_granted_is_used() {
    let test = "generated_code_has_no_warning_if_all_that_is_granted_is_used";
    let lints = lints();
    // `clippy-driver` is `rustc` with more lints.
    let compiler = if has_tool("clippy-driver", test) {
        "clippy-driver"
    } else {
        "rustc"
    };
    let mut wrong = Vec::new();
    for (at, rust) in every_stack_rs() {
        let output = Crate::new(&rust, &code(&uses(&rust))).check(compiler, &lints);
        if !output.status.success() {
            wrong.push(format!("{at}:\n{}", stderr(&output)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// An edit of the committed `stack.toml` and what it does.
struct Mutation {
    /// The key that is changed.
    key: &'static str,
    /// Texts that stand in the manifest once, and what they become.
    edits: &'static [(&'static str, &'static str)],
    /// Lines of `hcl-out/` that go (`-`) or come (`+`), with their file; as often as they do.
    hcl: &'static [&'static str],
    /// Lines of `stack.rs` that go or come.
    rust: &'static [&'static str],
    /// What stands on neither side afterwards.
    gone: &'static [&'static str],
    /// What the compiler says to code that uses all that was there before; nothing if it compiles.
    refused: &'static [&'static str],
}

const CONTRACT: &[Mutation] = &[
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
        rust: &[],
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
];

/// Keys with a single value that is valid, so that nothing can differ.
const FIXED: &[&str] = &["database.taskdb.engine"];

#[test]
fn each_value_of_the_contract_changes_both_sides_together() {
    let before = committed();
    let (hcl, rust) = (synth(&before), stack_rs(&before, "api"));
    let user = code(&uses(&rust));
    for mutation in CONTRACT {
        let at = format!("{} by {:?}", mutation.key, mutation.edits);
        let after = edit(&before, mutation.edits);
        let (new_hcl, new_rust) = (synth(&after), stack_rs(&after, "api"));

        let changed_hcl = diff_of_files(&hcl, &new_hcl);
        assert_holds(&changed_hcl, mutation.hcl, &at);
        let changed_rust = diff(&rust, &new_rust);
        assert_holds(&changed_rust, mutation.rust, &at);
        for gone in mutation.gone {
            for (name, text) in new_hcl.iter().chain([(&"stack.rs".to_owned(), &new_rust)]) {
                assert!(
                    !text.contains(gone),
                    "{at}: `{gone}` still stands in {name}"
                );
            }
        }

        assert_ne!(fingerprint(&rust), fingerprint(&new_rust), "{at}");
        assert_eq!(
            handed_fingerprint(&new_hcl, "api"),
            fingerprint(&new_rust),
            "{at}"
        );

        let output = Crate::new(&new_rust, &user).check("rustc", &[]);
        assert_eq!(
            output.status.success(),
            mutation.refused.is_empty(),
            "{at}:\n{}",
            stderr(&output)
        );
        for message in mutation.refused {
            let said = stderr(&output);
            assert!(
                said.contains(message),
                "{at}: `{message}` is not in\n{said}"
            );
        }
    }
}

/// The key of the service is named in `build.rs` too, so that the build stops until it follows.
#[test]
fn a_renamed_service_is_another_service_on_both_sides() {
    let before = committed();
    let after = edit(&before, &[("[service.api]", "[service.web]")]);
    let rust = stack_rs(&after, "web");
    let changed = diff_of_files(&synth(&before), &synth(&after));
    assert_holds(
        &changed,
        &[
            r#"service_api.tf - resource "aws_ecs_service" "api" {"#,
            r#"service_web.tf + resource "aws_ecs_service" "web" {"#,
            r#"service_web.tf + container_name = "web""#,
        ],
        "service.api",
    );
    assert_holds(
        &diff(&stack_rs(&before, "api"), &rust),
        &[r#"+ pub const SERVICE: &str = "web";"#],
        "service.api",
    );
    assert_ne!(fingerprint(&rust), fingerprint(&stack_rs(&before, "api")));
    assert_eq!(
        fingerprint(&rust),
        handed_fingerprint(&synth(&after), "web")
    );
}

/// Keys of the committed `stack.toml`, or keys with a default, that change `hcl-out/` alone.
const INFRASTRUCTURE: &[(&str, &[(&str, &str)])] = &[
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

#[test]
fn what_is_infrastructure_alone_leaves_the_code_as_it_is() {
    let before = committed();
    let (hcl, rust) = (synth(&before), stack_rs(&before, "api"));
    for (key, edits) in INFRASTRUCTURE {
        let after = edit(&before, edits);
        assert_ne!(synth(&after), hcl, "{key} changes no infrastructure");
        assert_eq!(stack_rs(&after, "api"), rust, "{key} changes stack.rs");
    }
}

#[test]
fn every_key_of_the_committed_stack_is_known_to_be_contract_or_not() {
    let manifest = committed();
    let root = DeTable::parse(&manifest).expect("stack.toml is TOML");
    let mut keys = BTreeSet::new();
    leaves("", &DeValue::Table(root.into_inner()), &mut keys);

    let tried: BTreeSet<String> = CONTRACT
        .iter()
        .map(|mutation| mutation.key)
        .chain(INFRASTRUCTURE.iter().map(|(key, _)| *key))
        .chain(FIXED.iter().copied())
        .map(str::to_owned)
        .collect();
    let untried: Vec<&String> = keys.difference(&tried).collect();
    assert!(untried.is_empty(), "no test changes {untried:?}");
}

/// The keys of `docs/stack-toml.md`, with `NAME` for the entry that the committed stack has.
#[test]
fn every_documented_key_is_tried() {
    let tried: BTreeSet<&str> = CONTRACT
        .iter()
        .map(|mutation| mutation.key)
        .chain(INFRASTRUCTURE.iter().map(|(key, _)| *key))
        .chain(FIXED.iter().copied())
        .collect();
    let documented = documented_keys(&read(&workspace().join("docs/stack-toml.md")));
    assert!(documented.len() > 40, "{documented:?}");
    let untried: Vec<&String> = documented
        .iter()
        .filter(|key| {
            // The keys of an entry of a list stand behind `[].`.
            let of_list = key.split("[].").next().unwrap_or(key);
            let below = format!("{key}.");
            !tried
                .iter()
                .any(|tried| *tried == of_list || tried.starts_with(&below))
        })
        // Beside `zone`, which becomes it.
        .filter(|key| *key != "domain.zone_id")
        // Beside `type`, whose other choice brings them.
        .filter(|key| !key.starts_with("terraform.backend."))
        .collect();
    assert!(untried.is_empty(), "no test changes {untried:?}");
}

/// The committed `stack.toml`.
#[track_caller]
fn committed() -> String {
    read(&workspace().join("stack.toml"))
}

/// Replaces texts that stand in the manifest once.
#[track_caller]
fn edit(manifest: &str, edits: &[(&str, &str)]) -> String {
    edits.iter().fold(manifest.to_owned(), |text, (was, is)| {
        assert_eq!(text.matches(was).count(), 1, "`{was}` in stack.toml");
        text.replace(was, is)
    })
}

/// Manifests that show the contract, by name.
fn manifests() -> BTreeMap<String, String> {
    let cases = cases()
        .into_iter()
        .map(|(name, path)| (format!("case {name}"), read(&path.join("stack.toml"))));
    let others = [
        ("the committed stack", committed()),
        ("RICH", RICH.to_owned()),
        ("NASTY", NASTY.to_owned()),
    ];
    cases
        .chain(others.map(|(name, manifest)| (name.to_owned(), manifest)))
        .collect()
}

/// Generated manifests, the same in every run.
fn generated(count: usize) -> impl Iterator<Item = (String, String)> {
    let mut runner = TestRunner::deterministic();
    let strategy = any_stack();
    (0..count).map(move |index| {
        let tree = strategy.new_tree(&mut runner);
        let manifest = tree.expect("a stack can be generated").current();
        (format!("generated stack {index}"), manifest)
    })
}

/// The services that have a file.
fn services(files: &Files) -> Vec<String> {
    files
        .keys()
        .filter_map(|name| between(name, "service_", ".tf"))
        .map(str::to_owned)
        .collect()
}

/// `stack.rs` of all services of all manifests, with where it is from.
fn every_stack_rs() -> Vec<(String, String)> {
    let mut all = Vec::new();
    for (name, manifest) in manifests() {
        for service in services(&synth(&manifest)) {
            let rust = stack_rs(&manifest, &service);
            all.push((format!("service `{service}` of {name}"), rust));
        }
    }
    all
}

/// `stack.rs` with lines as long as a line may be, a little longer, and far longer.
fn at_the_border() -> impl Iterator<Item = (String, String)> {
    let manifest = |path: usize| {
        let variables = (20..120).map(|length| format!("{} = \"\"\n", "A".repeat(length)));
        format!(
            "[stack]\nname = \"shop\"\n[service.api]\nimage = \"nginx:1.29\"\n\
             health_check = {{ path = \"/{}\" }}\n[service.api.environment]\n{}",
            "a".repeat(path),
            variables.collect::<String>()
        )
    };
    [66, 67, 68, 91, 92, 93, 94, 200]
        .into_iter()
        .map(move |path| {
            let at = format!("a path of {} characters", path + 1);
            (at, stack_rs(&manifest(path), "api"))
        })
}

/// The environment in the container definition of a service.
#[track_caller]
fn container_environment(files: &Files, service: &str) -> BTreeMap<String, Expression> {
    let body = hcl_edit::parser::parse_body(&files[&format!("service_{service}.tf")])
        .expect("it is verified");
    let labels = ["aws_ecs_task_definition", service];
    let task = body
        .get_blocks("resource")
        .find(|block| block.has_exact_labels(&labels))
        .expect("a service has a task definition");
    let definitions = task.body.get_attribute("container_definitions");
    let call = definitions.and_then(|definitions| definitions.value.as_func_call());
    let containers = call.and_then(|call| call.args.get(0)?.as_array());
    let container = containers.and_then(|containers| containers.get(0)?.as_object());
    let variables = value(container.expect("jsonencode([{ … }])"), "environment");
    let mut environment = BTreeMap::new();
    for variable in variables.as_array().expect("a list") {
        let variable = variable.as_object().expect("a list of objects");
        let name = value(variable, "name").as_str().expect("a name is a text");
        let twice = environment.insert(name.to_owned(), value(variable, "value").clone());
        assert!(twice.is_none(), "`{name}` is handed over twice");
    }
    environment
}

#[track_caller]
fn value<'a>(object: &'a Object, key: &str) -> &'a Expression {
    let mut entries = object.iter();
    entries
        .find(|(name, _)| name.as_ident().is_some_and(|name| name.as_str() == key))
        .unwrap_or_else(|| panic!("`{key}` is missing"))
        .1
        .expr()
}

/// The fingerprint that the task definition hands over.
#[track_caller]
fn handed_fingerprint(files: &Files, service: &str) -> String {
    let environment = container_environment(files, service);
    let value = environment[FINGERPRINT_VARIABLE].as_str();
    value.expect("the fingerprint is a text").to_owned()
}

/// The fingerprint that the code is compiled with.
#[track_caller]
fn fingerprint(rust: &str) -> String {
    let constant = rust
        .lines()
        .find_map(|line| between(line, "pub const FINGERPRINT: &str = \"", "\";"));
    constant.expect("stack.rs has a fingerprint").to_owned()
}

/// The lines of `struct Environment`.
fn environment_struct(rust: &str) -> impl Iterator<Item = &str> {
    rust.lines()
        .skip_while(|line| *line != "pub(crate) struct Environment {")
        .take_while(|line| *line != "}")
}

/// The variables that the fields' documentation names.
fn documented_variables(rust: &str) -> Vec<String> {
    environment_struct(rust)
        .filter_map(|line| line.strip_prefix("    /// `")?.split_once("`: "))
        .map(|(name, _)| name.to_owned())
        .collect()
}

/// The fields of `Environment`.
fn fields(rust: &str) -> Vec<&str> {
    environment_struct(rust)
        .filter_map(|line| line.strip_prefix("    pub(crate) ")?.split_once(": "))
        .map(|(field, _)| field)
        .collect()
}

/// The variables that the code reads, one for each field.
#[track_caller]
fn read_variables(rust: &str) -> Vec<String> {
    let reading: String = rust
        .lines()
        .skip_while(|line| *line != "        let environment = Self {")
        .take_while(|line| *line != "        };")
        .collect();
    let names: Vec<String> = reading
        .split("(\"")
        .skip(1)
        .filter_map(|rest| Some(rest.split_once("\")")?.0.to_owned()))
        .collect();
    assert_eq!(names.len(), fields(rust).len(), "{reading}");
    names
}

/// Statements that read every field and call every operation that is granted.
fn uses(rust: &str) -> String {
    let reads = fields(rust)
        .into_iter()
        .map(|field| format!("    let _ = &environment.{field};\n"));
    let calls = granted(rust).into_iter().map(|granted| granted.call());
    reads.chain(calls).collect()
}

/// The lints of the workspace as flags, all of them errors.
#[track_caller]
fn lints() -> Vec<String> {
    let text = read(&workspace().join("Cargo.toml"));
    let manifest = DeTable::parse(&text).expect("Cargo.toml is TOML");
    let lints = &manifest.get_ref()["workspace"].get_ref()["lints"];
    let mut flags = Vec::new();
    for (tool, prefix) in [("rust", ""), ("clippy", "clippy::")] {
        let table = lints.get_ref()[tool].get_ref();
        for (lint, level) in table.as_table().expect("a table of lints") {
            // A group has a priority: it comes before its members.
            let is_single = level.get_ref().is_str();
            let level = if is_single {
                level.get_ref()
            } else {
                level.get_ref()["level"].get_ref()
            };
            let level = level.as_str().expect("a level is a word");
            flags.push((is_single, format!("--{level}={prefix}{}", lint.get_ref())));
        }
    }
    flags.sort();
    let flags = flags.into_iter().map(|(_, flag)| flag);
    // `warnings` covers the lints that warn, and clippy's own ones are no news to rustc.
    flags
        .chain([
            "--deny=warnings".to_owned(),
            "--allow=unknown_lints".to_owned(),
        ])
        .collect()
}

/// The lines that go and come, each with its sign, without layout.
fn diff(before: &str, after: &str) -> Vec<String> {
    let lines = |text: &str| -> BTreeMap<String, usize> {
        let mut lines = BTreeMap::new();
        for line in text.lines() {
            let words: Vec<&str> = line.split_whitespace().collect();
            *lines.entry(words.join(" ")).or_default() += 1;
        }
        lines
    };
    let (before, after) = (lines(before), lines(after));
    let more = |sign: &str, these: &BTreeMap<String, usize>, those: &BTreeMap<String, usize>| {
        let mut more = Vec::new();
        for (line, count) in these {
            let surplus = count.saturating_sub(those.get(line).copied().unwrap_or(0));
            more.extend(vec![format!("{sign} {line}"); surplus]);
        }
        more
    };
    let mut changed = more("-", &before, &after);
    changed.extend(more("+", &after, &before));
    changed
}

/// The same for directories, with the file before the sign.
fn diff_of_files(before: &Files, after: &Files) -> Vec<String> {
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let text = |files: &Files, name: &String| files.get(name).cloned().unwrap_or_default();
    let mut changed = Vec::new();
    for name in names {
        let lines = diff(&text(before, name), &text(after, name));
        changed.extend(lines.into_iter().map(|line| format!("{name} {line}")));
    }
    changed
}

/// Asserts that lines are among those that changed, as often as they are listed.
#[track_caller]
fn assert_holds(changed: &[String], expected: &[&str], at: &str) {
    let mut left = changed.to_vec();
    for line in expected {
        let place = left.iter().position(|changed| changed == line);
        let place =
            place.unwrap_or_else(|| panic!("{at}: no `{line}` among\n{}", changed.join("\n")));
        left.swap_remove(place);
    }
}

/// The paths of all keys that hold no table.
fn leaves(path: &str, value: &DeValue<'_>, keys: &mut BTreeSet<String>) {
    match value.as_table() {
        Some(table) if !table.is_empty() => {
            for (key, value) in table {
                let below = if path.is_empty() {
                    key.get_ref().to_string()
                } else {
                    format!("{path}.{}", key.get_ref())
                };
                leaves(&below, value.get_ref(), keys);
            }
        }
        _ => {
            keys.insert(path.to_owned());
        }
    }
}

/// The keys in the tables of `docs/stack-toml.md`.
fn documented_keys(docs: &str) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    let mut table = String::new();
    for line in docs.lines() {
        if let Some(heading) = line.strip_prefix('#') {
            let heading = heading.trim_start_matches('#').trim();
            let name = between(heading, "[", "]").unwrap_or_default();
            table = match name.strip_suffix(".NAME") {
                Some("service") => "service.api".to_owned(),
                Some("database") => "database.taskdb".to_owned(),
                Some("bucket") => "bucket.uploads".to_owned(),
                _ => name.to_owned(),
            };
        }
        let cell = line.strip_prefix("| ").and_then(|row| row.split_once(" |"));
        if let (Some((cell, _)), false) = (cell, table.is_empty()) {
            let names = cell.split(", ").filter_map(|name| between(name, "`", "`"));
            keys.extend(names.map(|name| format!("{table}.{name}")));
        }
    }
    keys
}
