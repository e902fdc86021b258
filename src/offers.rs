//! Offers of a task: its owner asks somebody by e-mail address, who accepts or declines. Nobody is
//! assigned a task without having accepted it, and nobody learns whether an address has an account.

use rocket::http::Status;
use rocket::serde::json::Json;
use rocket::{Route, State, delete, get, post, put, routes};
use serde::Serialize;
use time::OffsetDateTime;
use tokio_postgres::Row;
use tokio_postgres::types::Timestamp;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::audit::Audit;
use crate::database::{Query as _, TaskDb};
use crate::etag::{IfMatch, Versioned};
use crate::input::{Body, Fields, Id, Input, NoQuery, Query};
use crate::problem::{Problem, ProblemDetails};
use crate::sessions::{Caller, Sender};
use crate::tasks::list::{Limit, Linked, NO_CURSOR};
use crate::tasks::page::Cursor;
use crate::tasks::{self, Task};
use crate::users::Email;

/// Offers of one owner that nobody has answered: so that nobody is flooded with them.
const OPEN: i64 = 100;

pub(crate) fn routes() -> Vec<Route> {
    routes![offer, read, withdraw, list, accept, decline]
}

/// Whom a task is offered to.
#[derive(ToSchema)]
pub(crate) struct NewOffer {
    email: Email,
}

impl Input for NewOffer {
    fn read(fields: &mut Fields) -> Option<Self> {
        let email = fields.required("email")?;
        Some(Self { email })
    }
}

/// An offer as the owner of the task sees it.
#[derive(Serialize, ToSchema)]
pub(crate) struct Offer {
    id: Uuid,
    task_id: Uuid,
    #[schema(value_type = Email)]
    email: String,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
}

impl Offer {
    fn from_row(row: &Row) -> Self {
        Self {
            id: row.get("id"),
            task_id: row.get("task_id"),
            email: row.get("email"),
            created_at: row.get("created_at"),
        }
    }
}

const COLUMNS: &str = "id, task_id, email, created_at";

/// An offer as it is shown to whom it is made.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReceivedOffer {
    id: Uuid,
    /// Of the task. The rest of it is seen once the offer is accepted.
    title: String,
    /// Of the task's owner.
    owner_name: String,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
}

impl ReceivedOffer {
    fn from_row(row: &Row) -> Self {
        Self {
            id: row.get("id"),
            title: row.get("title"),
            owner_name: row.get("owner_name"),
            created_at: row.get("created_at"),
        }
    }
}

/// A page of offers.
#[derive(Serialize, ToSchema)]
pub(crate) struct OfferPage {
    items: Vec<ReceivedOffer>,
    /// Sent as `cursor`, it gives the next page; `null` on the last one.
    next_cursor: Option<String>,
}

/// Holds where `offer` is made to the address of the user `$2`.
const TO_CALLER: &str =
    "offer.email_key = (SELECT email_key FROM users WHERE id = $2 AND deleted_at IS NULL)";

