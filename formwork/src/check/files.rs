//! The files around a module: of other modules, and those that functions read.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::io;
use std::path::{Component, Path, PathBuf};

/// What is known of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    Text(String),
    /// It is there, and is no text.
    Bytes,
    Absent,
    /// Nobody said.
    Unknown,
}

/// Files by their path from the module that is checked, with `/` between the parts.
pub(super) trait Files: Debug {
    /// The files of Terraform in a directory; nothing if it is not known, or has none.
    fn module(&self, directory: &str) -> Vec<(String, String)>;

    fn read(&self, path: &str) -> Found;

    /// Whether a directory is known not to be there.
    fn is_absent(&self, directory: &str) -> bool;
}

/// Files in memory.
#[derive(Debug, Default)]
pub(super) struct Given<'a>(BTreeMap<String, &'a str>);

impl<'a> Given<'a> {
    pub(super) fn new(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let files = files.into_iter();
        Self(files.map(|(name, text)| (name.to_owned(), text)).collect())
    }
}

impl Files for Given<'_> {
    fn module(&self, directory: &str) -> Vec<(String, String)> {
        let files = self.0.iter();
        let here = files.filter(|(name, _)| is_terraform(name) && parent(name) == directory);
        here.map(|(name, text)| (name.clone(), (*text).to_owned()))
            .collect()
    }

    fn read(&self, path: &str) -> Found {
        match self.0.get(path) {
            Some(text) => Found::Text((*text).to_owned()),
            None => Found::Unknown,
        }
    }

    fn is_absent(&self, _: &str) -> bool {
        false
    }
}

/// Files below a directory, and beside it.
#[derive(Debug)]
pub(super) struct OnDisk {
    root: PathBuf,
}

impl OnDisk {
    pub(super) fn new(root: &Path) -> io::Result<Self> {
        std::fs::read_dir(root)?;
        Ok(Self {
            root: root.to_owned(),
        })
    }
}

impl Files for OnDisk {
    fn module(&self, directory: &str) -> Vec<(String, String)> {
        let Ok(entries) = std::fs::read_dir(self.root.join(directory)) else {
            return Vec::new();
        };
        let mut files = Vec::new();
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let is_hidden = name.starts_with(['.', '#']) || name.ends_with('~');
            if is_hidden || !is_terraform(&name) {
                continue;
            }
            if let Ok(text) = std::fs::read_to_string(entry.path()) {
                files.push((joined(directory, &name), text));
            }
        }
        files.sort();
        files
    }

    fn read(&self, path: &str) -> Found {
        match std::fs::read(self.root.join(path)) {
            Ok(bytes) => String::from_utf8(bytes).map_or(Found::Bytes, Found::Text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Found::Absent,
            Err(_) => Found::Unknown,
        }
    }

    fn is_absent(&self, directory: &str) -> bool {
        !self.root.join(directory).is_dir()
    }
}

/// A module in memory, with the files below a directory that may not be there yet.
#[derive(Debug)]
pub(super) struct Beside<'a> {
    given: Given<'a>,
    disk: OnDisk,
}

impl<'a> Beside<'a> {
    pub(super) fn new(
        root: impl IntoIterator<Item = (&'a str, &'a str)>,
        directory: &Path,
    ) -> Self {
        Self {
            given: Given::new(root),
            disk: OnDisk {
                root: directory.to_owned(),
            },
        }
    }
}

impl Files for Beside<'_> {
    fn module(&self, directory: &str) -> Vec<(String, String)> {
        if directory.is_empty() {
            self.given.module(directory)
        } else {
            self.disk.module(directory)
        }
    }

    /// What is not there may come before Terraform runs: an archive of code, say.
    fn read(&self, path: &str) -> Found {
        match self.disk.read(path) {
            Found::Absent => Found::Unknown,
            found => found,
        }
    }

    fn is_absent(&self, _: &str) -> bool {
        false
    }
}

pub(crate) fn is_terraform(name: &str) -> bool {
    Path::new(name)
        .extension()
        .is_some_and(|extension| extension == "tf")
}

/// The directory of a file.
pub(super) fn parent(name: &str) -> &str {
    name.rsplit_once('/').map_or("", |(parent, _)| parent)
}

/// A path from a directory, without `.` and with as few `..` as there may be.
pub(crate) fn joined(directory: &str, path: &str) -> String {
    let mut parts: Vec<String> = Vec::new();
    for component in Path::new(directory).join(path).components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if parts.last().is_some_and(|last| last != "..") => {
                parts.pop();
            }
            Component::RootDir => parts.push(String::new()),
            other => parts.push(other.as_os_str().to_string_lossy().into_owned()),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::{joined, parent};

    #[test]
    fn paths_are_joined_from_the_directory_of_a_module() {
        for (directory, path, expected) in [
            ("", "./m", "m"),
            ("m", "../n/", "n"),
            ("", "../n", "../n"),
            ("../n", "../m/x", "../m/x"),
            ("m", "./x.json", "m/x.json"),
            ("m", "/etc/x", "/etc/x"),
        ] {
            assert_eq!(joined(directory, path), expected, "{directory} {path}");
        }
        assert_eq!(parent("m/n/main.tf"), "m/n");
        assert_eq!(parent("main.tf"), "");
    }
}
