//! The requirements of the stack, as `hcl-out/tests/requirements.tftest.hcl` asserts them.
//!
//! The committed stack meets them all. And the assertions are worth something: a `stack.toml` that
//! breaks a requirement fails, with the requirement as the message.

#[path = "../formwork/tests/common/mod.rs"]
mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use common::{Files, has_terraform, provider_mirror, read, run, synth, terraform};
use serde_json::Value;

/// Where the assertions lie, in the repository and in a synthesized copy.
const TEST_FILE: &str = "tests/requirements.tftest.hcl";

/// How many Terraforms run side by side. Each takes about one core and 600 MiB.
const WORKERS: usize = 2;

/// One change of `stack.toml` that breaks one requirement.
struct Break {
    from: &'static str,
    to: &'static str,
    /// The `run` block that notices.
    noticed_by: &'static str,
    /// The message by which it is noticed.
    requirement: &'static str,
}

const BREAKS: [Break; 15] = [
    Break {
        from: "min = 2",
        to: "min = 1",
        noticed_by: "compute",
        requirement: "Section 1: at least 2 tasks",
    },
    Break {
        from: "memory_mib = 512",
        to: "memory_mib = 1024",
        noticed_by: "compute",
        requirement: "Section 1: 512 MB of memory per task",
    },
    Break {
        from: r#"engine_version = "15""#,
        to: r#"engine_version = "16""#,
        noticed_by: "database",
        requirement: "Section 2: PostgreSQL 15.x",
    },
    Break {
        from: "multi_az = true",
        to: "multi_az = false",
        noticed_by: "database",
        requirement: "Section 2: multi-AZ deployment",
    },
    Break {
        from: "backup_retention_days = 7",
        to: "backup_retention_days = 1",
        noticed_by: "database",
        requirement: "Section 2: automated backups are kept for 7 days",
    },
    Break {
        from: "versioning = true",
        to: "versioning = false",
        noticed_by: "storage",
        requirement: "Section 3: versioning is enabled",
    },
    Break {
        from: "days = 90",
        to: "days = 30",
        noticed_by: "storage",
        requirement: "Section 3: objects are deleted after 90 days in archived/, and nowhere else",
    },
    Break {
        from: "10.0.11.0/24",
        to: "10.0.12.0/24",
        noticed_by: "network",
        requirement: "Section 4: two private subnets, 10.0.10.0/24 and 10.0.11.0/24",
    },
    Break {
        from: "port = 8000",
        to: "port = 8080",
        noticed_by: "load_balancer",
        requirement: "Section 4: the container listens on port 8000",
    },
    Break {
        from: r#"path = "/health""#,
        to: r#"path = "/status""#,
        noticed_by: "load_balancer",
        requirement: "Section 4: the health check is GET /health",
    },
    Break {
        from: r#"taskdb = ["connect"], "#,
        to: "",
        noticed_by: "security_groups",
        requirement: "Section 4: internet to load balancer to app to database, app to AWS, and no other rule",
    },
    Break {
        from: r#""delete"]"#,
        to: r#""delete", "list"]"#,
        noticed_by: "iam",
        requirement: "Section 5: of S3, the task role may use the objects of the uploads bucket, and no more",
    },
    Break {
        from: "[logs]\nretention_days = 7",
        to: "[logs]\nretention_days = 30",
        noticed_by: "monitoring",
        requirement: "Section 6: logs are kept for 7 days",
    },
    Break {
        from: "http_5xx_count = 10",
        to: "http_5xx_count = 20",
        noticed_by: "monitoring",
        requirement: "Section 6: an alarm at more than 10 5xx errors",
    },
    Break {
        from: r#"environment = "development""#,
        to: r#"environment = "staging""#,
        noticed_by: "tags",
        requirement: "Section 7: the tags Environment, Project and ManagedBy on all resources",
    },
];

#[test]
fn the_default_stack_meets_every_requirement() {
    if !has_terraform("the_default_stack_meets_every_requirement") {
        return;
    }
    let terraform = Terraform::new("default");
    let outcome = terraform.test("stack", &committed(), &assertions());
    assert_eq!(outcome, Outcome::passed(&assertions()));
}

