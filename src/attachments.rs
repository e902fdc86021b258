//! Attachments of tasks. The task's owner may do anything with them; the assignee may list and read
//! them; for everybody else they don't exist.

use rocket::data::Data;
use rocket::http::Status;
use rocket::serde::json::Json;
use rocket::{Route, State, delete, get, post, routes};
use serde::Serialize;
use time::OffsetDateTime;
use tokio_postgres::Row;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::database::Query as _;
use crate::etag::IfMatch;
use crate::files::{ATTACHMENTS, Download, FileName, Files, Head, Media, Rules, Stored, Upload};
use crate::idempotency::{self, Created, Creation, IdempotencyKey};
use crate::input::{Fields, Id, Input, NoQuery, Query};
use crate::problem::{Problem, ProblemDetails};
use crate::sessions::{self, Caller};
use crate::storage::Object;
use crate::tasks;

/// An object of S3 that is copied in one request, as deleted tasks' are, has at most 5 GiB.
pub(crate) const RULES: Rules = Rules {
    media: ATTACHMENTS,
    limit_mib: 1024,
};

/// So that a list is one page.
const PER_TASK: i64 = 100;

pub(crate) fn routes() -> Vec<Route> {
    routes![upload, list, read, download, remove]
}

/// What the body of an upload doesn't say.
pub(crate) struct NewAttachment {
    name: FileName,
}

impl Input for NewAttachment {
    fn read(fields: &mut Fields) -> Option<Self> {
        let name = fields.required("name")?;
        Some(Self { name })
    }
}

/// A file that is attached to a task. It never changes.
#[derive(Serialize, ToSchema)]
pub(crate) struct Attachment {
    id: Uuid,
    task_id: Uuid,
    #[schema(value_type = FileName)]
    name: String,
    #[schema(example = "application/pdf")]
    media_type: String,
    #[schema(example = 48_213)]
    size_bytes: i64,
    /// Of the bytes, in hexadecimal digits.
    #[schema(
        min_length = 64,
        max_length = 64,
        example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    )]
    sha256: String,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
}

pub(crate) const COLUMNS: &str =
    "id, task_id, name, media_type, size_bytes, encode(sha256, 'hex') AS sha256, created_at";

impl Attachment {
    pub(crate) fn from_row(row: &Row) -> Self {
        Self {
            id: row.get("id"),
            task_id: row.get("task_id"),
            name: row.get("name"),
            media_type: row.get("media_type"),
            size_bytes: row.get("size_bytes"),
            sha256: row.get("sha256"),
            created_at: row.get("created_at"),
        }
    }
}

/// Attaches a file to a task: the body is the file, up to 1 GiB. A task has up to 100.
#[utoipa::path(
    tag = "attachments",
    security(("token" = [])),
    params(
        ("id" = Uuid, Path, description = "Id of the task."),
        ("name" = FileName, Query, description = "What the file is called: not a path, at most 255 bytes of UTF-8."),
        ("Idempotency-Key" = Option<String>, Header, description = "Names this request, so that sent again it creates nothing more."),
        ("Content-Digest" = Option<String>, Header, description = "The SHA-256 of the file as `sha-256=:BASE64:` (RFC 9530), which is compared with what arrives. `Repr-Digest` means the same."),
    ),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = 201, description = "Attached.", body = Attachment,
            headers(("Location" = String), ("Idempotency-Replayed" = String)),
            links(
                ("read" = (operation_id = "attachments_read", parameters(("id" = "$response.body#/task_id"), ("attachment_id" = "$response.body#/id")))),
                ("download" = (operation_id = "attachments_download", parameters(("id" = "$response.body#/task_id"), ("attachment_id" = "$response.body#/id")))),
                ("delete" = (operation_id = "attachments_remove", parameters(("id" = "$response.body#/task_id"), ("attachment_id" = "$response.body#/id")))),
            )),
        (status = 403, description = "Only the owner of the task may do this.", body = ProblemDetails),
        (status = 404, description = "The caller sees no such task.", body = ProblemDetails),
        (status = 409, description = "The task has as many attachments as it may have.", body = ProblemDetails),
        (status = 410, description = "What the `Idempotency-Key` created was deleted since.", body = ProblemDetails),
        (status = 429, description = "The caller has too many uploads under way.", body = ProblemDetails),
    )
)]
#[post("/tasks/<id>/attachments", data = "<content>")]
pub(crate) async fn upload(
    caller: Caller,
    query: Query<NewAttachment>,
    key: IdempotencyKey,
    head: Head,
    id: Id,
    files: &State<Files>,
    content: Data<'_>,
) -> Result<Created<Json<Attachment>>, Problem> {
    tasks::role(&caller.db, id.0, caller.user_id)
        .await?
        .require_owner()?;
    if is_full(&caller.db, id.0).await?
        && !key.is_known(&caller.db, caller.user_id.as_bytes()).await?
    {
        // Before the bytes come, which may be a gigabyte.
        return Err(full());
    }
    let new = New {
        id: Uuid::now_v7(),
        session_id: caller.session_id,
        task_id: id.0,
        user_id: caller.user_id,
        name: query.0.name,
        media: head.check(RULES)?,
    };
    // The bytes take long, and connections are few.
    drop(caller);
    let mut upload = files.begin(new.user_id, &head, new.object()).await?;
    let outcome = attach(&new, &key, &mut upload, content, &head).await;
    if !matches!(&outcome, Ok(created) if !created.replayed) {
        upload.give_up().await;
    }
    outcome
}

