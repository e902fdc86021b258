//! Sessions: logging in and out.

mod caller;
mod familiar;
pub(crate) mod log_in;
mod token;

use rocket::http::Status;
use rocket::serde::json::Json;
use rocket::{Route, delete, get, routes};
use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;
use uuid::Uuid;

pub(crate) use self::caller::{Caller, Sender, UserId, require};
pub(crate) use self::familiar::{Mark, forget_others, remember};
use crate::database::Query;
use crate::input::{Id, NoQuery};
use crate::problem::{Problem, ProblemDetails};

pub(crate) fn routes() -> Vec<Route> {
    routes![log_in::log_in, list, log_out, revoke]
}

/// A session as its user sees it.
#[derive(Serialize, ToSchema)]
pub(crate) struct Session {
    id: Uuid,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    expires_at: OffsetDateTime,
    /// Whether this is the session of the request.
    current: bool,
}

/// Lists the caller's sessions, the newest first.
#[utoipa::path(
    tag = "sessions",
    security(("token" = [])),
    responses((status = 200, description = "Those that have not ended, 100 at most.", body = Vec<Session>))
)]
#[get("/sessions")]
pub(crate) async fn list(caller: Caller, _query: NoQuery) -> Result<Json<Vec<Session>>, Problem> {
    let rows = caller
        .db
        .all(
            "SELECT id, created_at, expires_at FROM sessions
             WHERE user_id = $1 AND expires_at > now() ORDER BY created_at DESC, id DESC
             LIMIT $2",
            &[&caller.user_id, &log_in::MOST],
        )
        .await?;
    let sessions = rows.iter().map(|row| {
        let id = row.get("id");
        Session {
            id,
            created_at: row.get("created_at"),
            expires_at: row.get("expires_at"),
            current: id == caller.session_id,
        }
    });
    Ok(Json(sessions.collect()))
}

/// Logs out: ends the session of this request.
#[utoipa::path(
    tag = "sessions",
    security(("token" = [])),
    responses((status = 204, description = "Logged out."))
)]
#[delete("/sessions/current")]
pub(crate) async fn log_out(caller: Caller, _query: NoQuery) -> Result<Status, Problem> {
    end(&caller, caller.session_id).await
}

/// Ends one of the caller's sessions.
#[utoipa::path(
    tag = "sessions",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Id of the session.")),
    responses(
        (status = 204, description = "It ended."),
        (status = 404, description = "The caller has no such session.", body = ProblemDetails),
    )
)]
#[delete("/sessions/<id>", rank = 1)]
pub(crate) async fn revoke(caller: Caller, _query: NoQuery, id: Id) -> Result<Status, Problem> {
    end(&caller, id.0).await
}

async fn end(caller: &Caller, session_id: Uuid) -> Result<Status, Problem> {
    let ended = caller
        .db
        .execute(
            "DELETE FROM sessions WHERE id = $1 AND user_id = $2",
            &[&session_id, &caller.user_id],
        )
        .await?;
    if ended == 0 {
        return Err(Problem::not_found());
    }
    Ok(Status::NoContent)
}
