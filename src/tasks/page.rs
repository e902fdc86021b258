//! Where a page of a list ends, so that the next one begins there: whatever is inserted or deleted
//! in between, no task that stays is left out or seen twice.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use time::OffsetDateTime;
use tokio_postgres::types::Timestamp;
use uuid::Uuid;

/// The last item of a page, as far as the order of the list knows it.
///
/// Everybody can write one. So it holds numbers alone, which are read by the type of what the list is
/// sorted by: whatever it says, it is a place in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Cursor {
    /// The value that the list is sorted by: microseconds since 1970, or a rank. `null` is the end
    /// of time, where that is put which has none.
    #[serde(rename = "k")]
    key: Option<i64>,
    /// Decides between items with the same value.
    #[serde(rename = "i")]
    pub(crate) id: Uuid,
    /// Which list it belongs to.
    #[serde(rename = "l")]
    list: String,
}

/// The years in which a time can lie that a list is sorted by.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=9999;

impl Cursor {
    /// `list` is everything that tells this list from others: its order and its filters.
    pub(crate) fn new(key: Option<i64>, id: Uuid, list: &str) -> Self {
        Self {
            key,
            id,
            list: digest(list),
        }
    }

    /// After an item with a time.
    pub(crate) fn at(time: Timestamp<OffsetDateTime>, id: Uuid, list: &str) -> Self {
        let key = match time {
            Timestamp::Value(time) => i64::try_from(time.unix_timestamp_nanos() / 1_000).ok(),
            Timestamp::PosInfinity | Timestamp::NegInfinity => None,
        };
        Self::new(key, id, list)
    }

    /// Whether it was given out with a page of this list.
    pub(crate) fn belongs_to(&self, list: &str) -> bool {
        self.list == digest(list)
    }

    /// The key as a time; `never` is the end of time that the list ends at.
    pub(crate) fn time(
        &self,
        never: Timestamp<OffsetDateTime>,
    ) -> Option<Timestamp<OffsetDateTime>> {
        let Some(microseconds) = self.key else {
            return Some(never);
        };
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(microseconds) * 1_000)
            .ok()
            .filter(|time| YEARS.contains(&time.year()))
            .map(Timestamp::Value)
    }

    /// The key as a rank.
    pub(crate) fn rank(&self) -> Option<i16> {
        self.key.and_then(|key| key.try_into().ok())
    }

    /// Characters that a query can carry as they are.
    pub(crate) fn encode(&self) -> String {
        let json = serde_json::to_vec(self).expect("texts are JSON");
        URL_SAFE_NO_PAD.encode(json)
    }

    /// Reads what [`encode`](Self::encode) wrote.
    pub(crate) fn decode(text: &str) -> Option<Self> {
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

    const NEVER: Timestamp<OffsetDateTime> = Timestamp::PosInfinity;

    #[test]
    fn a_cursor_is_read_back() {
        let cursor = Cursor::new(Some(2), Uuid::now_v7(), "priority");
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

    #[test]
    fn times_are_read_back_and_bounded() {
        let now = OffsetDateTime::UNIX_EPOCH + time::Duration::microseconds(1_764_000_000_123_456);
        let cursor = Cursor::at(Timestamp::Value(now), Uuid::nil(), "");
        assert_eq!(cursor.time(NEVER), Some(Timestamp::Value(now)));
        let cursor = Cursor::at(Timestamp::NegInfinity, Uuid::nil(), "");
        assert_eq!(cursor.time(NEVER), Some(NEVER));
        for key in [i64::MIN, i64::MAX, -3_000_000_000_000_000] {
            let cursor = Cursor::new(Some(key), Uuid::nil(), "");
            assert_eq!(cursor.time(NEVER), None, "{key}");
        }
        assert_eq!(Cursor::new(Some(70_000), Uuid::nil(), "").rank(), None);
    }
}
