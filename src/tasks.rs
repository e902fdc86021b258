//! Tasks. Their owner may do anything with them; the assignee may read them and change their status;
//! for everybody else they don't exist.

mod fields;
pub(crate) mod list;
mod model;
pub(crate) mod page;
mod quota;
mod role;
pub(crate) mod tombstones;

use rocket::http::Status as HttpStatus;
use rocket::{Route, State, delete, get, patch, post, put, routes};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use self::fields::{Priority, Status};
pub(crate) use self::model::{COLUMNS, Task};
use self::model::{NewTask, TaskChange, TaskReplacement};
use self::quota::Quotas;
pub(crate) use self::quota::stage as quota;
pub(crate) use self::role::{lock, role};
use crate::audit::Audit;
use crate::database::{Query, TaskDb};
use crate::etag::{IfMatch, Versioned};
use crate::files::Files;
use crate::idempotency::{self, Before, Created, Creation, IdempotencyKey};
use crate::input::{Body, Id, NoQuery};
use crate::problem::{Problem, ProblemDetails};
use crate::sessions::{Caller, Sender};

pub(crate) fn routes() -> Vec<Route> {
    routes![
        create,
        list::list,
        tombstones::list,
        read,
        replace,
        change,
        remove,
        leave
    ]
}

/// Creates a task.
#[utoipa::path(
    tag = "tasks",
    security(("token" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "Names this request, so that sent again it creates nothing more.")),
    request_body = NewTask,
    responses(
        (status = 201, description = "Created.", body = Task,
            headers(("ETag" = String), ("Location" = String), ("Idempotency-Replayed" = String)),
            links(
                ("read" = (operation_id = "tasks_read", parameters(("id" = "$response.body#/id")))),
                ("replace" = (operation_id = "tasks_replace", parameters(("id" = "$response.body#/id")))),
                ("change" = (operation_id = "tasks_change", parameters(("id" = "$response.body#/id")))),
                ("delete" = (operation_id = "tasks_remove", parameters(("id" = "$response.body#/id")))),
            )),
        (status = 410, description = "What the `Idempotency-Key` created was deleted since.", body = ProblemDetails),
    )
)]
#[post("/tasks", data = "<new>")]
pub(crate) async fn create(
    sender: Sender,
    _query: NoQuery,
    key: IdempotencyKey,
    pool: &State<TaskDb>,
    quotas: &State<Quotas>,
    new: Body<NewTask>,
) -> Result<Created<Versioned<NewAnswer>>, Problem> {
    let mut caller = sender.connect(pool).await?;
    require_own(new.value.assignee_id, caller.user_id)?;
    quotas.count(&caller.db, caller.user_id).await?;
    let creation = Creation {
        sender: caller.user_id.as_bytes(),
        operation: "POST /tasks",
        content: &new.sha256,
        id: Uuid::now_v7(),
    };
    let transaction = caller.db.begin().await?;
    let before = key.reserve_or_read(&transaction, &creation).await?;
    let replayed = before.is_some();
    let answer = if let Some(before) = before {
        repeat(&transaction, before, caller.user_id).await?
    } else {
        let task = insert(&transaction, creation.id, caller.user_id, &new.value).await?;
        key.keep(&transaction, &creation, &task).await?;
        NewAnswer::Made(task)
    };
    transaction.commit().await?;
    let task_id = answer.id().unwrap_or(creation.id);
    Ok(Created {
        location: format!("/api/v1/tasks/{task_id}"),
        replayed,
        body: Versioned {
            version: answer.version(),
            value: answer,
        },
    })
}

/// What the earlier request with the same key was answered, as long as the task is there.
async fn repeat(db: &impl Query, before: Before, user_id: Uuid) -> Result<NewAnswer, Problem> {
    let task = find(db, before.id, user_id)
        .await?
        .ok_or_else(idempotency::gone)?;
    let kept = before
        .answer
        .and_then(|answer| serde_json::from_str(&answer).ok());
    Ok(kept.map_or(NewAnswer::Made(task), NewAnswer::Kept))
}

/// The answer to a creation: of this request, or of the first with the same key.
#[derive(Serialize)]
#[serde(untagged)]
pub(crate) enum NewAnswer {
    Made(Task),
    Kept(Value),
}

impl NewAnswer {
    fn id(&self) -> Option<Uuid> {
        match self {
            Self::Made(task) => Some(task.id),
            Self::Kept(value) => value["id"].as_str()?.parse().ok(),
        }
    }

    fn version(&self) -> i64 {
        match self {
            Self::Made(task) => task.version,
            Self::Kept(value) => value["version"].as_i64().unwrap_or_default(),
        }
    }
}

