//! Who runs PostgreSQL, which refuses to be run by root.

use std::fs;
use std::io;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

use nix::unistd::{Uid, User};

use crate::error::{Context, Error};

/// In the order of preference. The first has nothing but PostgreSQL, the second nothing at all.
const UNPRIVILEGED: [&str; 2] = ["postgres", "nobody"];

/// A user of this machine, other than root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Account {
    user: u32,
    group: u32,
}

impl Account {
    /// Who has to run PostgreSQL, if the user of this process can't.
    pub(crate) fn instead_of_root() -> Result<Option<Self>, Error> {
        if !Uid::effective().is_root() {
            return Ok(None);
        }
        for name in UNPRIVILEGED {
            let user = User::from_name(name).map_err(io::Error::from);
            let user = user.context(|| format!("look up the user {name}"))?;
            if let Some(user) = user.filter(|user| !user.uid.is_root()) {
                return Ok(Some(Self {
                    user: user.uid.as_raw(),
                    group: user.gid.as_raw(),
                }));
            }
        }
        Err(Error::NoUser)
    }

    /// Lets `command` run as this user.
    pub(crate) fn apply(self, command: &mut Command) {
        // Their current directory may not be open to them.
        command.uid(self.user).gid(self.group).current_dir("/");
    }

    /// Gives a file or a directory to this user.
    pub(crate) fn give(self, path: &Path) -> Result<(), Error> {
        chown(path, Some(self.user), Some(self.group))
            .context(|| format!("give {} to user {}", path.display(), self.user))
    }

    /// As [`Account::give`], for a directory in a place that is open to all: it must be root's or
    /// this user's already, or someone else has put it there.
    pub(crate) fn take(self, directory: &Path) -> Result<(), Error> {
        let context = || format!("use {}", directory.display());
        let metadata = fs::symlink_metadata(directory).context(context)?;
        if metadata.is_dir() && [0, self.user].contains(&metadata.uid()) {
            return self.give(directory);
        }
        Err(io::Error::other("it belongs to someone else")).context(context)
    }

    /// Whether this user may enter `directory`, with all directories above it.
    pub(crate) fn may_enter(self, directory: &Path) -> bool {
        let mut command = Command::new("/bin/sh");
        command
            .args(["-c", "cd \"$1\"", "sh"])
            .arg(directory)
            .stderr(Stdio::null());
        self.apply(&mut command);
        command.status().is_ok_and(|status| status.success())
    }
}
