//! PostgreSQL as RDS offers it: TLS only, passwords only.

mod binaries;
pub(crate) mod cluster;
#[cfg(feature = "download")]
mod download;
pub(crate) mod tls;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::time::sleep;
use tokio_postgres::config::SslMode;
use tokio_postgres::{Client, Config};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::error::{Context, DatabaseContext, Error};
use crate::files::write_private;
use crate::postgres::cluster::Cluster;
use crate::supervisor::{Signal, Supervised, supervise};
use crate::{background, ports, random};

/// How long a server may take to accept connections; recovery after a crash is part of it.
const PATIENCE: Duration = Duration::from_mins(1);

/// A server can lose the port that was free a moment ago to another process.
const ATTEMPTS: u32 = 5;

/// A user of a database, with the password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    /// The name of the role.
    pub user: String,
    /// Its password.
    pub password: String,
}

/// A PostgreSQL server of its own on this machine. It ends with this process, however that ends.
#[derive(Debug)]
pub struct Postgres {
    inner: Arc<Server>,
    /// The superuser's connection, on the runtime of the stack.
    superuser: tokio::sync::Mutex<Option<Arc<Client>>>,
}

#[derive(Debug)]
struct Server {
    /// Before the cluster: it ends first.
    process: Mutex<Option<Supervised>>,
    cluster: Cluster,
    port: u16,
}

impl Postgres {
    /// Starts an empty one for tests, which vanishes with this process. It never waits for a disk.
    ///
    /// # Errors
    ///
    /// [`Error::NoPostgres`] where none is installed, [`Error::Program`] if it doesn't start.
    pub async fn ephemeral() -> Result<Self, Error> {
        Self::start(Cluster::scratch).await
    }

    /// Starts the one whose data is in `directory`, an empty one at first.
    ///
    /// # Errors
    ///
    /// As [`Postgres::ephemeral`]; [`Error::InUse`] while another process runs it,
    /// [`Error::OtherVersion`] where its version is not installed.
    pub async fn persistent(directory: &Path) -> Result<Self, Error> {
        let directory = directory.to_owned();
        Self::start(move || Cluster::persistent(&directory)).await
    }

    async fn start(
        cluster: impl FnOnce() -> Result<Cluster, Error> + Send + 'static,
    ) -> Result<Self, Error> {
        background::run(async move {
            let cluster = background::run_blocking(cluster).await?;
            let mut server = Server {
                process: Mutex::new(None),
                cluster,
                port: 0,
            };
            server.start_on_a_free_port().await?;
            Ok(Self {
                inner: Arc::new(server),
                superuser: tokio::sync::Mutex::new(None),
            })
        })
        .await
    }

