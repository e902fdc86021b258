//! Lists of tasks: filtered, sorted, a page at a time.

use std::fmt::Write as _;

use rocket::get;
use rocket::http::Header;
use rocket::response::{self, Responder, Response};
use rocket::serde::json::Json;
use serde::{Deserialize, Serialize};
use tokio_postgres::error::SqlState;
use utoipa::ToSchema;
use uuid::Uuid;

use super::fields::{Instant, Priority, Status};
use super::page::Cursor;
use super::{COLUMNS, Task};
use crate::database::Query as _;
use crate::input::{Fields, Input, Query};
use crate::problem::Problem;
use crate::sessions::Caller;
use crate::text;

/// What a list is asked for by.
pub(crate) struct Selection {
    status: Option<Status>,
    priority: Option<Priority>,
    tag: Option<Line>,
    owner: Option<Person>,
    assignee: Option<Person>,
    due_after: Option<Instant>,
    due_before: Option<Instant>,
    q: Option<Line>,
    sort: Sort,
    limit: Limit,
    cursor: Option<Cursor>,
}

impl Input for Selection {
    fn read(fields: &mut Fields) -> Option<Self> {
        let mut selection = Self {
            status: fields.optional("status"),
            priority: fields.optional("priority"),
            tag: fields.optional("tag"),
            owner: fields.optional("owner"),
            assignee: fields.optional("assignee"),
            due_after: fields.optional("due_after"),
            due_before: fields.optional("due_before"),
            q: fields.optional("q"),
            sort: fields.optional("sort").unwrap_or_default(),
            limit: fields.optional("limit").unwrap_or_default(),
            cursor: None,
        };
        if let Some(text) = fields.optional::<String>("cursor") {
            let cursor = Cursor::decode(&text).filter(|c| c.belongs_to(&selection.list()));
            if cursor.is_none() {
                fields.error("cursor", NO_CURSOR);
            }
            selection.cursor = cursor;
        }
        Some(selection)
    }
}

const NO_CURSOR: &str = "must be the `next_cursor` of a list with the same filters and order";

impl Selection {
    /// Tells this list from others: everything but the page.
    fn list(&self) -> String {
        let mut list = String::new();
        let parts: [&dyn std::fmt::Debug; 9] = [
            &self.sort,
            &self.status,
            &self.priority,
            &self.tag,
            &self.owner,
            &self.assignee,
            &self.due_after,
            &self.due_before,
            &self.q,
        ];
        for part in parts {
            // Writing to a `String` can't fail.
            let _ = write!(list, "{part:?};");
        }
        list
    }
}

/// A text to look for.
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
struct Line(String);

impl TryFrom<String> for Line {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text::line(&text, 200)
            .map(Self)
            .ok_or("must have 1 to 200 characters in one line")
    }
}

/// Somebody to filter by.
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
enum Person {
    Caller,
    Other(Uuid),
}

impl TryFrom<String> for Person {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        match text.as_str() {
            "me" => Ok(Self::Caller),
            other => Uuid::try_parse(other)
                .map(Self::Other)
                .map_err(|_| "must be `me` or a user's id"),
        }
    }
}

impl Person {
    fn id(&self, caller: Uuid) -> Uuid {
        match self {
            Self::Caller => caller,
            Self::Other(id) => *id,
        }
    }
}

/// How many tasks a page holds.
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
struct Limit(i64);

impl Default for Limit {
    fn default() -> Self {
        Self(20)
    }
}

impl TryFrom<String> for Limit {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let limit = text.parse().ok().filter(|limit| (1..=100).contains(limit));
        limit.map(Self).ok_or("must be a number from 1 to 100")
    }
}

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
    /// What is sorted by, and its type.
    fn key(self) -> (&'static str, &'static str) {
        match self {
            Self::Oldest | Self::Newest => ("created_at", "timestamptz"),
            Self::Stalest | Self::Freshest => ("updated_at", "timestamptz"),
            Self::Soonest => ("coalesce(due_at, 'infinity')", "timestamptz"),
            Self::Latest => ("coalesce(due_at, '-infinity')", "timestamptz"),
            Self::Lowest | Self::MostUrgent => ("priority", "smallint"),
        }
    }

    fn is_descending(self) -> bool {
        matches!(
            self,
            Self::Newest | Self::Freshest | Self::Latest | Self::MostUrgent
        )
    }

    /// One of sixteen statements: an order, from the start or from a cursor on.
    fn sql(self, from_cursor: bool) -> String {
        let (key, r#type) = self.key();
        let (direction, beyond) = if self.is_descending() {
            ("DESC", "<")
        } else {
            ("ASC", ">")
        };
        let after = if from_cursor {
            format!("AND ({key}, id) {beyond} ($11::text::{type}, $12::uuid)")
        } else {
            String::new()
        };
        let page = format!("ORDER BY {key} {direction}, id {direction} LIMIT $10");
        let selection = |whose| {
            format!(
                "(SELECT {COLUMNS} FROM tasks
                  WHERE {whose}
                      AND ($2::text IS NULL OR status = $2)
                      AND ($3::smallint IS NULL OR priority = $3)
                      AND ($4::text IS NULL OR tags @> ARRAY[$4])
                      AND ($5::uuid IS NULL OR owner_id = $5)
                      AND ($6::uuid IS NULL OR assignee_id = $6)
                      AND ($7::timestamptz IS NULL OR due_at >= $7)
                      AND ($8::timestamptz IS NULL OR due_at < $8)
                      AND ($9::text IS NULL OR search @@ websearch_to_tsquery('simple', $9))
                      {after}
                  {page})"
            )
        };
        // Each half is the start of an index, where one OR would read and sort all of a user's tasks.
        let (own, assigned) = (
            selection("owner_id = $1"),
            selection("assignee_id = $1 AND owner_id <> $1"),
        );
        format!(
            "SELECT {COLUMNS}, ({key})::text AS sort_key
             FROM ({own} UNION ALL {assigned}) AS tasks {page}"
        )
    }
}