/// An attachment whose bytes are on their way.
struct New {
    id: Uuid,
    session_id: Uuid,
    task_id: Uuid,
    user_id: Uuid,
    name: FileName,
    media: Media,
}

impl New {
    fn key(&self) -> String {
        format!("tasks/{}/{}", self.task_id, self.id)
    }

    fn object(&self) -> Object {
        Object {
            key: self.key(),
            media_type: self.media.name,
            disposition: self.name.disposition(),
        }
    }

    /// What tells the request from others.
    fn content(&self, stored: &Stored) -> Vec<u8> {
        // No name has a line's end in it.
        let text = format!("{}\n{}\n", self.name.as_str(), self.media.name);
        [text.as_bytes(), &stored.sha256].concat()
    }
}

async fn attach(
    new: &New,
    key: &IdempotencyKey,
    upload: &mut Upload<'_>,
    content: Data<'_>,
    head: &Head,
) -> Result<Created<Json<Attachment>>, Problem> {
    let stored = upload.receive(content, head, RULES).await?;
    let mut db = upload.connect().await?;
    let transaction = db.begin().await?;
    let creation = Creation {
        sender: new.user_id.as_bytes(),
        operation: &format!("POST /tasks/{}/attachments", new.task_id),
        content: &new.content(&stored),
        id: new.id,
    };
    // The bytes took their time, and somebody may have logged out.
    sessions::require(&transaction, new.session_id).await?;
    let before = key.reserve(&transaction, &creation).await?;
    let row = if let Some(id) = before {
        find(&transaction, new.task_id, id, new.user_id)
            .await?
            .ok_or_else(idempotency::gone)?
    } else {
        upload.keep(&transaction).await?;
        insert(&transaction, new, &stored).await?
    };
    transaction.commit().await?;
    let attachment = Attachment::from_row(&row);
    Ok(Created {
        location: format!(
            "/api/v1/tasks/{}/attachments/{}",
            attachment.task_id, attachment.id
        ),
        replayed: before.is_some(),
        body: Json(attachment),
    })
}

/// Whether a task has as many attachments as it may have.
async fn is_full(db: &impl crate::database::Query, task_id: Uuid) -> Result<bool, Problem> {
    let sql = "SELECT FROM attachments WHERE task_id = $1 OFFSET $2 LIMIT 1";
    let last = db.optional(sql, &[&task_id, &(PER_TASK - 1)]).await?;
    Ok(last.is_some())
}

fn full() -> Problem {
    Problem::quota(format!("a task may have {PER_TASK} attachments"))
}

async fn insert(
    transaction: &impl crate::database::Query,
    new: &New,
    stored: &Stored,
) -> Result<Row, Problem> {
    // Who may do this may have changed while the bytes came.
    tasks::lock(transaction, new.task_id, new.user_id, &IfMatch::ANY)
        .await?
        .role
        .require_owner()?;
    let sql = format!(
        "INSERT INTO attachments (id, task_id, object_key, name, media_type, size_bytes, sha256)
         SELECT $1, $2, $3, $4, $5, $6, $7
         WHERE (SELECT count(*) FROM attachments WHERE task_id = $2) < $8
         RETURNING {COLUMNS}"
    );
    transaction
        .optional(
            &sql,
            &[
                &new.id,
                &new.task_id,
                &new.key(),
                &new.name.as_str(),
                &new.media.name,
                &stored.size_bytes(),
                &stored.sha256.as_slice(),
                &PER_TASK,
            ],
        )
        .await?
        .ok_or_else(full)
}

