//! The one shape of every error response: RFC 9457 problem details.
//!
//! Handlers return a [`Problem`]. A guard that refuses a request leaves its problem with the
//! request, where the catcher finds it; what Rocket itself refuses becomes one there.

pub(crate) mod kind;

use std::error::Error;
use std::io::Cursor;
use std::sync::Mutex;

use rocket::fairing::AdHoc;
use rocket::http::{ContentType, Header, Method, Status};
use rocket::outcome::Outcome;
use rocket::response::{self, Responder, Response};
use rocket::{Request, catch, catchers};
use serde::Serialize;
use tracing::error;
use utoipa::ToSchema;

use self::kind::{Kind, KindUri};
use crate::database::{self, Unavailable};
use crate::headers;
use crate::metrics::Metrics;
use crate::request_id::{self, RequestId};
use crate::storage::StorageError;

/// Attaches the catcher that answers wherever no handler did, and the pages of the kinds.
pub(crate) fn stage() -> AdHoc {
    AdHoc::on_ignite("problem details", |rocket| async {
        rocket
            .register("/", catchers![refused])
            .mount(kind::PAGES, kind::pages())
    })
}

/// Why a request is not answered with what it asked for.
#[derive(Debug)]
pub(crate) struct Problem {
    status: Status,
    kind: &'static Kind,
    detail: Option<String>,
    errors: Vec<FieldError>,
    header: Option<Header<'static>>,
    /// What only the log is told.
    cause: Option<String>,
}

/// What is wrong with one field of the body, or one parameter of the query.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct FieldError {
    /// Name of the field or parameter.
    #[schema(example = "title")]
    pub(crate) field: String,
    /// What to send instead.
    #[schema(example = "must have 1 to 200 characters")]
    pub(crate) detail: String,
}

/// The body of every error response (RFC 9457).
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub(crate) struct ProblemDetails {
    /// What kind of problem it is: a reference to the page that explains it. Programs compare it.
    #[schema(value_type = KindUri)]
    r#type: String,
    /// The kind in words.
    #[schema(example = "Some fields are not valid")]
    title: &'static str,
    /// The status code of the response.
    #[schema(example = 422)]
    status: u16,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// Identifies this request in the service's log.
    #[schema(example = "urn:uuid:018f6b1e-7d0c-7cc0-98f0-2f1f0d9be111")]
    instance: String,
    /// Every field that is not valid, where that is the problem.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldError>,
}

impl Problem {
    /// A problem that its status and one sentence explain.
    pub(crate) fn new(status: Status, detail: impl Into<String>) -> Self {
        Self {
            status,
            kind: Kind::of(status),
            detail: Some(detail.into()),
            errors: Vec::new(),
            header: None,
            cause: None,
        }
    }

    /// The same, of another kind than its status says.
    pub(crate) fn of(self, kind: &'static Kind) -> Self {
        Self { kind, ..self }
    }

    /// 409: the user has as many as a user may have.
    pub(crate) fn quota(detail: impl Into<String>) -> Self {
        Self::new(Status::Conflict, detail).of(&kind::QUOTA_EXCEEDED)
    }

    /// 422: the content can be read and is not valid; names every field that isn't.
    pub(crate) fn invalid(errors: Vec<FieldError>) -> Self {
        Self {
            errors,
            ..Self::new(Status::UnprocessableEntity, "some fields are not valid")
        }
    }

    /// 422 for one field.
    pub(crate) fn invalid_field(field: &str, detail: impl Into<String>) -> Self {
        Self::invalid(vec![FieldError {
            field: field.to_owned(),
            detail: detail.into(),
        }])
    }

    /// 401: there is no session, or it ended.
    pub(crate) fn unauthorized(detail: &'static str) -> Self {
        Self::new(Status::Unauthorized, detail).with("WWW-Authenticate", "Bearer")
    }

    /// 404: there is nothing, or nothing that this user may see.
    pub(crate) fn not_found() -> Self {
        Self::new(Status::NotFound, "there is nothing here that you may see")
    }

    /// 429 or 503, with the time after which to come again.
    pub(crate) fn come_again(status: Status, detail: &'static str, seconds: u64) -> Self {
        Self::new(status, detail).with("Retry-After", seconds.to_string())
    }

