//! Accounts whose address has no key yet: from before there were keys, or registered by an instance
//! of the version before while a deployment rolls.

use tokio_postgres::error::SqlState;
use uuid::Uuid;

use super::email;
use crate::database::Query;

/// Stands before the address of an account whose key another account has. No key of an address
/// begins with it: a colon is not allowed there.
const EXACT: &str = "exact:";

/// So many are read at a time.
const BATCH: i64 = 500;

/// Gives every account a key.
///
/// Two accounts may have had addresses that differed to PostgreSQL and have one key, such as `ü` in one
/// character and in two. The older keeps the key; the other one is found by its address exactly as it
/// was written.
///
/// # Errors
///
/// If the database fails. What was done until then stays.
pub(crate) async fn fill(db: &impl Query) -> Result<(), tokio_postgres::Error> {
    loop {
        let rows = db
            .all(
                "SELECT id, email FROM users WHERE email_key IS NULL ORDER BY created_at, id LIMIT $1",
                &[&BATCH],
            )
            .await?;
        for row in &rows {
            let address: &str = row.get("email");
            let id = row.get("id");
            if !set(db, id, &email::key(address)).await? {
                set(db, id, &exact(address)).await?;
            }
        }
        if rows.is_empty() {
            return Ok(());
        }
    }
}

/// The keys by which an address may be stored, the rarer one first.
pub(super) fn candidates(address: &email::Email) -> [String; 2] {
    [exact(address.as_str()), address.key()]
}

fn exact(address: &str) -> String {
    format!("{EXACT}{address}")
}

/// Whether the account has a key now; not so where another one has this key.
async fn set(db: &impl Query, id: Uuid, key: &str) -> Result<bool, tokio_postgres::Error> {
    let set = db
        .execute(
            "UPDATE users SET email_key = $2 WHERE id = $1 AND email_key IS NULL",
            &[&id, &key],
        )
        .await;
    match set {
        Ok(_) => Ok(true),
        Err(error) if error.code() == Some(&SqlState::UNIQUE_VIOLATION) => Ok(false),
        Err(error) => Err(error),
    }
}
