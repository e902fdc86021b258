#![doc = include_str!("../README.md")]

mod ablation;
mod blocks;
mod build_script;
mod check;
mod cli;
mod dev;
mod diff;
mod explain;
mod graph;
mod import;
mod manual;
mod new;
mod outcome;
mod output;
mod progress;
mod project;

use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;
use formwork::kind::{Kind, Kinds};

pub use cli::command;
pub use outcome::Status;

use cli::{Cargo, Command};
use outcome::Failed;
use output::Output;
use project::Project;

/// `cargo formwork` for some kinds of entry.
///
/// The installed program knows formwork's own. A project whose `build.rs` registers more has a binary of its
/// own for them, in a few lines:
///
/// ```no_run
/// # type Mailer = ();
/// fn main() -> std::process::ExitCode {
///     cargo_formwork::Tool::default()/* .kind::<Mailer>() */.main()
/// }
/// ```
#[derive(Debug, Clone, Default)]
pub struct Tool {
    kinds: Kinds,
    has_more_kinds: bool,
}

impl Tool {
    /// Knows a kind of entry beside formwork's own.
    #[must_use]
    pub fn kind<K: Kind>(self) -> Self {
        Self {
            kinds: self.kinds.with::<K>(),
            has_more_kinds: true,
        }
    }

    /// Runs the command line of this process.
    #[must_use = "`main` returns it"]
    pub fn main(&self) -> ExitCode {
        // Not locked: the threads of `dev` write what programs say.
        let (mut out, mut err) = (io::stdout(), io::stderr());
        self.run(std::env::args_os(), &mut out, &mut err).into()
    }

    /// Runs a command line, the name of the program included. Findings and pages go to `out`; why a command
    /// could not do its work goes to `err`.
    pub fn run(
        &self,
        arguments: impl IntoIterator<Item = OsString>,
        out: &mut dyn Write,
        err: &mut dyn Write,
    ) -> Status {
        let cargo = match Cargo::try_parse_from(as_cargo_calls(arguments)) {
            Ok(cargo) => cargo,
            Err(error) => return told_by_clap(&error, out, err),
        };
        let Cargo::Formwork(formwork) = cargo;
        let mut output = Output::new(out, formwork.global.color);
        let outcome = self.command(&formwork.command, &formwork.global, &mut output, err);
        // It takes its progress away before a failure is told.
        drop(output);
        match outcome {
            Ok(status) => status,
            Err(failed) if failed.is_closed_pipe() => Status::Clean,
            Err(failed) => {
                // Nobody is left to tell if this fails.
                let _ = writeln!(err, "{failed}");
                failed.status()
            }
        }
    }

    fn command(
        &self,
        command: &Command,
        global: &cli::Global,
        output: &mut Output<'_>,
        err: &mut dyn Write,
    ) -> Result<Status, Failed> {
        if let Some(what) = command.slow_work() {
            output.tell_if_slow(what);
        }
        let project = || Project::find(global, self);
        match command {
            Command::Dev(options) => dev::run(&project()?, options),
            Command::Check(options) => check::run(&project()?, options, output),
            Command::Explain(options) => explain::run(self, global, options, output),
            Command::Graph(options) => graph::run(&project()?, options, output),
            Command::Diff(options) => diff::run(&project()?, options, output),
            Command::Import(options) => import::run(global, options, output, err),
            Command::New(options) => new::new(options, output),
            Command::Init(options) => new::init(options, output),
            Command::Completions(options) => manual::completions(options.shell, output),
            Command::Man(options) => manual::write(&options.directory, output),
        }
    }
}

/// The command line as Cargo calls it, `cargo-formwork formwork …`, also where somebody calls the binary.
fn as_cargo_calls(arguments: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut arguments: Vec<OsString> = arguments.into_iter().collect();
    if arguments.get(1).is_none_or(|first| first != "formwork") {
        let at = arguments.len().min(1);
        arguments.insert(at, "formwork".into());
    }
    arguments
}

/// Prints help, the version, or what is wrong with a command line.
fn told_by_clap(error: &clap::Error, out: &mut dyn Write, err: &mut dyn Write) -> Status {
    let is_asked_for = !error.use_stderr();
    let text = error.render();
    // Nobody is left to tell if this fails.
    if is_asked_for {
        let _ = write!(out, "{text}");
        Status::Clean
    } else {
        let _ = write!(err, "{text}");
        Status::Usage
    }
}
