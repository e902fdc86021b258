//! What a build script does: read `stack.toml`, synthesize, emit. The I/O of formwork is here, in
//! [`SourceFile::read`] and in `emit`.

mod inspection;
mod modules;
mod roots;

use std::env;
use std::fmt;
use std::fs;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::bug::Bug;
use crate::emit::{self, Artifact, EmitError};
use crate::kind::{Kind, Kinds};
use crate::lint::Verdict;
use crate::problem::{self, Report, Style};
use crate::source::SourceFile;
use crate::stack::Stack;
use crate::synth::{
    SynthError, into_roots, merged_reports, synth_rust, synth_rust_of, synthesize_each,
};

pub use inspection::{Inspection, Maker};

/// Set to `1`, this environment variable keeps a build from writing `hcl-out/`.
pub const SKIP_VARIABLE: &str = "FORMWORK_SKIP";

/// Set to `warn`, this environment variable turns denied lints into warnings for one build.
pub const LINTS_VARIABLE: &str = "FORMWORK_LINTS";

/// The file beside `stack.rs` with the names of the entries that the crate implements: one a line, below a comment.
/// `cargo formwork dev` reads it.
pub const CONTAINERS: &str = "stack.containers";

/// One run of the build script of a crate that implements a service.
#[derive(Debug, Clone)]
pub struct Build {
    manifest: PathBuf,
    implements: Implements,
    hcl_out: PathBuf,
    kinds: Kinds,
}

/// What the code of the crate implements.
#[derive(Debug, Clone)]
enum Implements {
    /// One entry, of which `stack.rs` is.
    One(String),
    /// Entries, each with a module of `stack.rs`.
    Several(Vec<String>),
}

impl Implements {
    /// The names of the entries, as a file.
    fn artifact(&self) -> Artifact {
        let names = match self {
            Self::One(name) => name.clone(),
            Self::Several(names) => names.join("\n"),
        };
        Artifact {
            name: CONTAINERS.to_owned(),
            text: format!("# {}\n{names}\n", emit::BANNER),
        }
    }
}

impl Build {
    /// A build of the crate that implements several entries, such as `["api", "mailer"]` of `[service.api]` and
    /// `[worker.mailer]`. `stack.rs` has a module for each, by its name, and once what their handles share: a function
    /// that takes a `stack::queue::Granted` is called with the handle of either.
    ///
    /// ```no_run
    /// fn main() -> std::process::ExitCode {
    ///     formwork::Build::of(["api", "mailer"]).main(&build_rs::input::out_dir())
    /// }
    /// ```
    #[must_use]
    pub fn of<Name: Into<String>>(names: impl IntoIterator<Item = Name>) -> Self {
        let mut several: Vec<String> = Vec::new();
        for name in names {
            let name = name.into();
            if !several.contains(&name) {
                several.push(name);
            }
        }
        Self {
            implements: Implements::Several(several),
            ..Self::of_service("")
        }
    }

    /// A build of the crate that implements `service`, the `api` of `[service.api]`: reads
    /// `stack.toml` and writes to `hcl-out`, both beside `Cargo.toml`.
    #[must_use]
    pub fn of_service(service: impl Into<String>) -> Self {
        Self {
            manifest: "stack.toml".into(),
            implements: Implements::One(service.into()),
            hcl_out: "hcl-out".into(),
            kinds: Kinds::default(),
        }
    }

    /// Knows a kind of entry beside formwork's own.
    #[must_use]
    pub fn kind<K: Kind>(mut self) -> Self {
        self.kinds = self.kinds.with::<K>();
        self
    }

    /// Reads another file than `stack.toml`.
    #[must_use]
    pub fn manifest(mut self, path: impl Into<PathBuf>) -> Self {
        self.manifest = path.into();
        self
    }

    /// Writes to another directory than `hcl-out`.
    #[must_use]
    pub fn hcl_out(mut self, path: impl Into<PathBuf>) -> Self {
        self.hcl_out = path.into();
        self
    }

    /// The JSON schema of `stack.toml`, the tables of all kinds included, for editors.
    #[cfg(feature = "schema")]
    #[must_use]
    pub fn schema(&self) -> String {
        format!("{:#}\n", crate::reference::schema(&self.kinds))
    }

    /// The reference of `stack.toml`: every key with type, default, meaning and example, as Markdown.
    #[cfg(feature = "schema")]
    #[must_use]
    pub fn reference(&self) -> String {
        crate::reference::reference(&self.kinds)
    }

    /// Synthesizes the stack: Terraform into the output directory, `stack.rs` into `out_dir`,
    /// which is Cargo's `OUT_DIR`.
    ///
    /// The environment variable `FORMWORK_SKIP`, set to `1`, leaves the output directory as it
    /// is, and the result says so in a warning. `FORMWORK_LINTS`, set to `warn`, turns denied lints
    /// into warnings, and says so too.
    ///
    /// # Errors
    ///
    /// A [`Failure`]; nothing was written unless it is [`Failure::Emit`].
    pub fn run(&self, out_dir: &Path) -> Result<Built, Failure> {
        self.build(out_dir, |source| Stack::with_kinds(source, &self.kinds))
    }

