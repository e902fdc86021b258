//! Bodies and parameters that work as they stand: what the page sends when somebody only clicks.

use serde_json::{Value, json};
use utoipa::Modify;
use utoipa::openapi::RefOr;
use utoipa::openapi::path::Operation;

use super::operations;

/// Puts them in.
pub(super) struct Examples;

impl Modify for Examples {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        for operation in document.paths.paths.values_mut().flat_map(operations) {
            let name = operation.operation_id.clone().unwrap_or_default();
            if let (Some(example), Some(RefOr::T(request))) =
                (body(&name), &mut operation.request_body)
            {
                for content in request.content.values_mut() {
                    if let RefOr::T(content) = content {
                        content.example = Some(example.clone());
                    }
                }
            }
            describe(&name, operation);
        }
    }
}

/// Where the examples of the fields together are none of a body that works.
fn body(operation: &str) -> Option<Value> {
    match operation {
        "users_change" => Some(json!({ "name": "Ada King" })),
        "tasks_create" => Some(json!({
            "title": "Water the plants",
            "description": "The fern twice.",
            "priority": "high",
            "due_at": "2030-01-31T12:00:00Z",
            "tags": ["garden", "weekly"],
        })),
        "tasks_replace" => Some(json!({ "title": "Water all plants", "status": "in_progress" })),
        "tasks_change" => Some(json!({ "status": "done" })),
        "offers_offer" => Some(json!({ "email": "grace@example.com" })),
        _ => None,
    }
}

/// What outlives a deletion.
fn describe(operation: &str, described: &mut Operation) {
    let text = match operation {
        "users_remove" => {
            "Files of deleted tasks are kept below `archived/` in the bucket for as long as its rules \
             say, and what was deleted as an older version; nobody reads them by this API."
        }
        "tasks_remove" => {
            "Its files are kept below `archived/` in the bucket for as long as its rules say; nobody \
             reads them by this API."
        }
        _ => return,
    };
    described.description = Some(text.to_owned());
}
