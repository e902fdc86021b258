//! Programs as children of this process: the service, and Cargo that builds it.

use std::collections::BTreeMap;
use std::env;
use std::ffi::{OsStr, OsString};
use std::process::{ChildStderr, ChildStdout, Command, ExitStatus};
use std::time::Duration;

use tokio::time::sleep;

use crate::error::{Context, Error};
use crate::supervisor::{Signal, Supervised, supervise};

/// How often a child is looked after.
const TICK: Duration = Duration::from_millis(20);

/// What a developer's shell may have set, and would reach another AWS than ours.
const OF_ANOTHER_AWS: [&str; 4] = [
    "AWS_ENDPOINT_URL",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
    "AWS_PROFILE",
    "AWS_SESSION_TOKEN",
];

/// What Cargo tells the program that it runs, us. Build scripts watch some of it, ring's does: a
/// Cargo that inherits it would build them again, and the next one without it once more.
const OF_CARGO: [&str; 4] = [
    "CARGO_MANIFEST_DIR",
    "CARGO_MANIFEST_PATH",
    "CARGO_PKG_",
    "OUT_DIR",
];

/// A running program. It is told to stop when this process ends, however that ends. Ctrl-C in the
/// terminal doesn't reach it.
#[derive(Debug)]
pub struct Program {
    process: Supervised,
}

impl Program {
    /// Starts `program` with these variables besides those of this process.
    ///
    /// # Errors
    ///
    /// [`Error::Io`].
    pub fn start(
        program: &OsStr,
        arguments: &[OsString],
        variables: &BTreeMap<&str, String>,
    ) -> Result<Self, Error> {
        Self::start_with(program, arguments, variables, |_| {})
    }

    /// As [`start`](Self::start); `set` says where it runs and where its output goes.
    pub(crate) fn start_with<Name: AsRef<OsStr>>(
        program: &OsStr,
        arguments: &[OsString],
        variables: &BTreeMap<Name, String>,
        set: impl FnOnce(&mut Command),
    ) -> Result<Self, Error> {
        let process = supervise(program, Signal::Terminate, None, |command| {
            for (name, _) in env::vars_os().filter(|(name, _)| misleads(name)) {
                command.env_remove(name);
            }
            command.args(arguments).envs(variables);
            set(command);
        });
        Ok(Self {
            process: process.context(|| format!("start {}", program.display()))?,
        })
    }

    /// What it writes, where `set` had it piped.
    pub(crate) fn output(&mut self) -> (Option<ChildStdout>, Option<ChildStderr>) {
        self.process.output()
    }

    /// Whether it has ended, and how.
    pub(crate) fn ended(&mut self) -> Result<Option<ExitStatus>, Error> {
        let ended = self.process.try_wait();
        ended.context(|| "look after a program".to_owned())
    }

    /// Tells it to finish what it does and end, as ECS does.
    pub fn terminate(&mut self) {
        self.signal(Signal::Terminate);
    }

    /// Ends it at once.
    pub fn kill(&mut self) {
        self.signal(Signal::Kill);
    }

    /// Waits until it has ended.
    ///
    /// # Errors
    ///
    /// [`Error::Io`].
    pub async fn wait(&mut self) -> Result<ExitStatus, Error> {
        loop {
            if let Some(status) = self.ended()? {
                return Ok(status);
            }
            sleep(TICK).await;
        }
    }

    fn signal(&mut self, signal: Signal) {
        // Fails if it has ended already, which is what was wanted.
        let _ = self.process.signal(signal);
    }
}

fn misleads(variable: &OsStr) -> bool {
    let variable = variable.to_string_lossy();
    let of_cargo = OF_CARGO.iter().any(|prefix| variable.starts_with(prefix));
    of_cargo || OF_ANOTHER_AWS.contains(&&*variable)
}