/// Offers a task to the person with an e-mail address, in place of the offer before.
#[utoipa::path(
    tag = "offers",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Id of the task.")),
    request_body = NewOffer,
    responses(
        (status = 200, description = "It is offered. Whether the address has an account, nobody is told.", body = Offer),
        (status = 403, description = "Only the owner of the task may do this.", body = ProblemDetails),
        (status = 404, description = "The caller sees no such task.", body = ProblemDetails),
        (status = 409, description = "The caller has as many open offers as a user may have.", body = ProblemDetails),
    )
)]
#[put("/tasks/<id>/offer", data = "<new>")]
pub(crate) async fn offer(
    sender: Sender,
    _query: NoQuery,
    pool: &State<TaskDb>,
    audit: Audit,
    id: Id,
    new: Body<NewOffer>,
) -> Result<Json<Offer>, Problem> {
    let mut caller = sender.connect(pool).await?;
    let transaction = caller.db.begin().await?;
    tasks::lock(&transaction, id.0, caller.user_id, &IfMatch::ANY)
        .await?
        .role
        .require_owner()?;
    let sql = format!(
        "INSERT INTO task_offers (id, task_id, email, email_key)
         SELECT $1, $2, $3, $6
         WHERE (SELECT count(*) FROM task_offers JOIN tasks ON tasks.id = task_id
                WHERE owner_id = $4 AND task_id <> $2) < $5
         ON CONFLICT (task_id) DO UPDATE
         SET id = excluded.id, email = excluded.email, email_key = excluded.email_key,
             created_at = excluded.created_at
         RETURNING {COLUMNS}"
    );
    let offer_id = Uuid::now_v7();
    let (email, email_key) = (new.value.email.as_str().to_owned(), new.value.email.key());
    let row = transaction
        .optional(
            &sql,
            &[&offer_id, &id.0, &email, &caller.user_id, &OPEN, &email_key],
        )
        .await?
        .ok_or_else(|| {
            Problem::quota(format!(
                "you may have {OPEN} open offers: withdraw some first"
            ))
        })?;
    transaction.commit().await?;
    audit.record("task offered", Some(caller.user_id), id.0);
    Ok(Json(Offer::from_row(&row)))
}

/// Reads the open offer of a task.
#[utoipa::path(
    tag = "offers",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Id of the task.")),
    responses(
        (status = 200, description = "The offer.", body = Offer),
        (status = 403, description = "Only the owner of the task may do this.", body = ProblemDetails),
        (status = 404, description = "The caller sees no such task, or it is offered to nobody.", body = ProblemDetails),
    )
)]
#[get("/tasks/<id>/offer")]
pub(crate) async fn read(caller: Caller, _query: NoQuery, id: Id) -> Result<Json<Offer>, Problem> {
    let db = &caller.db;
    tasks::role(db, id.0, caller.user_id)
        .await?
        .require_owner()?;
    let sql = format!("SELECT {COLUMNS} FROM task_offers WHERE task_id = $1");
    let row = db.optional(&sql, &[&id.0]).await?;
    row.as_ref()
        .map(|row| Json(Offer::from_row(row)))
        .ok_or_else(Problem::not_found)
}

/// Withdraws the open offer of a task.
#[utoipa::path(
    tag = "offers",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Id of the task.")),
    responses(
        (status = 204, description = "Withdrawn."),
        (status = 403, description = "Only the owner of the task may do this.", body = ProblemDetails),
        (status = 404, description = "The caller sees no such task, or it is offered to nobody.", body = ProblemDetails),
    )
)]
#[delete("/tasks/<id>/offer")]
pub(crate) async fn withdraw(caller: Caller, _query: NoQuery, id: Id) -> Result<Status, Problem> {
    let db = &caller.db;
    tasks::role(db, id.0, caller.user_id)
        .await?
        .require_owner()?;
    let withdrawn = db
        .execute("DELETE FROM task_offers WHERE task_id = $1", &[&id.0])
        .await?;
    gone_or_missing(withdrawn)
}

/// What a page of offers is asked for by.
pub(crate) struct Selection {
    limit: Limit,
    cursor: Option<Cursor>,
}

impl Input for Selection {
    fn read(fields: &mut Fields) -> Option<Self> {
        let limit = fields.optional("limit").unwrap_or_default();
        let mut cursor = None;
        if let Some(text) = fields.optional::<String>("cursor") {
            cursor = Cursor::decode(&text)
                .filter(|cursor| cursor.belongs_to(LIST))
                .filter(|cursor| cursor.time(Timestamp::PosInfinity).is_some());
            if cursor.is_none() {
                fields.error("cursor", NO_CURSOR);
            }
        }
        Some(Self { limit, cursor })
    }
}

/// Tells cursors of this list from others.
const LIST: &str = "offers";