    /// The host by which its certificate knows it.
    #[must_use]
    pub fn host(&self) -> &'static str {
        "localhost"
    }

    /// The port on which it listens, on 127.0.0.1.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.inner.port
    }

    /// The file with the certificate of the authority that signed the server's.
    #[must_use]
    pub fn ca_bundle(&self) -> &Path {
        &self.inner.cluster.certificates.ca_bundle
    }

    /// Where its files are. Where root runs this, and nobody else may enter the directory that was
    /// asked for, it is one in `/var/tmp`.
    #[must_use]
    pub fn directory(&self) -> &Path {
        &self.inner.cluster.directory
    }

    /// Where the server logs to.
    #[must_use]
    pub fn log(&self) -> PathBuf {
        self.inner.cluster.log()
    }

    /// Creates the database `name` and a role of that name that owns it. What exists is kept, but
    /// for the role's password, which is a new one.
    ///
    /// # Errors
    ///
    /// [`Error::Database`], [`Error::Down`].
    pub async fn create_database(&self, name: &str) -> Result<Login, Error> {
        let login = Login {
            user: name.to_owned(),
            password: random::hex(16),
        };
        let exists = "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1), \
                      EXISTS (SELECT FROM pg_database WHERE datname = $1)";
        let what = "cannot create a database";
        let superuser = self.superuser().await?;
        let row = superuser.query_one(exists, &[&name]).await.context(what)?;
        let (role, database): (bool, bool) = (row.get(0), row.get(1));
        if !role {
            self.execute("CREATE ROLE %I LOGIN", &[name]).await?;
        }
        // As the master user of RDS may make roles.
        self.execute("ALTER ROLE %I CREATEROLE", &[name]).await?;
        self.set_password(name, &login.password).await?;
        if !database {
            self.execute("CREATE DATABASE %1$I OWNER %1$I", &[name])
                .await?;
        }
        Ok(login)
    }

    /// Creates the role `user`, who may log in with `password`, and who has no other right yet. One that exists gets
    /// the password.
    ///
    /// # Errors
    ///
    /// [`Error::Database`], [`Error::Down`].
    pub async fn create_user(&self, user: &str, password: &str) -> Result<(), Error> {
        let exists = "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)";
        let superuser = self.superuser().await?;
        let row = superuser.query_one(exists, &[&user]).await;
        let exists: bool = row.context("cannot create a user")?.get(0);
        if !exists {
            self.execute("CREATE ROLE %I LOGIN", &[user]).await?;
        }
        self.set_password(user, password).await
    }

    /// Gives `user` another password. Its open connections go on.
    ///
    /// # Errors
    ///
    /// [`Error::Database`], [`Error::Down`].
    pub async fn set_password(&self, user: &str, password: &str) -> Result<(), Error> {
        self.execute("ALTER ROLE %I PASSWORD %L", &[user, password])
            .await
    }

    /// Renames `user`, who keeps password and possessions.
    ///
    /// # Errors
    ///
    /// [`Error::Database`], [`Error::Down`].
    pub async fn rename_user(&self, user: &str, to: &str) -> Result<(), Error> {
        self.execute("ALTER ROLE %I RENAME TO %I", &[user, to])
            .await
    }

    /// Ends all connections to `database`, as a failover does. Returns how many there were.
    ///
    /// # Errors
    ///
    /// [`Error::Database`], [`Error::Down`].
    pub async fn terminate_connections(&self, database: &str) -> Result<usize, Error> {
        let terminate = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                         WHERE datname = $1 AND pid <> pg_backend_pid()";
        let superuser = self.superuser().await?;
        let ended = superuser.query(terminate, &[&database]).await;
        Ok(ended.context("cannot end connections")?.len())
    }

    /// Lets the server crash: all connections end at once, nothing is written any more.
    /// What it acknowledged is there after [`Postgres::start_again`].
    ///
    /// # Errors
    ///
    /// [`Error::Io`] if the server can't be reached by a signal.
    pub async fn kill(&self) -> Result<(), Error> {
        *self.superuser.lock().await = None;
        let server = Arc::clone(&self.inner);
        background::run_blocking(move || server.kill()).await
    }

    /// Starts the server again on the same port, which recovers what was there.
    ///
    /// # Errors
    ///
    /// [`Error::Program`] if it doesn't start.
    pub async fn start_again(&self) -> Result<(), Error> {
        let server = Arc::clone(&self.inner);
        background::run(async move { server.launch().await }).await
    }

    /// A connection of the superuser to `database`, for tests that look at what is stored. It is
    /// driven by the stack's own runtime.
    ///
    /// # Errors
    ///
    /// [`Error::Database`], [`Error::Down`].
    pub async fn client(&self, database: &str) -> Result<Client, Error> {
        let server = Arc::clone(&self.inner);
        let database = database.to_owned();
        background::run(async move { server.connect(&database).await }).await
    }

    /// Executes `statement` with names and values put in by PostgreSQL's own `format`.
    async fn execute(&self, statement: &str, values: &[&str]) -> Result<(), Error> {
        let what = "cannot execute a statement";
        let superuser = self.superuser().await?;
        let format = "SELECT format($1, VARIADIC $2::text[])";
        let row = superuser
            .query_one(format, &[&statement, &values])
            .await
            .context(what)?;
        superuser.batch_execute(row.get(0)).await.context(what)
    }

    /// The connection that all of these statements share, opened again after the server was down.
    async fn superuser(&self) -> Result<Arc<Client>, Error> {
        let mut shared = self.superuser.lock().await;
        if let Some(client) = shared.as_ref().filter(|client| !client.is_closed()) {
            return Ok(Arc::clone(client));
        }
        let client = Arc::new(self.client("postgres").await?);
        *shared = Some(Arc::clone(&client));
        Ok(client)
    }
}

