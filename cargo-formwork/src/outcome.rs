//! How a command ends: its exit code, and why it could not do its work.

use std::fmt;
use std::io;
use std::path::Path;
use std::process::ExitCode;

use formwork::Failure;
use formwork::emit::EmitError;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// 0: it did its work, and found nothing to object to.
    Clean,
    /// 1: it did its work, and found something.
    Found,
    /// 2: the command line has no meaning.
    Usage,
    /// 3: it could not do its work: a file cannot be read, a program is missing, or formwork is wrong.
    Failed,
}

impl Status {
    /// The exit code.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Found => 1,
            Self::Usage => 2,
            Self::Failed => 3,
        }
    }
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(status.code())
    }
}

/// Why a command could not do its work.
#[derive(Debug)]
pub(crate) enum Failed {
    /// What a build says too: the manifest cannot be read or is wrong, or formwork is.
    Build(Failure),
    /// What is to be told, and what to do.
    Told { message: String, help: String },
    /// What `dev` tells, as it is.
    OfDev(String),
    /// The output cannot be written.
    Output(io::Error),
}

impl Failed {
    /// A failure with what to do about it.
    pub(crate) fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Told {
            message: message.into(),
            help: help.into(),
        }
    }

    /// A file that cannot be read.
    pub(crate) fn unreadable(path: &Path, cause: &io::Error) -> Self {
        Self::new(
            format!("cannot read `{}`: {cause}", path.display()),
            "see whether it is there, and whether you may read it",
        )
    }

    /// The exit code: a manifest that is wrong is a finding of every command.
    pub(crate) fn status(&self) -> Status {
        match self {
            Self::Build(Failure::Problems(_)) => Status::Found,
            _ => Status::Failed,
        }
    }

    /// Whether nobody reads the output any more, as behind `| head`.
    pub(crate) fn is_closed_pipe(&self) -> bool {
        matches!(self, Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Build(failure) => f.write_str(failure.for_stderr().trim_end()),
            Self::Told { message, help } => write!(f, "error: {message}\n  help: {help}"),
            Self::OfDev(text) => f.write_str(text.trim_end()),
            Self::Output(error) => write!(f, "error: cannot write the output: {error}"),
        }
    }
}

impl From<Failure> for Failed {
    fn from(failure: Failure) -> Self {
        Self::Build(failure)
    }
}

impl From<EmitError> for Failed {
    fn from(error: EmitError) -> Self {
        Self::Build(Failure::Emit(error))
    }
}

impl From<io::Error> for Failed {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}
