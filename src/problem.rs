//! The one shape of every error response: RFC 9457 problem details.

use rocket::fairing::AdHoc;
use rocket::http::{ContentType, Status};
use rocket::serde::Serialize;
use rocket::serde::json::Json;
use rocket::{Request, catch, catchers};

/// Attaches the catcher that answers wherever no handler did.
pub(crate) fn stage() -> AdHoc {
    AdHoc::on_ignite("problem details", |rocket| async {
        rocket.register("/", catchers![problem])
    })
}

/// The body of an error response.
///
/// `type` is `about:blank`: the status says it all, and `title` is that status in words.
#[derive(Serialize)]
#[serde(crate = "rocket::serde")]
struct Problem {
    r#type: &'static str,
    title: &'static str,
    status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<&'static str>,
}

#[catch(default)]
fn problem(status: Status, _request: &Request<'_>) -> (ContentType, Json<Problem>) {
    let problem = Problem {
        r#type: "about:blank",
        title: status.reason_lossy(),
        status: status.code,
        detail: detail(status),
    };
    (
        ContentType::new("application", "problem+json"),
        Json(problem),
    )
}

/// What a client can make of a status, where the status alone doesn't say it.
fn detail(status: Status) -> Option<&'static str> {
    match status.code {
        404 => Some("nothing answers this method at this path"),
        422 => Some("the request can be read, but its content is not valid"),
        500 => Some("the service failed; its log says why"),
        _ => None,
    }
}
