//! `[task.migrate]`, and what runs before the api: makes the schema.

use crate::{Failure, aws, database, stack};

/// Each is run once, in this order, and never changed.
const MIGRATIONS: &[&str] = &[include_str!("../migrations/1_orders.sql")];

/// Whoever comes second waits for whoever came first.
const LOCK: i64 = 0x6f72_6465_7273;

/// Runs the migrations that have not been run.
///
/// # Errors
///
/// Where the database can't be reached or refuses one.
pub async fn run() -> Result<(), Failure> {
    let environment = stack::migrate::Environment::from_env()?;
    let aws = aws::config().await;
    let pool = database::pool(&aws, environment.orders().connect()).await?;
    let mut client = database::connect(&pool).await?;
    let transaction = client.transaction().await?;
    transaction
        .execute("SELECT pg_advisory_xact_lock($1)", &[&LOCK])
        .await?;
    transaction
        .batch_execute("CREATE TABLE IF NOT EXISTS migrations (number int PRIMARY KEY)")
        .await?;
    for (number, sql) in (1_i32..).zip(MIGRATIONS) {
        let is_new = "INSERT INTO migrations VALUES ($1) ON CONFLICT DO NOTHING";
        if transaction.execute(is_new, &[&number]).await? == 1 {
            transaction.batch_execute(sql).await?;
            tracing::info!(number, "migrated");
        }
    }
    transaction.commit().await?;
    Ok(())
}