impl Server {
    async fn start_on_a_free_port(&mut self) -> Result<(), Error> {
        let last = std::fs::read_to_string(self.port_file()).ok();
        let mut preferred = last.and_then(|port| port.trim().parse().ok());
        let mut attempts = 0;
        loop {
            self.port = ports::free(preferred.take())?;
            attempts += 1;
            match self.launch().await {
                Ok(()) => break,
                Err(Error::Program { .. }) if attempts < ATTEMPTS => {}
                Err(error) => return Err(error),
            }
        }
        write_private(&self.port_file(), &self.port.to_string())
    }

    fn port_file(&self) -> PathBuf {
        self.cluster.directory.join("port")
    }

    async fn launch(&self) -> Result<(), Error> {
        if self.process().is_some() {
            return Ok(());
        }
        let process = self.spawn()?;
        *self.process() = Some(process);
        let accepting = self.wait_until_it_accepts().await;
        if accepting.is_err() {
            *self.process() = None;
        }
        accepting
    }

    fn spawn(&self) -> Result<Supervised, Error> {
        let path = self.cluster.log();
        let log = File::create(&path).context(|| format!("write {}", path.display()))?;
        let copy = log.try_clone().context(|| "share a file".to_owned())?;
        let last_signal = match self.cluster.scratch {
            Some(_) => Signal::Quit,
            None => Signal::Interrupt,
        };
        let program = self.cluster.binaries.postgres();
        supervise(
            program.as_os_str(),
            last_signal,
            self.cluster.account,
            |command| {
                command
                    .arg("-D")
                    .arg(self.cluster.data())
                    .args(self.settings())
                    .stdout(Stdio::from(log))
                    .stderr(Stdio::from(copy));
            },
        )
        .context(|| "start postgres".to_owned())
    }

    fn settings(&self) -> Vec<String> {
        let Cluster {
            directory,
            certificates,
            ..
        } = &self.cluster;
        let mut settings = vec![
            format!("port={}", self.port),
            "listen_addresses=127.0.0.1".to_owned(),
            // No socket: everyone on this machine could open it.
            "unix_socket_directories=".to_owned(),
            "ssl=on".to_owned(),
            format!("ssl_cert_file={}", certificates.certificate.display()),
            format!("ssl_key_file={}", certificates.key.display()),
            format!("hba_file={}", directory.join("pg_hba.conf").display()),
            // Tests run side by side, with a pool each.
            "max_connections=1000".to_owned(),
        ];
        if self.cluster.scratch.is_some() {
            // A crash of the machine may lose all of it. One of the server may not: commits
            // still wait until the operating system has what they wrote.
            settings.extend(["fsync=off", "full_page_writes=off"].map(str::to_owned));
        }
        settings
            .into_iter()
            .flat_map(|setting| ["-c".to_owned(), setting])
            .collect()
    }

    async fn wait_until_it_accepts(&self) -> Result<(), Error> {
        let since = Instant::now();
        loop {
            let Err(error) = self.connect("postgres").await else {
                return Ok(());
            };
            let ended = match self.process().as_mut() {
                Some(process) => process.try_wait().context(|| "watch postgres".to_owned())?,
                None => return Err(Error::Down),
            };
            if ended.is_some() {
                return Err(Error::Program {
                    program: "postgres",
                    output: self.cluster.end_of_log(),
                });
            }
            if since.elapsed() > PATIENCE {
                return Err(error);
            }
            sleep(Duration::from_millis(10)).await;
        }
    }

    /// Opens a connection on the runtime that this is called from, the stack's.
    async fn connect(&self, database: &str) -> Result<Client, Error> {
        if self.process().is_none() {
            return Err(Error::Down);
        }
        let tls = MakeRustlsConnect::new(self.cluster.certificates.client()?);
        let (client, connection) = Config::new()
            .host("localhost")
            .hostaddr(std::net::Ipv4Addr::LOCALHOST.into())
            .port(self.port)
            .user("postgres")
            .password(&self.cluster.password)
            .dbname(database)
            .ssl_mode(SslMode::Require)
            .connect(tls)
            .await
            .context("cannot connect")?;
        // How it ended, its client is told.
        tokio::spawn(async { drop(connection.await) });
        Ok(client)
    }

    fn kill(&self) -> Result<(), Error> {
        let mut process = self.process();
        let Some(running) = process.as_mut() else {
            return Ok(());
        };
        running
            .signal(Signal::Quit)
            .and_then(|()| running.wait())
            .context(|| "kill postgres".to_owned())?;
        *process = None;
        Ok(())
    }

    fn process(&self) -> MutexGuard<'_, Option<Supervised>> {
        self.process.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
