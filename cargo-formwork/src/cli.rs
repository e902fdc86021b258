//! The command line. Help, completions and the man page are made of it.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::output::Colour;

/// Cargo calls `cargo-formwork formwork …`.
#[derive(Debug, Parser)]
#[command(name = "cargo", bin_name = "cargo", disable_help_subcommand = true)]
pub(crate) enum Cargo {
    Formwork(Formwork),
}

/// Begin and run a project, and check, explain, draw and compare its stack.toml.
///
/// No command needs a network, Terraform or an AWS account.
#[derive(Debug, Args)]
#[command(
    version,
    disable_help_subcommand = true,
    after_long_help = "\
Exit codes:
  0  done, and nothing to object to
  1  done, and something was found: problems, denied lints, drift
  2  the command line has no meaning
  3  it could not be done: a file cannot be read, a program is missing, or formwork has a bug"
)]
pub(crate) struct Formwork {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Args)]
pub(crate) struct Global {
    /// The stack.toml; else that of this directory, or of the nearest above it
    #[arg(long, value_name = "FILE", global = true)]
    pub(crate) manifest: Option<PathBuf>,
    /// Where the build writes Terraform; else `hcl-out` beside stack.toml
    #[arg(long, value_name = "DIR", global = true)]
    pub(crate) hcl_out: Option<PathBuf>,
    /// When to print in colour
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true)]
    pub(crate) color: Colour,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    New(NewOptions),
    Init(InitOptions),
    Dev(DevOptions),
    Check(CheckOptions),
    Explain(ExplainOptions),
    Graph(GraphOptions),
    Diff(DiffOptions),
    Import(ImportOptions),
    Completions(CompletionOptions),
    Man(ManOptions),
}

impl Command {
    /// What is being done, where that may take longer than a second. What a program reads comes alone, and `dev`
    /// tells by itself.
    pub(crate) fn slow_work(&self) -> Option<&'static str> {
        match self {
            Self::Check(options) if options.format == CheckFormat::Human => {
                Some("checking the stack")
            }
            Self::Explain(_) => Some("looking for what each key makes"),
            Self::Graph(_) => Some("drawing the stack"),
            Self::Diff(_) => Some("comparing with what was there"),
            Self::Import(_) => Some("reading the module, and holding a stack.toml to it"),
            _ => None,
        }
    }
}

/// Make a crate: a service and its infrastructure
///
/// It compiles, serves, answers its health check and has a test; beside the code stand stack.toml, build.rs,
/// Dockerfile, a workflow of CI and README. No file is overwritten: if one is there, nothing is written.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cargo formwork new shop
  cargo formwork new shop --framework axum --database
  cargo formwork new services/shop --bucket --queue")]
pub(crate) struct NewOptions {
    /// The directory to make; its name becomes that of the crate and of the stack
    #[arg(value_name = "NAME")]
    pub(crate) directory: PathBuf,
    /// What the service is written with
    #[arg(long, value_name = "FRAMEWORK", default_value = "rocket")]
    pub(crate) framework: Framework,
    #[command(flatten)]
    pub(crate) entries: Entries,
}

/// Add stack.toml and what belongs to it to a crate
///
/// Writes stack.toml, build.rs, Dockerfile, .dockerignore and a workflow of CI, and says what to add to
/// Cargo.toml and to the code. No file is overwritten: if one is there, nothing is written.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cargo formwork init
  cargo formwork init services/shop --database")]
pub(crate) struct InitOptions {
    /// The directory of the crate; else this one
    #[arg(value_name = "DIR")]
    pub(crate) directory: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) entries: Entries,
}

