//! Terraform itself judges what is synthesized: formatted, valid without a warning, and planned
//! without an account.

#![cfg(unix)]

mod common;
mod imported;
mod manifests;
mod stacks;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, ExitStatus};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use serde_json::Value;
use tempfile::TempDir;

use common::{Files, has_terraform, provider_mirror, read, run, synth, terraform, write};
use manifests::{RICH, cases};
use stacks::any_stack;

/// A plan that asks AWS hangs for minutes.
const TIMEOUT: Duration = Duration::from_mins(2);

/// Names that mean something in HCL, and texts that could.
const KEYWORDS: &str = r#"
stack = { name = "shop", tags = { "for" = "each", "a b:c/d" = "+" } }
domain = { name = "true.acme.example", zone_id = "Z0123456789ABC" }
service.for = { image = "nginx:1.29", hosts = ["*.for.acme.example"], paths = ["/\"a\"/*", "/$&'~/*"], grants = { null = ["list"] } }
service.true = { image = "nginx:1.29", hosts = ["*.true.acme.example"], environment = { A = "$${x} %%{ if }" } }
service.each = { image = "nginx:1.29", hosts = ["each.true.acme.example"], grants = { count = ["connect"] } }
database.count = {}
bucket.null = { expire = [{ prefix = "$${path.module}/%%{ if \"x\" }\\", days = 1 }] }
"#;

#[test]
fn terraform_fmt_changes_nothing() {
    if !has_terraform("terraform_fmt_changes_nothing") {
        return;
    }
    let root = TempDir::new().unwrap();
    let generated = generated_stacks(30);
    let stacks = manifests().into_iter().chain(generated);
    for (name, manifest) in stacks {
        write_all(&root.path().join(name), &synth(&manifest));
    }
    let arguments = ["fmt", "-check", "-diff", "-recursive"];
    let output = terraform(root.path()).args(arguments).output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
}

/// What is imported or looked up is read from AWS, a role is assumed there, and the account is asked for there.
/// Without a network there are few resources.
const NEED_AN_ACCOUNT: &[&str] = &[
    "bare = true",
    "[[import]]",
    "[data.aws_ec2_",
    "assume_role",
    "allowed_account_ids",
];

fn needs_an_account(manifest: &str) -> bool {
    NEED_AN_ACCOUNT.iter().any(|part| manifest.contains(part))
}

/// Each plan validates first. So only what cannot be planned, and stacks of no case, are left.
#[test]
fn terraform_accepts_what_it_cannot_plan_without_a_warning() {
    if !has_terraform("terraform_accepts_what_it_cannot_plan_without_a_warning") {
        return;
    }
    let unplanned = manifests()
        .into_iter()
        .filter(|(_, manifest)| needs_an_account(manifest));
    let stacks = unplanned
        .chain(generated_stacks(2))
        .map(|(name, manifest)| (name, synth(&manifest)))
        .collect();
    check_all(stacks, |command| {
        let (status, output) = run_for(TIMEOUT, command.args(["validate", "-json"]));
        let report: Value =
            serde_json::from_str(&output).map_err(|error| format!("{error}: {output}"))?;
        let is_clean =
            status.success() && report["diagnostics"].as_array().is_some_and(Vec::is_empty);
        if is_clean { Ok(()) } else { Err(output) }
    });
}

#[test]
fn every_case_is_planned_without_an_account_and_a_warning() {
    if !has_terraform("every_case_is_planned_without_an_account_and_a_warning") {
        return;
    }
    let stacks = manifests()
        .into_iter()
        .filter(|(_, manifest)| !needs_an_account(manifest))
        .map(|(name, manifest)| (name, synth_offline(&manifest)))
        .collect();
    check_all(stacks, |command| {
        let arguments = ["plan", "-json", "-input=false", "-lock=false", "-no-color"];
        let (status, output) = run_for(TIMEOUT, command.args(arguments));
        let events: Vec<Value> = output
            .lines()
            .filter_map(|line| serde_json::from_str(line).ok())
            .collect();
        let of_type = |kind: &'static str| events.iter().filter(move |event| event["type"] == kind);
        let diagnostics: Vec<String> = of_type("diagnostic").map(Value::to_string).collect();
        let summary = of_type("change_summary")
            .map(|event| &event["changes"])
            .next_back();
        let only_creates = summary.is_some_and(|changes| {
            changes["add"].as_u64() >= Some(20) && changes["change"] == 0 && changes["remove"] == 0
        });
        if status.success() && only_creates && diagnostics.is_empty() {
            return Ok(());
        }
        Err(format!("{status}, {summary:?}\n{}", diagnostics.join("\n")))
    });
}

