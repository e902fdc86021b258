//! The API's description: OpenAPI 3.1 from the annotations of the handlers.

mod examples;
mod headers;

use std::collections::BTreeSet;

use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::schema::{
    AdditionalProperties, KnownFormat, ObjectBuilder, SchemaFormat, Type,
};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{Content, ContentBuilder, Ref, RefOr, Response, ResponseBuilder, Schema};
use utoipa::{Modify, OpenApi};

use self::examples::Examples;
use self::headers::Headers;
use crate::problem::ProblemDetails;
use crate::{attachments, export, offers, profile_image, sessions, tasks, users};

/// Where the description is.
pub(crate) const PATH: &str = "/api/v1/openapi.json";

/// The description, as JSON.
pub(crate) fn text() -> String {
    Document::openapi()
        .to_json()
        .expect("it holds nothing that JSON can't say")
}

/// The description of the whole API.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Task API",
        description = "Tasks, their attachments, and the people who work on them.\n\n\
            Every error is a problem (RFC 9457). Every resource that can be changed has an `ETag`; \
            with it as `If-Match`, a change happens on that version or not at all."
    ),
    nest((path = "/api/v1", api = V1)),
    modifiers(&Everywhere, &FileBodies, &Headers, &Examples)
)]
struct Document;

#[derive(OpenApi)]
#[openapi(
    paths(
        sessions::log_in::log_in,
        sessions::list,
        sessions::log_out,
        sessions::revoke,
        users::register,
        users::read,
        users::change::change,
        users::remove::remove,
        tasks::create,
        tasks::list::list,
        tasks::read,
        tasks::replace,
        tasks::change,
        tasks::remove,
        tasks::leave,
        tasks::tombstones::list,
        export::export,
        offers::offer,
        offers::read,
        offers::withdraw,
        offers::list,
        offers::accept,
        offers::decline,
        attachments::upload,
        attachments::list,
        attachments::read,
        attachments::download,
        attachments::remove,
        profile_image::put,
        profile_image::read,
        profile_image::download,
        profile_image::remove,
    ),
    components(schemas(
        ProblemDetails,
        crate::problem::kind::KindUri,
        tasks::list::Sort,
        tasks::list::Due
    ))
)]
struct V1;

/// What holds for every operation, so that no handler has to say it.
struct Everywhere;

impl Modify for Everywhere {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_default();
        let mut token = Http::new(HttpAuthScheme::Bearer);
        token.description = Some("The token of a session.".to_owned());
        components.add_security_scheme("token", SecurityScheme::Http(token));
        let mut bodies = BTreeSet::new();
        for operation in document.paths.paths.values_mut().flat_map(operations) {
            complete(operation);
            bodies.extend(bodies_of(operation));
        }
        for body in bodies {
            if let Some(RefOr::T(Schema::Object(object))) = components.schemas.get_mut(&body) {
                // Unknown fields are refused.
                object.additional_properties =
                    Some(Box::new(AdditionalProperties::FreeForm(false)));
            }
        }
    }
}

/// The names of the schemas that an operation reads.
fn bodies_of(operation: &Operation) -> impl Iterator<Item = String> + use<'_> {
    let body = operation.request_body.as_ref().and_then(inline);
    let contents = body.into_iter().flat_map(|body| body.content.values());
    contents.filter_map(|content| match &inline(content)?.schema {
        Some(RefOr::Ref(reference)) => reference.ref_location.rsplit('/').next().map(str::to_owned),
        _ => None,
    })
}

/// We refer to nothing but schemas.
fn inline<T>(item: &RefOr<T>) -> Option<&T> {
    match item {
        RefOr::T(item) => Some(item),
        RefOr::Ref(_) => None,
    }
}

/// The media types of bodies that are files, from the list that the handlers hold them to.
struct FileBodies;

impl Modify for FileBodies {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        for operation in document.paths.paths.values_mut().flat_map(operations) {
            let rules = match operation.operation_id.as_deref() {
                Some("attachments_upload") => attachments::RULES,
                Some("profile_image_put") => profile_image::RULES,
                _ => continue,
            };
            if let Some(RefOr::T(body)) = &mut operation.request_body {
                body.content = rules
                    .media
                    .iter()
                    .map(|media| (media.name.to_owned(), RefOr::T(bytes())))
                    .collect();
            }
        }
    }
}

/// A body that is no text.
fn bytes() -> Content {
    let schema = ObjectBuilder::new()
        .schema_type(Type::String)
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Binary)))
        .build();
    ContentBuilder::new().schema(Some(schema)).build()
}

fn operations(path: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [
        &mut path.get,
        &mut path.put,
        &mut path.post,
        &mut path.patch,
        &mut path.delete,
    ]
    .into_iter()
    .flatten()
}

fn complete(operation: &mut Operation) {
    name(operation);
    let has_body = operation.request_body.is_some();
    let is_protected = operation.security.is_some();
    let parameters = operation.parameters.iter().flatten();
    let has_key = parameters
        .filter_map(inline)
        .any(|parameter| parameter.name == "Idempotency-Key");
    for (status, description, applies) in [
        ("400", "The body can't be read.", has_body),
        ("401", "There is no session, or it ended.", is_protected),
        ("408", "The body did not arrive in time.", has_body),
        ("413", "The body is too large.", has_body),
        ("415", "The body has another media type.", has_body),
        (
            "422",
            "Names every field or parameter that is not valid.",
            true,
        ),
        ("500", "The service failed.", true),
        (
            "429",
            "Too many keys within 24 hours: come again after `Retry-After`.",
            has_key,
        ),
        (
            "503",
            "The service is busy or not ready: come again after `Retry-After`.",
            true,
        ),
    ] {
        if applies {
            let responses = &mut operation.responses.responses;
            responses
                .entry(status.to_owned())
                .or_insert_with(|| RefOr::T(problem(description)));
        }
    }
    // A handler names the schema; every problem has the one media type.
    for (status, response) in &mut operation.responses.responses {
        if let (true, RefOr::T(response)) = (is_error(status), response) {
            *response = problem(&response.description);
        }
    }
}

/// `tasks_read`: handlers of several resources have the same name, operations must not.
fn name(operation: &mut Operation) {
    if let (Some([tag]), Some(handler)) = (operation.tags.as_deref(), &operation.operation_id) {
        operation.operation_id = Some(format!("{tag}_{handler}"));
    }
}

fn is_error(status: &str) -> bool {
    status.starts_with(['4', '5'])
}

fn problem(description: &str) -> Response {
    let schema = Ref::from_schema_name("Problem");
    ResponseBuilder::new()
        .description(description)
        .content(
            "application/problem+json",
            ContentBuilder::new().schema(Some(schema)).build(),
        )
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_says_all_that_it_answers() {
        let mut document = Document::openapi();
        for (name, path) in &mut document.paths.paths {
            for operation in operations(path) {
                let statuses: Vec<_> = operation.responses.responses.keys().collect();
                assert!(
                    statuses
                        .iter()
                        .any(|status| status.starts_with('2') || status.starts_with('3')),
                    "{name}: {statuses:?}"
                );
                assert!(operation.summary.is_some(), "{name}");
                assert!(operation.tags.is_some(), "{name}");
            }
        }
    }
}
