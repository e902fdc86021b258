//! The table `loose_objects`: objects that nothing refers to, not yet or no longer.
//!
//! Triggers put an object into it whose attachment or image is deleted. An upload puts its own
//! into it first, with a time by which it will be done, moves that time on, and takes the object
//! out in the transaction that refers to it.

use std::time::Duration;

use rocket::http::Status;
use tokio_postgres::Error;

use crate::database::Query;
use crate::problem::Problem;

/// An upload that shows no sign of life for this long has ended. A part takes less, also on the
/// slowest line that is waited for.
const LEASE: Duration = Duration::from_mins(15);

/// Whoever sets about removing an object has this long for it, and twice as long the next time: S3
/// may refuse for a while.
const PERIOD: Duration = Duration::from_mins(5);

/// How many objects one instance removes at a time.
const BATCH: i64 = 4;

/// An object that is to be removed.
#[derive(Debug)]
pub(super) struct LooseObject {
    pub(super) key: String,
    pub(super) upload_id: Option<String>,
    pub(super) archive: bool,
}

/// Names an object that an upload is about to make.
pub(super) async fn add(db: &impl Query, key: &str) -> Result<(), Error> {
    db.execute(
        "INSERT INTO loose_objects (object_key, due_at)
         VALUES ($1, now() + make_interval(secs => $2))",
        &[&key, &LEASE.as_secs_f64()],
    )
    .await
    .map(drop)
}

/// Notes that the upload to an object lives, and that it is in parts; `false` where it was taken
/// for dead.
pub(super) async fn renew(db: &impl Query, key: &str, upload_id: &str) -> Result<bool, Error> {
    let renewed = db
        .execute(
            "UPDATE loose_objects
             SET upload_id = $2, due_at = now() + make_interval(secs => $3)
             WHERE object_key = $1 AND attempts = 0",
            &[&key, &upload_id, &LEASE.as_secs_f64()],
        )
        .await?;
    Ok(renewed == 1)
}

/// Takes an object out of the table, in the transaction that refers to it.
///
/// # Errors
///
/// 503 where the upload was taken for dead: somebody may be deleting the object.
pub(super) async fn keep(transaction: &impl Query, key: &str) -> Result<(), Problem> {
    let kept = transaction
        .execute(
            "DELETE FROM loose_objects WHERE object_key = $1 AND attempts = 0",
            &[&key],
        )
        .await?;
    if kept == 0 {
        return Err(taken_for_dead());
    }
    Ok(())
}

/// 503: the upload showed no sign of life for too long.
pub(super) fn taken_for_dead() -> Problem {
    Problem::come_again(Status::ServiceUnavailable, "the upload took too long", 1)
}

/// Ends an upload that came to nothing: its object is due after `delay`. Does nothing where a
/// transaction that was thought to have failed refers to the object all the same.
pub(super) async fn release(db: &impl Query, key: &str, delay: Duration) -> Result<(), Error> {
    db.execute(
        "UPDATE loose_objects SET due_at = now() + make_interval(secs => $2)
         WHERE object_key = $1 AND attempts = 0",
        &[&key, &delay.as_secs_f64()],
    )
    .await
    .map(drop)
}

/// Takes some objects that are due, so that no other instance does. They are due again after a
/// while, unless somebody [`forget`]s them until then.
pub(super) async fn claim(db: &impl Query) -> Result<Vec<LooseObject>, Error> {
    let rows = db
        .all(
            "UPDATE loose_objects
             SET attempts = attempts + 1,
                 due_at = now() + make_interval(secs => $1 * 2 ^ least(attempts, 5))
             WHERE object_key = ANY (ARRAY(
                 SELECT object_key FROM loose_objects WHERE due_at <= now()
                 ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED))
             RETURNING object_key, upload_id, archive",
            &[&PERIOD.as_secs_f64(), &BATCH],
        )
        .await?;
    let objects = rows.iter().map(|row| LooseObject {
        key: row.get("object_key"),
        upload_id: row.get("upload_id"),
        archive: row.get("archive"),
    });
    Ok(objects.collect())
}

/// Notes that an object was copied, so that nobody tries that again once it is deleted.
pub(super) async fn archived(db: &impl Query, key: &str) -> Result<(), Error> {
    db.execute(
        "UPDATE loose_objects SET archive = false WHERE object_key = $1",
        &[&key],
    )
    .await
    .map(drop)
}

/// Takes an object out of the table that is no longer there.
pub(super) async fn forget(db: &impl Query, key: &str) -> Result<(), Error> {
    db.execute("DELETE FROM loose_objects WHERE object_key = $1", &[&key])
        .await
        .map(drop)
}
