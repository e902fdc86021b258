//! The database: a pool of connections to the `taskdb` of `stack.toml`.

mod client;
mod connect;
mod credentials;
mod migrate;
mod role;

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use deadpool::Runtime;
use deadpool::managed::{self, PoolError};
use rocket::fairing::AdHoc;
use rocket::figment::Figment;
use rocket_db_pools::Database;
use tokio::sync::watch;
use tokio::time::timeout;
use tokio_postgres::error::SqlState;
use tracing::{error, info};

pub(crate) use self::client::{Client, Query, Transaction};
pub(crate) use self::connect::TlsError;
use self::connect::{ConnectError, Manager};
use self::credentials::Credentials;
use self::migrate::migrate;
use crate::fairness::Shares;
use crate::stack;

/// Connections of one instance: `connections_per_task` of `[database.taskdb]`, of which formwork knows that they fit
/// in a deployment at full scale.
pub(crate) const CONNECTIONS: usize = stack::TaskdbDatabase::CONNECTIONS as usize;

/// More requests than these, sixteen behind each connection, are not made to wait: they are told to come again.
const WAITING: usize = 16 * CONNECTIONS;

/// Between two attempts to reach a database that can't be migrated yet.
const MIGRATE_AGAIN: Duration = Duration::from_secs(1);

/// The database of `[database.taskdb]`.
#[derive(Database)]
#[database("taskdb")]
pub(crate) struct TaskDb(Pool);

/// Attaches the pool; the schema is migrated in the background once the service listens, so that
/// a database that is away delays no health check.
///
/// # Errors
///
/// If the CA bundle can't be used.
#[expect(clippy::disallowed_types, reason = "handed on to `credentials`")]
pub(crate) fn stage(
    place: &stack::Connection,
    ca_bundle: &Path,
    secrets: aws_sdk_secretsmanager::Client,
    patience: Duration,
) -> Result<AdHoc, TlsError> {
    let pool = Pool::new(
        Manager {
            config: connect::config(place),
            tls: connect::tls(ca_bundle)?,
            credentials: Credentials::new(secrets, place.secret_arn.clone()),
            role: OnceLock::new(),
        },
        &role::name(&place.name),
        patience,
    );
    Ok(AdHoc::on_ignite("database", |rocket| async {
        rocket
            .manage(TaskDb::from(pool))
            .attach(AdHoc::on_liftoff("schema", |rocket| {
                let pool = TaskDb::fetch(rocket).map(|database| database.0.clone());
                Box::pin(async move {
                    if let Some(pool) = pool {
                        tokio::spawn(async move { pool.migrate().await });
                    }
                })
            }))
        // It is not closed at shutdown: requests in flight are finished, and may need a connection.
    }))
}

/// A bounded number of connections, and a bounded queue for them.
#[derive(Clone)]
pub(crate) struct Pool {
    connections: managed::Pool<Manager>,
    /// As which requests are served.
    role: Arc<str>,
    /// How long a request waits for a connection.
    patience: Duration,
    waiting: Arc<AtomicUsize>,
    shares: Arc<Shares>,
    /// Whether the schema is there; nobody gets a connection before.
    migrated: watch::Sender<bool>,
}

/// Why a handler gets no connection. All of them may pass by themselves.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unavailable {
    /// Too many wait already.
    #[error("{WAITING} requests wait for a connection to the database")]
    Overloaded,
    /// No connection became free, or the schema is not there yet.
    #[error("no connection to the database within {} s", .0.as_secs())]
    Timeout(Duration),
    /// The service is shutting down.
    #[error("the pool is closed")]
    Closed,
    /// No new connection can be made.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// A Rocket with an own idea of how the pool is made.
    #[error("the pool is made by `database::stage`, which has the credentials")]
    NotFromFigment,
}

impl Pool {
    fn new(manager: Manager, role: &str, patience: Duration) -> Self {
        let connections = managed::Pool::builder(manager)
            .max_size(CONNECTIONS)
            .wait_timeout(Some(patience))
            .create_timeout(Some(patience * 2))
            .runtime(Runtime::Tokio1)
            .build()
            .expect("a runtime is named");
        Self {
            connections,
            role: role.into(),
            patience,
            waiting: Arc::default(),
            shares: Arc::default(),
            migrated: watch::Sender::new(false),
        }
    }

    /// How many connections are with a request.
    pub(crate) fn in_use(&self) -> usize {
        let status = self.connections.status();
        status.size - status.available.min(status.size)
    }

