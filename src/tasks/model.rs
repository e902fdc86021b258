//! A task as it is written, changed and read.
#![expect(
    clippy::option_option,
    reason = "absent, null and a value are three things"
)]

use std::borrow::Cow;

use serde::Serialize;
use time::OffsetDateTime;
use tokio_postgres::Row;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};
use uuid::Uuid;

use super::fields::{Description, Instant, Priority, Status, Tags, Title};
use crate::etag::Versioned;
use crate::input::{Fields, Input};

/// A task as its owner writes it: to create it, or to replace it by.
#[derive(ToSchema)]
pub(crate) struct NewTask {
    pub(super) title: Title,
    #[schema(default = "")]
    pub(super) description: Description,
    #[schema(default = "todo")]
    pub(super) status: Status,
    #[schema(default = "medium")]
    pub(super) priority: Priority,
    pub(super) due_at: Option<Instant>,
    /// `null`, or the owner's id. Others are asked first: `PUT /tasks/{id}/offer`.
    #[schema(example = json!(null))]
    pub(super) assignee_id: Option<Uuid>,
    #[schema(default = json!([]))]
    pub(super) tags: Tags,
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

/// What a task is replaced by. What the service sets may stand there as it was read, and says nothing.
pub(crate) struct TaskReplacement(pub(super) NewTask);

/// What a task has that nobody writes.
const READ_ONLY: [(&str, Option<KnownFormat>, Type); 5] = [
    ("id", Some(KnownFormat::Uuid), Type::String),
    ("owner_id", Some(KnownFormat::Uuid), Type::String),
    ("version", Some(KnownFormat::Int64), Type::Integer),
    ("created_at", Some(KnownFormat::DateTime), Type::String),
    ("updated_at", Some(KnownFormat::DateTime), Type::String),
];

impl Input for TaskReplacement {
    fn read(fields: &mut Fields) -> Option<Self> {
        for (name, _, _) in READ_ONLY {
            fields.ignore(name);
        }
        NewTask::read(fields).map(Self)
    }
}

impl PartialSchema for TaskReplacement {
    fn schema() -> RefOr<Schema> {
        let mut schema = NewTask::schema();
        if let RefOr::T(Schema::Object(object)) = &mut schema {
            object.description = Some("A task that takes the place of another.".to_owned());
            for (name, format, r#type) in READ_ONLY {
                let property = ObjectBuilder::new()
                    .schema_type(r#type)
                    .format(format.map(SchemaFormat::KnownFormat))
                    .read_only(true);
                object.properties.insert(name.to_owned(), property.into());
            }
        }
        schema
    }
}

impl ToSchema for TaskReplacement {
    fn name() -> Cow<'static, str> {
        "TaskReplacement".into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        NewTask::schemas(schemas);
    }
}

/// What can be changed of a task; what is left out stays.
#[derive(ToSchema)]
pub(crate) struct TaskChange {
    #[schema(nullable = false)]
    pub(super) title: Option<Title>,
    #[schema(nullable = false)]
    pub(super) description: Option<Description>,
    #[schema(nullable = false)]
    pub(super) status: Option<Status>,
    #[schema(nullable = false)]
    pub(super) priority: Option<Priority>,
    /// `null` takes it away.
    #[schema(value_type = Option<Instant>)]
    pub(super) due_at: Option<Option<Instant>>,
    /// `null` takes it away; else the owner's id, or what it is. Others are asked first:
    /// `PUT /tasks/{id}/offer`.
    #[schema(value_type = Option<Uuid>, example = json!(null))]
    pub(super) assignee_id: Option<Option<Uuid>>,
    #[schema(nullable = false)]
    pub(super) tags: Option<Tags>,
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
    pub(super) fn is_status_only(&self) -> bool {
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
    pub(super) id: Uuid,
    owner_id: Uuid,
    /// Who else sees the task, and may change its status.
    assignee_id: Option<Uuid>,
    title: String,
    description: String,
    status: Status,
    priority: Priority,
    #[serde(with = "time::serde::rfc3339::option")]
    due_at: Option<OffsetDateTime>,
    tags: Vec<String>,
    /// The number in its `ETag`.
    pub(super) version: i64,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    updated_at: OffsetDateTime,
}

pub(crate) const COLUMNS: &str = "id, owner_id, assignee_id, title, description, status, priority, due_at, \
    tags, version, created_at, updated_at";

impl Task {
    pub(crate) fn from_row(row: &Row) -> Self {
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

impl From<NewTask> for TaskChange {
    fn from(new: NewTask) -> Self {
        Self {
            title: Some(new.title),
            description: Some(new.description),
            status: Some(new.status),
            priority: Some(new.priority),
            due_at: Some(new.due_at),
            assignee_id: Some(new.assignee_id),
            tags: Some(new.tags),
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
