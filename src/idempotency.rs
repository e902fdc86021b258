//! `Idempotency-Key`: a client that doesn't know whether its request arrived sends it again, and
//! nothing is created twice.
//!
//! The key is reserved in the transaction that creates: either both are there, or neither. A second
//! request with the key waits for the first, and is then answered with what that one created.

use rocket::Request;
use rocket::http::{Header, Status};
use rocket::request::{FromRequest, Outcome};
use rocket::response::{self, Responder, Response};
use serde::Serialize;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::database::Query;
use crate::problem::{Problem, kind};

/// A key is remembered for this long.
const LIFETIME_HOURS: i32 = 24;

/// So many of one sender are remembered at a time.
const MOST: i64 = 10_000;

/// What a client names its request by, if it does.
#[derive(Debug)]
pub(crate) struct IdempotencyKey(Option<String>);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for IdempotencyKey {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        let key = request.headers().get_one("Idempotency-Key");
        if key.is_some_and(|key| !is_key(key)) {
            let detail = "`Idempotency-Key` must have 1 to 255 visible ASCII characters";
            return Problem::new(Status::BadRequest, detail).refuse(request);
        }
        Outcome::Success(Self(key.map(str::to_owned)))
    }
}

fn is_key(text: &str) -> bool {
    (1..=255).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// A request that creates something: whose it is, and what it asks.
pub(crate) struct Creation<'a> {
    /// Who sends it: keys of different senders don't meet.
    pub(crate) sender: &'a [u8],
    /// Method and path.
    pub(crate) operation: &'a str,
    /// Whatever else tells it from other requests: the body, or its hash.
    pub(crate) content: &'a [u8],
    /// The id that is created, unless it was created before.
    pub(crate) id: Uuid,
}

impl IdempotencyKey {
    /// Whether somebody sent it before: then nothing more is created.
    pub(crate) async fn is_known(&self, db: &impl Query, sender: &[u8]) -> Result<bool, Problem> {
        let Some(key) = &self.0 else {
            return Ok(false);
        };
        let sender = Sha256::digest(sender).to_vec();
        let sql = "SELECT FROM idempotency_keys
                   WHERE sender = $1 AND key = $2 AND expires_at > now()";
        Ok(db.optional(sql, &[&sender, &key]).await?.is_some())
    }

    /// Reserves the key for `creation`, in the transaction that creates. Gives the id of what an
    /// earlier request with this key created, if there was one.
    ///
    /// # Errors
    ///
    /// 422 where the earlier request asked for something else, 429 where the sender has too many keys.
    pub(crate) async fn reserve(
        &self,
        transaction: &impl Query,
        creation: &Creation<'_>,
    ) -> Result<Option<Uuid>, Problem> {
        let before = self.reserve_or_read(transaction, creation).await?;
        Ok(before.map(|before| before.id))
    }

    /// The same, with what the earlier request was answered where that was [kept](Self::keep).
    ///
    /// # Errors
    ///
    /// As above.
    pub(crate) async fn reserve_or_read(
        &self,
        transaction: &impl Query,
        creation: &Creation<'_>,
    ) -> Result<Option<Before>, Problem> {
        let Some(key) = &self.0 else {
            return Ok(None);
        };
        let sender = Sha256::digest(creation.sender).to_vec();
        let hash = creation.hash();
        transaction
            .execute(
                "DELETE FROM idempotency_keys WHERE sender = $1 AND key = $2 AND expires_at <= now()",
                &[&sender, &key],
            )
            .await?;
        // Waits for another transaction that inserts the same, until that one ends.
        let reserved = transaction
            .execute(
                "INSERT INTO idempotency_keys (sender, key, request_hash, created_id, expires_at)
                 VALUES ($1, $2, $3, $4, now() + make_interval(hours => $5))
                 ON CONFLICT DO NOTHING",
                &[&sender, &key, &hash, &creation.id, &LIFETIME_HOURS],
            )
            .await?;
        if reserved == 1 {
            within_limit(transaction, &sender).await?;
            return Ok(None);
        }
        let row = transaction
            .optional(
                "SELECT request_hash, created_id, answer FROM idempotency_keys
                 WHERE sender = $1 AND key = $2",
                &[&sender, &key],
            )
            .await?;
        match row {
            Some(row) if row.get::<_, &[u8]>("request_hash") == hash => Ok(Some(Before {
                id: row.get("created_id"),
                answer: row.get("answer"),
            })),
            _ => Err(Problem::new(
                Status::UnprocessableEntity,
                "this `Idempotency-Key` was sent with another request",
            )
            .of(&kind::IDEMPOTENCY_KEY_REUSED)),
        }
    }
}

