//! Lists of tasks: filtered, sorted, a page at a time.

mod selection;
mod sort;
mod statement;

use rocket::get;
use rocket::http::Header;
use rocket::response::{self, Responder, Response};
use rocket::serde::json::Json;
use serde::Serialize;
use time::OffsetDateTime;
use tokio_postgres::types::Type;
use utoipa::ToSchema;

pub(crate) use self::selection::{Due, Limit, NO_CURSOR, Selection};
pub(crate) use self::sort::Sort;
use self::statement::Statement;
use super::fields::{Priority, Status};
use super::{COLUMNS, Task};
use crate::database::Query as _;
use crate::input::Query;
use crate::problem::Problem;
use crate::sessions::Caller;

/// A page ends once its texts have this many bytes, whatever its limit says: so much memory does
/// each reader take, and a slow one for long.
const PAGE_BYTES: i32 = 128 * 1024;

/// Changes that are not visible yet became so before this: no transaction of ours takes longer.
const UNSETTLED_SECONDS: f64 = 60.0;

/// A page of a list.
#[derive(Serialize, ToSchema)]
pub(crate) struct TaskPage {
    items: Vec<Task>,
    /// Sent as `cursor`, it gives the next page; `null` on the last one. A page of long texts has
    /// fewer tasks than its limit.
    next_cursor: Option<String>,
    /// Sent as `updated_after` next time, it gives every change since this page was made. Some that
    /// this page shows come again: they have the same `version`.
    #[serde(with = "time::serde::rfc3339")]
    as_of: OffsetDateTime,
}

/// A page, answered with a link to the next one too (RFC 8288).
pub(crate) struct Linked<T> {
    pub(crate) page: T,
    pub(crate) next_cursor: Option<String>,
}

impl<'r, T: Serialize> Responder<'r, 'static> for Linked<T> {
    fn respond_to(self, request: &'r rocket::Request<'_>) -> response::Result<'static> {
        let next = self.next_cursor.map(|cursor| next(request, &cursor));
        let mut response = Response::build_from(Json(self.page).respond_to(request)?);
        if let Some(next) = next {
            response.header(Header::new("Link", next));
        }
        response.ok()
    }
}

/// The same query with another cursor.
fn next(request: &rocket::Request<'_>, cursor: &str) -> String {
    let query = request.uri().query().map_or("", |query| query.as_str());
    let kept = query
        .split('&')
        .filter(|pair| !pair.is_empty() && !crate::input::is_named(pair, "cursor"));
    let cursor = format!("cursor={cursor}");
    let query: Vec<_> = kept.chain([cursor.as_str()]).collect();
    format!(
        "<{}?{}>; rel=\"next\"",
        request.uri().path(),
        query.join("&")
    )
}

