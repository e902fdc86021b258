//! The answer to the load balancer's health check.

use std::time::Duration;

use rocket::fairing::AdHoc;
use rocket::http::Status;
use rocket::{State, get, routes};
use tokio::time::timeout;

use crate::database::TaskDb;
use crate::problem::Problem;
use crate::stack;

/// A check waits this long for a schema that is just being prepared: less than `probe` and the load
/// balancer wait for it.
const PATIENCE: Duration = Duration::from_millis(1500);

/// Attaches the health check at the path that the target group asks for.
pub(crate) fn stage() -> AdHoc {
    AdHoc::on_ignite("health check", |rocket| async {
        rocket.mount(stack::HEALTH_PATH, routes![health])
    })
}

/// Says whether the process can serve: not before the schema was there, and from then on whatever the
/// database does.
///
/// A version whose migration fails, or that reaches no database, must not replace one that works: ECS
/// gives up its deployment. But if a database that restarts made this fail, ECS would replace every task.
// The path is the mount point, since an attribute takes only a literal.
#[get("/")]
async fn health(pool: &State<TaskDb>) -> Result<&'static str, Problem> {
    if pool.is_migrated() || timeout(PATIENCE, pool.migrated()).await.is_ok() {
        return Ok("ok");
    }
    Err(Problem::come_again(
        Status::ServiceUnavailable,
        "the service starts: it waits for the schema of its database, and its log says why",
        1,
    ))
}
