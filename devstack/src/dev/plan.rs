//! What is started: which containers, and which binary is which.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use formwork::TaskContainer;
use formwork::testing::Argument;

use super::Failure;
use super::cargo::{Built, Package};
use super::log::say;
use crate::Program;

/// The tables of what runs on demand. All others run until they are stopped.
const ON_DEMAND: [&str; 2] = ["job", "task"];

/// How a container is started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Start {
    pub(super) name: String,
    pub(super) port: Option<u16>,
    /// How long it may take to end.
    pub(super) patience: Duration,
    binary: PathBuf,
    pub(super) arguments: Vec<OsString>,
    pub(super) variables: BTreeMap<String, String>,
}

impl Start {
    pub(super) fn new(
        container: &TaskContainer,
        package: &Package,
        built: &Built,
    ) -> Result<Self, Failure> {
        let (binary, arguments) = binary_of(container, package)?;
        let executable = built.executables.get(&binary);
        let executable = executable.ok_or_else(|| format!("cargo built no binary `{binary}`"))?;
        Ok(Self {
            name: container.name.clone(),
            port: container.port,
            patience: Duration::from_secs(container.stop_timeout_seconds.into()),
            binary: executable.clone(),
            arguments: arguments.into_iter().map(OsString::from).collect(),
            variables: BTreeMap::new(),
        })
    }

    /// Starts it in a directory, its output piped.
    pub(super) fn program(&self, directory: &Path) -> Result<Program, Failure> {
        let mut variables = self.variables.clone();
        #[expect(
            clippy::disallowed_methods,
            reason = "a developer may want to see more than production writes"
        )]
        if let Ok(filter) = std::env::var("RUST_LOG") {
            variables.insert("RUST_LOG".to_owned(), filter);
        }
        let binary = self.binary.as_os_str();
        let program = Program::start_with(binary, &self.arguments, &variables, |command| {
            command
                .current_dir(if directory.as_os_str().is_empty() {
                    Path::new(".")
                } else {
                    directory
                })
                .stdout(Stdio::piped())
                .stderr(Stdio::piped());
        })?;
        Ok(program)
    }
}

/// The services and workers to run: those that the crate implements, or those of them that `only` names.
pub(super) fn served<'c>(
    containers: &'c [TaskContainer],
    built: &Built,
    only: &[String],
) -> Result<Vec<&'c TaskContainer>, Failure> {
    let own = containers
        .iter()
        .filter(|it| built.implements(&it.name) && !is_on_demand(it));
    let own: Vec<&TaskContainer> = own.collect();
    for name in only {
        let container = containers.iter().find(|it| it.name == *name);
        if let Some(container) = container {
            require_implemented(container, built)?;
        }
    }
    let is_meant = |it: &&TaskContainer| only.is_empty() || only.contains(&it.name);
    let served: Vec<&TaskContainer> = own.into_iter().filter(is_meant).collect();
    if served.is_empty() {
        return Err(nothing_to_serve(containers).into());
    }
    Ok(served)
}

fn nothing_to_serve(containers: &[TaskContainer]) -> String {
    let names = names(containers.iter().filter(|it| is_on_demand(it)));
    format!(
        "the crate implements no service and no worker of stack.toml\n\
         help: run a job or a task, `cargo formwork dev run NAME`: {names}"
    )
}

/// Whether each name is that of a service or a worker.
pub(super) fn require_known(containers: &[TaskContainer], only: &[String]) -> Result<(), Failure> {
    for name in only {
        let served = || names(containers.iter().filter(|it| !is_on_demand(it)));
        match containers.iter().find(|it| it.name == *name) {
            None => {
                return Err(format!(
                    "stack.toml has no service and no worker `{name}`\nhelp: it has {}",
                    served()
                )
                .into());
            }
            Some(container) if is_on_demand(container) => {
                return Err(format!(
                    "`{name}` is a {}, which runs on demand\nhelp: `cargo formwork dev run {name}`",
                    container.table
                )
                .into());
            }
            Some(_) => {}
        }
    }
    Ok(())
}

/// The job or the task of a name.
pub(super) fn on_demand<'c>(
    containers: &'c [TaskContainer],
    name: &str,
) -> Result<&'c TaskContainer, Failure> {
    let Some(container) = containers.iter().find(|it| it.name == name) else {
        let known = names(containers.iter().filter(|it| is_on_demand(it)));
        return Err(
            format!("stack.toml has no job and no task `{name}`\nhelp: it has {known}").into(),
        );
    };
    if is_on_demand(container) {
        return Ok(container);
    }
    Err(format!(
        "`{name}` is a {}, which `cargo formwork dev` runs as long as it runs itself\n\
         help: `cargo formwork dev --only {name}` runs it alone",
        container.table
    )
    .into())
}

fn names<'c>(containers: impl Iterator<Item = &'c TaskContainer>) -> String {
    let names: Vec<String> = containers.map(|it| format!("`{}`", it.name)).collect();
    if names.is_empty() {
        "none".to_owned()
    } else {
        names.join(", ")
    }
}

fn is_on_demand(container: &TaskContainer) -> bool {
    ON_DEMAND.contains(&container.table)
}

/// Whether the crate is compiled against an entry.
pub(super) fn require_implemented(container: &TaskContainer, built: &Built) -> Result<(), Failure> {
    if built.implements(&container.name) {
        return Ok(());
    }
    Err(format!(
        "the crate does not implement [{}.{name}]\n\
         help: name it in build.rs: `Build::of([\"{name}\"])`, with what the crate implements beside it",
        container.table,
        name = container.name
    )
    .into())
}

