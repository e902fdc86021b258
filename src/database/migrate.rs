//! Brings the schema to the version that this binary was built with.

use refinery::embed_migrations;

use super::role;
use crate::users;

embed_migrations!("migrations");

/// Tells our lock from others in the same database: the first eight bytes of "task-api".
const LOCK: i64 = i64::from_be_bytes(*b"task-api");

/// Applies what is missing; does nothing where the schema is up to date or newer. Says whether `role`
/// is there, as which requests shall be served.
///
/// However many instances start at once, one migrates and the others wait for it: refinery itself
/// takes no lock, so an advisory lock is held around it on the same connection, and ends with it.
///
/// # Errors
///
/// If a statement fails. The migration that it stands in is rolled back, those before it stay.
pub(super) async fn migrate(
    client: &mut tokio_postgres::Client,
    role: &str,
) -> Result<bool, MigrateError> {
    // How long a migration may take, and wait for another instance's, is not a request's measure.
    client
        .batch_execute("SET statement_timeout = 0; SET lock_timeout = 0; SET idle_in_transaction_session_timeout = 0")
        .await?;
    client
        .execute("SELECT pg_advisory_lock($1)", &[&LOCK])
        .await?;
    migrations::runner()
        // A rollback brings an older binary to a newer schema, which fits: see migrations/README.md.
        .set_abort_missing(false)
        .run_async(client)
        .await?;
    users::fill_keys(client).await?;
    Ok(role::prepare(client, role).await?)
}

/// Why the schema is not the one that the code needs.
#[derive(Debug, thiserror::Error)]
pub(super) enum MigrateError {
    /// A statement around the migrations failed.
    #[error("cannot prepare the schema: {}", super::connect::with_cause(.0))]
    Prepare(#[from] tokio_postgres::Error),
    /// A migration failed, or differs from the one that was applied under its name.
    #[error("cannot migrate the schema: {}", crate::problem::chain(.0))]
    Migration(#[from] refinery::Error),
}
