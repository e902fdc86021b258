//! Manifests that several test binaries try: the cases, and one that is rich.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::common::read;

/// A manifest that uses nearly every key. Each key stands on one line below the header of its
/// table, so that tests can move and mangle lines.
pub(crate) const RICH: &str = r#"
[stack]
name = "task-management"
environment = "staging"
region = "eu-central-1"

[stack.tags]
owner = "Team Ö: a@acme.example"
cost-centre = "4711"
"data class" = "internal"

[provider]
offline = false

[terraform.backend]
type = "s3"
bucket = "acme-terraform-state"
key = "tasks/$${staging}.tfstate"
region = "eu-west-1"
use_lockfile = true

[network]
cidr = "10.20.0.0/16"
availability_zones = ["eu-central-1b", "eu-central-1a", "eu-central-1c"]
public_subnets = ["10.20.3.0/24", "10.20.2.0/24", "10.20.1.0/24"]
private_subnets = ["10.20.16.0/20", "10.20.32.0/20", "10.20.48.0/20"]
nat_gateways = "per_az"

[domain]
name = "tasks.acme.example"
zone = "acme.example"

[service.api]
image = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/tasks/api:1.4"
port = 8080
cpu_units = 1024
memory_mib = 3072
user = "65532:65532"
deregistration_delay_seconds = 15
stop_timeout_seconds = 60

[service.api.health_check]
path = "/health/ready"
interval_seconds = 20
timeout_seconds = 4
healthy_threshold = 3
unhealthy_threshold = 4
grace_period_seconds = 90

[service.api.scaling]
min = 3
max = 30
cpu_percent = 55

[service.api.environment]
RUST_LOG = "info,tasks=debug"
GREETING = "say \"hi\" to $${name} %%{ if true } \\ 漢字 🦀"
LINES = "one\ntwo\t\u0007"
EMPTY = ""

[service.api.grants]
taskdb = ["connect"]
uploads = ["delete", "read", "list", "write"]

[service.admin]
image = "ghcr.io/acme/admin:2026.11"
paths = ["/admin", "/admin/*"]

[service.admin.grants]
taskdb = ["connect"]
audit_log = ["connect"]

[service.reports]
image = "ghcr.io/acme/reports@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
port = 80
paths = ["/admin/reports/*"]

[service.reports.grants]
exports = ["write"]

[service.files]
image = "ghcr.io/acme/files:7"
hosts = ["*.files.acme.example", "files.acme.example"]
paths = ["/v1/*", "/v2/?"]

[database.taskdb]
engine = "postgres"
engine_version = "15"
instance_class = "db.m7g.large"
storage_gib = 100
multi_az = true
backup_retention_days = 14
port = 5433

[database.audit_log]
engine_version = "17.4"
multi_az = false

[bucket.uploads]
versioning = true
expire = [{ prefix = "archived/", days = 90 }, { prefix = "tmp/$${x}", days = 1 }]

[bucket.exports]
versioning = false
expire = [{ days = 7, prefix = "daily/" }]

[logs]
retention_days = 90

[alarms]
database_cpu_percent = 75
http_5xx_count = 25
http_5xx_minutes = 10
notify = ["arn:aws:sns:eu-central-1:123456789012:on-call", "arn:aws:sns:eu-central-1:123456789012:audit"]
"#;

/// The manifests of `tests/cases`, by the name of the case.
pub(crate) fn cases() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let entries = fs::read_dir(&root).expect("tests/cases is there");
    let cases = entries.map(|entry| entry.expect("tests/cases can be listed"));
    cases
        .map(|case| {
            let name = case.file_name().to_string_lossy().into_owned();
            (name, read(&case.path().join("stack.toml")))
        })
        .collect()
}
