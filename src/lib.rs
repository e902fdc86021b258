//! The task-management API: a Rocket service compiled against its own infrastructure.
//!
//! Whatever the infrastructure and the code must agree on stands in [`stack`], which the build
//! writes from `stack.toml` beside the Terraform in `hcl-out/`. Each feature is a module with a
//! `stage()` that attaches it; [`rocket()`] is the list of them.
//!
//! ```
//! use rocket::local::blocking::Client;
//!
//! let client = Client::tracked(task_api::rocket())?;
//! let response = client.get(task_api::stack::HEALTH_PATH).dispatch();
//! assert_eq!(response.status(), rocket::http::Status::Ok);
//! # Ok::<(), rocket::Error>(())
//! ```
#![forbid(unsafe_code)]

mod access_log;
mod health;
pub mod logging;
mod problem;
mod server;
mod version;

/// What `stack.toml` says about this service, generated at build time.
///
/// The Terraform in `hcl-out/` comes from the same values. Use these constants instead of a
/// second literal: a port or a path that is typed twice drifts.
#[expect(
    dead_code,
    reason = "the database and the bucket are granted and not used yet"
)]
pub mod stack {
    include!(concat!(env!("OUT_DIR"), "/stack.rs"));
}

pub use server::launch_failure;

use rocket::{Build, Rocket};

/// The whole service, not yet launched: the binary launches it, tests hand it to a local client.
#[must_use]
pub fn rocket() -> Rocket<Build> {
    let environment = stack::Environment::from_env();
    rocket::custom(server::figment())
        .attach(server::stage())
        .attach(access_log::stage())
        .attach(problem::stage())
        .attach(health::stage())
        .attach(version::stage(environment.as_ref()))
}
