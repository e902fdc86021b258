//! Tasks that went away: deleted, or no longer the user's to see. So a client that keeps a copy need
//! not read everything to learn what is missing.
//!
//! Triggers write them, and delete those of the same user that are too old.

use rocket::get;
use serde::Serialize;
use time::{Duration, OffsetDateTime};
use tokio_postgres::Row;
use tokio_postgres::types::Timestamp;
use utoipa::ToSchema;
use uuid::Uuid;

use super::fields::Instant;
use super::list::{Limit, Linked, NO_CURSOR};
use super::page::Cursor;
use crate::database::Query as _;
use crate::input::{Fields, Input, Query};
use crate::problem::{Problem, ProblemDetails};
use crate::sessions::Caller;

/// How long it is known what went away. The triggers know it too.
const KEPT_DAYS: i64 = 30;

/// What a list of them is asked for by.
pub(crate) struct Selection {
    deleted_after: Option<Instant>,
    limit: Limit,
    cursor: Option<Cursor>,
}

impl Input for Selection {
    fn read(fields: &mut Fields) -> Option<Self> {
        let deleted_after: Option<Instant> = fields.optional("deleted_after");
        let list = list_of(deleted_after);
        let limit = fields.optional("limit").unwrap_or_default();
        let mut cursor = None;
        if let Some(text) = fields.optional::<String>("cursor") {
            cursor = Cursor::decode(&text)
                .filter(|cursor| cursor.belongs_to(&list))
                .filter(|cursor| cursor.time(Timestamp::PosInfinity).is_some());
            if cursor.is_none() {
                fields.error("cursor", NO_CURSOR);
            }
        }
        Some(Self {
            deleted_after,
            limit,
            cursor,
        })
    }
}

/// Tells this list from others.
fn list_of(deleted_after: Option<Instant>) -> String {
    format!("tombstones;{deleted_after:?}")
}

/// A task that went away.
#[derive(Serialize, ToSchema)]
pub(crate) struct DeletedTask {
    id: Uuid,
    #[serde(with = "time::serde::rfc3339")]
    deleted_at: OffsetDateTime,
}

/// A page of them, in the order in which they went away.
#[derive(Serialize, ToSchema)]
pub(crate) struct DeletedTaskPage {
    items: Vec<DeletedTask>,
    /// Sent as `cursor`, it gives the next page; `null` on the last one.
    next_cursor: Option<String>,
}

impl DeletedTask {
    fn from_row(row: &Row) -> Self {
        Self {
            id: row.get("task_id"),
            deleted_at: row.get("gone_at"),
        }
    }
}

/// Lists the tasks that the caller sees no more: deleted, left, or given to somebody else.
#[utoipa::path(
    tag = "tasks",
    security(("token" = [])),
    params(
        ("deleted_after" = Option<String>, Query, nullable = false, format = DateTime, description = "Only those that went away then or later, as `as_of` of a list of tasks. They are known for 30 days."),
        ("limit" = Option<i64>, Query, nullable = false, minimum = 1, maximum = 100, description = "Tasks of a page, 20 unless it is given."),
        ("cursor" = Option<String>, Query, nullable = false, pattern = r"^[A-Za-z0-9_-]+$", description = "`next_cursor` of the page before."),
    ),
    responses(
        (status = 200, description = "A page.", body = DeletedTaskPage, headers(("Link" = String))),
        (status = 410, description = "It is longer ago than is known: list all tasks instead.", body = ProblemDetails),
    )
)]
#[get("/tasks/deleted")]
pub(crate) async fn list(
    caller: Caller,
    selection: Query<Selection>,
) -> Result<Linked<DeletedTaskPage>, Problem> {
    let Selection {
        deleted_after,
        limit,
        cursor,
    } = selection.0;
    let oldest = OffsetDateTime::now_utc() - Duration::days(KEPT_DAYS);
    if deleted_after.is_some_and(|after| after.0 < oldest) {
        return Err(Problem::new(
            rocket::http::Status::Gone,
            format!("what went away is known for {KEPT_DAYS} days: list all tasks instead"),
        ));
    }
    let list = list_of(deleted_after);
    let after = deleted_after.map_or(oldest, |after| after.0);
    let (time, id) = cursor
        .and_then(|cursor| Some((cursor.time(Timestamp::PosInfinity)?, cursor.id)))
        .unwrap_or((Timestamp::Value(after), Uuid::nil()));
    let rows = caller
        .db
        .all(
            "SELECT task_id, gone_at FROM task_tombstones
             WHERE user_id = $1 AND gone_at >= $2 AND (gone_at, task_id) > ($3, $4)
             ORDER BY gone_at, task_id LIMIT $5",
            &[&caller.user_id, &after, &time, &id, &(limit.0 + 1)],
        )
        .await?;
    let kept = usize::try_from(limit.0)
        .unwrap_or(usize::MAX)
        .min(rows.len());
    let next_cursor = rows[..kept]
        .last()
        .filter(|_| rows.len() > kept)
        .map(|last| Cursor::at(last.get("gone_at"), last.get("task_id"), &list).encode());
    Ok(Linked {
        page: DeletedTaskPage {
            items: rows[..kept].iter().map(DeletedTask::from_row).collect(),
            next_cursor: next_cursor.clone(),
        },
        next_cursor,
    })
}