async fn insert(db: &impl Query, id: Uuid, owner: Uuid, new: &NewTask) -> Result<Task, Problem> {
    let sql = format!(
        "INSERT INTO tasks (id, owner_id, assignee_id, title, description, status, priority,
             due_at, tags)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING {COLUMNS}"
    );
    let rows = db
        .all(
            &sql,
            &[
                &id,
                &owner,
                &new.assignee_id,
                &new.title.0,
                &new.description.0,
                &new.status.as_str(),
                &new.priority.rank(),
                &new.due_at.map(|due| due.0),
                &new.tags.0,
            ],
        )
        .await?;
    Ok(Task::from_row(&rows[0]))
}

/// Reads a task.
#[utoipa::path(
    tag = "tasks",
    security(("token" = [])),
    params(
        ("id" = Uuid, Path, description = "Id of the task."),
        ("If-None-Match" = Option<String>, Header, description = "ETag of the version that is known already."),
    ),
    responses(
        (status = 200, description = "The task.", body = Task, headers(("ETag" = String))),
        (status = 304, description = "It is the version of `If-None-Match`."),
        (status = 404, description = "The caller sees no such task.", body = ProblemDetails),
    )
)]
#[get("/tasks/<id>")]
pub(crate) async fn read(
    caller: Caller,
    _query: NoQuery,
    id: Id,
) -> Result<Versioned<Task>, Problem> {
    let task = find(&caller.db, id.0, caller.user_id).await?;
    task.map(Into::into).ok_or_else(Problem::not_found)
}

/// The task, if the user may see it.
async fn find(db: &impl Query, id: Uuid, user_id: Uuid) -> Result<Option<Task>, Problem> {
    let sql = format!(
        "SELECT {COLUMNS} FROM tasks WHERE id = $1 AND (owner_id = $2 OR assignee_id = $2)"
    );
    let row = db.optional(&sql, &[&id, &user_id]).await?;
    Ok(row.as_ref().map(Task::from_row))
}

/// Replaces a task: what is left out gets its default.
#[utoipa::path(
    tag = "tasks",
    security(("token" = [])),
    params(
        ("id" = Uuid, Path, description = "Id of the task."),
        ("If-Match" = Option<String>, Header, description = "ETag of the version to replace."),
    ),
    request_body = TaskReplacement,
    responses(
        (status = 200, description = "Replaced.", body = Task, headers(("ETag" = String))),
        (status = 403, description = "Only the owner may do this.", body = ProblemDetails),
        (status = 404, description = "The caller sees no such task.", body = ProblemDetails),
        (status = 412, description = "It was changed since.", body = ProblemDetails),
    )
)]
#[put("/tasks/<id>", data = "<new>")]
pub(crate) async fn replace(
    sender: Sender,
    _query: NoQuery,
    if_match: IfMatch,
    pool: &State<TaskDb>,
    id: Id,
    new: Body<TaskReplacement>,
) -> Result<Versioned<Task>, Problem> {
    let change = new.value.0.into();
    update(sender.connect(pool).await?, if_match, id, change).await
}

/// Changes a task. The assignee may change its status, the owner everything.
#[utoipa::path(
    tag = "tasks",
    security(("token" = [])),
    params(
        ("id" = Uuid, Path, description = "Id of the task."),
        ("If-Match" = Option<String>, Header, description = "ETag of the version to change."),
    ),
    request_body = TaskChange,
    responses(
        (status = 200, description = "Changed.", body = Task, headers(("ETag" = String))),
        (status = 403, description = "Only the owner may change this.", body = ProblemDetails),
        (status = 404, description = "The caller sees no such task.", body = ProblemDetails),
        (status = 412, description = "It was changed since.", body = ProblemDetails),
    )
)]
#[patch("/tasks/<id>", data = "<change>")]
pub(crate) async fn change(
    sender: Sender,
    _query: NoQuery,
    if_match: IfMatch,
    pool: &State<TaskDb>,
    id: Id,
    change: Body<TaskChange>,
) -> Result<Versioned<Task>, Problem> {
    update(sender.connect(pool).await?, if_match, id, change.value).await
}

async fn update(
    mut caller: Caller,
    if_match: IfMatch,
    id: Id,
    change: TaskChange,
) -> Result<Versioned<Task>, Problem> {
    let transaction = caller.db.begin().await?;
    let locked = lock(&transaction, id.0, caller.user_id, &if_match).await?;
    if !change.is_status_only() {
        locked.role.require_owner()?;
    }
    let assignee_id = change.assignee_id.flatten();
    if assignee_id != locked.assignee_id {
        require_own(assignee_id, caller.user_id)?;
    }
    let task = match write(&transaction, id.0, change).await? {
        Some(task) => task,
        // It is so already: nobody has to read it again.
        None => find(&transaction, id.0, caller.user_id)
            .await?
            .ok_or_else(Problem::not_found)?,
    };
    transaction.commit().await?;
    Ok(task.into())
}

