//! MySQL on this machine, or `MariaDB`: an installed one, with a cluster of its own. As on RDS, it takes nobody without
//! TLS and a password.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

use crate::account::Account;
use crate::error::{Context, Error};
use crate::files::write_private;
use crate::installed::Needed;
use crate::postgres::Login;
use crate::postgres::cluster::{enterable, lock};
use crate::postgres::tls::Certificates;
use crate::supervisor::{Signal, Supervised, supervise};
use crate::{background, ports, random};

const INSTALL: &str = "`apt-get install mariadb-server` (Debian, Ubuntu), `dnf install mariadb-server` (Fedora), \
                       `brew install mysql` (macOS)";

const SERVER: Needed = Needed {
    what: "no MySQL and no MariaDB",
    programs: &["mysqld", "mariadbd"],
    install: INSTALL,
};

/// What makes the files of a cluster of `MariaDB`; MySQL does it itself.
const MARIADB_INSTALL: Needed = Needed {
    what: "no program that makes a cluster of MariaDB",
    programs: &["mariadb-install-db", "mysql_install_db"],
    install: INSTALL,
};

/// How long a server may take to start.
const PATIENCE: Duration = Duration::from_mins(1);

/// How often another port is tried where somebody took the one that was free.
const ATTEMPTS: u32 = 3;

/// A server with its databases. It ends with this value; its data stays.
#[derive(Debug)]
pub struct MySql {
    server: Option<Supervised>,
    cluster: Cluster,
    port: u16,
    /// By the names of their databases.
    logins: BTreeMap<String, Login>,
    /// Who has no database, by name, with the passwords.
    users: BTreeMap<String, String>,
}

/// The files of a server, and who runs it.
#[derive(Debug)]
struct Cluster {
    directory: PathBuf,
    account: Option<Account>,
    certificates: Certificates,
    program: PathBuf,
    is_mariadb: bool,
    /// Held as long as this value lives; the operating system releases it with the process.
    _lock: File,
}

impl MySql {
    /// The one whose data is in `directory`, an empty one at first. It runs from its first database on.
    ///
    /// # Errors
    ///
    /// [`Error::NotInstalled`], [`Error::InUse`] while another process has it, [`Error::Program`] where its files can't
    /// be made.
    pub async fn persistent(directory: &Path) -> Result<Self, Error> {
        let directory = directory.to_owned();
        let cluster = background::run_blocking(move || Cluster::open(&directory)).await?;
        Ok(Self {
            server: None,
            cluster,
            port: 0,
            logins: BTreeMap::new(),
            users: BTreeMap::new(),
        })
    }

    /// The host name by which its certificate is valid.
    #[must_use]
    pub fn host(&self) -> &'static str {
        "localhost"
    }

    /// The port, on 127.0.0.1; 0 before it has a database.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The certificate of the authority that signed the server's.
    #[must_use]
    pub fn ca_bundle(&self) -> &Path {
        &self.cluster.certificates.ca_bundle
    }

    /// Has the database `name`, lowercase letters, digits and `_`, and a user of that name who may do all in it. What
    /// exists is kept, but for the password after a start. A new one starts the server again.
    ///
    /// # Errors
    ///
    /// [`Error::Program`] where it does not start.
    pub async fn create_database(&mut self, name: &str) -> Result<Login, Error> {
        if let Some(login) = self.logins.get(name) {
            return Ok(login.clone());
        }
        let login = Login {
            user: name.to_owned(),
            password: random::hex(16),
        };
        self.logins.insert(name.to_owned(), login.clone());
        self.start().await?;
        Ok(login)
    }

    /// Has users who may log in with `password`, and who have no other right yet. One that is new starts the server
    /// again, before it has a database too.
    ///
    /// # Errors
    ///
    /// [`Error::Program`] where it does not start.
    pub async fn create_users(
        &mut self,
        users: impl IntoIterator<Item = String>,
        password: &str,
    ) -> Result<(), Error> {
        let before = self.users.clone();
        let users = users.into_iter();
        self.users
            .extend(users.map(|user| (user, password.to_owned())));
        if self.users == before {
            return Ok(());
        }
        self.start().await
    }

    /// Starts it with the databases that it has to have.
    async fn start(&mut self) -> Result<(), Error> {
        // The one that runs gives way.
        if let Some(server) = self.server.take() {
            background::run_blocking(move || drop(server)).await;
        }
        self.cluster.write_statements(&self.logins, &self.users)?;
        let mut preferred = Some(self.port).filter(|port| *port != 0);
        let mut attempts = 0;
        loop {
            let port = ports::free(preferred.take())?;
            attempts += 1;
            match self.cluster.launch(port).await {
                Ok(server) => {
                    self.server = Some(server);
                    self.port = port;
                    return Ok(());
                }
                Err(Error::Program { .. }) if attempts < ATTEMPTS => {}
                Err(error) => return Err(error),
            }
        }
    }
}

impl Cluster {
    fn open(directory: &Path) -> Result<Self, Error> {
        let program = SERVER.find()?;
        let version = Command::new(&program).arg("--version").output();
        let version = version.context(|| format!("start {}", program.display()))?;
        let is_mariadb = String::from_utf8_lossy(&version.stdout).contains("MariaDB");
        let (directory, account) = enterable(directory)?;
        let lock = lock(&directory)?;
        let certificates = Certificates::create(&directory)?;
        let cluster = Self {
            directory,
            account,
            certificates,
            program,
            is_mariadb,
            _lock: lock,
        };
        for file in ["ca.pem", "server.pem", "server.key"] {
            cluster.give(&cluster.directory.join(file))?;
        }
        if !cluster.data().exists() {
            cluster.initialize()?;
        }
        Ok(cluster)
    }

    fn data(&self) -> PathBuf {
        self.directory.join("data")
    }

