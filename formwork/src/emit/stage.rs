//! emit, its temporary files: a text is complete on disk before it takes its place.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::panic;
use std::path::{Path, PathBuf};
use std::process;
use std::thread;
use std::time::SystemTime;

use super::{Action, Artifact, EmitError, fault};

/// How the names of temporary files end. They start with a dot, so Terraform ignores them.
const TEMPORARY_SUFFIX: &str = ".formwork-tmp";

/// How many files are written at once. A disk that is asked to keep eight files at the same time
/// takes little longer than for one.
const WRITERS: usize = 8;

/// Stages the texts of all artifacts, in their order; if one fails, none is left.
pub(super) fn stage_all(
    dir: &Path,
    artifacts: &[&Artifact],
    stamp: Option<SystemTime>,
) -> Result<Vec<Staged>, EmitError> {
    let stage_share = |share: &[&Artifact]| {
        share
            .iter()
            .map(|artifact| Staged::new(dir, artifact, stamp))
            .collect::<Result<Vec<_>, _>>()
    };
    if artifacts.len() == 1 {
        return stage_share(artifacts);
    }
    thread::scope(|scope| {
        let shares = artifacts.chunks(artifacts.len().div_ceil(WRITERS).max(1));
        let writers: Vec<_> = shares
            .map(|share| scope.spawn(move || stage_share(share)))
            .collect();
        let mut staged = Vec::with_capacity(artifacts.len());
        for writer in writers {
            staged.extend(
                writer
                    .join()
                    .unwrap_or_else(|cause| panic::resume_unwind(cause))?,
            );
        }
        Ok(staged)
    })
}

/// The whole text of one artifact in a temporary file, which goes unless it is published.
#[derive(Debug)]
pub(super) struct Staged {
    temporary: PathBuf,
    target: PathBuf,
}

impl Staged {
    /// Writes the text beside its target: a rename is atomic only within one file system.
    fn new(dir: &Path, artifact: &Artifact, stamp: Option<SystemTime>) -> Result<Self, EmitError> {
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
        fault::step();
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
            fault::step();
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

/// Writes a new file, and waits until the disk has it (`fsync`): after a power cut, a rename may be
/// there whose text is not, and an empty file would take its resources out of the next plan. The
/// renames themselves need no such care, since old and new are both whole.
fn fill(path: &Path, text: &str, stamp: Option<SystemTime>) -> io::Result<()> {
    fault::step();
    let mut file = File::create_new(path)?;
    fault::step();
    file.write_all(text.as_bytes())?;
    fault::step();
    sync(&file)?;
    if let Some(stamp) = stamp {
        // Some file systems refuse to set times. This costs one more run of the build script.
        let _ = file.set_modified(stamp);
    }
    Ok(())
}

/// A full disk or a broken one may say so only now. Some file systems cannot be asked.
fn sync(file: &File) -> io::Result<()> {
    match file.sync_data() {
        Err(error)
            if matches!(
                error.kind(),
                ErrorKind::Unsupported | ErrorKind::InvalidInput
            ) =>
        {
            Ok(())
        }
        result => result,
    }
}
