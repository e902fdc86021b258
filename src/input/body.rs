//! A JSON body: its media type, its size, the time it takes, and what stands in it.

use std::time::Duration;

use rocket::Request;
use rocket::data::{Data, FromData, Outcome, ToByteUnit};
use rocket::http::Status;
use sha2::{Digest, Sha256};
use tokio::time::timeout;

use super::fields::{Fields, Input};
use super::object::Object;
use crate::problem::Problem;

/// No JSON that this service reads is larger.
const LIMIT_KIB: u64 = 64;

/// A client that needs longer for a body of that size holds a connection and sends nothing.
const TIME_LIMIT: Duration = Duration::from_secs(10);

/// A body of media type `application/json`.
pub(crate) struct Body<T> {
    pub(crate) value: T,
    /// What tells it from other bodies.
    pub(crate) sha256: [u8; 32],
}

#[rocket::async_trait]
impl<'r, T: Input> FromData<'r> for Body<T> {
    type Error = ();

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r, Self> {
        match read(request, data).await {
            Ok(body) => Outcome::Success(body),
            Err(problem) => problem.refuse(request),
        }
    }
}

async fn read<T: Input>(request: &Request<'_>, data: Data<'_>) -> Result<Body<T>, Problem> {
    let is_json = request
        .content_type()
        .is_some_and(|media| media.is_json() || media.sub() == "merge-patch+json");
    if !is_json {
        return Err(Problem::new(
            Status::UnsupportedMediaType,
            "send `Content-Type: application/json`",
        ));
    }
    let text = read_within(TIME_LIMIT, data.open(LIMIT_KIB.kibibytes()).into_bytes()).await?;
    if !text.is_complete() {
        return Err(Problem::new(
            Status::PayloadTooLarge,
            format!("a JSON body may have {LIMIT_KIB} KiB"),
        ));
    }
    match serde_json::from_slice(&text) {
        Ok(object) => Ok(Body {
            sha256: digest(&object),
            value: Fields::read(object)?,
        }),
        Err(error) if error.is_data() => Err(Problem::new(
            Status::BadRequest,
            "the body must be a JSON object",
        )),
        Err(error) => Err(Problem::new(
            Status::BadRequest,
            format!("the body is not JSON: {error}"),
        )),
    }
}

/// The same for the same JSON, however it is written: white space and the order of names say nothing.
fn digest(object: &Object) -> [u8; 32] {
    // `Map` is in the order of its names.
    let text = serde_json::to_vec(&object.fields).unwrap_or_default();
    Sha256::digest(text).into()
}

/// Waits for a part of a request's body.
///
/// # Errors
///
/// 408 where it doesn't come in time, 400 where the client hung up.
async fn read_within<T>(
    limit: Duration,
    part: impl Future<Output = std::io::Result<T>>,
) -> Result<T, Problem> {
    match timeout(limit, part).await {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(_)) => Err(Problem::new(Status::BadRequest, "the body broke off")),
        Err(_) => Err(Problem::new(
            Status::RequestTimeout,
            "the body did not arrive in time",
        )),
    }
}
