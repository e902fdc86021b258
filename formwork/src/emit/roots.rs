//! emit, several root modules: that of the base in the directory itself, and below `env/` one of each
//! environment.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::survey::{self, Drift};
use super::{Action, Artifact, EmitError, Written, check_artifacts, reconcile};

/// The directory below `hcl-out/` that the environments lie in.
pub(crate) const ENVIRONMENTS: &str = "env";

/// The one file that stays where something else does: without it, Git would take in the state.
const GITIGNORE: &str = ".gitignore";

/// The files of several root modules.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Roots {
    /// Those of the directory itself.
    pub base: Vec<Artifact>,
    /// Those of each environment, by its name.
    pub environments: BTreeMap<String, Vec<Artifact>>,
}

impl Roots {
    /// Each root module with its directory below `dir`.
    pub(crate) fn directories(&self, dir: &Path) -> impl Iterator<Item = (PathBuf, &[Artifact])> {
        let above = dir.join(ENVIRONMENTS);
        let own = self
            .environments
            .iter()
            .map(move |(name, artifacts)| (above.join(name), artifacts.as_slice()));
        [(dir.to_owned(), self.base.as_slice())]
            .into_iter()
            .chain(own)
    }
}

/// Brings `dir` to the base as [`write`](super::write()) does, and `env/NAME` below it to the artifacts of
/// each environment. Files of an environment that there is no more are removed, and so is its directory if
/// nothing else lies there.
///
/// # Errors
///
/// As of `write`; all that is in the way anywhere is found before the first file changes.
pub fn write_roots(
    dir: &Path,
    roots: &Roots,
    stamp: Option<SystemTime>,
) -> Result<Written, EmitError> {
    let above = dir.join(ENVIRONMENTS);
    preview_roots(dir, roots)?;
    let mut all = Written::default();
    for (root, artifacts) in roots.directories(dir) {
        let written = reconcile(&root, stamp, || survey::drift(&root, artifacts))?;
        all.changed.extend(written.changed);
        all.removed.extend(written.removed);
    }
    for abandoned in abandoned(&above, &roots.environments)? {
        let written = reconcile(&abandoned, stamp, || rest(&abandoned))?;
        all.removed.extend(written.removed);
        // It stays if anything else lies there.
        let _ = fs::remove_dir(&abandoned);
    }
    if roots.environments.is_empty() && !all.removed.is_empty() {
        let _ = fs::remove_dir(&above);
    }
    Ok(all)
}

/// What [`write_roots`] would do. Nothing is written.
///
/// # Errors
///
/// As of `write_roots`, but for what only writing meets.
pub fn preview_roots(dir: &Path, roots: &Roots) -> Result<Written, EmitError> {
    let above = dir.join(ENVIRONMENTS);
    survey::check_no_link(dir)?;
    if !roots.environments.is_empty() {
        survey::check_no_link(&above)?;
    }
    let mut all = Written::default();
    for (root, artifacts) in roots.directories(dir) {
        check_artifacts(artifacts)?;
        survey::check_no_link(&root)?;
        let drift = survey::drift(&root, artifacts)?;
        let stale = drift.stale.iter();
        all.changed.extend(stale.map(|file| root.join(&file.name)));
        all.removed.extend(drift.surplus);
    }
    for abandoned in abandoned(&above, &roots.environments)? {
        all.removed.extend(rest(&abandoned)?.surplus);
    }
    Ok(all)
}

/// The directories in `above` that no environment has any more.
fn abandoned(
    above: &Path,
    environments: &BTreeMap<String, Vec<Artifact>>,
) -> Result<Vec<PathBuf>, EmitError> {
    // What is behind a link is not ours.
    if survey::check_no_link(above).is_err() {
        return Ok(Vec::new());
    }
    let entries = match fs::read_dir(above) {
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(Vec::new());
        }
        result => result.map_err(EmitError::io(Action::Read, above))?,
    };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry.map_err(EmitError::io(Action::Read, above))?;
        let is_directory = entry.file_type().is_ok_and(|kind| kind.is_dir());
        let name = entry.file_name();
        let is_known = name
            .to_str()
            .is_none_or(|name| environments.contains_key(name));
        if is_directory && !is_known {
            found.push(entry.path());
        }
    }
    found.sort();
    Ok(found)
}

/// What is to go from the directory of an environment that is no more.
fn rest(dir: &Path) -> Result<Drift<'static>, EmitError> {
    let mut drift = survey::drift(dir, &[])?;
    let mut entries = fs::read_dir(dir).map_err(EmitError::io(Action::Read, dir))?;
    let is_other = |path: &PathBuf| !drift.surplus.contains(path);
    if entries.any(|entry| entry.is_ok_and(|entry| is_other(&entry.path()))) {
        drift.surplus.retain(|path| !path.ends_with(GITIGNORE));
    }
    Ok(drift)
}
