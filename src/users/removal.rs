//! Deleted accounts: what they had is removed piece by piece, however much that is.

use rocket_db_pools::Pool as _;
use tokio_postgres::error::SqlState;
use tracing::info;
use uuid::Uuid;

use crate::database::{Pool, Query, Unavailable};
use crate::files::Files;

/// Tasks in one transaction, unless that takes too long.
const BATCH: i64 = 500;

/// Why an account is still there.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RemovalError {
    /// There is no connection.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
    /// A statement failed.
    #[error("the database fails: {0}")]
    Database(#[from] tokio_postgres::Error),
}

/// Removes all accounts that were deleted. Each step by one instance, whichever comes first.
///
/// # Errors
///
/// If the database fails. What was removed until then stays so.
pub(crate) async fn run(pool: &Pool, files: &Files) -> Result<(), RemovalError> {
    let mut batch = BATCH;
    loop {
        match step(pool, batch).await {
            Ok(Step::Nothing) => return Ok(()),
            Ok(Step::Part) => {}
            Ok(Step::Whole(user_id)) => {
                info!(%user_id, "removed a deleted account");
                batch = BATCH;
            }
            // It is more than the database does in the time that a statement has.
            Err(RemovalError::Database(error))
                if batch > 1 && error.code() == Some(&SqlState::QUERY_CANCELED) =>
            {
                batch = (batch / 5).max(1);
            }
            Err(error) => return Err(error),
        }
        files.sweep();
    }
}

/// What one transaction did.
enum Step {
    /// There is no deleted account, or another instance is at it.
    Nothing,
    /// Something of an account is gone.
    Part,
    /// An account is gone.
    Whole(Uuid),
}

/// Own tasks first, then the name on the tasks of others, the row at last.
async fn step(pool: &Pool, batch: i64) -> Result<Step, RemovalError> {
    let mut db = pool.get().await?;
    let transaction = db.begin().await?;
    let row = transaction
        .optional(
            "SELECT id FROM users WHERE deleted_at IS NOT NULL
             ORDER BY deleted_at LIMIT 1 FOR UPDATE SKIP LOCKED",
            &[],
        )
        .await?;
    let Some(row) = row else {
        return Ok(Step::Nothing);
    };
    let user_id: Uuid = row.get("id");
    let mut step = Step::Part;
    if transaction.execute(OWN, &[&user_id, &batch]).await? == 0
        && transaction.execute(ASSIGNED, &[&user_id, &batch]).await? == 0
    {
        transaction
            .execute("DELETE FROM users WHERE id = $1", &[&user_id])
            .await?;
        step = Step::Whole(user_id);
    }
    transaction.commit().await?;
    Ok(step)
}

const OWN: &str =
    "DELETE FROM tasks WHERE id IN (SELECT id FROM tasks WHERE owner_id = $1 LIMIT $2)";

/// Their owners see a new version.
const ASSIGNED: &str =
    "UPDATE tasks SET assignee_id = NULL, version = version + 1, updated_at = now()
     WHERE id IN (SELECT id FROM tasks WHERE assignee_id = $1 LIMIT $2)";