    /// As [`run`](Self::run), after `add` has added to the stack what a file cannot say, and to that of
    /// each environment too ([`Stack::environment`] tells them apart).
    ///
    /// # Errors
    ///
    /// As of `run`.
    pub fn run_with(&self, out_dir: &Path, add: impl FnMut(&mut Stack)) -> Result<Built, Failure> {
        self.build(out_dir, |source| {
            Stack::with_additions(source, &self.kinds, add)
        })
    }

    fn build(
        &self,
        out_dir: &Path,
        read: impl FnOnce(&SourceFile) -> Result<Stack, Report>,
    ) -> Result<Built, Failure> {
        let stamp = modified(&self.manifest);
        let source = SourceFile::read(&self.manifest).map_err(|cause| self.unreadable(cause))?;
        let stack = read(&source).map_err(Failure::Problems)?;
        let syntheses = synthesize_each(&stack)?;
        let notes = merged_reports(&stack, syntheses.iter().map(|of| of.notes.clone()));
        let mut warnings = warnings(roots::verdict(&stack, &syntheses))?;
        warnings.extend(notes.iter().flat_map(Report::advice_lines));
        let modules = roots::modules(&stack, &syntheses, &self.hcl_out)?;
        let rust = self.rust(&stack)?;

        let made = into_roots(&stack, syntheses);
        let skipped = is_skipped();
        if !skipped {
            emit::write_roots(&self.hcl_out, &made, stamp)?;
        }
        for file in rust.iter().chain([&self.implements.artifact()]) {
            emit::write_file(out_dir, file)?;
        }
        let generated = roots::paths(&self.hcl_out, &made);
        Ok(Built {
            watched: [self.manifest.clone()]
                .into_iter()
                .chain(generated)
                .chain(modules)
                .collect(),
            skipped,
            warnings,
        })
    }

    /// `stack.rs`, behind what it includes.
    fn rust(&self, stack: &Stack) -> Result<Vec<Artifact>, Failure> {
        match &self.implements {
            Implements::One(name) => {
                let file = synth_rust(stack, name)?;
                Ok(vec![file.ok_or_else(|| unknown_service(stack, name))?])
            }
            Implements::Several(names) => {
                let is_known = |name: &String| {
                    let entry = stack.entries.named(name);
                    entry.is_some_and(|entry| entry.container().is_some())
                };
                if let Some(name) = names.iter().find(|name| !is_known(name)) {
                    return Err(unknown_service(stack, name));
                }
                if let Some(name) = names.iter().find(|name| is_of_handles(stack, name)) {
                    return Err(Failure::TakenModule { name: name.clone() });
                }
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                Ok(synth_rust_of(stack, &names)?.unwrap_or_default())
            }
        }
    }

    fn unreadable(&self, cause: io::Error) -> Failure {
        Failure::Unreadable {
            path: self.manifest.clone(),
            cause,
        }
    }
}

fn unknown_service(stack: &Stack, name: &str) -> Failure {
    let entries = stack.entries.iter();
    let known = entries.filter(|entry| entry.container().is_some());
    let known = known.map(|entry| entry.id.as_str());
    Failure::UnknownService {
        service: name.to_owned(),
        help: problem::help_one_of(name, known),
    }
}

/// Whether a module of `stack.rs` has the name for what the handles of a kind share.
fn is_of_handles(stack: &Stack, name: &str) -> bool {
    let mut kinds = stack.entries.by_kind();
    kinds.any(|(kind, _)| kind.table() == name && !kind.operations().is_empty())
}

#[expect(clippy::disallowed_methods, reason = "the one switch that a build has")]
fn is_skipped() -> bool {
    env::var_os(SKIP_VARIABLE).is_some_and(|value| value == "1")
}

/// What the lints warn of, or the failure that they deny.
fn warnings(verdict: Verdict) -> Result<Vec<String>, Failure> {
    let (denied, warned) = verdict.into_parts();
    let mut warnings = Vec::new();
    match (denied, lints_variable().as_deref()) {
        (Some(denied), Some("warn")) => {
            warnings.push("FORMWORK_LINTS=warn: lints that this stack denies only warn".to_owned());
            warnings.extend(denied.advice_lines());
        }
        (Some(denied), _) => return Err(Failure::Problems(denied)),
        (None, None | Some("warn")) => {}
        (None, Some(other)) => {
            warnings.push(format!(
                "FORMWORK_LINTS={other} has no meaning, only `warn` has one"
            ));
        }
    }
    warnings.extend(warned.iter().flat_map(Report::advice_lines));
    Ok(warnings)
}

