//! Several requests of one kind in one: each succeeds or fails by itself.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::{Value, json};

use super::error::Code;
use crate::aws_json::Refusal;

/// How many a batch may have.
const MOST: usize = 10;

/// One of them, under the name that its client gives it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Entry<T> {
    #[serde(default)]
    pub(crate) id: String,
    #[serde(flatten)]
    pub(crate) item: T,
}

/// Whether there are some, not too many, with names by which they can be told apart.
pub(crate) fn check<T>(entries: &[Entry<T>]) -> Result<(), Refusal> {
    if entries.is_empty() {
        let message = "There should be at least one entry in the request.";
        return Err(Code::EmptyBatchRequest.because(message));
    }
    if entries.len() > MOST {
        return Err(Code::TooManyEntriesInBatchRequest.because(format!(
            "Maximum number of entries per request are {MOST}. You have sent {}.",
            entries.len()
        )));
    }
    let mut ids = BTreeSet::new();
    for Entry { id, .. } in entries {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
        if !(1..=80).contains(&id.len()) || !id.bytes().all(plain) {
            return Err(Code::InvalidBatchEntryId.because(
                "A batch entry id can only contain alphanumeric characters, hyphens and \
                 underscores. It can be at most 80 letters long.",
            ));
        }
        if !ids.insert(id) {
            return Err(Code::BatchEntryIdsNotDistinct.because(format!("Id {id} repeated.")));
        }
    }
    Ok(())
}

/// Does each, and says which succeeded.
pub(crate) fn each<T>(
    entries: Vec<Entry<T>>,
    mut apply: impl FnMut(T) -> Result<Value, Refusal>,
) -> Value {
    let (mut successful, mut failed) = (Vec::new(), Vec::new());
    for Entry { id, item } in entries {
        match apply(item) {
            Ok(mut output) => {
                output["Id"] = json!(id);
                successful.push(output);
            }
            Err(refusal) => failed.push(json!({
                "Id": id,
                "SenderFault": !refusal.is_ours(),
                "Code": refusal.query.unwrap_or(refusal.kind),
                "Message": refusal.message,
            })),
        }
    }
    json!({ "Successful": successful, "Failed": failed })
}
