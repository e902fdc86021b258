//! All that is kept about an account, for whom it is about: one JSON object a line.
//!
//! It is read and sent a piece at a time: an account may hold more than the memory of a task. Between
//! two pieces no connection is held, however slowly the client reads.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::stream::{self, Stream};
use rocket::fairing::AdHoc;
use rocket::http::{ContentType, Header};
use rocket::response::stream::ByteStream;
use rocket::{Responder, Route, State, get, routes};
use serde::Serialize;
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use tokio_postgres::Row;
use uuid::Uuid;

use crate::attachments::{self, Attachment};
use crate::audit::Audit;
use crate::database::{Pool, Query as _, TaskDb};
use crate::input::NoQuery;
use crate::problem::Problem;
use crate::sessions::Caller;
use crate::tasks::{self, Task};

/// Tasks that are read at a time: a MiB where each has the longest texts.
const PIECE: i64 = 20;

pub(crate) fn routes() -> Vec<Route> {
    routes![export]
}

/// Attaches the account of exports.
pub(crate) fn stage() -> AdHoc {
    AdHoc::on_ignite("exports", |rocket| async {
        rocket.manage(Exports::default())
    })
}

/// The export of each user that is under way. A new one takes the place of the one before, which ends:
/// so nobody holds more than one, and none that stalled is in the way.
#[derive(Clone, Default)]
pub(crate) struct Exports(Arc<Mutex<HashMap<Uuid, Uuid>>>);

impl Exports {
    fn current(&self) -> MutexGuard<'_, HashMap<Uuid, Uuid>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One of them, until it is dropped.
struct Turn {
    exports: Exports,
    user_id: Uuid,
    id: Uuid,
}

impl Turn {
    fn begin(exports: &Exports, user_id: Uuid) -> Self {
        let id = Uuid::now_v7();
        exports.current().insert(user_id, id);
        Self {
            exports: exports.clone(),
            user_id,
            id,
        }
    }

    fn is_current(&self) -> bool {
        self.exports.current().get(&self.user_id) == Some(&self.id)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut current = self.exports.current();
        if current.get(&self.user_id) == Some(&self.id) {
            current.remove(&self.user_id);
        }
    }
}

/// Lines that are made while they are sent.
#[derive(Responder)]
pub(crate) struct Export<S> {
    lines: ByteStream<S>,
    media: ContentType,
    disposition: Header<'static>,
}

/// Exports the caller's account: all that is kept about it, a JSON object a line.
#[utoipa::path(
    tag = "users",
    security(("token" = [])),
    responses((status = 200, description = "Lines with a `type`: `user`, `session`, `profile_image`, `task`, `attachment`, `assigned_task`, `offer`, and `end` as the last: where that is missing, the export broke off. The bytes of files are downloaded one by one.", body = String, content_type = "application/x-ndjson"))
)]
#[get("/users/me/export")]
pub(crate) async fn export(
    caller: Caller,
    _query: NoQuery,
    audit: Audit,
    pool: &State<TaskDb>,
    exports: &State<Exports>,
) -> Result<Export<impl Stream<Item = Vec<u8>> + use<>>, Problem> {
    let user_id = caller.user_id;
    let account = account(&caller).await?;
    drop(caller);
    audit.record("account exported", Some(user_id), user_id);
    let source = Source {
        pool: Pool::clone(pool),
        turn: Turn::begin(exports, user_id),
        step: Step::Account(account),
        lines: 0,
    };
    Ok(Export {
        lines: ByteStream(stream::unfold(source, Source::next)),
        media: ContentType::new("application", "x-ndjson"),
        disposition: Header::new(
            "Content-Disposition",
            "attachment; filename=\"account.ndjson\"",
        ),
    })
}

/// Where the next lines come from.
struct Source {
    pool: Pool,
    turn: Turn,
    step: Step,
    lines: usize,
}

