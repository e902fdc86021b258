//! Cross-origin requests: refused by every browser unless `ROCKET_CORS_ORIGINS` lists the origin.
//!
//! The variable holds a list of origins: `["https://app.acme.example"]`.

use std::io::Cursor;

use rocket::fairing::{AdHoc, Fairing, Info, Kind};
use rocket::http::{Header, Method, Status};
use rocket::{Request, Response};
use serde::Deserialize;

use crate::problem::allowed;

/// What a page of a listed origin may send and see beyond what every page may.
const REQUEST_HEADERS: &str = "Authorization, Content-Type, Content-Digest, Idempotency-Key, If-Match, If-None-Match, Repr-Digest, X-Request-Id";
const RESPONSE_HEADERS: &str =
    "ETag, Idempotency-Replayed, Link, Location, Retry-After, X-Request-Id";

/// Seconds for which a browser need not ask again: two hours, the most that Chromium keeps.
const MAX_AGE: &str = "7200";

/// Attaches the answers to listed origins, and nothing where none is listed.
pub(crate) fn stage() -> AdHoc {
    AdHoc::try_on_ignite("cross-origin requests", |rocket| async {
        match rocket.figment().extract::<Settings>() {
            Ok(Settings { cors_origins }) if cors_origins.is_empty() => Ok(rocket),
            Ok(Settings { cors_origins }) => Ok(rocket.attach(Cors {
                origins: cors_origins,
            })),
            Err(error) => {
                tracing::error!(%error, "ROCKET_CORS_ORIGINS is not a list of origins");
                Err(rocket)
            }
        }
    })
}

#[derive(Deserialize)]
struct Settings {
    #[serde(default)]
    cors_origins: Vec<String>,
}

struct Cors {
    origins: Vec<String>,
}

impl Cors {
    fn allows<'r>(&self, request: &'r Request<'_>) -> Option<&'r str> {
        let origin = request.headers().get_one("Origin")?;
        self.origins
            .iter()
            .any(|listed| listed == origin)
            .then_some(origin)
    }
}

#[rocket::async_trait]
impl Fairing for Cors {
    fn info(&self) -> Info {
        Info {
            name: "cross-origin requests",
            kind: Kind::Response,
        }
    }

    async fn on_response<'r>(&self, request: &'r Request<'_>, response: &mut Response<'r>) {
        // Whatever is answered differs by origin, which a cache must know.
        response.adjoin_header(Header::new("Vary", "Origin"));
        let Some(origin) = self.allows(request) else {
            return;
        };
        response.set_header(Header::new(
            "Access-Control-Allow-Origin",
            origin.to_owned(),
        ));
        response.set_header(Header::new(
            "Access-Control-Expose-Headers",
            RESPONSE_HEADERS,
        ));
        if is_preflight(request) {
            response.set_status(Status::NoContent);
            response.set_sized_body(0, Cursor::new(""));
            let methods = allowed(request).join(", ");
            response.set_header(Header::new("Access-Control-Allow-Methods", methods));
            response.set_header(Header::new("Access-Control-Allow-Headers", REQUEST_HEADERS));
            response.set_header(Header::new("Access-Control-Max-Age", MAX_AGE));
        }
    }
}

/// A browser that asks before it sends (Fetch standard, 3.3.4).
fn is_preflight(request: &Request<'_>) -> bool {
    request.method() == Method::Options
        && request.headers().contains("Access-Control-Request-Method")
}
