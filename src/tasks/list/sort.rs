//! The orders of a list of tasks. Each follows an index, from the start or from a cursor on.

use serde::Deserialize;
use time::OffsetDateTime;
use tokio_postgres::Row;
use tokio_postgres::types::{Timestamp, Type};
use utoipa::ToSchema;
use uuid::Uuid;

use super::statement::Statement;
use crate::tasks::page::Cursor;

/// The order of a list; `-` puts the greatest first. Tasks that are not due come last either way.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
pub(crate) enum Sort {
    #[serde(rename = "created_at")]
    Oldest,
    #[default]
    #[serde(rename = "-created_at")]
    Newest,
    #[serde(rename = "updated_at")]
    Stalest,
    #[serde(rename = "-updated_at")]
    Freshest,
    #[serde(rename = "due_at")]
    Soonest,
    #[serde(rename = "-due_at")]
    Latest,
    #[serde(rename = "priority")]
    Lowest,
    #[serde(rename = "-priority")]
    MostUrgent,
}

impl Sort {
    /// What is sorted by, as the indexes have it.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Oldest | Self::Newest => "created_at",
            Self::Stalest | Self::Freshest => "updated_at",
            Self::Soonest => "coalesce(due_at, 'infinity')",
            Self::Latest => "coalesce(due_at, '-infinity')",
            Self::Lowest | Self::MostUrgent => "priority",
        }
    }

    fn is_descending(self) -> bool {
        matches!(
            self,
            Self::Newest | Self::Freshest | Self::Latest | Self::MostUrgent
        )
    }

    fn is_by_rank(self) -> bool {
        matches!(self, Self::Lowest | Self::MostUrgent)
    }

    /// Where the tasks come that are not due.
    fn never(self) -> Timestamp<OffsetDateTime> {
        if self.is_descending() {
            Timestamp::NegInfinity
        } else {
            Timestamp::PosInfinity
        }
    }

    /// `ORDER BY`, where the key has this name.
    pub(super) fn order(self, key: &str) -> String {
        let direction = if self.is_descending() { "DESC" } else { "ASC" };
        format!("ORDER BY {key} {direction}, id {direction}")
    }

    /// Whether a cursor holds a key of this order.
    pub(super) fn takes(self, cursor: &Cursor) -> bool {
        if self.is_by_rank() {
            cursor.rank().is_some()
        } else {
            cursor.time(self.never()).is_some()
        }
    }

    /// Asks for what comes after a cursor; gives the condition.
    pub(super) fn after(self, cursor: &Cursor, statement: &mut Statement) -> Option<String> {
        let key = if self.is_by_rank() {
            statement.bind(cursor.rank()?, Type::INT2)
        } else {
            statement.bind(cursor.time(self.never())?, Type::TIMESTAMPTZ)
        };
        let id = statement.bind(cursor.id, Type::UUID);
        let beyond = if self.is_descending() { "<" } else { ">" };
        Some(format!(" AND ({}, id) {beyond} ({key}, {id})", self.key()))
    }

    /// The cursor that stands at a row with a `sort_key`.
    pub(super) fn cursor(self, row: &Row, list: &str) -> Cursor {
        let id: Uuid = row.get("id");
        if self.is_by_rank() {
            Cursor::new(Some(row.get::<_, i16>("sort_key").into()), id, list)
        } else {
            Cursor::at(row.get("sort_key"), id, list)
        }
    }
}