    /// How many requests wait for one.
    pub(crate) fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    /// What each user has of it.
    pub(crate) fn shares(&self) -> &Arc<Shares> {
        &self.shares
    }

    /// Tries until the schema is there.
    async fn migrate(&self) {
        while let Err(error) = self.migrate_once().await {
            error!(%error, "the schema is not ready, trying again");
            tokio::time::sleep(MIGRATE_AGAIN).await;
        }
        info!("the schema is ready");
        self.migrated.send_replace(true);
    }

    async fn migrate_once(&self) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        // Not one of the pool: it is the owner's, and the lock and its settings end with it.
        let manager = self.connections.manager();
        let mut owner = timeout(self.patience * 2, manager.connect(None))
            .await
            .map_err(|_| Unavailable::Timeout(self.patience * 2))??;
        if migrate(&mut owner.client, &self.role).await? {
            // It is the same each time.
            let _ = manager.role.set(self.role.to_string());
        }
        Ok(())
    }

    /// Whether the schema is there, or was once.
    pub(crate) fn is_migrated(&self) -> bool {
        *self.migrated.borrow()
    }

    /// Waits until the schema is there, however long that takes.
    pub(crate) async fn migrated(&self) {
        // The sender lives as long as the pool, so the wait can't fail.
        let _ = self
            .migrated
            .subscribe()
            .wait_for(|migrated| *migrated)
            .await;
    }

    async fn connect(&self) -> Result<Client, Unavailable> {
        let _turn = Turn::take(&self.waiting)?;
        if !self.is_migrated() {
            let mut migrated = self.migrated.subscribe();
            let _ = timeout(self.patience, migrated.wait_for(|migrated| *migrated))
                .await
                .map_err(|_| Unavailable::Timeout(self.patience))?;
        }
        self.connections
            .get()
            .await
            .map(Client::new)
            .map_err(|error| self.unavailable(error))
    }

    fn unavailable(&self, error: PoolError<ConnectError>) -> Unavailable {
        match error {
            PoolError::Backend(error) => Unavailable::Connect(error),
            PoolError::Closed => Unavailable::Closed,
            _ => Unavailable::Timeout(self.patience),
        }
    }
}

/// A place in the queue for a connection, given back when dropped.
struct Turn<'a>(&'a AtomicUsize);

impl<'a> Turn<'a> {
    fn take(waiting: &'a AtomicUsize) -> Result<Self, Unavailable> {
        let turn = Self(waiting);
        if waiting.fetch_add(1, Ordering::Relaxed) < WAITING {
            Ok(turn)
        } else {
            Err(Unavailable::Overloaded)
        }
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[rocket::async_trait]
impl rocket_db_pools::Pool for Pool {
    type Connection = Client;
    type Error = Unavailable;

    async fn init(_: &Figment) -> Result<Self, Unavailable> {
        Err(Unavailable::NotFromFigment)
    }

    async fn get(&self) -> Result<Client, Unavailable> {
        self.connect().await
    }

    async fn close(&self) {
        self.connections.close();
    }
}

/// Whether the statement failed because of a value in it: a data exception, or a limit of the database's
/// own (classes 22 and 54).
pub(crate) fn is_about_a_value(error: &tokio_postgres::Error) -> bool {
    let code = error.code().map(SqlState::code);
    code.is_some_and(|code| code.starts_with("22") || code.starts_with("54"))
}

/// Whether the statement failed because of the state that the database is in, not because of what
/// was asked: it may succeed when it is sent again later.
pub(crate) fn may_pass(error: &tokio_postgres::Error) -> bool {
    let Some(code) = error.code() else {
        // Nothing from the server: the connection broke.
        return true;
    };
    [
        SqlState::ADMIN_SHUTDOWN,
        SqlState::CRASH_SHUTDOWN,
        SqlState::CANNOT_CONNECT_NOW,
        SqlState::QUERY_CANCELED,
        SqlState::LOCK_NOT_AVAILABLE,
        SqlState::TOO_MANY_CONNECTIONS,
        SqlState::DISK_FULL,
        SqlState::OUT_OF_MEMORY,
        SqlState::T_R_DEADLOCK_DETECTED,
        SqlState::T_R_SERIALIZATION_FAILURE,
        // A connection that outlived a failover talks to the standby.
        SqlState::READ_ONLY_SQL_TRANSACTION,
    ]
    .contains(code)
}
