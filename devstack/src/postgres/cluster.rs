//! The directory of a cluster: where it is, who owns it, what is in it.

use std::fs::{self, File, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use std::{env, process, thread};

use crate::account::Account;
use crate::error::{Context, Error};
use crate::files::{Scratch, create_private, create_scratch, write_private};
use crate::postgres::binaries::Binaries;
use crate::postgres::tls::Certificates;

/// Encrypted connections with a password, from this machine, and none else.
const HOST_BASED_AUTHENTICATION: &str = "\
# TYPE  DATABASE  USER  ADDRESS       METHOD
hostssl all       all   127.0.0.1/32  scram-sha-256
hostssl all       all   ::1/128       scram-sha-256
";

/// The order of texts is that of their bytes on every machine; what is a letter, and its upper
/// case, follows Unicode. The last one is what remains on a machine that knows no such locale.
const CHARACTER_TYPES: [&str; 3] = ["C.UTF-8", "en_US.UTF-8", "C"];

/// How long the server of a killed owner may take to end.
const PATIENCE: Duration = Duration::from_secs(20);

/// A cluster that is ready to be started.
#[derive(Debug)]
pub(crate) struct Cluster {
    pub(crate) directory: PathBuf,
    pub(crate) account: Option<Account>,
    pub(crate) binaries: Binaries,
    pub(crate) certificates: Certificates,
    /// Of the superuser.
    pub(crate) password: String,
    /// Present if the directory vanishes with this value.
    pub(crate) scratch: Option<Scratch>,
    /// Held as long as this value lives; the operating system releases it with the process.
    _lock: File,
}

impl Cluster {
    /// Makes a new one that nobody will need again.
    pub(crate) fn scratch() -> Result<Self, Error> {
        let (directory, account) = enterable_scratch()?;
        let scratch = Scratch::adopt(directory.clone(), account)?;
        let cluster = Self::prepare(directory, account)?;
        Ok(Self {
            scratch: Some(scratch),
            ..cluster
        })
    }

    /// Opens the one in `directory`, or makes it.
    pub(crate) fn persistent(directory: &Path) -> Result<Self, Error> {
        let (directory, account) = enterable(directory)?;
        Self::prepare(directory, account)
    }

    fn prepare(directory: PathBuf, account: Option<Account>) -> Result<Self, Error> {
        let lock = lock(&directory)?;
        let data = directory.join("data");
        let written = fs::read_to_string(data.join("PG_VERSION")).ok();
        let wanted = written.as_deref().and_then(|text| text.trim().parse().ok());
        let binaries = Binaries::find(wanted);
        #[cfg(feature = "download")]
        let binaries = binaries.or_else(|missing| match account {
            // Root's home is closed to whoever runs PostgreSQL, and root can install one.
            Some(_) => Err(missing),
            None => super::download::binaries(),
        });
        let binaries = binaries?;
        let password = match &written {
            None => initialize(&binaries, &directory, account)?,
            Some(_) if wanted == Some(binaries.major) => {
                wait_for_the_last_server(&directory)?;
                let path = directory.join("superuser");
                fs::read_to_string(&path).context(|| format!("read {}", path.display()))?
            }
            Some(written) => {
                return Err(Error::OtherVersion {
                    directory,
                    written: written.trim().to_owned(),
                    installed: binaries.major,
                });
            }
        };
        let certificates = Certificates::create(&directory)?;
        write_private(&directory.join("pg_hba.conf"), HOST_BASED_AUTHENTICATION)?;
        if let Some(account) = account {
            for file in ["ca.pem", "server.pem", "server.key", "pg_hba.conf"] {
                account.give(&directory.join(file))?;
            }
        }
        Ok(Self {
            directory,
            account,
            binaries,
            certificates,
            password,
            scratch: None,
            _lock: lock,
        })
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.directory.join("data")
    }

    pub(crate) fn log(&self) -> PathBuf {
        self.directory.join("log")
    }

    /// The end of what the server wrote.
    pub(crate) fn end_of_log(&self) -> String {
        let log = fs::read_to_string(self.log()).unwrap_or_default();
        let skipped = log.lines().count().saturating_sub(10);
        log.lines().skip(skipped).collect::<Vec<_>>().join("\n")
    }
}

/// A new directory which whoever runs PostgreSQL can reach: `TMPDIR` may be root's own.
fn enterable_scratch() -> Result<(PathBuf, Option<Account>), Error> {
    let own = create_scratch(&env::temp_dir())?;
    match Account::instead_of_root()? {
        None => Ok((own, None)),
        Some(account) => {
            account.give(&own)?;
            if account.may_enter(&own) {
                return Ok((own, Some(account)));
            }
            fs::remove_dir(&own).context(|| format!("remove {}", own.display()))?;
            let public = create_scratch(Path::new("/tmp"))?;
            account.give(&public)?;
            Ok((public, Some(account)))
        }
    }
}

/// `directory`, or, where only root could reach it, one that stands for it in `/var/tmp`.
pub(crate) fn enterable(directory: &Path) -> Result<(PathBuf, Option<Account>), Error> {
    create_private(directory)?;
    let directory =
        &fs::canonicalize(directory).context(|| format!("find {}", directory.display()))?;
    let Some(account) = Account::instead_of_root()? else {
        return Ok((directory.to_owned(), None));
    };
    account.give(directory)?;
    if account.may_enter(directory) {
        return Ok((directory.to_owned(), Some(account)));
    }
    let name = directory.to_string_lossy().replace('/', "-");
    let public = Path::new("/var/tmp").join(format!("devstack{name}"));
    create_private(&public)?;
    account.take(&public)?;
    Ok((public, Some(account)))
}

/// Holds off a second process.
pub(crate) fn lock(directory: &Path) -> Result<File, Error> {
    let path = directory.join("lock");
    let context = || format!("lock {}", path.display());
    let mut file = File::options()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(&path)
        .context(context)?;
    match file.try_lock() {
        Ok(()) => {
            file.set_len(0).context(context)?;
            file.rewind().context(context)?;
            write!(file, "{}", process::id()).context(context)?;
            Ok(file)
        }
        Err(TryLockError::WouldBlock) => {
            let mut holder = String::new();
            file.read_to_string(&mut holder).context(context)?;
            Err(Error::InUse {
                directory: directory.to_owned(),
                process: holder.trim().parse().unwrap_or_default(),
            })
        }
        Err(TryLockError::Error(error)) => Err(error).context(context),
    }
}

/// Makes the files of a cluster and gives its superuser a password. Complete or not at all.
fn initialize(
    binaries: &Binaries,
    directory: &Path,
    account: Option<Account>,
) -> Result<String, Error> {
    let password = crate::random::hex(16);
    let path = directory.join("superuser");
    write_private(&path, &password)?;
    if let Some(account) = account {
        account.give(&path)?;
    }
    let unfinished = directory.join("data.unfinished");
    let mut output = String::new();
    for character_type in CHARACTER_TYPES {
        if unfinished.exists() {
            fs::remove_dir_all(&unfinished)
                .context(|| format!("remove {}", unfinished.display()))?;
        }
        let mut command = initdb(binaries, &unfinished, &path, character_type);
        if let Some(account) = account {
            account.apply(&mut command);
        }
        let result = command.output().context(|| "start initdb".to_owned())?;
        if result.status.success() {
            fs::rename(&unfinished, directory.join("data"))
                .context(|| format!("rename {}", unfinished.display()))?;
            return Ok(password);
        }
        output = String::from_utf8_lossy(&result.stderr).into_owned();
    }
    Err(Error::Program {
        program: "initdb",
        output,
    })
}

fn initdb(binaries: &Binaries, data: &Path, password: &Path, character_type: &str) -> Command {
    let mut command = Command::new(binaries.initdb());
    command
        .arg("--pgdata")
        .arg(data)
        .arg("--pwfile")
        .arg(password)
        .args(["--username", "postgres", "--auth", "scram-sha-256"])
        .args([
            "--encoding",
            "UTF8",
            "--locale",
            "C",
            "--lc-ctype",
            character_type,
        ])
        .arg("--no-sync");
    command
}

/// The server of an owner that was killed is about to end. One that ended in a power cut has left
/// its `postmaster.pid`, whose process may be anybody by now: PostgreSQL would believe it.
fn wait_for_the_last_server(directory: &Path) -> Result<(), Error> {
    let path = directory.join("data/postmaster.pid");
    let since = Instant::now();
    while let Some(process) = first_line(&path) {
        if !is_postgres(&process) {
            return fs::remove_file(&path).context(|| format!("remove {}", path.display()));
        }
        if since.elapsed() > PATIENCE {
            return Err(Error::InUse {
                directory: directory.to_owned(),
                process: process.parse().unwrap_or_default(),
            });
        }
        thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}

fn first_line(path: &Path) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    Some(text.lines().next().unwrap_or_default().to_owned())
}

fn is_postgres(process: &str) -> bool {
    let command = Command::new("ps")
        .args(["-o", "comm=", "-p", process])
        .output();
    // macOS prints the whole path.
    command.is_ok_and(|output| {
        let command = String::from_utf8_lossy(&output.stdout);
        Path::new(command.trim()).file_name() == Some("postgres".as_ref())
    })
}
