//! Deleting an account: it is gone at once, and what it had is removed in the background.

use rocket::http::Status;
use rocket::{State, delete};

use crate::database::Query;
use crate::etag::IfMatch;
use crate::input::NoQuery;
use crate::problem::{Problem, ProblemDetails};
use crate::retention::Retention;
use crate::sessions::Caller;

/// A token that somebody found must not delete an account: the password was given lately.
const LATELY_MINUTES: i32 = 15;

/// Deletes the caller's account, with its image, its tasks and its sessions. The session must have begun
/// within the last 15 minutes. The account is gone at once and its address free; its tasks and files
/// follow within minutes, thousands of them too. Copies of attachments stay for 90 days where nobody
/// but an operator finds them.
#[utoipa::path(
    tag = "users",
    security(("token" = [])),
    params(("If-Match" = Option<String>, Header, description = "ETag of the version to delete.")),
    responses(
        (status = 204, description = "Deleted."),
        (status = 403, description = "The session began longer ago: log in again, then delete.", body = ProblemDetails),
        (status = 412, description = "It was changed since.", body = ProblemDetails),
    )
)]
#[delete("/users/me")]
pub(crate) async fn remove(
    mut caller: Caller,
    _query: NoQuery,
    if_match: IfMatch,
    retention: &State<Retention>,
) -> Result<Status, Problem> {
    let transaction = caller.db.begin().await?;
    let lately = transaction
        .optional(
            "SELECT 1 FROM sessions
             WHERE id = $1 AND created_at > now() - make_interval(mins => $2)",
            &[&caller.session_id, &LATELY_MINUTES],
        )
        .await?;
    if lately.is_none() {
        return Err(Problem::new(
            Status::Forbidden,
            "this session began too long ago to delete the account: log in again, and delete it \
             within 15 minutes",
        ));
    }
    // Its address is free from now on; a name that is no address logs nobody in.
    let deleted = transaction
        .execute(
            "UPDATE users SET email = 'deleted:' || id, email_key = 'deleted:' || id, name = '',
                 password_hash = '', version = version + 1, deleted_at = now(), updated_at = now()
             WHERE id = $1 AND ($2::bigint[] IS NULL OR version = ANY ($2)) AND deleted_at IS NULL",
            &[&caller.user_id, &if_match.versions()],
        )
        .await?;
    if deleted == 0 {
        return Err(IfMatch::failed());
    }
    for table in ["sessions", "familiar_places"] {
        let sql = format!("DELETE FROM {table} WHERE user_id = $1");
        transaction.execute(&sql, &[&caller.user_id]).await?;
    }
    transaction.commit().await?;
    retention.now();
    Ok(Status::NoContent)
}
