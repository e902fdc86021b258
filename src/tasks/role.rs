//! What somebody is to a task, and what that allows.

use rocket::http::Status;
use tokio_postgres::Row;
use uuid::Uuid;

use crate::database::Query;
use crate::etag::IfMatch;
use crate::problem::Problem;

/// What somebody is to a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Owner,
    Assignee,
}

impl Role {
    fn of(row: &Row) -> Self {
        if row.get("owned") {
            Self::Owner
        } else {
            Self::Assignee
        }
    }

    /// # Errors
    ///
    /// 403 for the assignee.
    pub(crate) fn require_owner(self) -> Result<(), Problem> {
        match self {
            Self::Owner => Ok(()),
            Self::Assignee => Err(Problem::new(
                Status::Forbidden,
                "only the owner of the task may do this",
            )),
        }
    }
}

/// A task that stays as it is until the transaction ends.
pub(crate) struct Locked {
    pub(crate) role: Role,
    pub(crate) assignee_id: Option<Uuid>,
}

/// Keeps a task as it is until the transaction ends, and says what the user is to it.
///
/// # Errors
///
/// 404 for those who don't see it, 412 where the condition doesn't hold.
pub(crate) async fn lock(
    transaction: &impl Query,
    id: Uuid,
    user_id: Uuid,
    if_match: &IfMatch,
) -> Result<Locked, Problem> {
    let row = transaction
        .optional(
            "SELECT owner_id = $2 AS owned, assignee_id, version FROM tasks
             WHERE id = $1 AND (owner_id = $2 OR assignee_id = $2) FOR UPDATE",
            &[&id, &user_id],
        )
        .await?
        .ok_or_else(Problem::not_found)?;
    if_match.check(Some(row.get("version")))?;
    Ok(Locked {
        role: Role::of(&row),
        assignee_id: row.get("assignee_id"),
    })
}

/// What a user is to a task.
///
/// # Errors
///
/// 404 for those who don't see it.
pub(crate) async fn role(db: &impl Query, id: Uuid, user_id: Uuid) -> Result<Role, Problem> {
    db.optional(
        "SELECT owner_id = $2 AS owned FROM tasks
         WHERE id = $1 AND (owner_id = $2 OR assignee_id = $2)",
        &[&id, &user_id],
    )
    .await?
    .as_ref()
    .map(Role::of)
    .ok_or_else(Problem::not_found)
}
