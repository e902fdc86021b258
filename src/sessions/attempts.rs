//! How often somebody may fail to log in: counted per account, in the database, so for all
//! instances together.

use rocket::http::Status;
use sha2::{Digest, Sha256};

use crate::database::{Client, Query};
use crate::problem::Problem;

/// This many attempts in [`WINDOW_SECONDS`], then no more until the window ends.
const LIMIT: i32 = 10;
const WINDOW_SECONDS: f64 = 15.0 * 60.0;

/// Counts an attempt before it is made, so that attempts at the same time don't slip through.
///
/// # Errors
///
/// 429 with the time until the next is allowed.
pub(super) async fn count(db: &Client, email: &str) -> Result<(), Problem> {
    let rows = db
        .all(
            "INSERT INTO login_attempts AS attempts (account, failures, window_ends_at)
             VALUES ($1, 1, now() + make_interval(secs => $2))
             ON CONFLICT (account) DO UPDATE SET
                 failures = CASE WHEN attempts.window_ends_at <= now() THEN 1
                                 ELSE attempts.failures + 1 END,
                 window_ends_at = CASE WHEN attempts.window_ends_at <= now()
                                       THEN excluded.window_ends_at
                                       ELSE attempts.window_ends_at END
             RETURNING failures,
                       ceil(extract(epoch FROM window_ends_at - now()))::bigint AS seconds",
            &[&account(email), &WINDOW_SECONDS],
        )
        .await?;
    match rows.first() {
        Some(row) if row.get::<_, i32>("failures") > LIMIT => Err(Problem::come_again(
            Status::TooManyRequests,
            "too many attempts for this account: wait, then try again",
            row.get::<_, i64>("seconds").unsigned_abs(),
        )),
        _ => Ok(()),
    }
}

/// Forgets the attempts of an account whose user has logged in.
pub(super) async fn forget(db: &impl Query, email: &str) -> Result<(), Problem> {
    db.execute(
        "DELETE FROM login_attempts WHERE account = $1",
        &[&account(email)],
    )
    .await?;
    Ok(())
}

fn account(email: &str) -> Vec<u8> {
    Sha256::digest(email.to_lowercase()).to_vec()
}
