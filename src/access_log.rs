//! One log line per request.

use std::time::Instant;

use rocket::fairing::{Fairing, Info, Kind};
use rocket::http::Method;
use rocket::{Data, Request, Response};
use tracing::info;

use crate::request_id::RequestId;
use crate::sessions::UserId;

/// The fairing that logs every request when its response is ready.
pub(crate) fn stage() -> impl Fairing {
    AccessLog
}

struct AccessLog;

/// A request as it arrived.
///
/// Rocket answers a HEAD request by routing it again as GET, so the method has to be kept.
struct Arrival {
    at: Instant,
    method: Method,
}

impl Arrival {
    fn of(request: &Request<'_>) -> Self {
        Self {
            at: Instant::now(),
            method: request.method(),
        }
    }

    /// Milliseconds since then, to the microsecond.
    fn elapsed_ms(&self) -> f64 {
        (self.at.elapsed().as_secs_f64() * 1e6).round() / 1e3
    }
}

#[rocket::async_trait]
impl Fairing for AccessLog {
    fn info(&self) -> Info {
        Info {
            name: "access log",
            kind: Kind::Request | Kind::Response,
        }
    }

    async fn on_request(&self, request: &mut Request<'_>, _data: &mut Data<'_>) {
        request.local_cache(|| Arrival::of(request));
    }

    async fn on_response<'r>(&self, request: &'r Request<'_>, response: &mut Response<'r>) {
        let arrival = request.local_cache(|| Arrival::of(request));
        info!(
            method = arrival.method.as_str(),
            // Few distinct values, fit to count by; absent where no route matched.
            route = request.route().map(|route| route.uri.as_str()),
            // Without the query: it may carry what a log must not keep.
            path = request.uri().path().as_str(),
            status = response.status().code,
            request_id = %RequestId::of(request),
            user_id = UserId::of(request).map(tracing::field::display),
            // Up to the response's head: the body is sent after this.
            latency_ms = arrival.elapsed_ms(),
            "answered"
        );
    }
}
