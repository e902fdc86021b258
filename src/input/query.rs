//! The query of a URI, as strict as a body: no unknown parameter, none twice.

use percent_encoding::percent_decode_str;
use rocket::Request;
use rocket::request::{FromRequest, Outcome};
use serde_json::{Map, Value};

use super::fields::{Fields, Input};
use crate::problem::Problem;

/// The parameters of the query. Each is a text until its field's type reads it.
pub(crate) struct Query<T>(pub(crate) T);

#[rocket::async_trait]
impl<'r, T: Input> FromRequest<'r> for Query<T> {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        let query = request.uri().query().map_or("", |query| query.as_str());
        match parse(query).and_then(Fields::read) {
            Ok(value) => Outcome::Success(Self(value)),
            Err(problem) => problem.refuse(request),
        }
    }
}

/// The query of a route that has no parameters: empty.
pub(crate) struct NoQuery;

#[rocket::async_trait]
impl<'r> FromRequest<'r> for NoQuery {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        request.guard::<Query<Self>>().await.map(|query| query.0)
    }
}

impl Input for NoQuery {
    fn read(_: &mut Fields) -> Option<Self> {
        Some(Self)
    }
}

fn parse(query: &str) -> Result<Map<String, Value>, Problem> {
    let mut parameters = Map::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (name, value) = (decode(name)?, decode(value)?);
        if parameters
            .insert(name.clone(), Value::String(value))
            .is_some()
        {
            return Err(Problem::invalid_field(&name, "is given twice"));
        }
    }
    Ok(parameters)
}

fn decode(text: &str) -> Result<String, Problem> {
    let spaced = text.replace('+', " ");
    percent_decode_str(&spaced)
        .decode_utf8()
        .map(Into::into)
        .map_err(|_| Problem::invalid_field(text, "is not UTF-8"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_decoded() {
        let parameters = parse("q=a+b%26c&tag=&x").unwrap();
        assert_eq!(parameters["q"], "a b&c");
        assert_eq!(parameters["tag"], "");
        assert_eq!(parameters["x"], "");
    }

    #[test]
    fn twice_and_not_utf_8_are_refused() {
        assert!(parse("a=1&a=2").is_err());
        assert!(parse("a=%ff").is_err());
    }
}
