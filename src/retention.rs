//! What nobody needs any more: rows whose time is over, and accounts that were deleted.

use std::sync::Arc;
use std::time::Duration;

use rocket::fairing::AdHoc;
use rocket_db_pools::{Database as _, Pool as _};
use tokio::sync::Notify;
use tokio::time::timeout;
use tracing::warn;

use crate::database::{Pool, Query, TaskDb, Unavailable};
use crate::files::Files;
use crate::users::{self, RemovalError};

/// How long a row stays at most after its time.
const INTERVAL: Duration = Duration::from_mins(1);

/// Rows that one statement removes. With more it could take longer than a statement may.
const BATCH: i64 = 1000;

/// One statement for each table. Rows that another instance is at are left to that one.
const EXPIRED: [&str; 4] = [
    "DELETE FROM sessions WHERE id IN (
         SELECT id FROM sessions WHERE expires_at <= now()
         ORDER BY expires_at LIMIT $1 FOR UPDATE SKIP LOCKED)",
    "DELETE FROM idempotency_keys WHERE (sender, key) IN (
         SELECT sender, key FROM idempotency_keys WHERE expires_at <= now()
         ORDER BY expires_at LIMIT $1 FOR UPDATE SKIP LOCKED)",
    "DELETE FROM login_attempts WHERE account IN (
         SELECT account FROM login_attempts WHERE window_ends_at <= now()
         ORDER BY window_ends_at LIMIT $1 FOR UPDATE SKIP LOCKED)",
    "DELETE FROM familiar_places WHERE (user_id, mark) IN (
         SELECT user_id, mark FROM familiar_places WHERE expires_at <= now()
         ORDER BY expires_at LIMIT $1 FOR UPDATE SKIP LOCKED)",
];

/// Attaches the job. After the database and the files.
pub(crate) fn stage() -> AdHoc {
    AdHoc::try_on_ignite("retention", |rocket| async {
        let parts = TaskDb::fetch(&rocket).zip(rocket.state::<Files>());
        let Some((pool, files)) = parts.map(|(pool, files)| ((*pool).clone(), files.clone()))
        else {
            tracing::error!("retention needs the database and the files");
            return Err(rocket);
        };
        let retention = Retention::default();
        Ok(rocket
            .manage(retention.clone())
            .attach(AdHoc::on_liftoff("retention", |_| {
                Box::pin(async move {
                    tokio::spawn(run(pool, files, retention));
                })
            })))
    })
}

/// The job that removes.
#[derive(Clone, Default)]
pub(crate) struct Retention {
    due: Arc<Notify>,
}

impl Retention {
    /// Says that an account was deleted, so that it is removed now and not some time.
    pub(crate) fn now(&self) {
        self.due.notify_one();
    }
}

/// Removes whenever something is due, and now and then; until the pool is closed.
async fn run(pool: Pool, files: Files, retention: Retention) {
    pool.migrated().await;
    loop {
        match remove(&pool, &files).await {
            Err(RemovalError::Unavailable(Unavailable::Closed)) => return,
            Err(error) => warn!(%error, "what is over stays for now"),
            Ok(()) => {}
        }
        // Either way it is time.
        let _ = timeout(INTERVAL, retention.due.notified()).await;
    }
}

async fn remove(pool: &Pool, files: &Files) -> Result<(), RemovalError> {
    users::remove_deleted(pool, files).await?;
    users::fill_keys(&pool.get().await?).await?;
    for statement in EXPIRED {
        // A connection for each: requests wait for them too.
        while removed(pool, statement).await? == BATCH.unsigned_abs() {}
    }
    Ok(())
}

async fn removed(pool: &Pool, statement: &str) -> Result<u64, RemovalError> {
    let db = pool.get().await?;
    Ok(db.execute(statement, &[&BATCH]).await?)
}
