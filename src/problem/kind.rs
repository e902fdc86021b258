//! The kinds of problems: what a program tells them by, each with a page that says what to do.

use rocket::http::{ContentType, Status};
use rocket::response::content::RawHtml;
use rocket::{Route, get, routes};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use super::Problem;

/// Where the pages are.
pub(crate) const PAGES: &str = "/problems";

/// A kind of problem. A program may rely on its name; the text of a problem may change.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Kind {
    name: &'static str,
    status: u16,
    title: &'static str,
    /// What it means and what to do.
    page: &'static str,
}

macro_rules! kinds {
    ($($constant:ident = $name:literal, $status:literal, $title:literal, $page:literal;)*) => {
        $(pub(crate) const $constant: Kind =
            Kind { name: $name, status: $status, title: $title, page: $page };)*

        /// All of them; the first of a status is what a problem of that status is by default.
        const ALL: &[&Kind] = &[$(&$constant),*];
    };
}

kinds! {
    MALFORMED = "malformed-request", 400, "The request can't be read",
        "A header, the path or the body is not in the form that it must have. The detail names it. \
         The same request will fail again.";
    UNAUTHENTICATED = "unauthenticated", 401, "No session",
        "The request has no token, or the session of its token ended. Log in by POST /api/v1/sessions \
         and send the token as Authorization: Bearer.";
    FORBIDDEN = "forbidden", 403, "Not allowed",
        "You may see this, and may not do that to it: only its owner may.";
    NOT_FOUND = "not-found", 404, "Nothing there",
        "There is nothing at this path, or nothing that you may see. Both look the same on purpose.";
    METHOD_NOT_ALLOWED = "method-not-allowed", 405, "Another method",
        "The path answers other methods: the header Allow lists them.";
    SLOW_REQUEST = "slow-request", 408, "The request was too slow",
        "The body did not arrive in time. Send it again, on a better line or in smaller pieces.";
    CONFLICT = "conflict", 409, "It contradicts what is there",
        "What you ask for can't be beside what is there already, such as a second account of an address.";
    QUOTA_EXCEEDED = "quota-exceeded", 409, "As many as there may be",
        "You have as many of these as you may have. The detail has the number: delete some first. \
         To come again later does not help.";
    GONE = "gone", 410, "It is gone",
        "What you ask for was there and is not any more. The detail says what to do instead.";
    PRECONDITION_FAILED = "precondition-failed", 412, "It is another version",
        "If-Match or If-None-Match does not hold. Read the resource again, look at what changed, and \
         repeat the change with the new ETag.";
    TOO_LARGE = "too-large", 413, "Too large",
        "The body is larger than it may be. The detail has the limit.";
    UNSUPPORTED_MEDIA_TYPE = "unsupported-media-type", 415, "Another media type",
        "Content-Type is not among those that are taken here, or the bytes are none of that type. The \
         detail lists them.";
    INVALID_FIELDS = "invalid-fields", 422, "Some fields are not valid",
        "The member errors names every field or parameter that is not valid, and what to send instead.";
    IDEMPOTENCY_KEY_REUSED = "idempotency-key-reused", 422, "The key belongs to another request",
        "The Idempotency-Key was sent before, with another request. Take a new key for a new request, \
         and the same for the same one.";
    TOO_MANY_REQUESTS = "too-many-requests", 429, "Too many requests",
        "You ask for more than one user or one client may have at a time. Wait for as many seconds as \
         Retry-After says; RateLimit says how many requests are left to you.";
    UNREADABLE_HEAD = "head-too-large", 431, "The head is too large",
        "The headers are larger than they may be.";
    INTERNAL = "internal-error", 500, "The service failed",
        "It is the service's fault. Its log has the cause under the request's name, which is the member \
         instance: send that to whoever runs it.";
    UNAVAILABLE = "unavailable", 503, "Busy or not ready",
        "Something that the service needs is away or busy. Send the same request again after as many \
         seconds as Retry-After says; with an Idempotency-Key nothing is created twice.";
}

impl Kind {
    /// What a problem of a status is, where nothing tells more.
    pub(super) fn of(status: Status) -> &'static Self {
        ALL.iter()
            .find(|kind| kind.status == status.code)
            .copied()
            .unwrap_or(if status.code < 500 {
                &MALFORMED
            } else {
                &INTERNAL
            })
    }

    pub(crate) fn name(&self) -> &'static str {
        self.name
    }

    pub(super) fn title(&self) -> &'static str {
        self.title
    }

    /// The reference that a problem has as its `type`.
    pub(super) fn uri(&self) -> String {
        format!("{PAGES}/{}", self.name)
    }
}

/// The type of `type`: one of the references.
pub(crate) struct KindUri;

impl PartialSchema for KindUri {
    fn schema() -> RefOr<Schema> {
        let schema = ObjectBuilder::new()
            .schema_type(Type::String)
            .enum_values(Some(ALL.iter().map(|kind| kind.uri())))
            .examples([INVALID_FIELDS.uri()]);
        RefOr::T(Schema::Object(schema.build()))
    }
}

impl ToSchema for KindUri {
    fn name() -> std::borrow::Cow<'static, str> {
        "ProblemType".into()
    }
}

pub(super) fn pages() -> Vec<Route> {
    routes![index, page]
}

/// Lists them.
#[get("/")]
fn index() -> (ContentType, RawHtml<String>) {
    let items = ALL.iter().map(|kind| {
        let (uri, name, title) = (kind.uri(), kind.name, kind.title);
        format!("<dt><a href=\"{uri}\">{name}</a></dt><dd>{title}</dd>")
    });
    let items: Vec<_> = items.collect();
    html("Problems", &format!("<dl>{}</dl>", items.concat()))
}

/// Explains one.
#[get("/<name>")]
fn page(name: &str) -> Result<(ContentType, RawHtml<String>), Problem> {
    let kind = ALL
        .iter()
        .find(|kind| kind.name == name)
        .ok_or_else(|| Problem::new(Status::NotFound, "there is no such kind of problem"))?;
    let Kind { status, page, .. } = kind;
    let body =
        format!("<p>Status {status}.</p><p>{page}</p><p><a href=\"{PAGES}\">All problems</a></p>");
    Ok(html(kind.title, &body))
}

/// Of our own texts alone, none of which has a character that HTML reserves.
fn html(title: &str, body: &str) -> (ContentType, RawHtml<String>) {
    let page = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{title}</title>\
         <h1>{title}</h1>{body}</html>"
    );
    (ContentType::HTML, RawHtml(page))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_are_distinct_and_texts_are_plain() {
        let names: BTreeSet<_> = ALL.iter().map(|kind| kind.name).collect();
        assert_eq!(names.len(), ALL.len());
        for kind in ALL {
            for text in [kind.title, kind.page] {
                assert!(!text.contains(['<', '>', '&']), "{text}");
            }
        }
    }

    #[test]
    fn every_status_has_a_kind() {
        assert_eq!(Kind::of(Status::Conflict), &CONFLICT);
        assert_eq!(Kind::of(Status::new(418)), &MALFORMED);
        assert_eq!(Kind::of(Status::new(599)), &INTERNAL);
    }
}
