//! Whether the service can do its work now: for people and monitors, not for the load balancer.

use rocket::fairing::AdHoc;
use rocket::{State, get, routes};
use rocket_db_pools::Pool as _;

use crate::database::{Query, TaskDb};
use crate::problem::Problem;
use crate::storage::Storage;

/// Attaches `GET /ready`.
pub(crate) fn stage() -> AdHoc {
    AdHoc::on_ignite("readiness", |rocket| async {
        rocket.mount("/ready", routes![ready])
    })
}

/// Asks the database and the bucket.
#[get("/")]
async fn ready(pool: &State<TaskDb>, storage: &State<Storage>) -> Result<&'static str, Problem> {
    pool.get().await?.optional("SELECT 1", &[]).await?;
    storage.check().await?;
    Ok("ready")
}