/// Lists the tasks that the caller owns or is to do.
#[utoipa::path(
    tag = "tasks",
    security(("token" = [])),
    params(
        ("status" = Option<Vec<Status>>, Query, nullable = false, description = "Only tasks that are this far; given several times, any of them."),
        ("priority" = Option<Vec<Priority>>, Query, nullable = false, description = "Only tasks that matter this much; given several times, any of them."),
        ("tag" = Option<Vec<String>>, Query, nullable = false, description = "Only tasks with this tag; given several times, with all of them."),
        ("owner" = Option<String>, Query, nullable = false, pattern = r"^(me|[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12})$", description = "Only tasks of this user: `me` or an id."),
        ("assignee" = Option<String>, Query, nullable = false, pattern = r"^(me|none|[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12})$", description = "Only tasks that this user is to do: `me` or an id; `none` for those that nobody else is to do."),
        ("due" = Option<Due>, Query, nullable = false, description = "Only tasks that are not due at any time, or that are overdue and not done."),
        ("due_after" = Option<String>, Query, nullable = false, format = DateTime, description = "Only tasks that are due then or later."),
        ("due_before" = Option<String>, Query, nullable = false, format = DateTime, description = "Only tasks that are due before."),
        ("updated_after" = Option<String>, Query, nullable = false, format = DateTime, description = "Only tasks that were changed then or later, as `as_of` of an earlier list. What went away since, `GET /tasks/deleted` lists."),
        ("q" = Option<String>, Query, nullable = false, min_length = 1, max_length = 200, pattern = r"^[^\u0000-\u001f\u007f-\u009f]+$", description = "Words in title or description: `\"a phrase\"`, `or`, `-without`."),
        ("sort" = Option<Sort>, Query, nullable = false, description = "The order, `-created_at` unless it is given."),
        ("limit" = Option<i64>, Query, nullable = false, minimum = 1, maximum = 100, description = "Tasks of a page, 20 unless it is given. Long texts make a page shorter."),
        ("cursor" = Option<String>, Query, nullable = false, pattern = r"^[A-Za-z0-9_-]+$", description = "`next_cursor` of the page before."),
    ),
    responses((status = 200, description = "A page.", body = TaskPage, headers(("Link" = String))))
)]
#[get("/tasks")]
pub(crate) async fn list(
    caller: Caller,
    selection: Query<Selection>,
) -> Result<Linked<TaskPage>, Problem> {
    let selection = selection.0;
    let (list, sort, limit) = (selection.list(), selection.sort, selection.limit.0);
    let has_words = selection.has_words();
    let mut statement = Statement::default();
    let sql = select(&caller, selection, &mut statement);
    let rows = if statement.is_plain() {
        caller.db.all(&sql, &statement.values()).await?
    } else {
        let rows = caller.db.all_planned(&sql, &statement.typed()).await;
        rows.map_err(|error| unsearchable_or(error, has_words))?
    };
    let limit = usize::try_from(limit).unwrap_or(usize::MAX).min(rows.len());
    let rows = &rows[..limit];
    let next_cursor = rows
        .last()
        .filter(|last| last.get::<_, i64>("found") > rows.len().try_into().unwrap_or(i64::MAX))
        .map(|last| sort.cursor(last, &list).encode());
    let as_of = OffsetDateTime::now_utc() - time::Duration::seconds_f64(UNSETTLED_SECONDS);
    Ok(Linked {
        page: TaskPage {
            items: rows.iter().map(Task::from_row).collect(),
            next_cursor: next_cursor.clone(),
            as_of,
        },
        next_cursor,
    })
}

/// A page of what is selected, with the values of the statement.
fn select(caller: &Caller, mut selection: Selection, statement: &mut Statement) -> String {
    let sort = selection.sort;
    let caller_id = statement.bind(caller.user_id, Type::UUID);
    // One more than asked for tells whether there is a next page.
    let rows = statement.bind(selection.limit.0 + 1, Type::INT8);
    let cursor = selection.cursor.take();
    let after = cursor
        .and_then(|cursor| sort.after(&cursor, statement))
        .unwrap_or_default();
    selection.filter(caller.user_id, statement);
    let (key, order) = (sort.key(), sort.order(sort.key()));
    let conditions = statement.conditions();
    // Each half is the start of an index, where one OR would read and sort all of a user's tasks.
    let half = |whose: &str| {
        format!(
            "(SELECT {COLUMNS}, {key} AS sort_key FROM tasks
              WHERE {whose}{conditions}{after} {order} LIMIT {rows})"
        )
    };
    let own = half(&format!("owner_id = {caller_id}"));
    let assigned = half(&format!(
        "assignee_id = {caller_id} AND owner_id <> {caller_id}"
    ));
    let order = sort.order("sort_key");
    format!(
        "SELECT {COLUMNS}, sort_key, found FROM (
             SELECT *, count(*) OVER () AS found,
                 sum(octet_length(title) + octet_length(description))
                     OVER ({order} ROWS UNBOUNDED PRECEDING)
                     - octet_length(title) - octet_length(description) AS bytes_before
             FROM ({own} UNION ALL {assigned} {order} LIMIT {rows}) AS candidates
         ) AS measured
         WHERE bytes_before < {PAGE_BYTES} {order}"
    )
}

/// 422 where the database can't make a search of the words.
///
/// It has several codes for that, and one for all that it did not foresee. Nothing else in the
/// statement is of the user's making but values that were checked by their types.
fn unsearchable_or(error: tokio_postgres::Error, has_words: bool) -> Problem {
    if has_words && !crate::database::may_pass(&error) {
        let detail = "can't be searched for: send fewer operators such as `-`";
        Problem::invalid_field("q", detail)
    } else {
        error.into()
    }
}
