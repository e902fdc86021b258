//! emit, its lock: one build at a time writes to a directory.

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::Path;
use std::time::SystemTime;

use super::{Action, EmitError, fault};

/// The exclusive right to write to a directory, until dropped or until the process dies.
#[derive(Debug)]
pub(super) struct Lock {
    file: File,
}

impl Lock {
    /// Waits for the lock on `dir`, and creates `dir` if need be.
    pub(super) fn acquire(dir: &Path) -> Result<Self, EmitError> {
        fault::step();
        fs::create_dir_all(dir).map_err(EmitError::io(Action::Create, dir))?;
        let file = open(dir).map_err(EmitError::io(Action::Lock, dir))?;
        wait(&file).map_err(EmitError::io(Action::Lock, dir))?;
        fault::step();
        Ok(Self { file })
    }

    /// Sets the modification time of the directory, which every rename in it brings to now.
    ///
    /// A failure costs one more run of the build script and nothing else, so it is no error.
    pub(super) fn stamp_directory(&self, stamp: SystemTime) {
        if cfg!(unix) {
            let _ = self.file.set_modified(stamp);
        }
    }
}

/// Opens the directory itself: so no lock file has to be committed, ignored or removed.
#[cfg(unix)]
fn open(dir: &Path) -> io::Result<File> {
    File::open(dir)
}

/// Opens a lock file, since the standard library opens directories only on Unix.
#[cfg(not(unix))]
fn open(dir: &Path) -> io::Result<File> {
    File::options()
        .write(true)
        .create(true)
        .truncate(false)
        .open(dir.join(".formwork.lock"))
}

fn wait(file: &File) -> io::Result<()> {
    loop {
        match file.lock() {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            // Some network file systems have no locks. Then builds at the same time may make each
            // other fail, but each file is still whole and the next build is right.
            Err(error) if error.kind() == ErrorKind::Unsupported => return Ok(()),
            result => return result,
        }
    }
}
