//! What `check` found as one JSON object.

use serde::Serialize;
use serde_json::json;

use super::finding::Finding;
use super::{Checked, Drift, Drifted};

/// Raised when a member goes or changes its meaning.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct DriftedFile<'a> {
    path: &'a str,
    state: &'a str,
}

/// The whole object. Members may be added; see docs/cargo-formwork.md.
pub(super) fn json(checked: &Checked) -> String {
    let findings: Vec<Finding> = checked.findings();
    let file = |it: &Drifted| {
        json!(DriftedFile {
            path: &it.path,
            state: it.state
        })
    };
    let drift = match &checked.drift {
        Drift::Files(files) => Some(files.iter().map(file).collect::<Vec<_>>()),
        // Not looked at, which is not the same as none.
        Drift::Ignored | Drift::Unknown => None,
    };
    let object = json!({
        "version": VERSION,
        "manifest": checked.manifest,
        "clean": checked.is_clean(),
        "findings": findings,
        "drift": drift,
    });
    format!("{object:#}")
}
