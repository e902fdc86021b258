//! The generated files of `hcl-out/` at some time: on disk, in a revision of Git, or as a build makes them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use formwork::emit::{Artifact, BANNER, Roots};

use crate::outcome::Failed;
use crate::project::shown;

/// The directory of the environments below `hcl-out/`.
const ENVIRONMENTS: &str = "env";

/// Texts by their paths below `hcl-out/`.
#[derive(Debug, Default)]
pub(super) struct Files(BTreeMap<String, String>);

impl Files {
    /// Those that a build makes.
    pub(super) fn of_roots(roots: &Roots) -> Self {
        let entry =
            |root: &str, file: &Artifact| (format!("{root}{}", file.name), file.text.clone());
        let base = roots.base.iter().map(|file| entry("", file));
        let environments = roots.environments.iter().flat_map(|(name, files)| {
            let root = format!("{ENVIRONMENTS}/{name}/");
            files
                .iter()
                .map(move |file| entry(&root, file))
                .collect::<Vec<_>>()
        });
        Self(base.chain(environments).collect())
    }

    /// The directories of root modules that either has: `""`, `"env/production/"`.
    pub(super) fn roots_with<'a>(&'a self, other: &'a Self) -> BTreeSet<&'a str> {
        let names = self.0.keys().chain(other.0.keys());
        names.map(|name| root_of(name)).collect()
    }

    /// The files of a root module, by their names in it.
    pub(super) fn of_root<'a>(&'a self, root: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        let files = self.0.iter().filter(move |(name, _)| root_of(name) == root);
        files.map(move |(name, text)| (&name[root.len()..], text.as_str()))
    }

    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// The names of files that are not the same in both.
    pub(super) fn differing<'a>(&'a self, other: &'a Self) -> Vec<&'a str> {
        let names: BTreeSet<&str> = self
            .0
            .keys()
            .chain(other.0.keys())
            .map(String::as_str)
            .collect();
        names
            .into_iter()
            .filter(|name| self.0.get(*name) != other.0.get(*name))
            .collect()
    }

    /// Takes in a file if formwork made it.
    fn add(&mut self, name: String, text: String) {
        if text
            .lines()
            .next()
            .is_some_and(|first| first.contains(BANNER))
        {
            self.0.insert(name, text);
        }
    }
}

fn root_of(name: &str) -> &str {
    let end = name.rfind('/').map_or(0, |slash| slash + 1);
    &name[..end]
}

/// Those on disk; none if nothing was built yet.
pub(super) fn of_disk(hcl_out: &Path) -> Result<Files, Failed> {
    let mut files = Files::default();
    read_directory(hcl_out, "", &mut files)?;
    for name in directories(&hcl_out.join(ENVIRONMENTS))? {
        let root = format!("{ENVIRONMENTS}/{name}/");
        read_directory(&hcl_out.join(&root), &root, &mut files)?;
    }
    Ok(files)
}

fn entries(directory: &Path) -> Result<Vec<(PathBuf, String)>, Failed> {
    let failed = |error: io::Error| Failed::unreadable(directory, &error);
    let entries = match fs::read_dir(directory) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        result => result.map_err(failed)?,
    };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry.map_err(failed)?;
        // A name that is not UTF-8 is not one that formwork gives.
        if let Ok(name) = entry.file_name().into_string() {
            found.push((entry.path(), name));
        }
    }
    Ok(found)
}

fn read_directory(directory: &Path, root: &str, files: &mut Files) -> Result<(), Failed> {
    for (path, name) in entries(directory)? {
        let is_file = fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_file());
        if !is_file {
            continue;
        }
        match fs::read_to_string(&path) {
            Ok(text) => files.add(format!("{root}{name}"), text),
            // Not text, so not made by formwork: a plan that Terraform saved, for example.
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {}
            Err(error) => return Err(Failed::unreadable(&path, &error)),
        }
    }
    Ok(())
}

fn directories(above: &Path) -> Result<Vec<String>, Failed> {
    let entries = entries(above)?.into_iter();
    let directories = entries.filter(|(path, _)| path.is_dir());
    Ok(directories.map(|(_, name)| name).collect())
}

/// Those of a revision of the Git repository that `hcl_out` lies in.
pub(super) fn of_revision(hcl_out: &Path, revision: &str) -> Result<Files, Failed> {
    let above = hcl_out.parent().filter(|path| !path.as_os_str().is_empty());
    let above = above.unwrap_or(Path::new("."));
    let name = hcl_out
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    // Before any path: a revision that starts with a dash would be an option.
    let commit = format!("{revision}^{{commit}}");
    let verified = git(
        above,
        &[
            "rev-parse",
            "--verify",
            "--quiet",
            "--end-of-options",
            &commit,
        ],
    )?;
    if !verified.status.success() {
        return Err(Failed::new(
            format!("Git knows no revision `{revision}` at `{}`", shown(above)),
            "name a commit, a branch or a tag of the repository: `--against main`",
        ));
    }
    let commit = String::from_utf8_lossy(&verified.stdout).trim().to_owned();
    let listed = git(
        above,
        &["ls-tree", "-r", "-z", "--name-only", &commit, "--", &name],
    )?;
    let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
    let mut files = Files::default();
    for path in listed.split('\0').filter(|path| !path.is_empty()) {
        let Some(below) = path
            .strip_prefix(&name)
            .and_then(|path| path.strip_prefix('/'))
        else {
            continue;
        };
        let shown = git(above, &["cat-file", "blob", &format!("{commit}:./{path}")])?;
        if let (true, Ok(text)) = (shown.status.success(), String::from_utf8(shown.stdout)) {
            files.add(below.to_owned(), text);
        }
    }
    Ok(files)
}

fn git(directory: &Path, arguments: &[&str]) -> Result<Output, Failed> {
    let run = Command::new("git")
        .arg("-C")
        .arg(directory)
        .args(arguments)
        .output();
    run.map_err(|error| {
        Failed::new(
            format!("cannot run `git`: {error}"),
            "install Git, or leave `--against` out",
        )
    })
}