/// A page of a list.
#[derive(Serialize, ToSchema)]
pub(crate) struct TaskPage {
    items: Vec<Task>,
    /// Sent as `cursor`, it gives the next page; `null` on the last one.
    next_cursor: Option<String>,
}

/// Answered with a link to the next page too (RFC 8288).
pub(crate) struct Linked(TaskPage);

impl<'r> Responder<'r, 'static> for Linked {
    fn respond_to(self, request: &'r rocket::Request<'_>) -> response::Result<'static> {
        let next = self.0.next_cursor.as_deref().map(|cursor| {
            let kept = request.uri().query().into_iter().flat_map(|query| {
                let pairs = query.as_str().split('&');
                pairs.filter(|pair| !pair.is_empty() && !pair.starts_with("cursor="))
            });
            let query: Vec<_> = kept.map(str::to_owned).collect();
            let cursor = format!("cursor={cursor}");
            let query = [query, vec![cursor]].concat().join("&");
            format!("<{}?{query}>; rel=\"next\"", request.uri().path())
        });
        let mut response = Response::build_from(Json(self.0).respond_to(request)?);
        if let Some(next) = next {
            response.header(Header::new("Link", next));
        }
        response.ok()
    }
}

/// Lists the tasks that the caller owns or is to do.
#[utoipa::path(
    tag = "tasks",
    security(("token" = [])),
    params(
        ("status" = Option<Status>, Query, nullable = false, description = "Only tasks that are this far."),
        ("priority" = Option<Priority>, Query, nullable = false, description = "Only tasks that matter this much."),
        ("tag" = Option<String>, Query, nullable = false, min_length = 1, max_length = 200, pattern = r"^\S+$", description = "Only tasks with this tag."),
        ("owner" = Option<String>, Query, nullable = false, pattern = r"^(me|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$", description = "Only tasks of this user: `me` or an id."),
        ("assignee" = Option<String>, Query, nullable = false, pattern = r"^(me|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$", description = "Only tasks that this user is to do: `me` or an id."),
        ("due_after" = Option<String>, Query, nullable = false, format = DateTime, description = "Only tasks that are due then or later."),
        ("due_before" = Option<String>, Query, nullable = false, format = DateTime, description = "Only tasks that are due before."),
        ("q" = Option<String>, Query, nullable = false, min_length = 1, max_length = 200, pattern = r"^\S+$", description = "Words in title or description: `\"a phrase\"`, `or`, `-without`."),
        ("sort" = Option<Sort>, Query, nullable = false, description = "The order, `-created_at` unless it is given."),
        ("limit" = Option<i64>, Query, nullable = false, minimum = 1, maximum = 100, description = "Tasks of a page, 20 unless it is given."),
        ("cursor" = Option<String>, Query, nullable = false, description = "`next_cursor` of the page before."),
    ),
    responses((status = 200, description = "A page.", body = TaskPage, headers(("Link" = String))))
)]
#[get("/tasks")]
pub(crate) async fn list(caller: Caller, selection: Query<Selection>) -> Result<Linked, Problem> {
    let selection = selection.0;
    let list = selection.list();
    let status = selection.status.map(Status::as_str);
    let priority = selection.priority.map(Priority::rank);
    let tag = selection.tag.map(|tag| tag.0);
    let owner = selection.owner.map(|person| person.id(caller.user_id));
    let assignee = selection.assignee.map(|person| person.id(caller.user_id));
    let due_after = selection.due_after.map(|due| due.0);
    let due_before = selection.due_before.map(|due| due.0);
    let q = selection.q.map(|q| q.0);
    // One more than asked for tells whether there is a next page.
    let rows = selection.limit.0 + 1;
    let mut with: Vec<&(dyn tokio_postgres::types::ToSql + Sync)> = vec![
        &caller.user_id,
        &status,
        &priority,
        &tag,
        &owner,
        &assignee,
        &due_after,
        &due_before,
        &q,
        &rows,
    ];
    if let Some(cursor) = &selection.cursor {
        with.extend([
            &cursor.key as &(dyn tokio_postgres::types::ToSql + Sync),
            &cursor.id,
        ]);
    }
    let sql = selection.sort.sql(selection.cursor.is_some());
    let mut rows = caller.db.all(&sql, &with).await.map_err(forged_or)?;
    let limit = usize::try_from(selection.limit.0).unwrap_or(usize::MAX);
    let has_more = rows.len() > limit;
    rows.truncate(limit);
    let next_cursor = rows
        .last()
        .filter(|_| has_more)
        .map(|last| Cursor::new(last.get("sort_key"), last.get("id"), &list).encode());
    Ok(Linked(TaskPage {
        items: rows.iter().map(Task::from_row).collect(),
        next_cursor,
    }))
}

/// A cursor that we never gave out may hold a key that is no time and no number.
fn forged_or(error: tokio_postgres::Error) -> Problem {
    match error.code() {
        Some(
            &SqlState::INVALID_DATETIME_FORMAT
            | &SqlState::DATETIME_FIELD_OVERFLOW
            | &SqlState::INVALID_TEXT_REPRESENTATION
            | &SqlState::NUMERIC_VALUE_OUT_OF_RANGE
            | &SqlState::CHARACTER_NOT_IN_REPERTOIRE,
        ) => Problem::invalid_field("cursor", NO_CURSOR),
        _ => error.into(),
    }
}