/// What a new stack has beside its service.
#[derive(Debug, Args)]
pub(crate) struct Entries {
    /// With a PostgreSQL database
    #[arg(long)]
    pub(crate) database: bool,
    /// With a bucket of S3
    #[arg(long)]
    pub(crate) bucket: bool,
    /// With a queue of SQS
    #[arg(long)]
    pub(crate) queue: bool,
    /// The crate formwork in a checkout, in place of the one that is published
    #[arg(long, value_name = "DIR")]
    pub(crate) formwork_path: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Framework {
    /// Rocket 0.5
    Rocket,
    /// axum 0.8
    Axum,
}

/// Run the services and workers of this crate, with stand-ins for AWS
///
/// Builds the crate whose build.rs reads stack.toml, starts what its containers are granted (PostgreSQL, S3,
/// SQS, Secrets Manager, Parameter Store, sites and volumes), sets the variables of their task definitions, and
/// starts them again when a file changes. Ctrl-C ends all of it. Data stays in the target directory.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cargo formwork dev
  cargo formwork dev --only api
  cargo formwork dev run nightly
  cargo formwork dev run migrate -- --dry-run")]
pub(crate) struct DevOptions {
    #[command(subcommand)]
    pub(crate) command: Option<DevCommand>,
    /// A service or worker to run, instead of all that the crate implements; may be repeated
    #[arg(long, value_name = "NAME")]
    pub(crate) only: Vec<String>,
    /// Where data stays; else `devstack` in the target directory
    #[arg(long, value_name = "DIR", global = true)]
    pub(crate) data: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum DevCommand {
    Run(DevRunOptions),
}

/// Run a job or a task once
///
/// Beside a `cargo formwork dev` that runs, it has the databases, buckets and queues of that. Exits with 1 if
/// the job or task ends with another code than 0.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cargo formwork dev run nightly
  cargo formwork dev run migrate -- --dry-run")]
pub(crate) struct DevRunOptions {
    /// A job or a task of stack.toml that the crate implements
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    /// More arguments, behind those of `command`
    #[arg(value_name = "ARGUMENT", last = true)]
    pub(crate) arguments: Vec<OsString>,
}

/// Print completions for a shell
///
/// They are those of the binary `cargo-formwork`: Cargo's own completions have `cargo`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cargo formwork completions bash > ~/.local/share/bash-completion/completions/cargo-formwork
  cargo formwork completions fish > ~/.config/fish/completions/cargo-formwork.fish")]
pub(crate) struct CompletionOptions {
    /// The shell
    pub(crate) shell: clap_complete::Shell,
}

/// Write the manual: a page for each command
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  cargo formwork man /usr/local/share/man/man1")]
pub(crate) struct ManOptions {
    /// The directory for the pages
    #[arg(value_name = "DIR")]
    pub(crate) directory: PathBuf,
}

/// Report problems, lints and the drift of hcl-out
///
/// Says all that a build says of stack.toml, and which files of hcl-out are not what it makes of it.
/// Nothing is written. Exits with 1 if stack.toml is wrong, a lint is denied, or hcl-out differs.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cargo formwork check
  cargo formwork check --format sarif > formwork.sarif
  cargo formwork check --manifest services/shop/stack.toml --no-drift")]
pub(crate) struct CheckOptions {
    /// How findings are printed
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(crate) format: CheckFormat,
    /// Leave hcl-out alone
    #[arg(long)]
    pub(crate) no_drift: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CheckFormat {
    /// For people
    Human,
    /// One JSON object
    Json,
    /// SARIF 2.1.0, for code review
    Sarif,
}

/// Explain a code, a key or a resource
///
/// A code of a report gives its page. A key of stack.toml gives its type, default, meaning, and what it
/// reaches; with the names of your stack it says where it is set. The address of a resource gives the key
/// that made it.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cargo formwork explain task-size
  cargo formwork explain service.health_check.path
  cargo formwork explain service.api.scaling
  cargo formwork explain aws_db_instance.taskdb")]
pub(crate) struct ExplainOptions {
    /// A code, a key of stack.toml, or the address of a resource
    #[arg(value_name = "CODE|KEY|ADDRESS")]
    pub(crate) what: String,
}

/// Draw who may talk to whom, and who may do what
///
/// The picture is that at the end of hcl-out/README.md.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cargo formwork graph > stack.svg
  cargo formwork graph --format mermaid
  cargo formwork graph --format dot | dot -Tpng > stack.png")]
pub(crate) struct GraphOptions {
    /// What is drawn
    #[arg(long, value_name = "FORMAT", default_value = "svg")]
    pub(crate) format: GraphFormat,
    /// The picture of an environment, `[env.NAME]`
    #[arg(long, value_name = "NAME")]
    pub(crate) env: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum GraphFormat {
    /// A picture that needs no other program
    Svg,
    /// A flowchart as Markdown on GitHub and GitLab has it
    Mermaid,
    /// Graphviz
    Dot,
}

/// Show what stack.toml as it is now changes
///
/// Compares with hcl-out, or with that of a Git revision: by resource, then as HCL. Of each resource it says whether
/// Terraform changes it in place or replaces it, and which argument forces that, also where what it follows is
/// replaced. A plan of Terraform knows the state too; this knows the files, and says where a plan has to tell.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cargo formwork diff                     edits of stack.toml that no build has seen
  cargo formwork diff --against main      all that this branch changes
  cargo formwork diff --exit-code --no-hcl")]
pub(crate) struct DiffOptions {
    /// A Git revision to compare with, instead of hcl-out on disk
    #[arg(long, value_name = "REVISION")]
    pub(crate) against: Option<String>,
    /// Leave the HCL out
    #[arg(long)]
    pub(crate) no_hcl: bool,
    /// Exit with 1 if anything differs
    #[arg(long)]
    pub(crate) exit_code: bool,
}

/// Make a stack.toml of a root module of Terraform
///
/// Reads the files of a directory that end in .tf or .tf.json, those of CDKTF too, and prints a stack.toml: entries
/// where formwork makes the same resources, raw blocks for the rest. All addresses stay, so that a plan on the old state
/// has nothing to add, change or destroy. What comes back from it is held to the module. All that is not there as it was is listed on standard error by file,
/// line and column: as `lost`, as `changed`, or as a `note`. Exits with 1 if anything is lost or changed.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cargo formwork import infra > infra/stack.toml
  cargo formwork import infra --output services/shop/stack.toml
  cargo formwork import cdktf.out/stacks/shop --output shop/stack.toml")]
pub(crate) struct ImportOptions {
    /// The directory of the root module
    #[arg(value_name = "DIR")]
    pub(crate) directory: PathBuf,
    /// The stack.toml to write; it must not be there
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// The command line of the binary, for completions and the manual.
#[must_use]
pub fn command() -> clap::Command {
    Formwork::augment_args(clap::Command::new("cargo-formwork"))
}