/// What needs more than the provider: a module beside the files, and Terraform's own resource.
const WITH_MODULE: &str = r#"
stack.name = "shop"
provider.offline = true
service.web.image = "nginx:1"

[module.work]
source = "./modules/queues"
for_each = '${toset(["in", "out"])}'
name = "shop-${each.key}"
depends_on = ["aws_sqs_queue.dead"]
providers = { aws = "aws.west" }

[provider_alias.west]
region = "us-west-2"
access_key = "offline"
secret_key = "offline"
skip_credentials_validation = true
skip_requesting_account_id = true

[resource.aws_sqs_queue.dead]
name = "shop-dead"

[resource.terraform_data.addresses]
input = '${[for queue in module.work : queue.url]}'

[output.in]
value = '${module.work["in"].url}'
"#;

const MODULE: &str = r#"
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

variable "name" { type = string }

resource "aws_sqs_queue" "this" { name = var.name }

output "url" { value = aws_sqs_queue.this.url }
"#;

const TEST_OF_MODULE: &str = r#"
mock_provider "aws" {}
mock_provider "aws" { alias = "west" }

run "names" {
  command = plan

  assert {
    condition     = aws_sqs_queue.dead.name == "shop-dead" && length(module.work) == 2
    error_message = "The names are others."
  }
}
"#;

#[test]
fn a_local_module_is_planned_and_tested() {
    if !has_terraform("a_local_module_is_planned_and_tested") {
        return;
    }
    let directory = TempDir::new().unwrap();
    let root = directory.path();
    let mut files = synth(&for_either(WITH_MODULE));
    files.insert("modules/queues/main.tf".to_owned(), MODULE.to_owned());
    files.insert(
        "tests/names.tftest.hcl".to_owned(),
        TEST_OF_MODULE.to_owned(),
    );
    write_all(root, &files);
    init(root);

    let arguments = ["plan", "-input=false", "-lock=false", "-no-color"];
    let (status, output) = run_for(TIMEOUT, terraform(root).args(arguments));
    assert!(status.success(), "{output}");
    for address in [
        r#"module.work["in"].aws_sqs_queue.this"#,
        r#"module.work["out"].aws_sqs_queue.this"#,
        "terraform_data.addresses",
    ] {
        let created = format!("# {address} will be created");
        assert!(output.contains(&created), "{output}");
    }
    let (status, output) = run_for(TIMEOUT, terraform(root).args(["test", "-no-color"]));
    assert!(status.success(), "{output}");
    assert!(output.contains("1 passed, 0 failed"), "{output}");
}

/// Every case, and two that show no behaviour but much at once; but not those for version 6 of the
/// provider alone, or for another program. The others are for either version: one of them is installed.
fn manifests() -> BTreeMap<String, String> {
    let more = [("(rich)", RICH), ("(keywords)", KEYWORDS)]
        .map(|(name, text)| (name.to_owned(), text.to_owned()));
    let all = cases().into_iter().chain(more);
    let fitting = all.filter(|(_, manifest)| {
        let others = ["versions = [\"6\"]", "engine = \"opentofu\""];
        !others.iter().any(|other| manifest.contains(other))
    });
    fitting
        .map(|(name, manifest)| (name, for_either(&manifest)))
        .collect()
}

/// The manifest with both lines of the provider, unless it names one.
fn for_either(manifest: &str) -> String {
    const BOTH: &str = "versions = [\"5\", \"6\"]";
    if manifest.contains("versions = [") {
        manifest.to_owned()
    } else if manifest.contains("[provider]\n") {
        manifest.replacen("[provider]\n", &format!("[provider]\n{BOTH}\n"), 1)
    } else if manifest.contains("provider.offline = ") {
        manifest.replacen(
            "provider.offline",
            &format!("provider.{BOTH}\nprovider.offline"),
            1,
        )
    } else {
        format!("{manifest}\n[provider]\n{BOTH}\n")
    }
}

/// Generated stacks, the same at each run.
fn generated_stacks(count: usize) -> BTreeMap<String, String> {
    let mut runner = TestRunner::deterministic();
    let strategy = any_stack();
    let mut generate = || {
        strategy
            .new_tree(&mut runner)
            .expect("a stack can be generated")
            .current()
    };
    (0..count)
        .map(|index| (format!("(generated {index})"), for_either(&generate())))
        .collect()
}