/// One NAT gateway per zone, keys that can deploy, more tags, a pinned minor version.
#[test]
fn what_the_requirements_leave_open_may_differ() {
    if !has_terraform("what_the_requirements_leave_open_may_differ") {
        return;
    }
    let text = [
        (r#"nat_gateways = "single""#, r#"nat_gateways = "per_az""#),
        ("offline = true", "offline = false"),
        ("tags = {}", r#"tags = { Owner = "tasks" }"#),
        (r#"engine_version = "15""#, r#"engine_version = "15.10""#),
    ]
    .into_iter()
    .fold(manifest(), |text, (from, to)| replace_once(&text, from, to));

    let terraform = Terraform::new("open");
    let outcome = terraform.test("stack", &synth(&text), &assertions());
    assert_eq!(outcome, Outcome::passed(&assertions()));
}

#[test]
fn a_broken_requirement_is_noticed() {
    if !has_terraform("a_broken_requirement_is_noticed") {
        return;
    }
    let terraform = Terraform::new("broken");
    let share = BREAKS.len().div_ceil(WORKERS);
    let unnoticed: Vec<String> = thread::scope(|scope| {
        let terraform = &terraform;
        let workers: Vec<_> = BREAKS
            .chunks(share)
            .map(|share| {
                scope.spawn(move || {
                    share
                        .iter()
                        .filter_map(|change| unnoticed(terraform, change))
                        .collect()
                })
            })
            .collect();
        workers
            .into_iter()
            .flat_map(|worker| -> Vec<String> { worker.join().expect("the worker ends") })
            .collect()
    });
    assert!(unnoticed.is_empty(), "{}", unnoticed.join("\n"));
}

/// Breaks the requirement and says what was found instead of it, if that is so.
fn unnoticed(terraform: &Terraform, change: &Break) -> Option<String> {
    let files = synth(&replace_once(&manifest(), change.from, change.to));
    let assertions = only_run(&assertions(), change.noticed_by);
    let outcome = terraform.test(
        &change
            .requirement
            .replace(|char: char| !char.is_ascii_alphanumeric(), "-"),
        &files,
        &assertions,
    );
    let noticed = outcome
        .problems
        .iter()
        .any(|problem| problem == change.requirement);
    (!noticed).then(|| {
        format!(
            "`{}` did not fail with `{}`: {outcome:?}",
            change.to, change.requirement
        )
    })
}

/// The text with a part of it replaced that stands in it once.
#[track_caller]
fn replace_once(text: &str, from: &str, to: &str) -> String {
    assert_eq!(
        text.matches(from).count(),
        1,
        "`{from}` must stand in stack.toml once"
    );
    text.replace(from, to)
}

/// The assertions without all runs but `deploy`, which the others build on, and the named one:
/// each of them costs a plan.
fn only_run(assertions: &str, name: &str) -> String {
    let (head, runs) = assertions.split_once("\nrun \"").expect("there are runs");
    let kept: Vec<_> = runs
        .split("\nrun \"")
        .filter(|run| run.starts_with("deploy\"") || run.starts_with(&format!("{name}\"")))
        .map(|run| format!("\nrun \"{run}"))
        .collect();
    assert_eq!(kept.len(), 2, "there is no run `{name}`");
    format!("{head}{}", kept.concat())
}

fn manifest() -> String {
    read(&repository().join("stack.toml"))
}

fn assertions() -> String {
    read(&repository().join("hcl-out").join(TEST_FILE))
}

/// The Terraform files as they lie in the repository.
fn committed() -> Files {
    let entries = fs::read_dir(repository().join("hcl-out")).expect("hcl-out is there");
    let paths = entries.map(|entry| entry.expect("hcl-out can be listed").path());
    let sources = paths.filter(|path| path.extension().is_some_and(|extension| extension == "tf"));
    let name = |path: &Path| {
        path.file_name()
            .expect("a file has a name")
            .to_string_lossy()
            .into_owned()
    };
    sources.map(|path| (name(&path), read(&path))).collect()
}

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What `terraform test` said.
#[derive(Debug, PartialEq)]
struct Outcome {
    passed: usize,
    problems: Vec<String>,
}

impl Outcome {
    /// All runs, and nothing to complain of.
    fn passed(assertions: &str) -> Self {
        Self {
            passed: assertions.matches("\nrun \"").count(),
            problems: Vec::new(),
        }
    }

    /// Reads the lines of JSON that `terraform test -json` prints. An assertion that fails has its
    /// message as the detail of a diagnostic.
    fn read(printed: &str) -> Self {
        let lines: Vec<Value> = printed
            .lines()
            .filter_map(|line| serde_json::from_str(line).ok())
            .collect();
        let passed = lines
            .iter()
            .find_map(|line| line["test_summary"]["passed"].as_u64());
        let diagnostics = lines.iter().map(|line| &line["diagnostic"]);
        let errors = diagnostics.filter(|diagnostic| diagnostic["severity"] == "error");
        Self {
            passed: passed
                .and_then(|passed| usize::try_from(passed).ok())
                .unwrap_or_default(),
            problems: errors
                .map(|diagnostic| diagnostic["detail"].as_str().unwrap_or_default().to_owned())
                .collect(),
        }
    }
}

/// A directory with a provider, which all stacks that are tested in it share. It is removed in the
/// end.
struct Terraform {
    directory: PathBuf,
}

impl Terraform {
    /// Initializes Terraform for the committed stack.
    fn new(test: &str) -> Self {
        let name = format!("requirements-{test}-{}", std::process::id());
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let stack = directory.join("init");
        write(&stack, &committed());
        let this = Self { directory };
        let mut init = this.command(&stack);
        init.args(["init", "-input=false", "-no-color"]);
        if let Some(mirror) = provider_mirror() {
            init.arg(format!("-plugin-dir={}", mirror.display()));
        }
        run(&mut init);
        this
    }

    /// Runs the assertions against a stack.
    fn test(&self, name: &str, files: &Files, assertions: &str) -> Outcome {
        let stack = self.directory.join(name);
        write(&stack, files);
        write(
            &stack,
            &Files::from([(TEST_FILE.to_owned(), assertions.to_owned())]),
        );
        let lock = ".terraform.lock.hcl";
        fs::copy(self.directory.join("init").join(lock), stack.join(lock))
            .expect("init wrote a lock file");
        let output = self
            .command(&stack)
            .args(["test", "-json"])
            .output()
            .expect("terraform starts");
        Outcome::read(&String::from_utf8_lossy(&output.stdout))
    }

    fn command(&self, stack: &Path) -> std::process::Command {
        let mut command = terraform(stack);
        command.env("TF_DATA_DIR", self.directory.join("data"));
        command
    }
}

impl Drop for Terraform {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.directory);
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "what a killed test leaves half written is never read"
)]
fn write(directory: &Path, files: &Files) {
    for (name, text) in files {
        let path = directory.join(name);
        fs::create_dir_all(path.parent().expect("a file lies in a directory"))
            .expect("the directory can be made");
        fs::write(path, text).expect("the file can be written");
    }
}
