//! emit: the last step of the pipeline, where the synthesized texts reach the disk.
//!
//! Editors and several target directories build at once, and any build may be killed. So:
//!
//! - what is up to date is only read: no lock, no temporary file, no new modification time;
//! - everything else happens under a lock, which the system releases when its holder dies;
//! - all new texts are staged in temporary files first and renamed over their targets afterwards,
//!   so a full disk or a read-only tree is met while nothing has changed, and a killed build or
//!   a power cut leaves each file either old or new;
//! - a file is removed only if its first line carries [`BANNER`], and never overwritten unless it
//!   carries it or is empty.
//!
//! A killed build can leave a mixture of old and new files and some temporary files behind. The
//! next build repairs both.

mod error;
mod fault;
mod lock;
mod roots;
mod stage;
mod survey;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

pub use error::{Action, EmitError};
use lock::Lock;
pub(crate) use roots::ENVIRONMENTS;
pub use roots::{Roots, preview_roots, write_roots};
use stage::{Staged, stage_all};
use survey::Drift;

/// The sentence by which a generated file is known, in the first line of each.
pub const BANNER: &str = "Generated from stack.toml by formwork; edit that file.";

/// How the names of artifacts end: only such files are ever looked at for pruning.
///
/// The short list keeps pruning cheap, and keeps it away from copies that people make of a
/// generated file, banner included (`network.tf.orig`).
const GENERATED_SUFFIXES: [&str; 3] = [".tf", ".md", ".gitignore"];

/// One file to be written: its name and its whole text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Artifact {
    /// The name in the output directory, which is flat: `network.tf`, `README.md`, `.gitignore`.
    pub name: String,
    /// The text, whose first line carries [`BANNER`] as a comment.
    pub text: String,
}

/// What [`write()`] did. Both lists are empty if everything was up to date.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// The files that are new or have a new text, in the order of the artifacts.
    pub changed: Vec<PathBuf>,
    /// The generated files that no artifact stands for any more, in the order of their names.
    pub removed: Vec<PathBuf>,
}

/// Brings the generated files of `dir` to exactly `artifacts`, and creates `dir` if need be.
///
/// Whatever formwork did not generate stays as it is: state, `.terraform` and its lock file,
/// `*.tfvars`, files without the banner, subdirectories, symbolic links.
///
/// `stamp` becomes the modification time of all that is written and of `dir`. Give it that of
/// `stack.toml`, taken before its text is read: Cargo holds what `rerun-if-changed` names, a
/// directory itself included, against the time at which the build script started. A file written
/// by the script is newer, and the next `cargo build` would run the script and relink for nothing.
/// A later edit by hand still gets a new time and is noticed.
///
/// Git is not misled by the old time. Its index also compares the inode and the time of the last
/// status change: the rename brings a new inode, and the status change can't be set. Where
/// `core.checkStat = minimal` leaves Git only size and modification time, a change of the text
/// nearly always comes with a new time of `stack.toml`; a new version of formwork whose text has
/// the same size is the exception.
///
/// # Errors
///
/// All of these are found before the first file changes, except an [`EmitError::Io`] from renaming
/// or removing; every file is whole even then.
///
/// - [`EmitError::Foreign`], [`EmitError::NotAFile`], [`EmitError::NotADirectory`],
///   [`EmitError::Link`]: something that formwork did not generate is in the way.
/// - [`EmitError::Io`]: the system refused, for example because the tree is read-only and stale.
/// - [`EmitError::InvalidArtifact`]: a bug in formwork.
pub fn write(
    dir: &Path,
    artifacts: &[Artifact],
    stamp: Option<SystemTime>,
) -> Result<Written, EmitError> {
    check_artifacts(artifacts)?;
    survey::check_no_link(dir)?;
    reconcile(dir, stamp, || survey::drift(dir, artifacts))
}

/// Writes one file that nobody edits, like `stack.rs` in `$OUT_DIR`, if its text differs.
///
/// Atomic as [`write()`] is; but nothing is pruned, the text needs no banner, and whatever file
/// stands there is replaced. Returns whether it wrote.
///
/// # Errors
///
/// [`EmitError::NotAFile`] if something else is in the way, [`EmitError::Io`] if the system refused,
/// [`EmitError::InvalidArtifact`] for a bug in formwork.
pub fn write_file(dir: &Path, artifact: &Artifact) -> Result<bool, EmitError> {
    check_name(artifact)?;
    let written = reconcile(dir, None, || survey::drift_of_file(dir, artifact))?;
    Ok(!written.changed.is_empty())
}

/// Asks `find` for the drift, first without and, if there is some, again with the lock; ends it.
fn reconcile<'a>(
    dir: &Path,
    stamp: Option<SystemTime>,
    find: impl Fn() -> Result<Drift<'a>, EmitError>,
) -> Result<Written, EmitError> {
    let seen = find()?;
    if seen.is_current() && !seen.leftovers {
        return Ok(Written::default());
    }
    let lock = match Lock::acquire(dir) {
        // Left-over files alone are no reason to fail on a read-only tree.
        Err(_) if seen.is_current() => return Ok(Written::default()),
        acquired => acquired?,
    };
    stage::sweep(dir);
    // Another build may have written while this one waited.
    let written = apply(dir, &find()?, stamp)?;
    fault::step();
    if let Some(stamp) = stamp {
        lock.stamp_directory(stamp);
    }
    Ok(written)
}

fn apply(dir: &Path, drift: &Drift<'_>, stamp: Option<SystemTime>) -> Result<Written, EmitError> {
    let changed = stage_all(dir, &drift.stale, stamp)?
        .into_iter()
        .map(Staged::publish)
        .collect::<Result<_, _>>()?;
    // Pruned last: a build killed in between leaves too much, never too little.
    for path in &drift.surplus {
        fault::step();
        fs::remove_file(path).map_err(EmitError::io(Action::Remove, path))?;
    }
    Ok(Written {
        changed,
        removed: drift.surplus.clone(),
    })
}

/// Checks what later builds rely on: without a banner or with another ending, a file would never
/// be recognised as ours again.
fn check_artifacts(artifacts: &[Artifact]) -> Result<(), EmitError> {
    let mut names = BTreeSet::new();
    for artifact in artifacts {
        check_name(artifact)?;
        if !has_generated_name(&artifact.name) {
            return Err(EmitError::invalid(
                artifact,
                "has a name that is never pruned",
            ));
        }
        if !survey::carries_banner(artifact.text.as_bytes()) {
            return Err(EmitError::invalid(
                artifact,
                "lacks the banner in its first line",
            ));
        }
        // Some file systems take `Main.tf` and `main.tf` for the same file.
        if !names.insert(artifact.name.to_ascii_lowercase()) {
            return Err(EmitError::invalid(artifact, "has the name of another one"));
        }
    }
    Ok(())
}

/// Refuses a name that would lead out of the directory, on any system.
fn check_name(artifact: &Artifact) -> Result<(), EmitError> {
    let name = artifact.name.as_str();
    if matches!(name, "" | "." | "..") || name.contains(['/', '\\', ':', '\0']) {
        return Err(EmitError::invalid(
            artifact,
            "has a name that is no plain file name",
        ));
    }
    Ok(())
}

fn has_generated_name(name: &str) -> bool {
    GENERATED_SUFFIXES
        .iter()
        .any(|suffix| name.ends_with(suffix))
}
