//! The Terraform that `cargo build` writes to `hcl-out/`.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use formwork::testing::{Module, module_of_hcl};

/// The module in a directory. A build can change it at any time, so it is read again whenever one
/// of its files is another.
#[derive(Debug)]
pub(crate) struct Terraform {
    directory: PathBuf,
    last: Mutex<Option<(Stamp, Arc<Module>)>>,
}

/// The files by their names, with what tells two versions of one apart.
type Stamp = Vec<(OsString, SystemTime, u64)>;

impl Terraform {
    /// The one in `directory`.
    pub(crate) fn new(directory: &Path) -> Self {
        Self {
            directory: directory.to_owned(),
            last: Mutex::default(),
        }
    }

    /// Where `cargo build` writes that of this workspace.
    pub(crate) fn workspace() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../hcl-out")
    }

    /// The module as it is now.
    pub(crate) fn module(&self) -> io::Result<Arc<Module>> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let stamp = stamp(&self.directory)?;
        if let Some((before, module)) = &*last
            && *before == stamp
        {
            return Ok(Arc::clone(module));
        }
        let module = Arc::new(read(&self.directory)?);
        *last = Some((stamp, Arc::clone(&module)));
        Ok(module)
    }
}

fn read(directory: &Path) -> io::Result<Module> {
    let entries = fs::read_dir(directory)?.map(|entry| Ok(entry?.path()));
    let mut paths = entries.collect::<io::Result<Vec<PathBuf>>>()?;
    paths.retain(|path| path.extension() == Some(OsStr::new("tf")));
    paths.sort();
    let files = paths.iter().map(|path| {
        let name = path.display().to_string();
        Ok((name, fs::read_to_string(path)?))
    });
    let files = files.collect::<io::Result<Vec<_>>>()?;
    let files = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()));
    module_of_hcl(files).map_err(io::Error::other)
}

fn stamp(directory: &Path) -> io::Result<Stamp> {
    let files = fs::read_dir(directory)?.map(|entry| {
        let entry = entry?;
        let metadata = entry.metadata()?;
        Ok((entry.file_name(), metadata.modified()?, metadata.len()))
    });
    let mut files = files.collect::<io::Result<Stamp>>()?;
    files.sort();
    Ok(files)
}