/// Lists the tasks that are offered to the caller's e-mail address, the newest offer first.
#[utoipa::path(
    tag = "offers",
    security(("token" = [])),
    params(
        ("limit" = Option<i64>, Query, nullable = false, minimum = 1, maximum = 100, description = "Offers of a page, 20 unless it is given."),
        ("cursor" = Option<String>, Query, nullable = false, pattern = r"^[A-Za-z0-9_-]+$", description = "`next_cursor` of the page before."),
    ),
    responses((status = 200, description = "A page.", body = OfferPage, headers(("Link" = String))))
)]
#[get("/offers")]
pub(crate) async fn list(
    caller: Caller,
    selection: Query<Selection>,
) -> Result<Linked<OfferPage>, Problem> {
    let Selection { limit, cursor } = selection.0;
    let (time, id) = cursor
        .and_then(|cursor| Some((cursor.time(Timestamp::PosInfinity)?, cursor.id)))
        .unwrap_or((Timestamp::PosInfinity, Uuid::max()));
    let sql = format!(
        "SELECT offer.id, title, name AS owner_name, offer.created_at
         FROM task_offers AS offer JOIN tasks ON tasks.id = task_id JOIN users ON users.id = owner_id
         WHERE {TO_CALLER} AND (offer.created_at, offer.id) < ($3, $4)
         ORDER BY offer.created_at DESC, offer.id DESC LIMIT $1"
    );
    let rows = caller
        .db
        .all(&sql, &[&(limit.0 + 1), &caller.user_id, &time, &id])
        .await?;
    let kept = usize::try_from(limit.0)
        .unwrap_or(usize::MAX)
        .min(rows.len());
    let next_cursor = rows[..kept]
        .last()
        .filter(|_| rows.len() > kept)
        .map(|last| Cursor::at(last.get("created_at"), last.get("id"), LIST).encode());
    Ok(Linked {
        page: OfferPage {
            items: rows[..kept].iter().map(ReceivedOffer::from_row).collect(),
            next_cursor: next_cursor.clone(),
        },
        next_cursor,
    })
}

/// Accepts an offer: the task is the caller's to do, in place of whoever was to do it before.
#[utoipa::path(
    tag = "offers",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Id of the offer.")),
    responses(
        (status = 200, description = "The task.", body = Task, headers(("ETag" = String))),
        (status = 404, description = "The caller was made no such offer, or it was withdrawn.", body = ProblemDetails),
    )
)]
#[post("/offers/<id>/accept")]
pub(crate) async fn accept(
    mut caller: Caller,
    _query: NoQuery,
    audit: Audit,
    id: Id,
) -> Result<Versioned<Task>, Problem> {
    let transaction = caller.db.begin().await?;
    let sql =
        format!("DELETE FROM task_offers AS offer WHERE id = $1 AND {TO_CALLER} RETURNING task_id");
    let offer = transaction
        .optional(&sql, &[&id.0, &caller.user_id])
        .await?
        .ok_or_else(Problem::not_found)?;
    let task_id = offer.get("task_id");
    let task = tasks::assign(&transaction, task_id, caller.user_id).await?;
    transaction.commit().await?;
    audit.record("offer accepted", Some(caller.user_id), task_id);
    Ok(task.into())
}

/// Declines an offer.
#[utoipa::path(
    tag = "offers",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Id of the offer.")),
    responses(
        (status = 204, description = "Declined."),
        (status = 404, description = "The caller was made no such offer, or it was withdrawn.", body = ProblemDetails),
    )
)]
#[delete("/offers/<id>")]
pub(crate) async fn decline(caller: Caller, _query: NoQuery, id: Id) -> Result<Status, Problem> {
    let sql = format!("DELETE FROM task_offers AS offer WHERE id = $1 AND {TO_CALLER}");
    let declined = caller.db.execute(&sql, &[&id.0, &caller.user_id]).await?;
    gone_or_missing(declined)
}

fn gone_or_missing(deleted: u64) -> Result<Status, Problem> {
    if deleted == 0 {
        return Err(Problem::not_found());
    }
    Ok(Status::NoContent)
}
