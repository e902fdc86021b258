//! Who runs a project: one process at a time, which tells others the variables of its containers.

use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::io::{Seek, Write};
use std::path::{Path, PathBuf};

use super::Failure;
use crate::files::{create_private, write_private};

/// Held as long as this value lives; the operating system releases it with the process.
#[derive(Debug)]
pub(super) struct Lock {
    directory: PathBuf,
    _file: File,
}

impl Lock {
    /// Takes it.
    pub(super) fn take(data: &Path) -> Result<Self, Failure> {
        let (mut file, is_ours) = open(data)?;
        if !is_ours {
            let owner = fs::read_to_string(path(data)).unwrap_or_default();
            return Err(format!(
                "another `cargo formwork dev` uses {} (process {})\nhelp: stop it first",
                data.display(),
                owner.trim()
            )
            .into());
        }
        file.set_len(0)?;
        file.rewind()?;
        writeln!(file, "{}", std::process::id())?;
        let directory = data.join("variables");
        // Those of an earlier process have other ports and passwords.
        match fs::remove_dir_all(&directory) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
        create_private(&directory)?;
        Ok(Self {
            directory,
            _file: file,
        })
    }

    /// Tells others the variables of a container.
    pub(super) fn share(
        &self,
        container: &str,
        variables: &BTreeMap<String, String>,
    ) -> Result<(), Failure> {
        let text = serde_json::to_string(variables)?;
        write_private(&self.directory.join(container), &text)?;
        Ok(())
    }

    /// The variables of a container by the process that holds the lock now, if one does.
    pub(super) fn variables_of_owner(
        data: &Path,
        container: &str,
    ) -> Result<Option<BTreeMap<String, String>>, Failure> {
        if !path(data).exists() {
            return Ok(None);
        }
        let (_, is_free) = open(data)?;
        if is_free {
            return Ok(None);
        }
        let text = fs::read(data.join("variables").join(container)).map_err(|_| {
            format!(
                "the `cargo formwork dev` that runs does not know `{container}` yet\n\
                 help: wait until it has built what stack.toml says now"
            )
        })?;
        Ok(Some(serde_json::from_slice(&text)?))
    }
}

fn path(data: &Path) -> PathBuf {
    data.join("lock")
}

/// The file, and whether nobody else has it.
fn open(data: &Path) -> Result<(File, bool), Failure> {
    fs::create_dir_all(data).map_err(|error| format!("cannot make {}: {error}", data.display()))?;
    let mut options = File::options();
    let file = options
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path(data))
        .map_err(|error| format!("cannot write {}: {error}", path(data).display()))?;
    match file.try_lock() {
        Ok(()) => Ok((file, true)),
        Err(TryLockError::WouldBlock) => Ok((file, false)),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_those_of_the_owner_who_lives() {
        let directory = tempfile::tempdir().expect("a directory");
        let data = directory.path();
        let of_owner = || Lock::variables_of_owner(data, "nightly");
        assert_eq!(of_owner().expect("readable"), None);

        let lock = Lock::take(data).expect("free");
        let unknown = of_owner().expect_err("not told yet").to_string();
        assert!(unknown.contains("`nightly`"), "{unknown}");
        let variables = BTreeMap::from([("A".to_owned(), "b".to_owned())]);
        lock.share("nightly", &variables).expect("written");
        assert_eq!(of_owner().expect("readable"), Some(variables));
        let taken = Lock::take(data).expect_err("taken").to_string();
        assert!(
            taken.contains(&format!("(process {})", std::process::id())),
            "{taken}"
        );

        drop(lock);
        assert_eq!(of_owner().expect("readable"), None);
        Lock::take(data).expect("free again");
    }
}
