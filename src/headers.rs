//! Headers that tell a browser what never to do with a response.

use rocket::fairing::{Fairing, Info, Kind};
use rocket::http::Header;
use rocket::shield::{Frame, Hsts, NoSniff, Permission, Referrer, Shield};
use rocket::time::Duration;
use rocket::{Request, Response};

use crate::docs;

/// A response of the API is data: nothing in it may run, load, or be framed.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";

/// The page of the documentation runs its own scripts and asks its own origin.
const OF_THE_PAGE: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'";

/// Browsers come back by HTTPS only, for two years.
const HSTS: Duration = Duration::days(730);

/// Rocket's shield with everything on.
pub(crate) fn shield() -> Shield {
    Shield::new()
        .enable(NoSniff::Enable)
        .enable(Frame::Deny)
        .enable(Referrer::NoReferrer)
        .enable(Hsts::Enable(HSTS))
        .enable(Permission::default())
}

/// What an answer has that no fairing sees: of a request that Rocket can't read.
pub(crate) const OF_THE_UNREADABLE: [(&str, &str); 6] = [
    ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("Strict-Transport-Security", "max-age=63072000"),
];

/// Attaches what the shield doesn't know.
pub(crate) fn stage() -> impl Fairing {
    Headers
}

struct Headers;

#[rocket::async_trait]
impl Fairing for Headers {
    fn info(&self) -> Info {
        Info {
            name: "headers",
            kind: Kind::Response,
        }
    }

    async fn on_response<'r>(&self, request: &'r Request<'_>, response: &mut Response<'r>) {
        let policy = if request.uri().path().starts_with(docs::PAGE) {
            OF_THE_PAGE
        } else {
            CONTENT_SECURITY_POLICY
        };
        response.set_header(Header::new("Content-Security-Policy", policy));
        // Somebody's tasks are nobody else's, and a cache can't tell.
        if !response.headers().contains("Cache-Control") {
            response.set_header(Header::new("Cache-Control", "no-store"));
        }
    }
}
