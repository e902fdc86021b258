//! The query of a URI, as strict as a body: no unknown parameter, and none twice
//! that has one value.

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
        match parse(query).and_then(Fields::read_parameters) {
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
        let value = Value::String(value);
        match parameters.get_mut(&name) {
            None => drop(parameters.insert(name, value)),
            Some(Value::Array(values)) => values.push(value),
            Some(first) => *first = Value::Array(vec![first.take(), value]),
        }
    }
    Ok(parameters)
}

/// Whether a pair of a query, as it was sent, is the parameter of this name.
pub(crate) fn is_named(pair: &str, name: &str) -> bool {
    let sent = pair.split_once('=').map_or(pair, |(sent, _)| sent);
    decode(sent).is_ok_and(|sent| sent == name)
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
    fn what_is_given_twice_is_a_list() {
        let parameters = parse("a=1&a=2&a=3").unwrap();
        assert_eq!(parameters["a"], serde_json::json!(["1", "2", "3"]));
    }

    #[test]
    fn not_utf_8_is_refused() {
        assert!(parse("a=%ff").is_err());
    }

    #[test]
    fn names_are_decoded_too() {
        assert!(is_named("%63ursor=x", "cursor"));
        assert!(is_named("cursor", "cursor"));
        assert!(!is_named("cursors=x", "cursor"));
    }
}
