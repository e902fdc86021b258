//! The task-management API: a Rocket service compiled against its own infrastructure.
//!
//! Whatever the infrastructure and the code must agree on stands in [`stack`], which the build
//! writes from `stack.toml` beside the Terraform in `hcl-out/`. Each feature is a module with a
//! `stage()` that attaches it; [`rocket()`] is the list of them.
//!
#![forbid(unsafe_code)]

mod access_log;
mod answers;
mod attachments;
mod attempts;
mod audit;
mod aws;
mod client_address;
mod cors;
mod database;
mod docs;
mod etag;
mod export;
mod fairness;
mod files;
mod hashing;
mod headers;
mod health;
mod idempotency;
mod input;
pub mod logging;
mod metrics;
mod offers;
mod openapi;
mod password;
mod probe;
mod problem;
mod profile_image;
mod ready;
mod request_id;
mod retention;
mod server;
mod sessions;
mod setup;
mod storage;
mod tasks;
mod text;
mod users;
mod version;

/// What `stack.toml` says about this service, generated at build time.
///
/// The Terraform in `hcl-out/` comes from the same values. Use these constants instead of a
/// second literal: a port or a path that is typed twice drifts.
pub mod stack {
    include!(concat!(env!("OUT_DIR"), "/stack.rs"));
}

pub use probe::probe;
pub use server::launch_failure;
pub use setup::{Incomplete, Setup};

use rocket::fairing::AdHoc;
use rocket::{Build, Rocket};

/// Why the service can't be put together from its setup.
#[derive(Debug)]
pub struct Unfit(String);

impl std::fmt::Display for Unfit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unfit {}

/// The whole service, not yet launched: the binary launches it, tests hand it to a local client.
///
/// # Errors
///
/// If the CA bundle of the database can't be used.
pub fn rocket(setup: &Setup) -> Result<Rocket<Build>, Unfit> {
    let environment = &setup.environment;
    let database = database::stage(
        environment.taskdb().connect(),
        &setup.ca_bundle,
        aws::secrets_manager(&setup.aws),
    );
    Ok(rocket::custom(server::figment())
        .attach(server::stage())
        .attach(server::farewell())
        .attach(metrics::stage())
        .attach(answers::stage())
        .attach(request_id::stage())
        .attach(headers::shield())
        .attach(headers::stage())
        .attach(cors::stage())
        .attach(fairness::stage())
        .attach(problem::stage())
        .attach(health::stage())
        .attach(version::stage(environment))
        .attach(database.map_err(|error| Unfit(error.to_string()))?)
        .attach(storage::stage(aws::s3(&setup.aws), environment.uploads()))
        .attach(ready::stage())
        .attach(files::stage())
        .attach(hashing::stage())
        .attach(retention::stage())
        .attach(tasks::quota())
        .attach(export::stage())
        .attach(docs::stage())
        .attach(api())
        // The last, which sees the answer as it is sent.
        .attach(access_log::stage()))
}

/// The routes of the API itself.
fn api() -> AdHoc {
    AdHoc::on_ignite("api", |rocket| async {
        rocket
            .mount("/api/v1", sessions::routes())
            .mount("/api/v1", users::routes())
            .mount("/api/v1", profile_image::routes())
            .mount("/api/v1", tasks::routes())
            .mount("/api/v1", attachments::routes())
            .mount("/api/v1", offers::routes())
            .mount("/api/v1", export::routes())
    })
}