    fn give(&self, path: &Path) -> Result<(), Error> {
        let account = self.account;
        account.map_or(Ok(()), |account| account.give(path))
    }

    /// Makes the files of a cluster. Complete or not at all.
    fn initialize(&self) -> Result<(), Error> {
        let unfinished = self.directory.join("data.unfinished");
        if unfinished.exists() {
            fs::remove_dir_all(&unfinished)
                .context(|| format!("remove {}", unfinished.display()))?;
        }
        let mut command = if self.is_mariadb {
            let mut command = Command::new(MARIADB_INSTALL.find()?);
            command.args([
                "--no-defaults",
                "--auth-root-authentication-method=normal",
                "--skip-test-db",
            ]);
            command
        } else {
            let mut command = Command::new(&self.program);
            command.args(["--no-defaults", "--initialize-insecure"]);
            command
        };
        command.arg(format!("--datadir={}", unfinished.display()));
        if let Some(account) = self.account {
            account.apply(&mut command);
        }
        let done = command.output();
        let done = done.context(|| format!("start {}", command.get_program().display()))?;
        if !done.status.success() {
            let said = [done.stdout, done.stderr].concat();
            return Err(Error::Program {
                program: "mariadb-install-db",
                output: String::from_utf8_lossy(&said).into_owned(),
            });
        }
        fs::rename(&unfinished, self.data()).context(|| format!("rename {}", unfinished.display()))
    }

    /// Writes what the server does before it takes anybody in.
    fn write_statements(
        &self,
        logins: &BTreeMap<String, Login>,
        users: &BTreeMap<String, String>,
    ) -> Result<(), Error> {
        let table = if self.is_mariadb {
            "mysql.global_priv"
        } else {
            "mysql.user"
        };
        let mut statements = vec![
            // MariaDB has superusers of other addresses, and one for who gives no name: all without a password.
            format!(
                "DELETE FROM {table} WHERE User = '' OR (User = 'root' AND Host <> 'localhost');"
            ),
            "FLUSH PRIVILEGES;".to_owned(),
            format!(
                "ALTER USER 'root'@'localhost' IDENTIFIED BY '{}';",
                random::hex(16)
            ),
        ];
        for (database, Login { user, password }) in logins {
            statements.extend([
                format!("CREATE DATABASE IF NOT EXISTS `{database}` CHARACTER SET utf8mb4;"),
                format!("CREATE USER IF NOT EXISTS '{user}'@'%';"),
                format!("ALTER USER '{user}'@'%' IDENTIFIED BY '{password}';"),
                // As the master user of RDS may make users, and give them rights.
                format!("GRANT CREATE USER ON *.* TO '{user}'@'%';"),
                format!(
                    "GRANT ALL PRIVILEGES ON `{database}`.* TO '{user}'@'%' WITH GRANT OPTION;"
                ),
            ]);
        }
        for (user, password) in users {
            statements.extend([
                format!("CREATE USER IF NOT EXISTS '{user}'@'%';"),
                format!("ALTER USER '{user}'@'%' IDENTIFIED BY '{password}';"),
            ]);
        }
        let path = self.statements();
        write_private(&path, &(statements.join("\n") + "\n"))?;
        self.give(&path)
    }

    fn statements(&self) -> PathBuf {
        self.directory.join("statements.sql")
    }

    async fn launch(&self, port: u16) -> Result<Supervised, Error> {
        let path = self.directory.join("log");
        let log = File::create(&path).context(|| format!("write {}", path.display()))?;
        let copy = log.try_clone().context(|| "share a file".to_owned())?;
        let program = self.program.as_os_str();
        let server = supervise(program, Signal::Terminate, self.account, |command| {
            command
                .args(self.settings(port))
                .stdout(Stdio::from(log))
                .stderr(Stdio::from(copy));
        });
        let mut server = server.context(|| format!("start {}", program.display()))?;
        let since = Instant::now();
        while !greets(port).await {
            let ended = server.try_wait();
            let ended = ended.context(|| "look after mysqld".to_owned())?;
            if ended.is_some() || since.elapsed() > PATIENCE {
                return Err(Error::Program {
                    program: "mysqld",
                    output: end_of(&path),
                });
            }
            sleep(Duration::from_millis(20)).await;
        }
        Ok(server)
    }

    fn settings(&self, port: u16) -> Vec<String> {
        let Certificates {
            ca_bundle,
            certificate,
            key,
            ..
        } = &self.certificates;
        vec![
            // The settings of the machine are those of another server.
            "--no-defaults".to_owned(),
            format!("--datadir={}", self.data().display()),
            format!("--port={port}"),
            "--bind-address=127.0.0.1".to_owned(),
            format!("--socket={}", self.data().join("socket").display()),
            format!("--pid-file={}", self.data().join("pid").display()),
            format!("--init-file={}", self.statements().display()),
            format!("--ssl-ca={}", ca_bundle.display()),
            format!("--ssl-cert={}", certificate.display()),
            format!("--ssl-key={}", key.display()),
            "--require-secure-transport=ON".to_owned(),
            "--character-set-server=utf8mb4".to_owned(),
            // It would take the address of each client for a name that it asks DNS for.
            "--skip-name-resolve".to_owned(),
        ]
    }
}

/// Whether it takes connections: it greets who comes, once it has done its statements.
async fn greets(port: u16) -> bool {
    let ask = async {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
        stream.read(&mut [0; 64]).await
    };
    matches!(timeout(PATIENCE, ask).await, Ok(Ok(1..)))
}

fn end_of(log: &Path) -> String {
    let text = fs::read_to_string(log).unwrap_or_default();
    let skipped = text.lines().count().saturating_sub(10);
    text.lines().skip(skipped).collect::<Vec<_>>().join("\n")
}
