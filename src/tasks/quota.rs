//! How many tasks a user may own.
//!
//! To count a hundred thousand takes the database some milliseconds, and most users own a few. So an
//! instance counts again only when the user could have come nearer by a good part of what is left:
//! ten instances together don't overshoot.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use rocket::fairing::AdHoc;
use uuid::Uuid;

use crate::database::Query;
use crate::problem::Problem;

/// Tasks of one user.
const QUOTA: i64 = 100_000;

/// An instance lets a user create one in so many of those that are left, then counts again.
const SHARE: i64 = 16;

/// Users whose count is remembered.
const REMEMBERED: usize = 10_000;

/// Attaches the quota.
pub(crate) fn stage() -> AdHoc {
    AdHoc::on_ignite("quotas", |rocket| async {
        rocket.manage(Quotas::default())
    })
}

/// What each user may create before the next count.
#[derive(Default)]
pub(crate) struct Quotas(Mutex<HashMap<Uuid, i64>>);

impl Quotas {
    /// Counts a task that is about to be created.
    ///
    /// # Errors
    ///
    /// 409 where the user owns as many as a user may.
    pub(super) async fn count(&self, db: &impl Query, user_id: Uuid) -> Result<(), Problem> {
        if self.take(user_id) {
            return Ok(());
        }
        let left = QUOTA - owned(db, user_id).await?;
        if left <= 0 {
            return Err(Problem::quota(format!(
                "you may own {QUOTA} tasks: delete some first"
            )));
        }
        self.remember(user_id, left / SHARE);
        Ok(())
    }

    fn take(&self, user_id: Uuid) -> bool {
        let mut users = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match users.get_mut(&user_id) {
            Some(left) if *left > 0 => {
                *left -= 1;
                true
            }
            _ => false,
        }
    }

    fn remember(&self, user_id: Uuid, left: i64) {
        let mut users = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if users.len() >= REMEMBERED {
            // They are counted once more, which costs little.
            users.clear();
        }
        users.insert(user_id, left);
    }
}

async fn owned(db: &impl Query, user_id: Uuid) -> Result<i64, Problem> {
    let rows = db
        .all(
            "SELECT count(*) AS owned
             FROM (SELECT FROM tasks WHERE owner_id = $1 LIMIT $2) AS owned_tasks",
            &[&user_id, &QUOTA],
        )
        .await?;
    Ok(rows.first().map_or(0, |row| row.get("owned")))
}
