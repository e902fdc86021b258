//! emit, its comparison: what on disk differs from the artifacts. Only reads.

use std::collections::BTreeSet;
use std::fs::{self, DirEntry, File, FileType};
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

use super::{Action, Artifact, BANNER, EmitError, has_generated_name, stage};

/// How much of a file is read in search of the banner.
const HEAD_BYTES: usize = 1024;

/// How a directory differs from the artifacts.
#[derive(Debug)]
pub(super) struct Drift<'a> {
    /// The artifacts whose text is not on disk.
    pub(super) stale: Vec<&'a Artifact>,
    /// The generated files that no artifact stands for.
    pub(super) surplus: Vec<PathBuf>,
    /// Whether there are temporary files, of a killed build or of one that is at work.
    pub(super) leftovers: bool,
}

impl Drift<'_> {
    /// Tells whether there is nothing to write and nothing to prune.
    pub(super) fn is_current(&self) -> bool {
        self.stale.is_empty() && self.surplus.is_empty()
    }
}

/// Refuses a directory that is a symbolic link, wherever it leads. Links further up are part of
/// how the user names the place.
pub(super) fn check_no_link(dir: &Path) -> Result<(), EmitError> {
    // Collected from its components, since a slash at the end would follow the link.
    let path: PathBuf = dir.components().collect();
    match fs::symlink_metadata(&path) {
        Ok(metadata) if metadata.is_symlink() => Err(EmitError::Link { path }),
        _ => Ok(()),
    }
}

/// Compares the generated files of `dir` with `artifacts`, and fails if anything is in the way.
///
/// Without the lock the files may change meanwhile; a file that vanishes then counts as missing.
pub(super) fn drift<'a>(dir: &Path, artifacts: &'a [Artifact]) -> Result<Drift<'a>, EmitError> {
    let names = file_names(dir)?;
    Ok(Drift {
        stale: stale(dir, artifacts)?,
        surplus: surplus(dir, &names, artifacts)?,
        leftovers: names.iter().any(|name| stage::is_temporary(name)),
    })
}

/// Compares one file with `artifact`, whoever made that file.
pub(super) fn drift_of_file<'a>(
    dir: &Path,
    artifact: &'a Artifact,
) -> Result<Drift<'a>, EmitError> {
    let standing = standing(&dir.join(&artifact.name), &artifact.text)?;
    Ok(Drift {
        stale: if standing == Standing::Current {
            Vec::new()
        } else {
            vec![artifact]
        },
        surplus: Vec::new(),
        leftovers: false,
    })
}

/// Tells whether the first line of a text carries the banner.
pub(super) fn carries_banner(text: &[u8]) -> bool {
    let first_line = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let head = first_line.get(..HEAD_BYTES).unwrap_or(first_line);
    head.windows(BANNER.len())
        .any(|window| window == BANNER.as_bytes())
}

fn stale<'a>(dir: &Path, artifacts: &'a [Artifact]) -> Result<Vec<&'a Artifact>, EmitError> {
    let mut stale = Vec::new();
    for artifact in artifacts {
        let path = dir.join(&artifact.name);
        match standing(&path, &artifact.text)? {
            Standing::Current => {}
            Standing::Missing | Standing::Ours => stale.push(artifact),
            Standing::Foreign => return Err(EmitError::Foreign { path }),
        }
    }
    Ok(stale)
}

fn surplus(
    dir: &Path,
    names: &BTreeSet<String>,
    artifacts: &[Artifact],
) -> Result<Vec<PathBuf>, EmitError> {
    // A name that differs in case only may be the artifact itself, on file systems that say so.
    let wanted: BTreeSet<String> = artifacts
        .iter()
        .map(|artifact| artifact.name.to_ascii_lowercase())
        .collect();
    let mut surplus = Vec::new();
    for name in names {
        if has_generated_name(name) && !wanted.contains(&name.to_ascii_lowercase()) {
            let path = dir.join(name);
            if is_generated(&path).map_err(EmitError::io(Action::Read, &path))? {
                surplus.push(path);
            }
        }
    }
    Ok(surplus)
}

/// What stands where an artifact must go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Missing,
    /// The very text of the artifact.
    Current,
    /// Another text with the banner; or none at all, which some file systems leave after a power cut.
    Ours,
    Foreign,
}

fn standing(path: &Path, text: &str) -> Result<Standing, EmitError> {
    let metadata = match fs::symlink_metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Standing::Missing),
        result => result.map_err(EmitError::io(Action::Read, path))?,
    };
    if !metadata.is_file() {
        let found = describe(metadata.file_type());
        return Err(EmitError::NotAFile {
            path: path.to_owned(),
            found,
        });
    }
    standing_of_file(path, text).map_err(EmitError::io(Action::Read, path))
}

fn standing_of_file(path: &Path, text: &str) -> io::Result<Standing> {
    let Some(mut file) = open_if_present(path)? else {
        return Ok(Standing::Missing);
    };
    let length = file.metadata()?.len();
    if length == text.len() as u64 {
        let mut found = Vec::with_capacity(text.len());
        file.read_to_end(&mut found)?;
        return Ok(match found {
            found if found == text.as_bytes() => Standing::Current,
            found if carries_banner(&found) => Standing::Ours,
            _ => Standing::Foreign,
        });
    }
    let is_ours = length == 0 || carries_banner(&head(file)?);
    Ok(if is_ours {
        Standing::Ours
    } else {
        Standing::Foreign
    })
}

fn is_generated(path: &Path) -> io::Result<bool> {
    match open_if_present(path)? {
        Some(file) => Ok(carries_banner(&head(file)?)),
        None => Ok(false),
    }
}

fn open_if_present(path: &Path) -> io::Result<Option<File>> {
    match File::open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        result => result.map(Some),
    }
}

fn head(file: File) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    file.take(HEAD_BYTES as u64).read_to_end(&mut head)?;
    Ok(head)
}

/// The names of the regular files directly in `dir`, in order; none if there is no `dir`.
///
/// A name that is not UTF-8 can't be one of ours.
fn file_names(dir: &Path) -> Result<BTreeSet<String>, EmitError> {
    let entries = match fs::read_dir(dir) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(BTreeSet::new()),
        Err(error) if error.kind() == ErrorKind::NotADirectory => {
            return Err(EmitError::NotADirectory {
                path: dir.to_owned(),
            });
        }
        result => result.map_err(EmitError::io(Action::Read, dir))?,
    };
    let names: io::Result<Vec<Option<String>>> = entries.map(|entry| file_name(&entry?)).collect();
    Ok(names
        .map_err(EmitError::io(Action::Read, dir))?
        .into_iter()
        .flatten()
        .collect())
}

fn file_name(entry: &DirEntry) -> io::Result<Option<String>> {
    match entry.file_type() {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        kind => Ok(kind?
            .is_file()
            .then(|| entry.file_name().into_string().ok())
            .flatten()),
    }
}

fn describe(kind: FileType) -> &'static str {
    if kind.is_dir() {
        "a directory"
    } else if kind.is_symlink() {
        "a symbolic link"
    } else {
        "not a regular file"
    }
}
