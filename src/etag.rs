//! Versions of a resource as entity tags, and the conditions that a client sets on them (RFC 9110, 13).
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
        // A header that can't be read names no version that is known.
        let is_known = request.method() == Method::Get
            && matches!(Tags::read(request, "If-None-Match"), Ok(Some(tags)) if tags.knows(self.version));
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

/// The versions that a header names.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Tags {
    /// `*`: whatever there is.
    Any,
    /// A list of tags.
    List(Vec<Tag>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Tag {
    is_weak: bool,
    /// What stands between the quotes.
    text: String,
}

impl Tag {
    fn is_of(&self, version: i64) -> bool {
        self.text == version.to_string()
    }

    /// The version, where the tag is one that we give out.
    fn version(&self) -> Option<i64> {
        let version = self.text.parse().ok()?;
        self.is_of(version).then_some(version)
    }
}

impl Tags {
    /// What a header says, in one field or several.
    ///
    /// # Errors
    ///
    /// 400 where it can't be read.
    fn read(request: &Request<'_>, name: &str) -> Result<Option<Self>, Problem> {
        let fields: Vec<_> = request.headers().get(name).collect();
        if fields.is_empty() {
            return Ok(None);
        }
        match Self::parse(&fields.join(",")) {
            Some(tags) => Ok(Some(tags)),
            None => Err(Problem::new(
                Status::BadRequest,
                format!("`{name}` must be `*`, or tags as `ETag` has them, such as `\"1\"`"),
            )),
        }
    }

    fn parse(header: &str) -> Option<Self> {
        if header.trim() == "*" {
            return Some(Self::Any);
        }
        let mut tags = Vec::new();
        let mut rest = header.trim_matches([' ', '\t', ',']);
        while !rest.is_empty() {
            let is_weak = rest.starts_with("W/");
            let opaque = rest.strip_prefix("W/").unwrap_or(rest).strip_prefix('"')?;
            let (text, behind) = opaque.split_once('"')?;
            // White space is no part of a tag (8.8.3).
            if text.contains(|c: char| c <= ' ' || c == '\u{7f}') {
                return None;
            }
            tags.push(Tag {
                is_weak,
                text: text.to_owned(),
            });
            let behind = behind.trim_start_matches([' ', '\t']);
            if !behind.is_empty() && !behind.starts_with(',') {
                return None;
            }
            rest = behind.trim_start_matches([' ', '\t', ',']);
        }
        (!tags.is_empty()).then_some(Self::List(tags))
    }

    /// Whether a version is among them, by the weak comparison: a proxy that compresses makes tags
    /// weak.
    fn knows(&self, version: i64) -> bool {
        match self {
            Self::Any => true,
            Self::List(tags) => tags.iter().any(|tag| tag.is_of(version)),
        }
    }

    /// The versions that are among them, by the strong comparison. `None` is all.
    fn strong(&self) -> Option<Vec<i64>> {
        match self {
            Self::Any => None,
            Self::List(tags) => {
                let strong = tags.iter().filter(|tag| !tag.is_weak);
                Some(strong.filter_map(Tag::version).collect())
            }
        }
    }
}

/// The condition under which a change may happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct IfMatch {
    matching: Option<Tags>,
    none_of: Option<Tags>,
}

impl IfMatch {
    /// No condition.
    pub(crate) const ANY: Self = Self {
        matching: None,
        none_of: None,
    };

    /// What a statement compares the version of what is there with:
    /// `$n::bigint[] IS NULL OR version = ANY ($n)`.
    pub(crate) fn versions(&self) -> Option<Vec<i64>> {
        if self.none_of == Some(Tags::Any) {
            // It must not be there.
            return Some(Vec::new());
        }
        self.matching.as_ref().and_then(Tags::strong)
    }

    /// Asks it of the version of what is there; `None` where nothing is.
    ///
    /// # Errors
    ///
    /// 412 where it doesn't hold.
    pub(crate) fn check(&self, version: Option<i64>) -> Result<(), Problem> {
        let matches = match (&self.matching, version) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(tags), Some(version)) => {
                tags.strong().is_none_or(|strong| strong.contains(&version))
            }
        };
        let is_unwanted = match (&self.none_of, version) {
            (Some(tags), Some(version)) => tags.knows(version),
            _ => false,
        };
        if matches && !is_unwanted {
            Ok(())
        } else if version.is_none() {
            Err(Problem::new(
                Status::PreconditionFailed,
                "there is none to replace: send it without `If-Match`",
            ))
        } else if is_unwanted {
            Err(Problem::new(
                Status::PreconditionFailed,
                "there is one already: read it, then send `If-Match` with its `ETag`",
            ))
        } else {
            Err(Self::failed())
        }
    }

    /// 412: the resource is there, in another version.
    pub(crate) fn failed() -> Problem {
        Problem::new(
            Status::PreconditionFailed,
            "it was changed since: read it again, then repeat the change",
        )
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for IfMatch {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        let matching = Tags::read(request, "If-Match");
        let none_of = Tags::read(request, "If-None-Match");
        match (matching, none_of) {
            (Ok(matching), Ok(none_of)) => Outcome::Success(Self { matching, none_of }),
            (Err(problem), _) | (_, Err(problem)) => problem.refuse(request),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn if_match(header: &str) -> IfMatch {
        IfMatch {
            matching: Some(Tags::parse(header).unwrap()),
            none_of: None,
        }
    }

    #[test]
    fn tags_are_versions() {
        assert_eq!(if_match("\"7\"").versions(), Some(vec![7]));
        assert_eq!(if_match("\"6\" , \"7\",").versions(), Some(vec![6, 7]));
        assert_eq!(if_match(" * ").versions(), None);
        assert_eq!(IfMatch::ANY.versions(), None);
        // A weak tag never matches strongly (RFC 9110, 8.8.3.2), and ours have no sign.
        for foreign in ["W/\"7\"", "\"+7\"", "\"07\"", "\"a,b\""] {
            assert_eq!(if_match(foreign).versions(), Some(vec![]), "{foreign}");
        }
    }

    #[test]
    fn other_texts_are_no_tags() {
        for text in [
            "7",
            "",
            ",",
            "\"7",
            "\"7\"\"8\"",
            "\"7\" 8",
            "\"a b\"",
            "*, \"7\"",
            "w/\"7\"",
        ] {
            assert_eq!(Tags::parse(text), None, "{text}");
        }
    }

    #[test]
    fn versions_that_are_known_are_compared_weakly() {
        for known in ["\"7\"", "W/\"7\"", "\"6\", \"7\"", "*"] {
            assert!(Tags::parse(known).unwrap().knows(7), "{known}");
        }
        assert!(!Tags::parse("\"6\"").unwrap().knows(7));
    }

    #[test]
    fn a_star_is_about_whether_there_is_something() {
        assert!(if_match("*").check(None).is_err());
        assert!(if_match("*").check(Some(1)).is_ok());
        let none_of = IfMatch {
            matching: None,
            none_of: Some(Tags::Any),
        };
        assert!(none_of.check(None).is_ok());
        assert!(none_of.check(Some(1)).is_err());
    }
}
