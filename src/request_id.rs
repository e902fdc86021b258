//! One name for a request: in the response, in every log line about it, in a problem. The client's own stands in its line of the access log.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rocket::Request;
use rocket::Response;
use rocket::fairing::{Fairing, Info, Kind};
use rocket::http::Header;
use tokio::task;
use uuid::Uuid;

/// The header that carries it.
const HEADER: &str = "X-Request-Id";

/// Attaches the header to every response.
pub(crate) fn stage() -> impl Fairing {
    Stage
}

/// A name that no other request has.
///
/// What a client calls its request is not taken over: two requests may have one name then.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RequestId(Uuid);

impl RequestId {
    /// The same for the whole request.
    pub(crate) fn of(request: &Request<'_>) -> Self {
        *request.local_cache(|| Self(Uuid::now_v7()))
    }

    /// What the client calls the request, where that is a UUID: for the log, which anything else would
    /// stand in as somebody wrote it.
    pub(crate) fn given(request: &Request<'_>) -> Option<Uuid> {
        let given = request.headers().get_one(HEADER)?;
        Uuid::try_parse(given).ok()
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

/// Puts it on an answer.
pub(crate) fn put(request: &Request<'_>, response: &mut Response<'_>) {
    response.set_header(Header::new(HEADER, RequestId::of(request).to_string()));
}

/// The requests and jobs that tasks of the runtime are about.
static CURRENT: Mutex<BTreeMap<task::Id, Uuid>> = Mutex::new(BTreeMap::new());

fn current() -> MutexGuard<'static, BTreeMap<task::Id, Uuid>> {
    CURRENT.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Gives every line that is logged from here on in this task the name of a request. Rocket has a task
/// for each, and no place to wrap one.
pub(crate) fn begin(id: RequestId) {
    if let Some(task) = task::try_id() {
        current().insert(task, id.0);
    }
}

/// The same for a job that no request waits for.
pub(crate) fn begin_job() {
    begin(RequestId(Uuid::now_v7()));
}

/// Ends it.
pub(crate) fn end() {
    if let Some(task) = task::try_id() {
        current().remove(&task);
    }
}

/// What this task is about.
pub(crate) fn of_task() -> Option<Uuid> {
    current().get(&task::try_id()?).copied()
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
        put(request, response);
    }
}
