//! What a request says of the file in its body, before any of it is read.

use std::net::IpAddr;

use rocket::Request;
use rocket::http::{ContentType, Status};
use rocket::request::{FromRequest, Outcome};

use super::media::Media;
use super::{Rules, digest};
use crate::access_log;
use crate::problem::Problem;

/// The fields that carry a digest.
const DIGESTS: [&str; 2] = ["Content-Digest", "Repr-Digest"];

/// Type, length and digests of a file, as its sender says.
pub(crate) struct Head {
    content_type: Option<ContentType>,
    length: Option<u64>,
    /// The field and what it says.
    digests: Vec<(&'static str, [u8; 32])>,
    /// Where it comes from.
    pub(super) client_address: Option<IpAddr>,
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Head {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        match read(request) {
            Ok(head) => Outcome::Success(head),
            Err(problem) => problem.refuse(request),
        }
    }
}

fn read(request: &Request<'_>) -> Result<Head, Problem> {
    let header = |name| request.headers().get_one(name);
    if header("Content-Encoding").is_some_and(|coding| !coding.eq_ignore_ascii_case("identity")) {
        return Err(Problem::new(
            Status::UnsupportedMediaType,
            "send the file as it is, without `Content-Encoding`",
        ));
    }
    let mut digests = Vec::new();
    for name in DIGESTS {
        if let Some(field) = header(name) {
            let sha256 = digest::parse(field).ok_or_else(|| {
                Problem::new(
                    Status::BadRequest,
                    format!("`{name}` must have a digest such as `sha-256=:…:`"),
                )
            })?;
            digests.push((name, sha256));
        }
    }
    Ok(Head {
        content_type: request.content_type().cloned(),
        // A length that is none has been refused by then.
        length: header("Content-Length").and_then(|length| length.parse().ok()),
        digests,
        client_address: access_log::client_address(request),
    })
}

impl Head {
    /// The media type, if it and the length are among what is allowed.
    ///
    /// # Errors
    ///
    /// 413, 415.
    pub(crate) fn check(&self, rules: Rules) -> Result<Media, Problem> {
        if self
            .length
            .is_some_and(|length| length > rules.limit_bytes())
        {
            return Err(too_large(rules));
        }
        self.content_type
            .as_ref()
            .and_then(|content_type| Media::find(rules.media, content_type))
            .ok_or_else(|| {
                let names: Vec<_> = rules.media.iter().map(|media| media.name).collect();
                Problem::new(
                    Status::UnsupportedMediaType,
                    format!("send a `Content-Type` among {}", names.join(", ")),
                )
            })
    }

    /// Compares what was said with what came.
    ///
    /// # Errors
    ///
    /// 422 that names the field.
    pub(super) fn verify(&self, sha256: &[u8; 32]) -> Result<(), Problem> {
        match self.digests.iter().find(|(_, said)| said != sha256) {
            Some((name, _)) => Err(Problem::invalid_field(
                name,
                "is not the SHA-256 of the bytes that arrived",
            )),
            None => Ok(()),
        }
    }
}

/// 413: the file has more bytes than its kind may have.
pub(super) fn too_large(rules: Rules) -> Problem {
    Problem::new(
        Status::PayloadTooLarge,
        format!("this file may have {} MiB", rules.limit_mib),
    )
}