/// Lists the attachments of a task, in the order in which they were attached.
#[utoipa::path(
    tag = "attachments",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Id of the task.")),
    responses(
        (status = 200, description = "All of them.", body = Vec<Attachment>),
        (status = 404, description = "The caller sees no such task.", body = ProblemDetails),
    )
)]
#[get("/tasks/<id>/attachments")]
pub(crate) async fn list(
    caller: Caller,
    _query: NoQuery,
    id: Id,
) -> Result<Json<Vec<Attachment>>, Problem> {
    tasks::role(&caller.db, id.0, caller.user_id).await?;
    let sql =
        format!("SELECT {COLUMNS} FROM attachments WHERE task_id = $1 ORDER BY created_at, id");
    let rows = caller.db.all(&sql, &[&id.0]).await?;
    Ok(Json(rows.iter().map(Attachment::from_row).collect()))
}

/// Reads what is known of an attachment.
#[utoipa::path(
    tag = "attachments",
    security(("token" = [])),
    params(
        ("id" = Uuid, Path, description = "Id of the task."),
        ("attachment_id" = Uuid, Path, description = "Id of the attachment."),
    ),
    responses(
        (status = 200, description = "The attachment, without its bytes.", body = Attachment),
        (status = 404, description = "The caller sees no such attachment.", body = ProblemDetails),
    )
)]
#[get("/tasks/<id>/attachments/<attachment_id>")]
pub(crate) async fn read(
    caller: Caller,
    _query: NoQuery,
    id: Id,
    attachment_id: Id,
) -> Result<Json<Attachment>, Problem> {
    let row = find(&caller.db, id.0, attachment_id.0, caller.user_id).await?;
    row.as_ref()
        .map(|row| Json(Attachment::from_row(row)))
        .ok_or_else(Problem::not_found)
}

/// Says where an attachment can be downloaded, for five minutes.
#[utoipa::path(
    tag = "attachments",
    security(("token" = [])),
    params(
        ("id" = Uuid, Path, description = "Id of the task."),
        ("attachment_id" = Uuid, Path, description = "Id of the attachment."),
    ),
    responses(
        (status = 200, description = "A URL that a browser saves.", body = Download),
        (status = 404, description = "The caller sees no such attachment.", body = ProblemDetails),
    )
)]
#[get("/tasks/<id>/attachments/<attachment_id>/download")]
pub(crate) async fn download(
    caller: Caller,
    _query: NoQuery,
    id: Id,
    attachment_id: Id,
    files: &State<Files>,
) -> Result<Json<Download>, Problem> {
    let row = find(&caller.db, id.0, attachment_id.0, caller.user_id)
        .await?
        .ok_or_else(Problem::not_found)?;
    drop(caller);
    let name = FileName::stored(row.get("name"));
    let object = Object {
        key: row.get("object_key"),
        media_type: Media::stored(row.get("media_type")).name,
        disposition: name.disposition(),
    };
    Ok(Json(files.download(object).await?))
}

/// Deletes an attachment.
#[utoipa::path(
    tag = "attachments",
    security(("token" = [])),
    params(
        ("id" = Uuid, Path, description = "Id of the task."),
        ("attachment_id" = Uuid, Path, description = "Id of the attachment."),
    ),
    responses(
        (status = 204, description = "Deleted."),
        (status = 403, description = "Only the owner of the task may do this.", body = ProblemDetails),
        (status = 404, description = "The caller sees no such attachment.", body = ProblemDetails),
    )
)]
#[delete("/tasks/<id>/attachments/<attachment_id>")]
pub(crate) async fn remove(
    mut caller: Caller,
    _query: NoQuery,
    id: Id,
    attachment_id: Id,
    files: &State<Files>,
) -> Result<Status, Problem> {
    let transaction = caller.db.begin().await?;
    // The task first, as whoever deletes it does: it changes with its attachments.
    tasks::lock(&transaction, id.0, caller.user_id, &IfMatch::ANY)
        .await?
        .role
        .require_owner()?;
    let deleted = transaction
        .execute(
            "DELETE FROM attachments WHERE id = $1 AND task_id = $2",
            &[&attachment_id.0, &id.0],
        )
        .await?;
    if deleted == 0 {
        return Err(Problem::not_found());
    }
    transaction.commit().await?;
    files.sweep();
    Ok(Status::NoContent)
}

/// The attachment, if the user may see its task.
async fn find(
    db: &impl crate::database::Query,
    task_id: Uuid,
    id: Uuid,
    user_id: Uuid,
) -> Result<Option<Row>, Problem> {
    let sql = format!(
        "SELECT {COLUMNS}, object_key FROM attachments
         WHERE id = $1 AND task_id = $2 AND EXISTS (
             SELECT FROM tasks WHERE tasks.id = $2 AND (owner_id = $3 OR assignee_id = $3))"
    );
    Ok(db.optional(&sql, &[&id, &task_id, &user_id]).await?)
}
