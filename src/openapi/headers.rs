//! What holds for headers that several operations take: their form, and what a wrong one gives.

use utoipa::Modify;
use utoipa::openapi::path::{Operation, Parameter, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Required, ResponseBuilder, Schema};

use super::{inline, operations, problem};

/// A list of entity tags, or `*` (RFC 9110, 13.1).
const TAGS: &str = r#"^(\*|(W/)?"[!#-~]*"( *, *(W/)?"[!#-~]*")*)$"#;

/// Visible ASCII.
const KEY: &str = "^[!-~]{1,255}$";

/// RFC 9530.
const DIGEST: &str = "^sha-256=:[A-Za-z0-9+/]{43}=:$";

/// Completes headers, and the answers that they bring.
pub(super) struct Headers;

impl Modify for Headers {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        for path in document.paths.paths.values_mut() {
            if let Some(get) = &mut path.get {
                conditional(get);
            }
            operations(path).for_each(complete);
        }
    }
}

/// What is read with an `ETag` can be asked for by it.
fn conditional(get: &mut Operation) {
    let has_etag = get.responses.responses.get("200").is_some_and(
        |response| matches!(response, RefOr::T(response) if response.headers.contains_key("ETag")),
    );
    if !has_etag {
        return;
    }
    let parameters = get.parameters.get_or_insert_default();
    if parameters
        .iter()
        .filter_map(inline)
        .all(|parameter| parameter.name != "If-None-Match")
    {
        let mut parameter = Parameter::new("If-None-Match");
        parameter.parameter_in = ParameterIn::Header;
        parameter.required = Required::False;
        parameter.schema = Some(RefOr::T(text(None)));
        parameter.description = Some("ETag of the version that is known already.".to_owned());
        parameters.push(RefOr::T(parameter));
    }
    get.responses
        .responses
        .entry("304".to_owned())
        .or_insert_with(|| {
            let known = "It is the version of `If-None-Match`.";
            RefOr::T(ResponseBuilder::new().description(known).build())
        });
}

fn complete(operation: &mut Operation) {
    let mut is_read = false;
    let changes = operation.responses.responses.contains_key("412");
    for parameter in operation.parameters.iter_mut().flatten() {
        let RefOr::T(parameter) = parameter else {
            continue;
        };
        let pattern = match parameter.name.as_str() {
            // A condition of a GET that can't be read is none.
            "If-Match" | "If-None-Match" if changes => TAGS,
            "Idempotency-Key" => KEY,
            "Content-Digest" | "Repr-Digest" => DIGEST,
            _ => continue,
        };
        is_read = true;
        parameter.schema = Some(RefOr::T(text(Some(pattern))));
    }
    if is_read {
        operation
            .responses
            .responses
            .entry("400".to_owned())
            .or_insert_with(|| RefOr::T(problem("A header can't be read.")));
    }
}

/// A text of a form, or any.
fn text(pattern: Option<&str>) -> Schema {
    let text = ObjectBuilder::new().schema_type(Type::String);
    Schema::Object(text.pattern(pattern).build())
}