/// Synthesizes a stack that plans without an account: by `offline = true` and a local backend
/// where the manifest leaves room for them, or else by an override file of Terraform.
fn synth_offline(manifest: &str) -> Files {
    let is_offline = manifest.contains("offline = true");
    let has_room = !["offline = ", "\"production\"", "\"s3\""]
        .iter()
        .any(|taken| manifest.contains(taken));
    if is_offline {
        return synth(manifest);
    }
    if has_room {
        return synth(&manifest.replacen("[provider]\n", "[provider]\noffline = true\n", 1));
    }
    let offline = r#"
        terraform {
          backend "local" {}
        }
        provider "aws" {
          access_key                  = "offline"
          secret_key                  = "offline"
          skip_credentials_validation = true
          skip_requesting_account_id  = true
        }
    "#;
    let mut files = synth(manifest);
    files.insert("offline_override.tf".to_owned(), offline.to_owned());
    files
}

/// Lets `check` run Terraform on each stack, in a directory of its own that is initialized; two
/// at a time, each of which starts the provider.
#[track_caller]
fn check_all(
    stacks: BTreeMap<String, Files>,
    check: impl Fn(&mut Command) -> Result<(), String> + Sync,
) {
    static ONE_TEST_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _turn = ONE_TEST_AT_A_TIME
        .lock()
        .unwrap_or_else(PoisonError::into_inner);

    let root = TempDir::new().expect("a directory can be made");
    // The others share its data directory, since all want the same provider, and a backend is only
    // looked at by `plan`.
    let initialized = root.path().join("initialized");
    write_all(
        &initialized,
        &synth(&for_either(
            "stack.name = 'shop'\nservice.web.image = 'nginx:1'\n",
        )),
    );
    init(&initialized);
    let queue = Mutex::new(stacks.into_iter());
    let failures = Mutex::new(Vec::new());
    let work = || {
        let next = || {
            queue
                .lock()
                .expect("no check panics while it holds the queue")
                .next()
        };
        while let Some((name, files)) = next() {
            let directory = root.path().join(&name);
            write_all(&directory, &files);
            fs::copy(initialized.join(LOCK_FILE), directory.join(LOCK_FILE))
                .expect("init wrote it");
            let data = initialized.join(".terraform");
            if let Err(failure) = check(terraform(&directory).env("TF_DATA_DIR", data)) {
                failures
                    .lock()
                    .expect("no check panics here")
                    .push(format!("{name}: {failure}"));
            }
        }
    };
    thread::scope(|scope| {
        scope.spawn(work);
        scope.spawn(work);
    });
    let failures = failures.into_inner().expect("no check panics here");
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

const LOCK_FILE: &str = ".terraform.lock.hcl";

#[track_caller]
fn init(directory: &Path) {
    let mut command = terraform(directory);
    command.args(["init", "-input=false"]);
    if let Some(mirror) = provider_mirror() {
        command.arg(format!("-plugin-dir={}", mirror.display()));
    }
    run(&mut command);
}

fn write_all(directory: &Path, files: &Files) {
    for (name, text) in files {
        let path = directory.join(name);
        let parent = path.parent().expect("it is in the directory");
        fs::create_dir_all(parent).expect("a directory can be made");
        write(&path, text);
    }
}

/// Runs a command and returns what it wrote to standard output; kills it, and fails, if it takes
/// longer than `timeout`.
#[track_caller]
fn run_for(timeout: Duration, command: &mut Command) -> (ExitStatus, String) {
    // A file, since a pipe that nobody empties would stop the command.
    let directory = TempDir::new().expect("a directory can be made");
    let path = directory.path().join("stdout");
    command.stdout(File::create(&path).expect("a file can be made"));
    let mut child = command
        .process_group(0)
        .spawn()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let deadline = Instant::now() + timeout;
    loop {
        if let Some(status) = child.try_wait().expect("a child can be asked") {
            return (status, read(&path));
        }
        if Instant::now() > deadline {
            // All of its group: the provider is a process of its own and would stay.
            let group = format!("-{}", child.id());
            run(Command::new("kill").args(["-KILL", "--", &group]));
            child.wait().expect("what was killed ends");
            panic!(
                "{command:?} takes longer than {timeout:?}:\n{}",
                read(&path)
            );
        }
        thread::sleep(Duration::from_millis(50));
    }
}
