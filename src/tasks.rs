//! Tasks. Their owner may do anything with them; the assignee may read them and change their status;
//! for everybody else they don't exist.
#![expect(
    clippy::option_option,
    reason = "absent, null and a value are three things"
)]

mod fields;
pub(crate) mod list;
mod page;

use rocket::http::Status as HttpStatus;
use rocket::{Route, State, delete, get, patch, post, put, routes};
use serde::Serialize;
use time::OffsetDateTime;
use tokio_postgres::Row;
use tokio_postgres::error::DbError;
use utoipa::ToSchema;
use uuid::Uuid;

use self::fields::{Description, Instant, Priority, Status, Tags, Title};
use crate::database::{Query, TaskDb};
use crate::etag::{IfMatch, Versioned};
use crate::files::Files;
use crate::idempotency::{self, Created, Creation, IdempotencyKey};
use crate::input::{Body, Fields, Id, Input, NoQuery};
use crate::problem::{Problem, ProblemDetails};
use crate::sessions::{Caller, Sender};

pub(crate) fn routes() -> Vec<Route> {
    routes![create, list::list, read, replace, change, remove]
}

/// A task as its owner writes it: to create it, or to replace it by.
#[derive(ToSchema)]
pub(crate) struct NewTask {
    title: Title,
    #[schema(default = "")]
    description: Description,
    #[schema(default = "todo")]
    status: Status,
    #[schema(default = "medium")]
    priority: Priority,
    due_at: Option<Instant>,
    /// Who else sees the task, and may change its status.
    assignee_id: Option<Uuid>,
    #[schema(default = json!([]))]
    tags: Tags,
}

impl Input for NewTask {
    fn read(fields: &mut Fields) -> Option<Self> {
        let title = fields.required("title");
        let description = fields.optional("description").unwrap_or_default();
        let status = fields.optional("status").unwrap_or_default();
        let priority = fields.optional("priority").unwrap_or_default();
        let due_at = fields.nullable("due_at").flatten();
        let assignee_id = fields.nullable("assignee_id").flatten();
        let tags = fields.optional("tags").unwrap_or_default();
        Some(Self {
            title: title?,
            description,
            status,
            priority,
            due_at,
            assignee_id,
            tags,
        })
    }
}

/// What can be changed of a task; what is left out stays.
#[derive(ToSchema)]
pub(crate) struct TaskChange {
    #[schema(nullable = false)]
    title: Option<Title>,
    #[schema(nullable = false)]
    description: Option<Description>,
    #[schema(nullable = false)]
    status: Option<Status>,
    #[schema(nullable = false)]
    priority: Option<Priority>,
    /// `null` takes it away.
    #[schema(value_type = Option<Instant>)]
    due_at: Option<Option<Instant>>,
    /// `null` takes it away.
    #[schema(value_type = Option<Uuid>)]
    assignee_id: Option<Option<Uuid>>,
    #[schema(nullable = false)]
    tags: Option<Tags>,
}

impl Input for TaskChange {
    fn read(fields: &mut Fields) -> Option<Self> {
        Some(Self {
            title: fields.optional("title"),
            description: fields.optional("description"),
            status: fields.optional("status"),
            priority: fields.optional("priority"),
            due_at: fields.nullable("due_at"),
            assignee_id: fields.nullable("assignee_id"),
            tags: fields.optional("tags"),
        })
    }
}

impl TaskChange {
    /// Whether it changes nothing but what an assignee may change.
    fn is_status_only(&self) -> bool {
        self.title.is_none()
            && self.description.is_none()
            && self.priority.is_none()
            && self.due_at.is_none()
            && self.assignee_id.is_none()
            && self.tags.is_none()
    }
}

/// A task.
#[derive(Serialize, ToSchema)]
pub(crate) struct Task {
    id: Uuid,
    owner_id: Uuid,
    assignee_id: Option<Uuid>,
    title: String,
    description: String,
    status: Status,
    priority: Priority,
    #[serde(with = "time::serde::rfc3339::option")]
    due_at: Option<OffsetDateTime>,
    tags: Vec<String>,
    /// The number in its `ETag`.
    version: i64,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    updated_at: OffsetDateTime,
}

const COLUMNS: &str = "id, owner_id, assignee_id, title, description, status, priority, due_at, \
    tags, version, created_at, updated_at";

