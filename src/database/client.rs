//! Statements on a connection, each with a limit on how long its answer may take.

use std::pin::pin;
use std::time::Duration;

use deadpool::managed::Object;
use tokio::task::AbortHandle;
use tokio::time::timeout;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Error, Row};
use tracing::warn;

use super::connect::{Connection, Manager};
use crate::fairness::Turn;

/// The database ends a statement itself after 5 s. One that doesn't even do that hangs, or the
/// network to it does, and TCP notices nothing as long as somebody acknowledges its packets.
const ANSWER: Duration = Duration::from_secs(7);

/// A connection, for as long as one request needs it.
pub(crate) struct Client {
    connection: Object<Manager>,
    /// Ends after the connection's use does.
    _turn: Option<Turn>,
}

impl Client {
    pub(super) fn new(connection: Object<Manager>) -> Self {
        Self {
            connection,
            _turn: None,
        }
    }

    /// The same, as a user's turn, which ends with it.
    pub(crate) fn with_turn(self, turn: Turn) -> Self {
        Self {
            _turn: Some(turn),
            ..self
        }
    }

    /// All rows of a statement that is planned for these values alone, and not kept: for one that is
    /// written in too many ways.
    pub(crate) async fn all_planned(
        &self,
        sql: &str,
        with: &[(&(dyn ToSql + Sync), Type)],
    ) -> Result<Vec<Row>, Error> {
        let Connection { client, task } = &*self.connection;
        answered(task, client.query_typed(sql, with)).await
    }

    /// Begins a transaction; it is rolled back unless it is committed.
    pub(crate) async fn begin(&mut self) -> Result<Transaction<'_>, Error> {
        let Connection { client, task } = &mut *self.connection;
        let transaction = answered(task, client.transaction()).await?;
        Ok(Transaction { transaction, task })
    }
}

/// Statements that all happen, or none of them.
pub(crate) struct Transaction<'a> {
    transaction: deadpool_postgres::Transaction<'a>,
    task: &'a AbortHandle,
}

impl Transaction<'_> {
    /// Makes what was done last. Whether it lasts is unknown where this fails for want of an answer.
    pub(crate) async fn commit(self) -> Result<(), Error> {
        answered(self.task, self.transaction.commit()).await
    }
}

type Parameters<'a> = &'a [&'a (dyn ToSql + Sync)];

/// Runs statements, each prepared once per connection: on a connection, or in a transaction.
#[rocket::async_trait]
pub(crate) trait Query: Sync {
    /// All rows.
    async fn all(&self, sql: &str, with: Parameters<'_>) -> Result<Vec<Row>, Error>;

    /// How many rows were changed.
    async fn execute(&self, sql: &str, with: Parameters<'_>) -> Result<u64, Error>;

    /// The row, if there is one.
    async fn optional(&self, sql: &str, with: Parameters<'_>) -> Result<Option<Row>, Error> {
        Ok(self.all(sql, with).await?.into_iter().next())
    }
}

#[rocket::async_trait]
impl Query for Client {
    async fn all(&self, sql: &str, with: Parameters<'_>) -> Result<Vec<Row>, Error> {
        let Connection { client, task } = &*self.connection;
        answered(task, async {
            let statement = client.prepare_cached(sql).await?;
            client.query(&statement, with).await
        })
        .await
    }

    async fn execute(&self, sql: &str, with: Parameters<'_>) -> Result<u64, Error> {
        let Connection { client, task } = &*self.connection;
        answered(task, async {
            let statement = client.prepare_cached(sql).await?;
            client.execute(&statement, with).await
        })
        .await
    }
}

#[rocket::async_trait]
impl Query for Transaction<'_> {
    async fn all(&self, sql: &str, with: Parameters<'_>) -> Result<Vec<Row>, Error> {
        answered(self.task, async {
            let statement = self.transaction.prepare_cached(sql).await?;
            self.transaction.query(&statement, with).await
        })
        .await
    }

    async fn execute(&self, sql: &str, with: Parameters<'_>) -> Result<u64, Error> {
        answered(self.task, async {
            let statement = self.transaction.prepare_cached(sql).await?;
            self.transaction.execute(&statement, with).await
        })
        .await
    }
}

/// The connection that migrates, whose statements may take their time.
#[rocket::async_trait]
impl Query for tokio_postgres::Client {
    async fn all(&self, sql: &str, with: Parameters<'_>) -> Result<Vec<Row>, Error> {
        tokio_postgres::Client::query(self, sql, with).await
    }

    async fn execute(&self, sql: &str, with: Parameters<'_>) -> Result<u64, Error> {
        tokio_postgres::Client::execute(self, sql, with).await
    }
}

/// Waits for an answer of the database. Where none comes the connection ends: it is of no use to
/// the next request either, and its end is the error of this one.
async fn answered<T>(
    task: &AbortHandle,
    answer: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    let mut answer = pin!(answer);
    if let Ok(outcome) = timeout(ANSWER, answer.as_mut()).await {
        return outcome;
    }
    warn!("the database does not answer, ending a connection");
    task.abort();
    answer.await
}
