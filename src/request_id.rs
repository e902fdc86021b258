//! One name for a request: in the response, in every log line about it, in a problem.

use rocket::Request;
use rocket::Response;
use rocket::fairing::{Fairing, Info, Kind};
use rocket::http::Header;
use uuid::Uuid;

/// The header that carries it, both ways.
const HEADER: &str = "X-Request-Id";

/// Attaches the header to every response.
pub(crate) fn stage() -> impl Fairing {
    Stage
}

/// The caller's name for a request where it is a UUID, a new one otherwise.
///
/// Anything else is not taken over: it would stand in our log as somebody else wrote it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RequestId(Uuid);

impl RequestId {
    /// The same for the whole request.
    pub(crate) fn of(request: &Request<'_>) -> Self {
        *request.local_cache(|| {
            let given = request.headers().get_one(HEADER);
            Self(
                given
                    .and_then(|text| Uuid::try_parse(text).ok())
                    .unwrap_or_else(Uuid::now_v7),
            )
        })
    }

    /// As a URI (RFC 9562).
    pub(crate) fn urn(self) -> String {
        self.0.urn().to_string()
    }
}

impl std::fmt::Display for RequestId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

struct Stage;

#[rocket::async_trait]
impl Fairing for Stage {
    fn info(&self) -> Info {
        Info {
            name: "request id",
            kind: Kind::Response,
        }
    }

    async fn on_response<'r>(&self, request: &'r Request<'_>, response: &mut Response<'r>) {
        response.set_header(Header::new(HEADER, RequestId::of(request).to_string()));
    }
}
