//! One log line per request: who asked what from where, and what was answered.

use std::net::IpAddr;
use std::sync::OnceLock;
use std::time::Instant;

use rocket::fairing::{Fairing, Info, Kind};
use rocket::http::{Method, Status};
use rocket::{Data, Request, Response};
use tracing::info;

use crate::metrics::Metrics;
use crate::request_id::{self, RequestId};
use crate::sessions::UserId;

/// Characters of a user agent that are logged: more than any browser has.
const USER_AGENT: usize = 256;

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
    /// Empty until the request has passed the fairings.
    fn cell<'r>(request: &'r Request<'_>) -> &'r OnceLock<Self> {
        request.local_cache(OnceLock::new)
    }
}

/// Whether the request could be read, and so has passed the fairings.
pub(crate) fn has_arrived(request: &Request<'_>) -> bool {
    Arrival::cell(request).get().is_some()
}

/// The address of the client: the last hop of `X-Forwarded-For`, which the load balancer has written;
/// what stands before it anybody may have. Without a load balancer, whoever is connected.
pub(crate) fn client_address(request: &Request<'_>) -> Option<IpAddr> {
    let forwarded = request.headers().get("X-Forwarded-For").last();
    let last = forwarded.and_then(|hops| hops.rsplit(',').next());
    last.and_then(|hop| hop.trim().parse().ok())
        .or_else(|| request.remote().map(|remote| remote.ip()))
}

/// The user agent, as long as it is short.
fn user_agent<'r>(request: &'r Request<'_>) -> Option<&'r str> {
    let agent = request.headers().get_one("User-Agent")?;
    let end = agent.char_indices().nth(USER_AGENT);
    Some(end.map_or(agent, |(end, _)| &agent[..end]))
}

/// The line of a request that Rocket can't read: no fairing sees it.
pub(crate) fn unreadable(request: &Request<'_>, status: Status) {
    info!(
        status = status.code,
        request_id = %RequestId::of(request),
        client_address = client_address(request).map(tracing::field::display),
        "answered"
    );
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
        let arrival = Arrival {
            at: Instant::now(),
            method: request.method(),
        };
        let _ = Arrival::cell(request).set(arrival);
        request_id::begin(RequestId::of(request));
    }

    async fn on_response<'r>(&self, request: &'r Request<'_>, response: &mut Response<'r>) {
        let Some(arrival) = Arrival::cell(request).get() else {
            return;
        };
        let latency = arrival.at.elapsed();
        let status = response.status().code;
        // Absent where they are made while they are sent.
        let bytes = response.body_mut().size().await;
        let route = request.route().map(|route| route.uri.as_str());
        if let Some(metrics) = request.rocket().state::<Metrics>() {
            metrics.answered(arrival.method, route, status, latency);
        }
        info!(
            method = arrival.method.as_str(),
            // Few distinct values, fit to count by; absent where no route matched.
            route,
            // Without the query: it may carry what a log must not keep.
            path = request.uri().path().as_str(),
            status,
            bytes,
            request_id = %RequestId::of(request),
            client_request_id = RequestId::given(request).map(tracing::field::display),
            client_address = client_address(request).map(tracing::field::display),
            user_agent = user_agent(request),
            user_id = UserId::of(request).map(tracing::field::display),
            // Up to the response's head: the body is sent after this. To the microsecond.
            latency_ms = (latency.as_secs_f64() * 1e6).round() / 1e3,
            "answered"
        );
        request_id::end();
    }
}
