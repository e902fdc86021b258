//! The answer to the load balancer's health check.

use rocket::fairing::AdHoc;
use rocket::{get, routes};

use crate::stack;

/// Attaches the health check at the path that the target group asks for.
pub(crate) fn stage() -> AdHoc {
    AdHoc::on_ignite("health check", |rocket| async {
        rocket.mount(stack::HEALTH_PATH, routes![health])
    })
}

/// Says that the process serves requests, and asks nothing else.
///
/// If it asked the database too, a database that restarts would make ECS replace every task.
// The path is the mount point, since an attribute takes only a literal.
#[get("/")]
fn health() -> &'static str {
    "ok"
}
