//! Directories and files that only their owner may read.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use crate::account::Account;
use crate::error::{Context, Error};
use crate::supervisor::{Supervised, remove_at_the_end};

/// A directory that is removed with this value, and when this process ends without dropping it.
#[derive(Debug)]
pub(crate) struct Scratch {
    path: PathBuf,
    _keeper: Supervised,
}

impl Scratch {
    /// A new one, of this process's user.
    pub(crate) fn new() -> Result<Self, Error> {
        Self::adopt(create_scratch(&std::env::temp_dir())?, None)
    }

    /// Takes responsibility for a directory that `account` may remove.
    pub(crate) fn adopt(path: PathBuf, account: Option<Account>) -> Result<Self, Error> {
        let keeper = remove_at_the_end(&path, account).context(|| "start a shell".to_owned())?;
        Ok(Self {
            path,
            _keeper: keeper,
        })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

/// Creates `directory`; what is missing above it is open to all.
pub(crate) fn create_private(directory: &Path) -> Result<(), Error> {
    let create = || {
        if let Some(parent) = directory.parent() {
            fs::create_dir_all(parent)?;
        }
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(directory)
    };
    create().context(|| format!("create {}", directory.display()))
}

/// Creates a directory of a new name in `parent`; whoever asks removes it.
pub(crate) fn create_scratch(parent: &Path) -> Result<PathBuf, Error> {
    tempfile::Builder::new()
        .prefix("devstack-")
        .permissions(fs::Permissions::from_mode(0o700))
        .disable_cleanup(true)
        .tempdir_in(parent)
        .map(|directory| directory.path().to_owned())
        .context(|| format!("create a directory in {}", parent.display()))
}

/// Writes a file anew. Not atomic: nobody reads it before PostgreSQL is started.
pub(crate) fn write_private(path: &Path, content: &str) -> Result<(), Error> {
    let write = || {
        // One of an earlier start may belong to someone else.
        match fs::remove_file(path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path)?
            .write_all(content.as_bytes())
    };
    write().context(|| format!("write {}", path.display()))
}