/// Says which variables have a value on AWS alone.
pub(super) fn tell_unknown(container: &TaskContainer, unknown: &[String]) -> Result<(), Failure> {
    if !unknown.is_empty() {
        say(&format!(
            "{}: AWS alone has a value for {}; here it is `{}`",
            container.name,
            unknown.join(", "),
            crate::values::ONLY_ON_AWS
        ))?;
    }
    Ok(())
}

/// The binary that a container runs, and with which arguments. The words of `entrypoint` and `command` tell both
/// where they name one. Else it is the binary of the container's name, or the only one.
fn binary_of(
    container: &TaskContainer,
    package: &Package,
) -> Result<(String, Vec<String>), Failure> {
    let entrypoint = words(&container.entrypoint);
    let command = words(&container.command);
    let program = entrypoint.iter().position(|word| is_binary(word, package));
    if let Some(program) = program {
        let binary = file_name(&entrypoint[program]).to_owned();
        let rest = entrypoint.iter().skip(program + 1).chain(&command);
        return Ok((binary, rest.cloned().collect()));
    }
    if let [first, rest @ ..] = command.as_slice()
        && is_binary(first, package)
    {
        return Ok((file_name(first).to_owned(), rest.to_vec()));
    }
    Ok((binary_named_after(container, package)?, command))
}

/// The words; one that Terraform computes is as it is written.
fn words(words: &[Argument]) -> Vec<String> {
    let words = words.iter().map(|word| match word {
        Argument::Text(text) | Argument::Expression(text) => text.clone(),
        other => format!("{other:?}"),
    });
    words.collect()
}

fn file_name(word: &str) -> &str {
    word.rsplit('/').next().unwrap_or_default()
}

fn is_binary(word: &str, package: &Package) -> bool {
    package.binaries.iter().any(|name| name == file_name(word))
}

fn binary_named_after(container: &TaskContainer, package: &Package) -> Result<String, Failure> {
    let name = container.name.replace('_', "-");
    let own = [
        container.name.clone(),
        name.clone(),
        format!("{}-{name}", package.name),
    ];
    let has = |name: &String| package.binaries.contains(name);
    let only = match package.binaries.as_slice() {
        [only] => Some(only.clone()),
        _ => None,
    };
    let otherwise = [
        only,
        package.default_binary.clone(),
        Some(package.name.clone()),
    ];
    let candidates = own.into_iter().chain(otherwise.into_iter().flatten());
    candidates.into_iter().find(has).ok_or_else(|| {
        format!(
            "no binary of the crate is that of [{}.{}]: it has {}\n\
             help: call one `{name}`, or let `command` of the entry begin with one",
            container.table,
            container.name,
            if package.binaries.is_empty() {
                "none".to_owned()
            } else {
                package.binaries.join(", ")
            }
        )
        .into()
    })
}

#[cfg(test)]
mod tests {
    use formwork::{SourceFile, Stack};

    use super::*;

    const STACK: &str = "stack.name = 'shop'\n\
        [service.api]\nimage = 'shop:1'\ncommand = ['serve']\n\
        [worker.mailer]\nimage = 'shop:1'\nscaling.min = 1\n\
        [job.nightly]\nimage = 'shop:1'\nschedule = 'rate(1 day)'\ncommand = ['/usr/bin/nightly-report', '--all']\n\
        [task.migrate]\nimage = 'shop:1'\nentrypoint = ['/sbin/tini', '--', '/api']\ncommand = ['migrate']\n";

    fn containers() -> Vec<TaskContainer> {
        let stack = Stack::from_source(&SourceFile::new("stack.toml", STACK));
        let stack = stack.unwrap_or_else(|report| panic!("{report}"));
        stack.containers().expect("no bug")
    }

    #[track_caller]
    fn binary(name: &str, binaries: &[&str]) -> Result<(String, String), String> {
        let containers = containers();
        let container = containers.iter().find(|it| it.name == name);
        let package = Package::with_binaries("shop", binaries);
        binary_of(container.expect("it is there"), &package)
            .map(|(binary, arguments)| (binary, arguments.join(" ")))
            .map_err(|failure| failure.to_string())
    }

    #[test]
    fn words_name_a_binary_or_the_container_does() {
        let all = ["api", "shop-mailer", "nightly-report"];
        let found = |name, arguments: &str| Ok((String::from(name), arguments.to_owned()));
        assert_eq!(binary("api", &all), found("api", "serve"));
        assert_eq!(binary("mailer", &all), found("shop-mailer", ""));
        assert_eq!(binary("nightly", &all), found("nightly-report", "--all"));
        assert_eq!(binary("migrate", &all), found("api", "migrate"));
        // The only one is all of them.
        assert_eq!(binary("api", &["shop"]), found("shop", "serve"));
        assert_eq!(
            binary("mailer", &["api", "report"]),
            Err(
                "no binary of the crate is that of [worker.mailer]: it has api, report\n\
                 help: call one `mailer`, or let `command` of the entry begin with one"
                    .to_owned()
            )
        );
    }

    #[test]
    fn a_job_or_a_task_runs_on_demand_and_nothing_else_does() {
        let containers = containers();
        let told = |name| match on_demand(&containers, name) {
            Ok(container) => container.table.to_owned(),
            Err(failure) => failure.to_string(),
        };
        assert_eq!(
            (told("nightly"), told("migrate")),
            ("job".into(), "task".into())
        );
        assert_eq!(
            told("nightli"),
            "stack.toml has no job and no task `nightli`\nhelp: it has `nightly`, `migrate`"
        );
        assert!(told("api").starts_with("`api` is a service,"));
        let only = ["migrate".to_owned()];
        let refused = require_known(&containers, &only).expect_err("it is a task");
        assert_eq!(
            refused.to_string(),
            "`migrate` is a task, which runs on demand\nhelp: `cargo formwork dev run migrate`"
        );
    }
}
