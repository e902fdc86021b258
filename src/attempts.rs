//! How often something may be tried: counted in the database, so for all instances together.
//!
//! An attempt is looked up before it waits for its turn, and counted when it has one: what is never
//! tried counts for nothing. What several limits hold counts for all of them or for none.

use rocket::http::Status;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::client_address::Network;
use crate::database::{Client, Query};
use crate::problem::Problem;
use crate::sessions::Mark;

const QUARTER_HOUR: f64 = 15.0 * 60.0;
const HOUR: f64 = 60.0 * 60.0;

/// So many attempts in a time that begins with the first of them, then no more until it ends.
pub(crate) struct Limit {
    /// SHA-256 of what is counted.
    key: Vec<u8>,
    most: i32,
    seconds: f64,
    says: &'static str,
    success: Success,
}

/// What becomes of the count when an attempt succeeds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Success {
    /// It begins anew: who knows the password guessed nothing.
    Forgets,
    /// It is as before the attempt: others may still be guessing.
    TakesBack,
    /// It counts as well.
    Counts,
}

impl Limit {
    fn new(
        parts: &[&str],
        (most, seconds): (i32, f64),
        says: &'static str,
        success: Success,
    ) -> Self {
        let mut key = Sha256::new();
        for part in parts {
            key.update(part);
            key.update([0]);
        }
        Self {
            key: key.finalize().to_vec(),
            most,
            seconds,
            says,
            success,
        }
    }

    /// Of a log-in where the account was used before. Nobody elsewhere reaches these limits.
    pub(crate) fn familiar(user_id: Uuid, mark: &Mark) -> Vec<Self> {
        let (user, mark) = (user_id.to_string(), mark.to_string());
        vec![
            Self::new(
                &["familiar", &user, &mark],
                (10, QUARTER_HOUR),
                ACCOUNT,
                Success::Forgets,
            ),
            Self::new(
                &["log-ins", &user],
                (100, QUARTER_HOUR),
                ACCOUNT,
                Success::Counts,
            ),
        ]
    }

    /// Of a log-in elsewhere, whether there is such an account or not.
    pub(crate) fn stranger(account: &str, network: Network) -> Vec<Self> {
        let network = network.to_string();
        vec![
            Self::new(
                &["account", account, &network],
                (10, QUARTER_HOUR),
                ACCOUNT,
                Success::Forgets,
            ),
            Self::new(
                &["account", account],
                (40, HOUR),
                ACCOUNT,
                Success::TakesBack,
            ),
            Self::new(
                &["network", &network],
                (30, QUARTER_HOUR),
                NETWORK,
                Success::TakesBack,
            ),
        ]
    }

    /// Of registrations, whether their address was free or not.
    pub(crate) fn registration(network: Network) -> Vec<Self> {
        vec![Self::new(
            &["registrations", &network.to_string()],
            (50, HOUR),
            NETWORK,
            Success::Counts,
        )]
    }

    /// Of a password that a session shows: a stolen token guesses no better than anybody, and keeps
    /// no other session of its user from it.
    pub(crate) fn password_of(session_id: Uuid) -> Vec<Self> {
        vec![Self::new(
            &["password", &session_id.to_string()],
            (10, QUARTER_HOUR),
            "too many wrong passwords: wait, then try again",
            Success::Forgets,
        )]
    }
}

const ACCOUNT: &str = "too many attempts for this account: wait, then try again";
const NETWORK: &str = "too many attempts from your address: wait, then try again";

/// Asks whether one more would be within all of these limits, and counts nothing.
///
/// # Errors
///
/// 429 with the time until the next is allowed.
pub(crate) async fn check(db: &Client, limits: &[Limit]) -> Result<(), Problem> {
    let rows = db
        .all(
            "SELECT account, failures + 1 AS failures,
                    ceil(extract(epoch FROM window_ends_at - now()))::bigint AS seconds
             FROM login_attempts WHERE account = ANY($1) AND window_ends_at > now()",
            &[&keys(limits, |_| true)],
        )
        .await?;
    within(limits, &rows)
}

/// Counts an attempt that is about to be made, so that attempts at the same time don't slip through.
///
/// # Errors
///
/// As [`check`]; then nothing is counted.
pub(crate) async fn count(db: &mut Client, limits: &[Limit]) -> Result<(), Problem> {
    let seconds: Vec<f64> = limits.iter().map(|limit| limit.seconds).collect();
    let transaction = db.begin().await?;
    let rows = transaction
        .all(
            // In one order, or two attempts could wait for each other.
            "INSERT INTO login_attempts AS attempts (account, failures, window_ends_at)
             SELECT account, 1, now() + make_interval(secs => seconds)
             FROM unnest($1::bytea[], $2::float8[]) AS limits (account, seconds) ORDER BY account
             ON CONFLICT (account) DO UPDATE SET
                 failures = CASE WHEN attempts.window_ends_at <= now() THEN 1
                                 ELSE attempts.failures + 1 END,
                 window_ends_at = CASE WHEN attempts.window_ends_at <= now()
                                       THEN excluded.window_ends_at
                                       ELSE attempts.window_ends_at END
             RETURNING account, failures,
                       ceil(extract(epoch FROM window_ends_at - now()))::bigint AS seconds",
            &[&keys(limits, |_| true), &seconds],
        )
        .await?;
    // Unless it is committed, nothing was counted.
    within(limits, &rows)?;
    Ok(transaction.commit().await?)
}

/// Lets an attempt that succeeded count for what it is.
pub(crate) async fn succeeded(db: &impl Query, limits: &[Limit]) -> Result<(), Problem> {
    db.all(
        "SELECT 1 FROM login_attempts WHERE account = ANY($1) ORDER BY account FOR UPDATE",
        &[&keys(limits, |success| success != Success::Counts)],
    )
    .await?;
    db.execute(
        "DELETE FROM login_attempts WHERE account = ANY($1)",
        &[&keys(limits, |success| success == Success::Forgets)],
    )
    .await?;
    db.execute(
        "UPDATE login_attempts SET failures = failures - 1
         WHERE account = ANY($1) AND failures > 0",
        &[&keys(limits, |success| success == Success::TakesBack)],
    )
    .await?;
    Ok(())
}

fn keys(limits: &[Limit], which: impl Fn(Success) -> bool) -> Vec<&[u8]> {
    let chosen = limits.iter().filter(|limit| which(limit.success));
    chosen.map(|limit| limit.key.as_slice()).collect()
}

/// Whether these counts are; says which is not, and for how long.
fn within(limits: &[Limit], rows: &[tokio_postgres::Row]) -> Result<(), Problem> {
    let exceeded = rows.iter().filter_map(|row| {
        let key: &[u8] = row.get("account");
        let limit = limits.iter().find(|limit| limit.key == key)?;
        let is_over = row.get::<_, i32>("failures") > limit.most;
        is_over.then(|| (row.get::<_, i64>("seconds"), limit.says))
    });
    match exceeded.max_by_key(|(seconds, _)| *seconds) {
        None => Ok(()),
        Some((seconds, says)) => Err(Problem::come_again(
            Status::TooManyRequests,
            says,
            seconds.unsigned_abs().max(1),
        )),
    }
}