/// What comes next.
enum Step {
    /// What there is little of.
    Account(Vec<Value>),
    /// Tasks after one, own or assigned.
    Tasks(&'static str, (OffsetDateTime, Uuid)),
    End,
    Done,
}

/// Before the first task.
const START: (OffsetDateTime, Uuid) = (OffsetDateTime::UNIX_EPOCH, Uuid::nil());

/// Whose tasks, and what a line of one is called.
const OWN: &str = "owner_id = $1";
const ASSIGNED: &str = "assignee_id = $1 AND owner_id <> $1";

impl Source {
    async fn next(mut self) -> Option<(Vec<u8>, Self)> {
        if !self.turn.is_current() {
            return None;
        }
        let step = std::mem::replace(&mut self.step, Step::Done);
        let (lines, next) = match step {
            Step::Account(lines) => (lines, Step::Tasks(OWN, START)),
            Step::Tasks(whose, after) => match self.tasks(whose, after).await {
                Ok(piece) => piece,
                Err(problem) => {
                    tracing::warn!(?problem, "an export broke off");
                    return None;
                }
            },
            Step::End => (
                vec![json!({ "type": "end", "lines": self.lines })],
                Step::Done,
            ),
            Step::Done => return None,
        };
        self.step = next;
        self.lines += lines.len();
        let text: Vec<_> = lines.iter().map(|line| format!("{line}\n")).collect();
        Some((text.concat().into_bytes(), self))
    }

    /// A piece of the tasks, each followed by its attachments.
    async fn tasks(
        &self,
        whose: &'static str,
        after: (OffsetDateTime, Uuid),
    ) -> Result<(Vec<Value>, Step), Problem> {
        let db = self.pool.for_user(self.turn.user_id).await?;
        let sql = format!(
            "SELECT {} FROM tasks WHERE {whose} AND (created_at, id) > ($2, $3)
             ORDER BY created_at, id LIMIT $4",
            tasks::COLUMNS
        );
        let rows = db
            .all(&sql, &[&self.turn.user_id, &after.0, &after.1, &PIECE])
            .await?;
        let kind = if whose == OWN {
            "task"
        } else {
            "assigned_task"
        };
        let mut lines: Vec<_> = rows
            .iter()
            .map(|row| line(kind, &Task::from_row(row)))
            .collect();
        if whose == OWN {
            let ids: Vec<Uuid> = rows.iter().map(|row| row.get("id")).collect();
            let sql = format!(
                "SELECT {} FROM attachments WHERE task_id = ANY ($1) ORDER BY task_id, id",
                attachments::COLUMNS
            );
            let files = db.all(&sql, &[&ids]).await?;
            lines.extend(
                files
                    .iter()
                    .map(|row| line("attachment", &Attachment::from_row(row))),
            );
        }
        let next = match (rows.last(), whose) {
            (Some(last), _) => Step::Tasks(whose, (last.get("created_at"), last.get("id"))),
            (None, OWN) => Step::Tasks(ASSIGNED, START),
            (None, _) => Step::End,
        };
        Ok((lines, next))
    }
}

/// The account itself, and what there is little of.
async fn account(caller: &Caller) -> Result<Vec<Value>, Problem> {
    let mut lines = Vec::new();
    for (kind, sql) in [
        (
            "user",
            "SELECT id, email, name, created_at, updated_at FROM users WHERE id = $1",
        ),
        (
            "profile_image",
            "SELECT user_id AS id, media_type, size_bytes, encode(sha256, 'hex') AS sha256, updated_at
             FROM profile_images WHERE user_id = $1",
        ),
        (
            "session",
            "SELECT id, created_at, expires_at FROM sessions
             WHERE user_id = $1 ORDER BY created_at DESC LIMIT 1000",
        ),
        (
            "offer",
            "SELECT offer.id, task_id, offer.email, offer.created_at
             FROM task_offers AS offer JOIN tasks ON tasks.id = task_id WHERE owner_id = $1",
        ),
    ] {
        let rows = caller.db.all(sql, &[&caller.user_id]).await?;
        lines.extend(rows.iter().map(|row| columns(kind, row)));
    }
    Ok(lines)
}

/// A line of what the API shows in the same form.
fn line(kind: &str, value: &impl Serialize) -> Value {
    let mut value = json!(value);
    value["type"] = json!(kind);
    value
}

/// A line of the columns of a row.
fn columns(kind: &str, row: &Row) -> Value {
    let mut line = json!({ "type": kind });
    for (index, column) in row.columns().iter().enumerate() {
        let time = |time: OffsetDateTime| time.format(&Rfc3339).unwrap_or_default();
        line[column.name()] = match column.type_().name() {
            "uuid" => json!(row.get::<_, Uuid>(index)),
            "timestamptz" => json!(time(row.get(index))),
            "int8" => json!(row.get::<_, i64>(index)),
            _ => json!(row.get::<_, String>(index)),
        };
    }
    line
}
