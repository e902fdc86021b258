//! Logging in: who may try, in which order, and what a try leaves behind.

use rocket::response::status;
use rocket::serde::json::Json;
use rocket::{State, post};
use rocket_db_pools::Pool as _;
use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;
use uuid::Uuid;

use super::familiar::{self, DeviceToken, Mark};
use super::token::Token;
use crate::attempts::{self, Limit};
use crate::client_address::{ClientAddress, Network};
use crate::database::{Client, Query, TaskDb};
use crate::hashing::{Hashing, Lane};
use crate::input::{Body, Fields, Input, NoQuery};
use crate::password::Password;
use crate::problem::{Problem, ProblemDetails};
use crate::users::{self, Email};

/// A session ends by itself after this long.
const LIFETIME_DAYS: f64 = 30.0;

/// A user has so many at most: one more ends the oldest.
pub(super) const MOST: i64 = 100;

/// What a user logs in with.
#[derive(ToSchema)]
pub(crate) struct Login {
    email: Email,
    password: Password,
    /// What an earlier log-in on this device answered.
    #[schema(nullable = false)]
    device_token: Option<DeviceToken>,
    /// Whether to answer a `device_token`, to be sent with later log-ins: then nobody who guesses at
    /// the account elsewhere can keep this device out.
    #[schema(nullable = false, default = false)]
    remember_device: Option<bool>,
}

impl Input for Login {
    fn read(fields: &mut Fields) -> Option<Self> {
        let email = fields.required("email");
        let password = fields.required("password");
        let device_token = fields.optional("device_token");
        let remember_device = fields.optional("remember_device");
        Some(Self {
            email: email?,
            password: password?,
            device_token,
            remember_device,
        })
    }
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
    /// Where `remember_device` asked for one: to be sent with later log-ins on this device.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        nullable = false,
        example = "Yk3i8iLoOSIXvZ8ea2v5mVvVd1E8gPmCAZrBcD3kcJk"
    )]
    device_token: Option<String>,
}

/// Logs in.
#[utoipa::path(
    tag = "sessions",
    request_body = Login,
    responses(
        (status = 201, description = "Logged in. A user has 100 sessions at most: one more ends the oldest.",
            body = NewSession,
            headers(("Location" = String, description = "Where the session can be revoked."))),
        (status = 401, description = "No account has this address and password.", body = ProblemDetails),
        (status = 429, description = "Too many attempts, for this account or from this address.", body = ProblemDetails),
    )
)]
#[post("/sessions", data = "<login>")]
pub(crate) async fn log_in(
    _query: NoQuery,
    address: ClientAddress,
    pool: &State<TaskDb>,
    hashing: &State<Hashing>,
    login: Body<Login>,
) -> Result<status::Created<Json<NewSession>>, Problem> {
    let Login {
        email,
        password,
        device_token,
        remember_device,
    } = login.value;
    let network = address.network();
    let attempt = Attempt::find(pool, &email, network, device_token.as_ref()).await?;
    if let Err(refused) = attempts::check(&pool.get().await?, &attempt.limits).await {
        return Err(hashing.refuse(refused).await);
    }
    let turn = hashing.turn(attempt.lane, network).await?;
    attempts::count(&mut pool.get().await?, &attempt.limits).await?;
    if !password.matches(attempt.hash, turn).await? {
        return Err(Problem::unauthorized(WRONG));
    }
    // Where there is no account no password matches.
    let user_id = attempt
        .user_id
        .ok_or_else(|| Problem::unauthorized(WRONG))?;
    let known = device_token.filter(|_| attempt.device);
    let device = known.or_else(|| (remember_device == Some(true)).then(DeviceToken::generate));
    let marks = Mark::all(network, device.as_ref());
    let mut db = pool.get().await?;
    let mut session = open(&mut db, user_id, &attempt.limits, &marks).await?;
    session.device_token = device.map(DeviceToken::into_text);
    Ok(status::Created::new(format!("/api/v1/sessions/{}", session.id)).body(Json(session)))
}

/// Says nothing about which of both is wrong.
const WRONG: &str = "no account has this address and password";

/// Whose password is about to be tried, and what that counts for.
struct Attempt {
    /// Whether the account knows the device.
    device: bool,
    user_id: Option<Uuid>,
    hash: Option<String>,
    lane: Lane,
    limits: Vec<Limit>,
}

impl Attempt {
    async fn find(
        pool: &TaskDb,
        email: &Email,
        network: Network,
        device: Option<&DeviceToken>,
    ) -> Result<Self, Problem> {
        let marks = Mark::all(network, device);
        let row = users::find(&pool.get().await?, email, &marks).await?;
        let known: Vec<Mark> = row.as_ref().map_or_else(Vec::new, |row| {
            let marks: Vec<&[u8]> = row.get("marks");
            marks.into_iter().map(Mark::from).collect()
        });
        // A device, which comes last, has a count of its own: nobody in its network reaches it.
        let known = marks.into_iter().rfind(|mark| known.contains(mark));
        let device = device.is_some_and(|device| known == Some(device.mark()));
        let user_id = row.as_ref().map(|row| row.get("id"));
        let (lane, limits) = match (user_id, known) {
            (Some(user_id), Some(mark)) => (Lane::Familiar, Limit::familiar(user_id, &mark)),
            _ => (Lane::Stranger, Limit::stranger(&email.key(), network)),
        };
        Ok(Self {
            device,
            user_id,
            hash: row.map(|row| row.get("password_hash")),
            lane,
            limits,
        })
    }
}

async fn open(
    db: &mut Client,
    user_id: Uuid,
    limits: &[Limit],
    marks: &[Mark],
) -> Result<NewSession, Problem> {
    let token = Token::generate(Uuid::now_v7());
    let transaction = db.begin().await?;
    // A user who was deleted meanwhile has no sessions.
    let row = transaction
        .optional(
            "INSERT INTO sessions (id, user_id, secret_hash, expires_at)
             SELECT $1, id, $3, now() + make_interval(secs => $4)
             FROM users WHERE id = $2 AND deleted_at IS NULL FOR SHARE
             RETURNING expires_at",
            &[
                &token.session_id,
                &user_id,
                &token.hash().as_slice(),
                &(LIFETIME_DAYS * 24.0 * 60.0 * 60.0),
            ],
        )
        .await?
        .ok_or_else(|| Problem::unauthorized(WRONG))?;
    transaction
        .execute(
            "DELETE FROM sessions WHERE id IN (
                 SELECT id FROM sessions WHERE user_id = $1
                 ORDER BY created_at DESC, id DESC OFFSET $2)",
            &[&user_id, &MOST],
        )
        .await?;
    attempts::succeeded(&transaction, limits).await?;
    familiar::remember(&transaction, user_id, marks).await?;
    transaction.commit().await?;
    Ok(NewSession {
        id: token.session_id,
        token: token.encode(),
        expires_at: row.get("expires_at"),
        device_token: None,
    })
}
