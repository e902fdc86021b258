//! Who sent a request: the guard that every protected route has first.

use rocket::Request;
use rocket::request::{FromRequest, Outcome};
use rocket_db_pools::Database as _;
use uuid::Uuid;

use super::token::Token;
use crate::database::{Client, Query, TaskDb, Unavailable};
use crate::problem::Problem;

/// The user whose token the request carries, and the connection that looked it up.
///
/// A handler that waits for anything but the database drops the connection first: there are few.
/// A route that reads a body takes [`Sender`] instead.
pub(crate) struct Caller {
    pub(crate) user_id: Uuid,
    pub(crate) session_id: Uuid,
    pub(crate) db: Client,
}

/// The id of the user who sent a request, for its line in the log.
pub(crate) struct UserId(std::sync::OnceLock<Uuid>);

impl UserId {
    /// None for a request that nobody signed.
    pub(crate) fn of(request: &Request<'_>) -> Option<Uuid> {
        Self::cell(request).0.get().copied()
    }

    fn cell<'r>(request: &'r Request<'_>) -> &'r Self {
        request.local_cache(|| Self(std::sync::OnceLock::new()))
    }
}

/// The user whose token the request carries, for a route that reads a body: a client may be slow to
/// send it, and a few of those must not hold all connections.
pub(crate) struct Sender {
    pub(crate) user_id: Uuid,
    session_id: Uuid,
}

impl Sender {
    /// The caller with a connection, once the body is there.
    ///
    /// # Errors
    ///
    /// If none becomes free in time, or the user has too many requests under way.
    pub(crate) async fn connect(self, pool: &TaskDb) -> Result<Caller, Problem> {
        Ok(Caller {
            user_id: self.user_id,
            session_id: self.session_id,
            db: pool.for_user(self.user_id).await?,
        })
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Sender {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        match authenticate(request).await {
            Ok(caller) => Outcome::Success(Self {
                user_id: caller.user_id,
                session_id: caller.session_id,
            }),
            Err(problem) => problem.refuse(request),
        }
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Caller {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        match in_turn(request).await {
            Ok(caller) => Outcome::Success(caller),
            Err(problem) => problem.refuse(request),
        }
    }
}

/// The caller with a connection that counts as the caller's.
async fn in_turn(request: &Request<'_>) -> Result<Caller, Problem> {
    let caller = authenticate(request).await?;
    let pool = TaskDb::fetch(request.rocket()).ok_or(Unavailable::Closed)?;
    let db = pool.keep_for_user(caller.db, caller.user_id).await?;
    Ok(Caller { db, ..caller })
}

async fn authenticate(request: &Request<'_>) -> Result<Caller, Problem> {
    let token = token(request)?;
    let pool = TaskDb::fetch(request.rocket()).ok_or(Unavailable::Closed)?;
    // As the session that the token claims to be of, true or not: many requests with one token wait
    // here without a connection, not in the queue that all share.
    let db = pool.for_user(token.session_id).await?;
    let row = db
        .optional(
            "SELECT user_id, secret_hash FROM sessions WHERE id = $1 AND expires_at > now()",
            &[&token.session_id],
        )
        .await?
        .filter(|row| token.matches(row.get("secret_hash")))
        .ok_or_else(|| Problem::unauthorized("the session ended: log in again"))?;
    let user_id = row.get("user_id");
    let _ = UserId::cell(request).0.set(user_id);
    Ok(Caller {
        user_id,
        session_id: token.session_id,
        db,
    })
}

/// Asks again whether a session is there, after something that took long.
///
/// # Errors
///
/// 401 where it ended meanwhile.
pub(crate) async fn require(db: &impl Query, session_id: Uuid) -> Result<(), Problem> {
    let sql = "SELECT FROM sessions WHERE id = $1 AND expires_at > now()";
    match db.optional(sql, &[&session_id]).await? {
        Some(_) => Ok(()),
        None => Err(Problem::unauthorized("the session ended: log in again")),
    }
}

fn token(request: &Request<'_>) -> Result<Token, Problem> {
    let header = request
        .headers()
        .get_one("Authorization")
        .ok_or_else(|| Problem::unauthorized("send `Authorization: Bearer` and a token"))?;
    // The name of a scheme is written in any case (RFC 9110, 11.1).
    header
        .split_once(' ')
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .and_then(|(_, token)| Token::decode(token.trim()))
        .ok_or_else(|| Problem::unauthorized("this is no token that this service gives out"))
}
