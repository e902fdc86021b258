//! Versions of a resource as entity tags, and the conditions that a client sets on them.
//!
//! Every resource that can be changed has a version, which grows with each change. Its ETag is
//! that number: a change with `If-Match` succeeds only on the version that the client saw.

use rocket::Request;
use rocket::http::{Header, Method, Status};
use rocket::request::{FromRequest, Outcome};
use rocket::response::{self, Responder, Response};
use rocket::serde::json::Json;
use serde::Serialize;

use crate::problem::Problem;

/// The entity tag of a version.
fn etag(version: i64) -> Header<'static> {
    Header::new("ETag", format!("\"{version}\""))
}

/// A resource, answered as JSON with its version as ETag, or by 304 where the client knows it.
pub(crate) struct Versioned<T> {
    pub(crate) version: i64,
    pub(crate) value: T,
}

impl<'r, T: Serialize> Responder<'r, 'static> for Versioned<T> {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        let etag = etag(self.version);
        let is_known = request.method() == Method::Get
            && request.headers().get_one("If-None-Match") == Some(etag.value());
        if is_known {
            return Response::build()
                .status(Status::NotModified)
                .header(etag)
                .ok();
        }
        Response::build_from(Json(self.value).respond_to(request)?)
            .header(etag)
            .ok()
    }
}

/// The condition under which a change may happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum IfMatch {
    /// `*`, or no condition: whatever the version is.
    Any,
    /// Only this version.
    Version(i64),
}

impl IfMatch {
    /// What a statement compares with: `$n::bigint IS NULL OR version = $n`.
    pub(crate) fn version(self) -> Option<i64> {
        match self {
            Self::Any => None,
            Self::Version(version) => Some(version),
        }
    }

    /// 412: the resource is there, in another version.
    pub(crate) fn failed() -> Problem {
        Problem::new(
            Status::PreconditionFailed,
            "it was changed since: read it again, then repeat the change",
        )
    }

    fn parse(header: &str) -> Option<Self> {
        if header.trim() == "*" {
            return Some(Self::Any);
        }
        let tag = header.trim().strip_prefix('"')?.strip_suffix('"')?;
        tag.parse().ok().map(Self::Version)
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for IfMatch {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        match request.headers().get_one("If-Match") {
            None => Outcome::Success(Self::Any),
            Some(header) => match Self::parse(header) {
                Some(condition) => Outcome::Success(condition),
                // A tag that we never gave out matches nothing.
                None => Self::failed().refuse(request),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_versions() {
        assert_eq!(IfMatch::parse("\"7\""), Some(IfMatch::Version(7)));
        assert_eq!(IfMatch::parse(" * "), Some(IfMatch::Any));
        assert_eq!(IfMatch::parse("7"), None);
        // A weak tag never matches strongly (RFC 9110, 8.8.3.2).
        assert_eq!(IfMatch::parse("W/\"7\""), None);
    }
}
