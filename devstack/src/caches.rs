//! Caches on this machine: an installed Valkey or Redis, with the users that the grants make. They log in by a
//! password, without TLS: only AWS takes the signature of a role.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

use crate::error::{Context, Error};
use crate::files::{create_private, write_private};
use crate::installed::Needed;
use crate::queues::digest::hex;
use crate::supervisor::{Signal, Supervised, supervise};
use crate::{ports, random};

const SERVER: Needed = Needed {
    what: "no Valkey and no Redis",
    programs: &["valkey-server", "redis-server"],
    install: "`apt-get install valkey-server` (Debian, Ubuntu; `redis-server` where there is none yet), \
              `dnf install valkey` (Fedora), `brew install valkey` (macOS)",
};

/// How long a server may take to start.
const PATIENCE: Duration = Duration::from_secs(20);

/// How often another port is tried where somebody took the one that was free.
const ATTEMPTS: u32 = 3;

/// A server with its users. What it keeps is in memory. It ends with this value.
#[derive(Debug)]
pub struct Cache {
    server: Supervised,
    port: u16,
    password: String,
    users: Vec<User>,
}

/// Somebody who may log in, by the name on AWS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// `shop-quotes-pricing`.
    pub name: String,
    /// What the user may do, as Valkey says it: `on ~* +@all -@admin`.
    pub access: String,
}

impl Cache {
    /// Starts one whose log is in `directory`. All users have one password, and nobody else gets in.
    ///
    /// # Errors
    ///
    /// [`Error::NotInstalled`], and [`Error::Program`] where it does not start.
    pub async fn start(directory: &Path, users: &[User]) -> Result<Self, Error> {
        let program = SERVER.find()?;
        create_private(directory)?;
        let password = random::hex(16);
        let rules = directory.join("users.acl");
        write_private(&rules, &rules_of(users, &password))?;
        let mut attempts = 0;
        loop {
            let port = ports::free(None)?;
            attempts += 1;
            match launch(&program, directory, port).await {
                Ok(server) => {
                    return Ok(Self {
                        server,
                        port,
                        password,
                        users: users.to_vec(),
                    });
                }
                Err(Error::Program { .. }) if attempts < ATTEMPTS => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// The port, on 127.0.0.1.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The password of its users.
    #[must_use]
    pub fn password(&self) -> &str {
        &self.password
    }

    /// Whether it runs, with these users.
    pub(crate) fn has(&mut self, users: &[User]) -> bool {
        self.users == users && matches!(self.server.try_wait(), Ok(None))
    }
}

/// The rules of Valkey for its users, of a password no more than its hash.
fn rules_of(users: &[User], password: &str) -> String {
    let hash = hex(&Sha256::digest(password));
    let users = users.iter();
    let users = users.map(|user| format!("user {} #{hash} {}", user.name, user.access));
    let rules: Vec<String> = ["user default off".to_owned()]
        .into_iter()
        .chain(users)
        .collect();
    rules.join("\n") + "\n"
}

async fn launch(program: &Path, directory: &Path, port: u16) -> Result<Supervised, Error> {
    let log: PathBuf = directory.join("log");
    let _ = fs::remove_file(&log);
    let server = supervise(program.as_os_str(), Signal::Terminate, None, |command| {
        command
            .args(["--bind", "127.0.0.1", "--port", &port.to_string()])
            .arg("--aclfile")
            .arg(directory.join("users.acl"))
            .arg("--logfile")
            .arg(&log)
            .arg("--dir")
            .arg(directory)
            // Nothing is written to disk.
            .args(["--save", "", "--appendonly", "no", "--daemonize", "no"])
            .stdout(Stdio::null())
            .stderr(Stdio::null());
    });
    let mut server = server.context(|| format!("start {}", program.display()))?;
    let since = Instant::now();
    while !answers(port).await {
        let ended = server.try_wait();
        let ended = ended.context(|| "look after the cache".to_owned())?;
        if ended.is_some() || since.elapsed() > PATIENCE {
            let said = fs::read_to_string(&log).unwrap_or_default();
            return Err(Error::Program {
                program: "valkey-server",
                output: said,
            });
        }
        sleep(Duration::from_millis(10)).await;
    }
    Ok(server)
}

/// Whether it serves: it listens before it has read its rules, which it may refuse.
async fn answers(port: u16) -> bool {
    let ask = async {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
        stream.write_all(b"PING\r\n").await?;
        stream.read(&mut [0; 64]).await
    };
    matches!(timeout(PATIENCE, ask).await, Ok(Ok(1..)))
}
