//! What a task is made of, each part a type that holds only what can be stored.

use serde::{Deserialize, Serialize};
use time::format_description::well_known::Rfc3339;
use time::{OffsetDateTime, UtcOffset};
use utoipa::ToSchema;

use crate::text;

/// What is to be done, in one line.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(try_from = "String")]
#[schema(value_type = String, min_length = 1, max_length = 200, example = "Water the plants")]
pub(crate) struct Title(pub(in crate::tasks) String);

impl TryFrom<String> for Title {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text::line(&text, 200)
            .map(Self)
            .ok_or("must have 1 to 200 characters in one line")
    }
}

/// Whatever else there is to say.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(try_from = "String")]
#[schema(value_type = String, max_length = 10_000, example = "The fern twice.")]
pub(crate) struct Description(pub(in crate::tasks) String);

impl TryFrom<String> for Description {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text::lines(text, 10_000).map(Self).ok_or(
            "must have at most 10000 characters, and no control characters but line feeds and tabs",
        )
    }
}

/// How far a task is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Status {
    #[default]
    Todo,
    InProgress,
    Done,
}

impl Status {
    const ALL: [(Self, &'static str); 3] = [
        (Self::Todo, "todo"),
        (Self::InProgress, "in_progress"),
        (Self::Done, "done"),
    ];

    /// As it is stored.
    pub(in crate::tasks) fn as_str(self) -> &'static str {
        Self::ALL[self as usize].1
    }

    /// As it was stored; the column admits no other text.
    pub(in crate::tasks) fn stored(text: &str) -> Self {
        let known = Self::ALL.iter().find(|(_, known)| *known == text);
        known.map_or(Self::Todo, |(status, _)| *status)
    }
}

/// How much a task matters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Priority {
    Low = 1,
    #[default]
    Medium = 2,
    High = 3,
    Urgent = 4,
}

impl Priority {
    /// As it is stored: a number, which can be sorted by.
    pub(in crate::tasks) fn rank(self) -> i16 {
        self as i16
    }

    /// As it was stored; the column admits no other number.
    pub(in crate::tasks) fn stored(rank: i16) -> Self {
        match rank {
            1 => Self::Low,
            3 => Self::High,
            4 => Self::Urgent,
            _ => Self::Medium,
        }
    }
}

/// A point in time.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(try_from = "String")]
#[schema(value_type = String, format = DateTime, example = "2030-01-31T12:00:00Z")]
pub(crate) struct Instant(pub(in crate::tasks) OffsetDateTime);

impl TryFrom<String> for Instant {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        OffsetDateTime::parse(&text, &Rfc3339)
            .ok()
            .map(|instant| instant.to_offset(UtcOffset::UTC))
            // Asked in UTC, in which it is answered: what was answered can be sent again.
            .filter(|instant| (1970..9999).contains(&instant.year()))
            .map(Self)
            .ok_or("must be a time such as `2030-01-31T12:00:00Z`, from 1970 to 9998")
    }
}

/// Characters that a tag may have.
const TAG: usize = 50;

/// A word that a task is found by.
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Tag(pub(in crate::tasks) String);

impl TryFrom<String> for Tag {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text::line(&text, TAG)
            .map(Self)
            .ok_or("must have 1 to 50 characters in one line")
    }
}

/// Words that a task is found by: trimmed, sorted, each once.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(try_from = "Vec<String>")]
#[schema(value_type = Vec<String>, max_items = 20, example = json!(["garden", "weekly"]))]
pub(crate) struct Tags(pub(in crate::tasks) Vec<String>);

impl TryFrom<Vec<String>> for Tags {
    type Error = &'static str;

    fn try_from(tags: Vec<String>) -> Result<Self, Self::Error> {
        let lines: Option<Vec<_>> = tags.iter().map(|tag| text::line(tag, TAG)).collect();
        let mut tags = lines.ok_or("each tag must have 1 to 50 characters in one line")?;
        tags.sort_unstable();
        tags.dedup();
        if tags.len() > 20 {
            return Err("there may be 20 tags");
        }
        Ok(Self(tags))
    }
}

#[cfg(test)]
mod tests {
    use serde::de::DeserializeOwned;
    use serde_json::{Value, json};

    use super::*;

    fn is_valid<T: DeserializeOwned>(value: Value) -> bool {
        serde_json::from_value::<T>(value).is_ok()
    }

    #[test]
    fn lengths_are_in_characters() {
        assert!(is_valid::<Title>(json!("ä".repeat(200))));
        assert!(!is_valid::<Title>(json!("ä".repeat(201))));
        assert!(is_valid::<Description>(json!("ä\n".repeat(5_000))));
        assert!(!is_valid::<Description>(json!("ä".repeat(10_001))));
        assert!(!is_valid::<Description>(json!("\0")));
    }

    #[test]
    fn what_is_stored_is_read_back() {
        for (status, text) in Status::ALL {
            assert_eq!(Status::stored(status.as_str()), status);
            assert_eq!(json!(status), text);
        }
        for rank in 1..=4 {
            assert_eq!(Priority::stored(rank).rank(), rank);
        }
    }

    #[test]
    fn tags_are_put_in_order() {
        let tags: Tags = serde_json::from_value(json!([" b", "a", "b"])).unwrap();
        assert_eq!(tags.0, ["a", "b"]);
        assert!(!is_valid::<Tags>(json!([""])));
        let many: Vec<_> = (0..21).map(|n| n.to_string()).collect();
        assert!(!is_valid::<Tags>(json!(many)));
    }

    #[test]
    fn times_are_those_that_every_zone_can_say() {
        assert!(is_valid::<Instant>(json!("2030-01-31T12:00:00+01:00")));
        for text in [
            "2030-01-31",
            "0000-01-01T00:00:00Z",
            "9999-12-31T23:59:59Z",
            "1970-01-01T00:00:00+23:59",
            "9998-12-31T23:59:59-23:59",
        ] {
            assert!(!is_valid::<Instant>(json!(text)), "{text}");
        }
    }
}
