//! Removes loose objects from the bucket: one job per instance, and no object by two of them.

use std::time::Duration;

use futures_util::future::join_all;
use rocket_db_pools::Pool as _;
use tokio::time::timeout;
use tracing::{info, warn};

use super::Files;
use super::loose::{self, LooseObject};
use crate::database::Unavailable;
use crate::request_id;
use crate::storage::StorageError;

/// How long an object may be due unnoticed: one whose instance ended before it could say so.
const INTERVAL: Duration = Duration::from_mins(1);

/// Why objects stay for now.
#[derive(Debug, thiserror::Error)]
pub(super) enum SweepError {
    /// There is no connection.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
    /// A statement failed.
    #[error("the database fails: {0}")]
    Database(#[from] tokio_postgres::Error),
    /// S3 did not do it.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Sweeps whenever something may have become loose, and now and then; until the pool is closed.
pub(super) async fn run(files: Files) {
    files.pool.migrated().await;
    loop {
        request_id::begin_job();
        match sweep(&files).await {
            Err(SweepError::Unavailable(Unavailable::Closed)) => return,
            Err(error) => warn!(%error, "loose objects stay for now"),
            Ok(()) => {}
        }
        // Either way it is time.
        let _ = timeout(INTERVAL, files.loose.notified()).await;
    }
}

/// Removes all that is due.
async fn sweep(files: &Files) -> Result<(), SweepError> {
    loop {
        let objects = loose::claim(&files.pool.get().await?).await?;
        if objects.is_empty() {
            return Ok(());
        }
        join_all(objects.into_iter().map(|object| async {
            let key = object.key.clone();
            match remove(files, object).await {
                Ok(()) => info!(key, "removed an object"),
                // It is due again after a while.
                Err(error) => warn!(%error, key, "an object stays for now"),
            }
        }))
        .await;
    }
}

/// Removes an object, and what may be there of an upload to it. Each step can be done again.
async fn remove(files: &Files, object: LooseObject) -> Result<(), SweepError> {
    let LooseObject {
        key,
        upload_id,
        archive,
    } = object;
    if let Some(id) = upload_id {
        files.storage.abort(&key, &id).await?;
    }
    if archive {
        files.storage.copy(&key, &format!("archived/{key}")).await?;
        loose::archived(&files.pool.get().await?, &key).await?;
    }
    files.storage.delete(&key).await?;
    loose::forget(&files.pool.get().await?, &key).await?;
    Ok(())
}
