//! Programs that a stand-in needs, and that this machine has or has not.

use std::env;
use std::path::PathBuf;

use crate::error::Error;

/// Where programs are that are in no `PATH` of a plain user, or of one without a log-in shell.
const ELSEWHERE: [&str; 6] = [
    "/usr/sbin",
    "/usr/bin",
    "/usr/local/sbin",
    "/usr/local/bin",
    "/opt/homebrew/bin",
    "/home/linuxbrew/.linuxbrew/bin",
];

/// What is needed, for a developer who hasn't got it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Needed {
    /// `no Valkey and no Redis`.
    pub(crate) what: &'static str,
    /// Programs of which any serves, the best first.
    pub(crate) programs: &'static [&'static str],
    /// How it is installed.
    pub(crate) install: &'static str,
}

impl Needed {
    /// The first of the programs that is installed.
    #[expect(
        clippy::disallowed_methods,
        reason = "PATH is no business of the task definition"
    )]
    pub(crate) fn find(self) -> Result<PathBuf, Error> {
        let path = env::var_os("PATH").unwrap_or_default();
        let directories: Vec<PathBuf> = env::split_paths(&path)
            .chain(ELSEWHERE.map(PathBuf::from))
            .collect();
        let candidates = self.programs.iter().flat_map(|program| {
            let directories = directories.iter();
            directories.map(move |directory| directory.join(program))
        });
        let found = candidates.into_iter().find(|program| program.is_file());
        found.ok_or_else(|| Error::NotInstalled {
            what: self.what,
            programs: self.programs.join(", "),
            install: self.install,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_told_in_a_line_with_how_to_get_it() {
        let needed = Needed {
            what: "no Valkey and no Redis",
            programs: &["valkey-none", "redis-none"],
            install: "`apt-get install valkey-server`",
        };
        let missing = needed.find().expect_err("there is none of that name");
        assert_eq!(
            missing.to_string(),
            "no Valkey and no Redis is installed: none of valkey-none, redis-none is in PATH\n\
             help: `apt-get install valkey-server`"
        );
        let shell = Needed {
            programs: &["none", "sh"],
            ..needed
        };
        assert!(shell.find().expect("there is a shell").ends_with("sh"));
    }
}
