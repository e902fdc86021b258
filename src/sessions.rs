//! Sessions: logging in and out.

mod attempts;
mod caller;
mod token;

use rocket::http::Status;
use rocket::response::status;
use rocket::serde::json::Json;
use rocket::{Route, State, delete, get, post, routes};
use rocket_db_pools::Pool as _;
use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;
use uuid::Uuid;

pub(crate) use self::caller::{Caller, Sender, UserId, require};
use self::token::Token;
use crate::database::{Client, Query, TaskDb};
use crate::input::{Body, Fields, Id, Input, NoQuery};
use crate::password::Password;
use crate::problem::{Problem, ProblemDetails};
use crate::users::Email;

/// A session ends by itself after this long.
const LIFETIME_DAYS: f64 = 30.0;

pub(crate) fn routes() -> Vec<Route> {
    routes![log_in, list, log_out, revoke]
}

/// What a user logs in with.
#[derive(ToSchema)]
pub(crate) struct Login {
    email: Email,
    password: Password,
}

impl Input for Login {
    fn read(fields: &mut Fields) -> Option<Self> {
        let email = fields.required("email");
        let password = fields.required("password");
        Some(Self {
            email: email?,
            password: password?,
        })
    }
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

/// A new session. Its token is shown this once.
#[derive(Serialize, ToSchema)]
pub(crate) struct NewSession {
    id: Uuid,
    /// To be sent as `Authorization: Bearer …`.
    #[schema(example = "AZrBcD3kcJmUEMT1VJzTvQbzr0mKbRZ0Yk3i8iLoOSIXvZ8ea2v5mVvVd1E8gPmC")]
    token: String,
    #[serde(with = "time::serde::rfc3339")]
    expires_at: OffsetDateTime,
}

/// Logs in.
#[utoipa::path(
    tag = "sessions",
    request_body = Login,
    responses(
        (status = 201, description = "Logged in.", body = NewSession,
            headers(("Location" = String, description = "Where the session can be revoked."))),
        (status = 401, description = "No account has this address and password.", body = ProblemDetails),
        (status = 429, description = "Too many attempts for this account.", body = ProblemDetails),
    )
)]
#[post("/sessions", data = "<login>")]
pub(crate) async fn log_in(
    _query: NoQuery,
    pool: &State<TaskDb>,
    login: Body<Login>,
) -> Result<status::Created<Json<NewSession>>, Problem> {
    let Login { email, password } = login.value;
    let account = find(pool, &email).await?;
    let (user_id, hash) = account.unzip();
    if !password.matches(hash).await? {
        return Err(Problem::unauthorized(WRONG));
    }
    // Where there is no account no password matches.
    let user_id = user_id.ok_or_else(|| Problem::unauthorized(WRONG))?;
    let session = open(&mut pool.get().await?, user_id, &email).await?;
    Ok(status::Created::new(format!("/api/v1/sessions/{}", session.id)).body(Json(session)))
}

/// Says nothing about which of both is wrong.
const WRONG: &str = "no account has this address and password";

/// Id and password hash of an account. The attempt counts, whether there is one or not.
async fn find(pool: &TaskDb, email: &Email) -> Result<Option<(Uuid, String)>, Problem> {
    let db = pool.get().await?;
    attempts::count(&db, email.as_str()).await?;
    let row = db
        .optional(
            "SELECT id, password_hash FROM users WHERE lower(email) = lower($1)",
            &[&email.as_str()],
        )
        .await?;
    Ok(row.map(|row| (row.get("id"), row.get("password_hash"))))
}

async fn open(db: &mut Client, user_id: Uuid, email: &Email) -> Result<NewSession, Problem> {
    let token = Token::generate(Uuid::now_v7());
    let transaction = db.begin().await?;
    let rows = transaction
        .all(
            "INSERT INTO sessions (id, user_id, secret_hash, expires_at)
             VALUES ($1, $2, $3, now() + make_interval(secs => $4))
             RETURNING expires_at",
            &[
                &token.session_id,
                &user_id,
                &token.hash().as_slice(),
                &(LIFETIME_DAYS * 24.0 * 60.0 * 60.0),
            ],
        )
        .await?;
    attempts::forget(&transaction, email.as_str()).await?;
    transaction.commit().await?;
    Ok(NewSession {
        id: token.session_id,
        token: token.encode(),
        expires_at: rows[0].get("expires_at"),
    })
}

/// Lists the caller's sessions, the newest first.
#[utoipa::path(
    tag = "sessions",
    security(("token" = [])),
    responses((status = 200, description = "Those that have not ended.", body = Vec<Session>))
)]
#[get("/sessions")]
pub(crate) async fn list(caller: Caller, _query: NoQuery) -> Result<Json<Vec<Session>>, Problem> {
    let rows = caller
        .db
        .all(
            "SELECT id, created_at, expires_at FROM sessions
             WHERE user_id = $1 AND expires_at > now() ORDER BY created_at DESC, id DESC",
            &[&caller.user_id],
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
