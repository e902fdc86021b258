//! Whether the service can do its work now: for people and monitors, not for the load balancer.

use std::time::Duration;

use rocket::fairing::AdHoc;
use rocket::{State, get, routes};
use rocket_db_pools::Pool as _;
use tokio::time::timeout;

use crate::database::{Query, TaskDb};
use crate::problem::Problem;
use crate::storage::Storage;

/// A monitor wants an answer, and the limits of the clients add up to a minute.
const PATIENCE: Duration = Duration::from_secs(8);

/// Something did not answer at all.
#[derive(Debug, thiserror::Error)]
#[error("{part} does not answer within {} s", PATIENCE.as_secs())]
struct Silent {
    part: &'static str,
}

/// Attaches `GET /ready`.
pub(crate) fn stage() -> AdHoc {
    AdHoc::on_ignite("readiness", |rocket| async {
        rocket.mount("/ready", routes![ready])
    })
}

/// Asks the database and the bucket, both at once.
#[get("/")]
async fn ready(pool: &State<TaskDb>, storage: &State<Storage>) -> Result<&'static str, Problem> {
    let database = timeout(PATIENCE, async {
        pool.get().await?.optional("SELECT 1", &[]).await?;
        Ok(())
    });
    let bucket = timeout(PATIENCE, storage.check());
    let (database, bucket) = tokio::join!(database, bucket);
    database.unwrap_or_else(|_| {
        Err(Problem::unavailable(&Silent {
            part: "the database",
        }))
    })?;
    bucket.map_err(|_| Problem::unavailable(&Silent { part: "the bucket" }))??;
    Ok("ready")
}
