//! Where a page of a list ends, so that the next one begins there: whatever is inserted or deleted
//! in between, no task that stays is left out or seen twice.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The last task of a page, as far as the order of the list knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Cursor {
    /// The value that the list is sorted by, in PostgreSQL's text form.
    #[serde(rename = "k")]
    pub(super) key: String,
    /// Decides between tasks with the same value.
    #[serde(rename = "i")]
    pub(super) id: Uuid,
    /// Which list it belongs to.
    #[serde(rename = "l")]
    list: String,
}

impl Cursor {
    /// `list` is everything that tells this list from others: its order and its filters.
    pub(super) fn new(key: String, id: Uuid, list: &str) -> Self {
        Self {
            key,
            id,
            list: digest(list),
        }
    }

    /// Whether it was given out with a page of this list.
    pub(super) fn belongs_to(&self, list: &str) -> bool {
        self.list == digest(list)
    }

    /// Characters that a query can carry as they are.
    pub(super) fn encode(&self) -> String {
        let json = serde_json::to_vec(self).expect("texts are JSON");
        URL_SAFE_NO_PAD.encode(json)
    }

    /// Reads what [`encode`](Self::encode) wrote.
    pub(super) fn decode(text: &str) -> Option<Self> {
        let json = URL_SAFE_NO_PAD.decode(text).ok()?;
        serde_json::from_slice(&json).ok()
    }
}

/// Short, and the same on every instance.
fn digest(list: &str) -> String {
    URL_SAFE_NO_PAD.encode(&Sha256::digest(list)[..9])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_back() {
        let cursor = Cursor::new("2".to_owned(), Uuid::now_v7(), "priority");
        assert_eq!(Cursor::decode(&cursor.encode()), Some(cursor.clone()));
        assert!(cursor.belongs_to("priority"));
        assert!(!cursor.belongs_to("-priority"));
    }

    #[test]
    fn other_texts_are_no_cursor() {
        for text in ["", "x", "e30", "bnVsbA"] {
            assert_eq!(Cursor::decode(text), None, "{text}");
        }
    }
}