impl Task {
    fn from_row(row: &Row) -> Self {
        Self {
            id: row.get("id"),
            owner_id: row.get("owner_id"),
            assignee_id: row.get("assignee_id"),
            title: row.get("title"),
            description: row.get("description"),
            status: Status::stored(row.get("status")),
            priority: Priority::stored(row.get("priority")),
            due_at: row.get("due_at"),
            tags: row.get("tags"),
            version: row.get("version"),
            created_at: row.get("created_at"),
            updated_at: row.get("updated_at"),
        }
    }
}

impl From<Task> for Versioned<Task> {
    fn from(task: Task) -> Self {
        Self {
            version: task.version,
            value: task,
        }
    }
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
    new: Body<NewTask>,
) -> Result<Created<Versioned<Task>>, Problem> {
    let mut caller = sender.connect(pool).await?;
    let creation = Creation {
        sender: caller.user_id.as_bytes(),
        operation: "POST /tasks",
        content: &new.sha256,
        id: Uuid::now_v7(),
    };
    let transaction = caller.db.begin().await?;
    let before = key.reserve(&transaction, &creation).await?;
    let task = match before {
        Some(id) => find(&transaction, id, caller.user_id)
            .await?
            .ok_or_else(idempotency::gone)?,
        None => insert(&transaction, creation.id, caller.user_id, &new.value).await?,
    };
    transaction.commit().await?;
    Ok(Created {
        location: format!("/api/v1/tasks/{}", task.id),
        replayed: before.is_some(),
        body: task.into(),
    })
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
        .await
        .map_err(nobody_or)?;
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
    request_body = NewTask,
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
    new: Body<NewTask>,
) -> Result<Versioned<Task>, Problem> {
    let new = new.value;
    let change = TaskChange {
        title: Some(new.title),
        description: Some(new.description),
        status: Some(new.status),
        priority: Some(new.priority),
        due_at: Some(new.due_at),
        assignee_id: Some(new.assignee_id),
        tags: Some(new.tags),
    };
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
    let role = lock(&transaction, id.0, caller.user_id, if_match).await?;
    if !change.is_status_only() {
        role.require_owner()?;
    }
    let sql = format!(
        "UPDATE tasks SET title = coalesce($2, title), description = coalesce($3, description),
             status = coalesce($4, status), priority = coalesce($5, priority),
             due_at = CASE WHEN $6 THEN $7 ELSE due_at END,
             assignee_id = CASE WHEN $8 THEN $9 ELSE assignee_id END,
             tags = coalesce($10, tags), version = version + 1, updated_at = now()
         WHERE id = $1 RETURNING {COLUMNS}"
    );
    let rows = transaction
        .all(
            &sql,
            &[
                &id.0,
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
        .await
        .map_err(nobody_or)?;
    let task = Task::from_row(&rows[0]);
    transaction.commit().await?;
    Ok(task.into())
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
    files: &State<Files>,
    id: Id,
) -> Result<HttpStatus, Problem> {
    let transaction = caller.db.begin().await?;
    lock(&transaction, id.0, caller.user_id, if_match)
        .await?
        .require_owner()?;
    transaction
        .execute("DELETE FROM tasks WHERE id = $1", &[&id.0])
        .await?;
    transaction.commit().await?;
    files.sweep();
    Ok(HttpStatus::NoContent)
}

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
                HttpStatus::Forbidden,
                "only the owner of the task may do this",
            )),
        }
    }
}

/// Keeps a task as it is until the transaction ends, and says what the user is to it.
///
/// # Errors
///
/// 404 for those who don't see it, 412 where it has another version.
pub(crate) async fn lock(
    transaction: &impl Query,
    id: Uuid,
    user_id: Uuid,
    if_match: IfMatch,
) -> Result<Role, Problem> {
    let row = transaction
        .optional(
            "SELECT owner_id = $2 AS owned, version FROM tasks
             WHERE id = $1 AND (owner_id = $2 OR assignee_id = $2) FOR UPDATE",
            &[&id, &user_id],
        )
        .await?
        .ok_or_else(Problem::not_found)?;
    if if_match
        .version()
        .is_some_and(|version| version != row.get::<_, i64>("version"))
    {
        return Err(IfMatch::failed());
    }
    Ok(Role::of(&row))
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

fn nobody_or(error: tokio_postgres::Error) -> Problem {
    let constraint = error.as_db_error().and_then(DbError::constraint);
    if constraint == Some("tasks_assignee_id_fkey") {
        Problem::invalid_field("assignee_id", "is no user's id")
    } else {
        error.into()
    }
}
