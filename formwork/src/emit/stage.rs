//! emit, its temporary files: a text is complete on disk before it takes its place.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process;
use std::time::SystemTime;

use super::{Action, Artifact, EmitError};

/// How the names of temporary files end. They start with a dot, so Terraform ignores them.
const TEMPORARY_SUFFIX: &str = ".formwork-tmp";

/// The whole text of one artifact in a temporary file, which goes unless it is published.
#[derive(Debug)]
pub(super) struct Staged {
    temporary: PathBuf,
    target: PathBuf,
}

impl Staged {
    /// Writes the text beside its target: a rename is atomic only within one file system.
    pub(super) fn new(
        dir: &Path,
        artifact: &Artifact,
        stamp: Option<SystemTime>,
    ) -> Result<Self, EmitError> {
        let staged = Self {
            temporary: dir.join(temporary_name(&artifact.name)),
            target: dir.join(&artifact.name),
        };
        fill(&staged.temporary, &artifact.text, stamp)
            .map_err(EmitError::io(Action::Write, &staged.target))?;
        Ok(staged)
    }

    /// Renames the file over its target, a symbolic link there included: links are not followed.
    pub(super) fn publish(self) -> Result<PathBuf, EmitError> {
        fs::rename(&self.temporary, &self.target)
            .map_err(EmitError::io(Action::Write, &self.target))?;
        Ok(self.target.clone())
    }
}

impl Drop for Staged {
    /// Removes what was not published. If that fails, the next build tries again.
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.temporary);
    }
}

/// Removes the temporary files of killed builds. Call it with the lock: then no others exist.
///
/// A failure is no error: the files are in nobody's way, and the next build tries again.
pub(super) fn sweep(dir: &Path) {
    let Ok(entries) = fs::read_dir(dir) else {
        return;
    };
    for entry in entries.flatten() {
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        if is_file && entry.file_name().to_str().is_some_and(is_temporary) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Tells whether this is the name of a temporary file.
pub(super) fn is_temporary(name: &str) -> bool {
    name.starts_with('.') && name.ends_with(TEMPORARY_SUFFIX)
}

/// The process id keeps builds apart where the file system has no locks.
fn temporary_name(name: &str) -> String {
    format!(".{name}.{}{TEMPORARY_SUFFIX}", process::id())
}

/// Writes a new file, without waiting for the disk (`fsync`): on many disks that takes milliseconds
/// per file, and a killed process loses nothing that it has written.
///
/// Only a power cut does, and what it takes can be synthesized again: an empty file, which it may
/// leave, counts as ours. The old time of that file does not hide it from Cargo as a rule, since
/// Cargo records a run only afterwards, without waiting either, and most likely loses the record
/// with the text; Git shows the file in any case.
fn fill(path: &Path, text: &str, stamp: Option<SystemTime>) -> io::Result<()> {
    let mut file = File::create_new(path)?;
    file.write_all(text.as_bytes())?;
    if let Some(stamp) = stamp {
        // Some file systems refuse to set times. This costs one more run of the build script.
        let _ = file.set_modified(stamp);
    }
    Ok(())
}