/// Changes a task; `None` where it is as wanted already.
async fn write(db: &impl Query, id: Uuid, change: TaskChange) -> Result<Option<Task>, Problem> {
    let sql = format!(
        "UPDATE tasks SET title = new.title, description = new.description, status = new.status,
             priority = new.priority, due_at = new.due_at, assignee_id = new.assignee_id,
             tags = new.tags, version = version + 1, updated_at = now()
         FROM (SELECT coalesce($2, title) AS title, coalesce($3, description) AS description,
                 coalesce($4, status) AS status, coalesce($5, priority) AS priority,
                 CASE WHEN $6 THEN $7 ELSE due_at END AS due_at,
                 CASE WHEN $8 THEN $9 ELSE assignee_id END AS assignee_id,
                 coalesce($10, tags) AS tags
             FROM tasks WHERE id = $1) AS new
         WHERE id = $1 AND (tasks.title, tasks.description, tasks.status, tasks.priority,
                 tasks.due_at, tasks.assignee_id, tasks.tags)
             IS DISTINCT FROM (new.title, new.description, new.status, new.priority, new.due_at,
                 new.assignee_id, new.tags)
         RETURNING {}",
        COLUMNS
            .split(", ")
            .map(|column| format!("tasks.{column}"))
            .collect::<Vec<_>>()
            .join(", ")
    );
    let row = db
        .optional(
            &sql,
            &[
                &id,
                &change.title.map(|title| title.0),
                &change.description.map(|description| description.0),
                &change.status.map(Status::as_str),
                &change.priority.map(Priority::rank),
                &change.due_at.is_some(),
                &change.due_at.flatten().map(|due| due.0),
                &change.assignee_id.is_some(),
                &change.assignee_id.flatten(),
                &change.tags.map(|tags| tags.0),
            ],
        )
        .await?;
    Ok(row.as_ref().map(Task::from_row))
}

/// Nobody is made to do what they were not asked.
///
/// # Errors
///
/// 422 where it is somebody else than the owner.
fn require_own(assignee_id: Option<Uuid>, owner_id: Uuid) -> Result<(), Problem> {
    if assignee_id.is_none_or(|assignee_id| assignee_id == owner_id) {
        return Ok(());
    }
    let detail = "may be null or your own id: others are asked by `PUT /tasks/{id}/offer`";
    Err(Problem::invalid_field("assignee_id", detail))
}

/// Deletes a task, with its attachments.
#[utoipa::path(
    tag = "tasks",
    security(("token" = [])),
    params(
        ("id" = Uuid, Path, description = "Id of the task."),
        ("If-Match" = Option<String>, Header, description = "ETag of the version to delete."),
    ),
    responses(
        (status = 204, description = "Deleted."),
        (status = 403, description = "Only the owner may do this.", body = ProblemDetails),
        (status = 404, description = "The caller sees no such task.", body = ProblemDetails),
        (status = 412, description = "It was changed since.", body = ProblemDetails),
    )
)]
#[delete("/tasks/<id>")]
pub(crate) async fn remove(
    mut caller: Caller,
    _query: NoQuery,
    if_match: IfMatch,
    audit: Audit,
    files: &State<Files>,
    id: Id,
) -> Result<HttpStatus, Problem> {
    let transaction = caller.db.begin().await?;
    lock(&transaction, id.0, caller.user_id, &if_match)
        .await?
        .role
        .require_owner()?;
    transaction
        .execute("DELETE FROM tasks WHERE id = $1", &[&id.0])
        .await?;
    transaction.commit().await?;
    audit.record("task deleted", Some(caller.user_id), id.0);
    files.sweep();
    Ok(HttpStatus::NoContent)
}

/// Makes somebody the assignee of a task, who accepted to be.
pub(crate) async fn assign(db: &impl Query, id: Uuid, user_id: Uuid) -> Result<Task, Problem> {
    let sql = format!(
        "UPDATE tasks SET assignee_id = $2, version = version + 1, updated_at = now()
         WHERE id = $1 RETURNING {COLUMNS}"
    );
    let row = db.optional(&sql, &[&id, &user_id]).await?;
    row.as_ref()
        .map(Task::from_row)
        .ok_or_else(Problem::not_found)
}

/// Ends the assignment of a task: the assignee leaves it, or the owner takes it back.
#[utoipa::path(
    tag = "tasks",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Id of the task.")),
    responses(
        (status = 204, description = "Nobody is to do it any more."),
        (status = 404, description = "The caller sees no such task, or nobody is to do it.", body = ProblemDetails),
    )
)]
#[delete("/tasks/<id>/assignment")]
pub(crate) async fn leave(
    caller: Caller,
    _query: NoQuery,
    audit: Audit,
    id: Id,
) -> Result<HttpStatus, Problem> {
    let ended = caller
        .db
        .execute(
            "UPDATE tasks SET assignee_id = NULL, version = version + 1, updated_at = now()
             WHERE id = $1 AND (owner_id = $2 OR assignee_id = $2) AND assignee_id IS NOT NULL",
            &[&id.0, &caller.user_id],
        )
        .await?;
    if ended == 0 {
        return Err(Problem::not_found());
    }
    audit.record("assignment ended", Some(caller.user_id), id.0);
    Ok(HttpStatus::NoContent)
}