    /// 500: logged in full, told as little as possible.
    pub(crate) fn internal(cause: &(dyn Error + 'static)) -> Self {
        Self::new(
            Status::InternalServerError,
            "the service failed; its log says why",
        )
        .because(cause)
    }

    /// 503: something that the service needs is away for now.
    pub(crate) fn unavailable(cause: &(dyn Error + 'static)) -> Self {
        Self::come_again(
            Status::ServiceUnavailable,
            "the service is busy or not ready",
            1,
        )
        .because(cause)
    }

    fn because(mut self, cause: &(dyn Error + 'static)) -> Self {
        self.cause = Some(chain(cause));
        self
    }

    fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.header = Some(Header::new(name, value.into()));
        self
    }

    /// Makes a guard fail with this problem.
    pub(crate) fn refuse<S, F>(self, request: &Request<'_>) -> Outcome<S, (Status, ()), F> {
        let status = self.status;
        *refusal(request) = Some(self);
        Outcome::Error((status, ()))
    }

    fn details(self, request: &Request<'_>) -> ProblemDetails {
        ProblemDetails {
            r#type: self.kind.uri(),
            title: self.kind.title(),
            status: self.status.code,
            detail: self.detail,
            instance: RequestId::of(request).urn(),
            errors: self.errors,
        }
    }
}

/// An error and everything that caused it, in one line. What says its cause itself is not said again.
pub(crate) fn chain(error: &(dyn Error + 'static)) -> String {
    let mut texts: Vec<String> = Vec::new();
    for error in std::iter::successors(Some(error), |error| (**error).source()) {
        let text = error.to_string();
        if !texts.iter().any(|said| said.contains(&text)) {
            texts.push(text);
        }
    }
    texts.join(": ").replace('\n', " ")
}

impl From<tokio_postgres::Error> for Problem {
    fn from(error: tokio_postgres::Error) -> Self {
        if database::may_pass(&error) {
            Self::unavailable(&error)
        } else if database::is_about_a_value(&error) {
            // Types check what users send. What they let through is still no fault of the service's.
            Self::new(
                Status::UnprocessableEntity,
                "the database takes none of these values: send others",
            )
            .because(&error)
        } else {
            Self::internal(&error)
        }
    }
}

impl From<Unavailable> for Problem {
    fn from(error: Unavailable) -> Self {
        Self::unavailable(&error)
    }
}

impl From<StorageError> for Problem {
    fn from(error: StorageError) -> Self {
        Self::unavailable(&error)
    }
}

impl<'r> Responder<'r, 'static> for Problem {
    fn respond_to(mut self, request: &'r Request<'_>) -> response::Result<'static> {
        let (status, header) = (self.status, self.header.take());
        if let Some(metrics) = request.rocket().state::<Metrics>() {
            metrics.refused(self.kind.name());
        }
        if let Some(cause) = self.cause.take() {
            let request_id = RequestId::of(request);
            error!(%request_id, cause, status = status.code, "a request failed");
        }
        let body = serde_json::to_string(&self.details(request))
            .map_err(|_| Status::InternalServerError)?;
        let mut response = Response::build()
            .status(status)
            .header(ContentType::new("application", "problem+json"))
            .sized_body(body.len(), Cursor::new(body))
            .finalize();
        if let Some(header) = header {
            response.set_header(header);
        }
        if !crate::access_log::has_arrived(request) {
            // No fairing saw the request, and none will see this.
            for (name, value) in headers::OF_THE_UNREADABLE {
                response.set_header(Header::new(name, value));
            }
            request_id::put(request, &mut response);
            crate::access_log::unreadable(request, status);
        }
        Ok(response)
    }
}

/// Where a guard leaves its problem for the catcher.
fn refusal<'r>(request: &'r Request<'_>) -> std::sync::MutexGuard<'r, Option<Problem>> {
    struct Refusal(Mutex<Option<Problem>>);
    request
        .local_cache(|| Refusal(Mutex::new(None)))
        .0
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

#[catch(default)]
fn refused(status: Status, request: &Request<'_>) -> Problem {
    if let Some(problem) = refusal(request).take() {
        return problem;
    }
    if status == Status::NotFound && request.route().is_none() {
        let allowed = allowed(request);
        if !allowed.is_empty() {
            let allow = allowed.join(", ");
            return Problem::new(
                Status::MethodNotAllowed,
                format!("this path answers {allow}"),
            )
            .with("Allow", allow);
        }
    }
    match status.code {
        400 => Problem::new(
            status,
            "the request can't be read: send a method that HTTP knows, and a path that is a URI",
        ),
        404 => Problem::new(status, "nothing answers at this path"),
        408 => Problem::new(status, "the request did not arrive in time"),
        500 => Problem::new(status, "the service failed; its log says why"),
        _ => Problem {
            detail: None,
            ..Problem::new(status, "")
        },
    }
}

/// The methods that some route answers at the path of the request.
pub(crate) fn allowed(request: &Request<'_>) -> Vec<&'static str> {
    // Rocket takes `/tasks/` for `/tasks`.
    let path = request.uri().path().as_str();
    let path = path.strip_suffix('/').unwrap_or(path);
    let mut allowed: Vec<_> = request
        .rocket()
        .routes()
        .filter(|route| matches(route.uri.path(), path))
        .flat_map(|route| match route.method {
            // Rocket answers HEAD by the route of GET.
            Method::Get => vec!["GET", "HEAD"],
            method => vec![method.as_str()],
        })
        .collect();
    allowed.sort_unstable();
    allowed.dedup();
    allowed
}

/// Whether the pattern of a route covers a path, whatever the method.
fn matches(pattern: &str, path: &str) -> bool {
    let mut pattern = pattern.split('/');
    let mut path = path.split('/');
    loop {
        match (pattern.next(), path.next()) {
            (None, None) => return true,
            (Some(rest), Some(_)) if rest.ends_with("..>") => return true,
            (Some(dynamic), Some(segment)) if dynamic.starts_with('<') && !segment.is_empty() => {}
            (Some(fixed), Some(segment)) if fixed == segment => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_cover_paths() {
        assert!(matches("/tasks/<id>", "/tasks/1"));
        assert!(matches("/docs/<file..>", "/docs/a/b"));
        assert!(!matches("/tasks/<id>", "/tasks/"));
        assert!(!matches("/tasks/<id>", "/tasks/1/2"));
        assert!(!matches("/tasks", "/users"));
    }
}