#[expect(
    clippy::disallowed_methods,
    reason = "what a build may be told from outside"
)]
fn lints_variable() -> Option<String> {
    let value = env::var_os(LINTS_VARIABLE)?;
    Some(value.to_string_lossy().into_owned()).filter(|value| !value.is_empty())
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path)
        .and_then(|metadata| metadata.modified())
        .ok()
}

/// What a build that succeeded tells Cargo.
#[derive(Debug, Clone)]
pub struct Built {
    watched: Vec<PathBuf>,
    skipped: bool,
    warnings: Vec<String>,
}

impl Built {
    /// The files after whose change, by hand or otherwise, the build script must run again: the
    /// manifest and each file of the output directory. Not the directory itself, which Terraform
    /// writes to as well.
    pub fn watched(&self) -> impl Iterator<Item = &Path> {
        self.watched.iter().map(PathBuf::as_path)
    }

    /// Lines for `cargo::warning`.
    pub fn warnings(&self) -> impl Iterator<Item = &str> {
        let skipped = "FORMWORK_SKIP=1: hcl-out was not written and may differ from stack.toml";
        let of_lints = self.warnings.iter().map(String::as_str);
        self.skipped.then_some(skipped).into_iter().chain(of_lints)
    }
}

/// Why a build failed. It prints as the full report; [`headlines`](Self::headlines) are for Cargo.
#[derive(Debug)]
#[non_exhaustive]
pub enum Failure {
    /// The manifest cannot be read.
    Unreadable {
        /// The manifest.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// The manifest is wrong, or what the build script adds to it.
    Problems(Report),
    /// The build script names a service that the manifest does not have.
    UnknownService {
        /// The name that the build script gave.
        service: String,
        /// What to write instead.
        help: String,
    },
    /// The build script names several entries, and one has the name of a kind whose handles have a module of that
    /// name.
    TakenModule {
        /// The name of the entry.
        name: String,
    },
    /// formwork is wrong.
    Bug(Bug),
    /// What was synthesized could not be written.
    Emit(EmitError),
}

impl Failure {
    /// One line per problem, for `cargo::error`.
    #[must_use]
    pub fn headlines(&self) -> Vec<String> {
        match self {
            Self::Problems(report) => report.headlines().collect(),
            Self::Bug(bug) => vec![bug.headline()],
            Self::Emit(error) => vec![error.to_string()],
            Self::Unreadable { path, cause } => {
                vec![format!("cannot read `{}`: {cause}", path.display())]
            }
            Self::TakenModule { name } => {
                vec![format!(
                    "the module of `{name}` in stack.rs would have the name of that with the handles of each {name}"
                )]
            }
            Self::UnknownService { service, .. } => {
                vec![format!(
                    "build.rs names the service `{service}`, which stack.toml does not have"
                )]
            }
        }
    }
}

impl Failure {
    /// The full report as standard error wants it: in colour if that is a terminal, or if
    /// `CARGO_TERM_COLOR` or `CLICOLOR_FORCE` ask for it, and not if `NO_COLOR` is set. Cargo hands
    /// a build script a pipe, so that there `CARGO_TERM_COLOR=always` is what colours.
    #[must_use]
    pub fn for_stderr(&self) -> String {
        match self {
            Self::Problems(report) => report.styled(style_of_stderr()).to_string(),
            other => other.to_string(),
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "how a terminal is told apart")]
fn style_of_stderr() -> Style {
    let is_set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    let wish = env::var("CARGO_TERM_COLOR").unwrap_or_default();
    let is_asked_for = wish == "always" || is_set("CLICOLOR_FORCE");
    let is_refused = wish == "never" || is_set("NO_COLOR");
    let columns = env::var("COLUMNS")
        .ok()
        .and_then(|columns| columns.parse().ok());
    Style {
        colour: is_asked_for || (io::stderr().is_terminal() && !is_refused),
        width: columns
            .filter(|width| *width >= 40)
            .unwrap_or(Style::default().width),
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let help = match self {
            Self::Problems(report) => return report.fmt(f),
            Self::Bug(bug) => return bug.fmt(f),
            Self::Emit(error) => error.help(),
            Self::UnknownService { help, .. } => help.clone(),
            Self::TakenModule { name } => {
                format!("give the entry another name, with `renamed_from = \"{name}\"` beside it")
            }
            Self::Unreadable { path, .. } => {
                format!(
                    "put a stack.toml at `{}`: a file in UTF-8, of at most 8 MiB",
                    path.display()
                )
            }
        };
        let headline = self.headlines().concat();
        write!(f, "error: {headline}\n  help: {help}\n")
    }
}

impl std::error::Error for Failure {}

impl From<Bug> for Failure {
    fn from(bug: Bug) -> Self {
        Self::Bug(bug)
    }
}

impl From<SynthError> for Failure {
    fn from(error: SynthError) -> Self {
        match error {
            SynthError::Problems(report) => Self::Problems(report),
            SynthError::Bug(bug) => Self::Bug(bug),
        }
    }
}

impl From<EmitError> for Failure {
    fn from(error: EmitError) -> Self {
        Self::Emit(error)
    }
}
