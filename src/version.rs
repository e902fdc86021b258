//! Which contract the code was compiled against, and which one its infrastructure was made from.

use rocket::fairing::AdHoc;
use rocket::serde::Serialize;
use rocket::serde::json::Json;
use rocket::{State, get, routes};
use tracing::warn;

use crate::stack::{self, Environment};

/// Attaches `GET /version`, and warns at launch where code and infrastructure differ.
pub(crate) fn stage(environment: &Environment) -> AdHoc {
    let infrastructure = environment.formwork_fingerprint.clone();
    AdHoc::on_ignite("version", |rocket| async {
        if infrastructure.as_deref() != Some(stack::FINGERPRINT) {
            warn!(
                code = stack::FINGERPRINT,
                infrastructure,
                "this binary was built from another stack.toml than its infrastructure: deploy both from one commit"
            );
        }
        rocket
            .manage(Infrastructure {
                fingerprint: infrastructure,
            })
            .mount("/", routes![version])
    })
}

/// The infrastructure that the process runs on, as far as it says.
struct Infrastructure {
    fingerprint: Option<String>,
}

/// The body of `GET /version`.
#[derive(Serialize)]
#[serde(crate = "rocket::serde")]
struct About<'a> {
    service: &'static str,
    version: &'static str,
    fingerprint: Fingerprint<'a>,
}

/// Both sides of the contract: equal where they were made from the same `stack.toml`.
#[derive(Serialize)]
#[serde(crate = "rocket::serde")]
struct Fingerprint<'a> {
    code: &'static str,
    infrastructure: Option<&'a str>,
}

#[get("/version")]
fn version(infrastructure: &State<Infrastructure>) -> Json<About<'_>> {
    Json(About {
        service: stack::SERVICE,
        version: env!("CARGO_PKG_VERSION"),
        fingerprint: Fingerprint {
            code: stack::FINGERPRINT,
            infrastructure: infrastructure.fingerprint.as_deref(),
        },
    })
}
