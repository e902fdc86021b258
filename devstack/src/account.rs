//! Who runs PostgreSQL, which refuses to be run by root.

use std::fs;
use std::io;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

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
        // Whose a new file is tells who we are.
        let owner = tempfile::tempfile().and_then(|file| file.metadata());
        if owner
            .context(|| "create a temporary file".to_owned())?
            .uid()
            != 0
        {
            return Ok(None);
        }
        let users = fs::read_to_string("/etc/passwd").context(|| "read /etc/passwd".to_owned())?;
        let account = UNPRIVILEGED
            .iter()
            .find_map(|name| Self::in_passwd(&users, name));
        account.map(Some).ok_or(Error::NoUser)
    }

    fn in_passwd(users: &str, name: &str) -> Option<Self> {
        let mut fields = users
            .lines()
            .map(|line| line.split(':'))
            .find_map(|mut fields| (fields.next() == Some(name)).then_some(fields))?
            .skip(1);
        // macOS writes nobody's -2 as such.
        let mut number = || Some(fields.next()?.parse::<i64>().ok()?.to_le_bytes());
        let mut id = || number().map(|[a, b, c, d, ..]| u32::from_le_bytes([a, b, c, d]));
        let (user, group) = (id()?, id()?);
        (user != 0).then_some(Self { user, group })
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

#[cfg(test)]
mod tests {
    use super::Account;

    const USERS: &str = "root:x:0:0:root:/root:/bin/bash\n\
        nobody:*:-2:-2:Unprivileged User:/var/empty:/usr/bin/false\n\
        postgres:x:101:104::/var/lib/postgresql:/bin/bash\n";

    #[test]
    fn reads_ids_of_users_even_negative_ones() {
        let account = |name| Account::in_passwd(USERS, name);
        assert_eq!(
            account("postgres"),
            Some(Account {
                user: 101,
                group: 104
            })
        );
        let nobody = Account {
            user: 4_294_967_294,
            group: 4_294_967_294,
        };
        assert_eq!(account("nobody"), Some(nobody));
    }

    #[test]
    fn refuses_root_and_the_unknown() {
        assert_eq!(Account::in_passwd(USERS, "root"), None);
        assert_eq!(Account::in_passwd(USERS, "post"), None);
    }
}
