//! Finds an installed PostgreSQL.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::Error;

/// `stack.toml` deploys this major version; what it can do, newer ones can.
pub(crate) const OLDEST: u32 = 15;

/// Directories with one directory per version in them.
const VERSIONED: [&str; 6] = [
    "/usr/lib/postgresql",            // Debian, Ubuntu
    "/usr",                           // Red Hat: pgsql-15
    "/opt/homebrew/opt",              // Homebrew, ARM
    "/usr/local/opt",                 // Homebrew, Intel
    "/home/linuxbrew/.linuxbrew/opt", // Homebrew, Linux
    "/Applications/Postgres.app/Contents/Versions",
];

/// The directory of `initdb` and `postgres`, and their major version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Binaries {
    directory: PathBuf,
    pub(crate) major: u32,
}

impl Binaries {
    /// The newest ones of this machine, unless `wanted` names a version.
    pub(crate) fn find(wanted: Option<u32>) -> Result<Self, Error> {
        let found = candidates()
            .iter()
            .filter_map(|directory| Self::in_directory(directory))
            .filter(|binaries| binaries.major >= OLDEST)
            .max_by_key(|binaries| (Some(binaries.major) == wanted, binaries.major));
        found.ok_or_else(|| Error::NoPostgres {
            oldest: OLDEST,
            searched: format!("{} and PATH", VERSIONED.join(", ")),
        })
    }

    pub(crate) fn initdb(&self) -> PathBuf {
        self.directory.join("initdb")
    }

    pub(crate) fn postgres(&self) -> PathBuf {
        self.directory.join("postgres")
    }

    pub(crate) fn in_directory(directory: &Path) -> Option<Self> {
        let version = Command::new(directory.join("postgres"))
            .arg("--version")
            .output()
            .ok()?;
        directory.join("initdb").is_file().then_some(())?;
        let major = parse_major(&String::from_utf8_lossy(&version.stdout))?;
        Some(Self {
            directory: directory.to_owned(),
            major,
        })
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "PATH is no business of the task definition"
)]
fn candidates() -> Vec<PathBuf> {
    let versioned = VERSIONED
        .iter()
        .filter_map(|parent| fs::read_dir(parent).ok())
        .flat_map(|entries| entries.filter_map(Result::ok))
        .map(|entry| entry.path().join("bin"));
    let path = env::var_os("PATH").unwrap_or_default();
    let mut all: Vec<_> = versioned.chain(env::split_paths(&path)).collect();
    all.retain(|directory| directory.join("postgres").is_file());
    all.sort();
    all.dedup();
    all
}

/// `postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)`, `postgres (PostgreSQL) 18beta1`.
fn parse_major(version: &str) -> Option<u32> {
    let (_, number) = version.split_once("(PostgreSQL) ")?;
    let end = number.find(|c: char| !c.is_ascii_digit())?;
    number[..end].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::parse_major;

    #[test]
    fn reads_the_major_version() {
        let debian = "postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)\n";
        assert_eq!(parse_major(debian), Some(15));
        assert_eq!(parse_major("postgres (PostgreSQL) 18beta1\n"), Some(18));
        assert_eq!(parse_major("postgres: no such file\n"), None);
    }
}
