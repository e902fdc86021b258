//! What several tests share: the cases, and Terraform.
#![allow(dead_code, reason = "each test uses its part")]

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use formwork::{Report, SourceFile, Stack, SynthError};

/// The files of one synthesis by name.
pub(crate) type Files = BTreeMap<String, String>;

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
key = "tasks/${staging}.tfstate"
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
GREETING = "say \"hi\" to ${name} %{ if true } \\ 漢字 🦀"
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
expire = [{ prefix = "archived/", days = 90 }, { prefix = "tmp/${x}", days = 1 }]

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

/// The directories of `tests/cases`, by name.
pub(crate) fn cases() -> BTreeMap<String, PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let entries = fs::read_dir(&root).expect("tests/cases is there");
    let cases = entries.map(|entry| entry.expect("tests/cases can be listed"));
    cases
        .map(|case| (case.file_name().to_string_lossy().into_owned(), case.path()))
        .collect()
}

/// Synthesizes the text of a manifest, or says what is wrong with it.
#[track_caller]
pub(crate) fn try_synth(text: &str) -> Result<Files, Report> {
    let stack = Stack::from_source(&SourceFile::new("stack.toml", text))?;
    match formwork::synth(&stack) {
        Ok(files) => Ok(files
            .into_iter()
            .map(|file| (file.name, file.text))
            .collect()),
        Err(SynthError::Problems(report)) => Err(report),
        Err(bug) => panic!("{text}\n{bug}"),
    }
}

/// Synthesizes the text of a manifest.
#[track_caller]
pub(crate) fn synth(text: &str) -> Files {
    try_synth(text).unwrap_or_else(|report| panic!("{report}"))
}

/// The fenced blocks of a language.
pub(crate) fn fenced<'a>(text: &'a str, language: &str) -> Vec<&'a str> {
    let fence = format!("```{language}\n");
    text.split(&fence)
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap_or(rest))
        .collect()
}

/// An example as a whole file: with a name and a service, unless it names its stack itself.
pub(crate) fn completed(example: &str) -> String {
    if example.contains("[stack") {
        return example.to_owned();
    }
    let service = if example.contains("[service.") {
        ""
    } else {
        "\n[service.web]\nimage = \"shop:1.0\"\n"
    };
    format!("[stack]\nname = \"shop\"\n\n{example}{service}")
}

/// Synthesizes the manifest of a case.
#[track_caller]
pub(crate) fn synth_case(case: &Path) -> Files {
    synth(&read(&case.join("stack.toml")))
}

/// Reads a file that must be there.
#[track_caller]
pub(crate) fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The files of a directory; none if there is no directory.
#[track_caller]
pub(crate) fn files_in(directory: &Path) -> Files {
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    let paths = entries
        .map(|entry| entry.path())
        .filter(|path| path.is_file());
    paths
        .filter_map(|path| Some((path.file_name()?.to_str()?.to_owned(), read(&path))))
        .collect()
}

/// Writes a file that only this test reads.
#[track_caller]
#[expect(
    clippy::disallowed_methods,
    reason = "no one else reads it while it is written"
)]
pub(crate) fn write(path: &Path, text: &str) {
    fs::write(path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}

/// An environment variable of the test run.
#[expect(
    clippy::disallowed_methods,
    reason = "no service: these are variables of a test run"
)]
pub(crate) fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name)
}

/// Whether Terraform can be asked. Where it is missing the test says so and passes, but on CI it
/// fails.
pub(crate) fn has_terraform(test: &str) -> bool {
    if Command::new("terraform").arg("version").output().is_ok() {
        return true;
    }
    assert!(
        variable("CI").is_none(),
        "terraform is not on PATH, and CI must not skip `{test}`"
    );
    // Not by `eprintln!`, which the test harness shows only if the test fails.
    let _ = writeln!(io::stderr(), "SKIPPED: `{test}` needs terraform on PATH");
    false
}

/// `terraform` in `directory`, without an account, a CLI configuration that is missing or a
/// question home.
pub(crate) fn terraform(directory: &Path) -> Command {
    let mut command = Command::new("terraform");
    command
        .current_dir(directory)
        .env("CHECKPOINT_DISABLE", "1")
        .env("TF_IN_AUTOMATION", "1");
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("AWS_") {
            command.env_remove(name);
        }
    }
    if variable("TF_CLI_CONFIG_FILE").is_some_and(|file| !Path::new(&file).exists()) {
        command.env_remove("TF_CLI_CONFIG_FILE");
    }
    command
}

/// Runs a command that must succeed and returns what it printed.
#[track_caller]
pub(crate) fn run(command: &mut Command) -> String {
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let printed = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(
        output.status.success(),
        "{command:?}: {}\n{printed}",
        output.status
    );
    printed
}

/// The provider mirror of this machine, if it has one: the directory that holds
/// `registry.terraform.io`.
pub(crate) fn provider_mirror() -> Option<PathBuf> {
    let named = variable("TF_PLUGIN_DIR").map(PathBuf::from);
    let home = std::env::home_dir().map(|home| home.join(".terraform.d/plugins"));
    let opt = fs::read_dir("/opt")
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path());
    let usual = opt
        .chain([PathBuf::from("/usr/local/share/terraform/plugins")])
        .chain(home);
    named
        .into_iter()
        .chain(usual)
        .find(|directory| directory.join("registry.terraform.io").is_dir())
}