/// The key that was just reserved counts, unless this fails and nothing is committed.
async fn within_limit(transaction: &impl Query, sender: &[u8]) -> Result<(), Problem> {
    // Of a sender who has few keys this reads few rows.
    let first_beyond = transaction
        .optional(
            "SELECT 1 FROM idempotency_keys WHERE sender = $1 AND expires_at > now()
             OFFSET $2 LIMIT 1",
            &[&sender, &MOST],
        )
        .await?;
    if first_beyond.is_none() {
        return Ok(());
    }
    let row = transaction
        .optional(
            "SELECT ceil(extract(epoch FROM min(expires_at) - now()))::bigint AS seconds
             FROM idempotency_keys WHERE sender = $1 AND expires_at > now()",
            &[&sender],
        )
        .await?;
    let seconds = row.map_or(1, |row| row.get::<_, i64>("seconds").unsigned_abs().max(1));
    Err(Problem::come_again(
        Status::TooManyRequests,
        "10,000 `Idempotency-Key`s were sent within 24 hours: wait, or send the request without",
        seconds,
    ))
}

impl IdempotencyKey {
    /// Keeps an answer for requests with the same key, in the transaction that creates.
    pub(crate) async fn keep(
        &self,
        transaction: &impl Query,
        creation: &Creation<'_>,
        answer: &impl Serialize,
    ) -> Result<(), Problem> {
        let Some(key) = &self.0 else {
            return Ok(());
        };
        let sender = Sha256::digest(creation.sender).to_vec();
        let answer = serde_json::to_string(answer).map_err(|error| Problem::internal(&error))?;
        transaction
            .execute(
                "UPDATE idempotency_keys SET answer = $3 WHERE sender = $1 AND key = $2",
                &[&sender, &key, &answer],
            )
            .await?;
        Ok(())
    }
}

/// What an earlier request with the same key created.
pub(crate) struct Before {
    pub(crate) id: Uuid,
    /// As JSON.
    pub(crate) answer: Option<String>,
}

impl Creation<'_> {
    fn hash(&self) -> Vec<u8> {
        let mut hash = Sha256::new();
        hash.update(self.operation);
        hash.update([0]);
        hash.update(self.content);
        hash.finalize().to_vec()
    }
}

/// 410: what the earlier request created was deleted since.
pub(crate) fn gone() -> Problem {
    Problem::new(
        Status::Gone,
        "what this `Idempotency-Key` created was deleted since",
    )
}

/// 201: what was created, by this request or by an earlier one with the same key.
pub(crate) struct Created<T> {
    pub(crate) location: String,
    pub(crate) replayed: bool,
    pub(crate) body: T,
}

impl<'r, T: Responder<'r, 'static>> Responder<'r, 'static> for Created<T> {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        let mut response = Response::build_from(self.body.respond_to(request)?);
        response
            .status(Status::Created)
            .header(Header::new("Location", self.location));
        if self.replayed {
            response.header(Header::new("Idempotency-Replayed", "true"));
        }
        response.ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_visible_ascii() {
        assert!(is_key("8e03978e-40d5-43dd-bc93-6894a57f9324"));
        assert!(is_key(&"a".repeat(255)));
        for text in ["", "a b", "\u{e4}", "a\n", &"a".repeat(256)] {
            assert!(!is_key(text), "{text:?}");
        }
    }
}
