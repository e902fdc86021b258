//! What a list of tasks is asked for by, and the conditions that this becomes.

use std::fmt::Write as _;

use serde::Deserialize;
use tokio_postgres::types::Type;
use utoipa::ToSchema;
use uuid::Uuid;

use super::sort::Sort;
use super::statement::Statement;
use crate::input::{Fields, Input};
use crate::tasks::fields::{Instant, Priority, Status, Tag};
use crate::tasks::page::Cursor;
use crate::text;

/// What a list is asked for by.
pub(crate) struct Selection {
    filters: Filters,
    pub(super) sort: Sort,
    pub(super) limit: Limit,
    pub(super) cursor: Option<Cursor>,
}

/// All that narrows a list down.
#[derive(Debug)]
struct Filters {
    status: Vec<Status>,
    priority: Vec<Priority>,
    tag: Vec<Tag>,
    owner: Option<Owner>,
    assignee: Option<Assignee>,
    due: Option<Due>,
    due_after: Option<Instant>,
    due_before: Option<Instant>,
    updated_after: Option<Instant>,
    q: Option<Words>,
}

impl Input for Selection {
    fn read(fields: &mut Fields) -> Option<Self> {
        let mut selection = Self {
            filters: Filters {
                status: fields.several("status"),
                priority: fields.several("priority"),
                tag: fields.several("tag"),
                owner: fields.optional("owner"),
                assignee: fields.optional("assignee"),
                due: fields.optional("due"),
                due_after: fields.optional("due_after"),
                due_before: fields.optional("due_before"),
                updated_after: fields.optional("updated_after"),
                q: fields.optional("q"),
            },
            sort: fields.optional("sort").unwrap_or_default(),
            limit: fields.optional("limit").unwrap_or_default(),
            cursor: None,
        };
        if let Some(text) = fields.optional::<String>("cursor") {
            let list = selection.list();
            let cursor = Cursor::decode(&text)
                .filter(|cursor| cursor.belongs_to(&list) && selection.sort.takes(cursor));
            if cursor.is_none() {
                fields.error("cursor", NO_CURSOR);
            }
            selection.cursor = cursor;
        }
        Some(selection)
    }
}

/// What is said of a cursor that is none of the list.
pub(crate) const NO_CURSOR: &str =
    "must be the `next_cursor` of a list with the same filters and order";

impl Selection {
    /// Tells this list from others: everything but the page.
    pub(super) fn list(&self) -> String {
        let mut list = String::new();
        // Writing to a `String` can't fail.
        let _ = write!(list, "{:?};{:?}", self.sort, self.filters);
        list
    }

    /// Whether words are looked for.
    pub(super) fn has_words(&self) -> bool {
        self.filters.q.is_some()
    }

    /// Adds the conditions to a statement whose first parameter is the caller.
    pub(super) fn filter(self, caller: Uuid, statement: &mut Statement) {
        let filters = self.filters;
        filters.people(caller, statement);
        if !filters.status.is_empty() {
            let status: Vec<_> = filters
                .status
                .iter()
                .map(|status| status.as_str())
                .collect();
            let status = statement.bind(status, Type::TEXT_ARRAY);
            statement.require(format!("status = ANY ({status})"));
        }
        if !filters.priority.is_empty() {
            let ranks: Vec<_> = filters.priority.iter().map(|p| p.rank()).collect();
            let ranks = statement.bind(ranks, Type::INT2_ARRAY);
            statement.require(format!("priority = ANY ({ranks})"));
        }
        if !filters.tag.is_empty() {
            let tags: Vec<_> = filters.tag.into_iter().map(|tag| tag.0).collect();
            let tags = statement.bind(tags, Type::TEXT_ARRAY);
            statement.require(format!("tags @> {tags}"));
        }
        if let Some(due) = filters.due {
            statement.require(due.condition().to_owned());
        }
        for (instant, condition) in [
            (filters.due_after, "coalesce(due_at, '-infinity') >="),
            (filters.due_before, "coalesce(due_at, 'infinity') <"),
            (filters.updated_after, "updated_at >="),
        ] {
            if let Some(instant) = instant {
                let instant = statement.bind(instant.0, Type::TIMESTAMPTZ);
                statement.require(format!("{condition} {instant}"));
            }
        }
        if let Some(q) = filters.q {
            let q = statement.bind(q.0, Type::TEXT);
            statement.require(format!("search @@ websearch_to_tsquery('simple', {q})"));
        }
    }
}

impl Filters {
    fn people(&self, caller: Uuid, statement: &mut Statement) {
        if let Some(owner) = &self.owner {
            let owner = statement.bind(owner.id(caller), Type::UUID);
            statement.require(format!("owner_id = {owner}"));
        }
        match &self.assignee {
            None => {}
            Some(Assignee::Nobody) => statement.require("assignee_id IS NULL".to_owned()),
            Some(Assignee::Somebody(person)) => {
                let assignee = statement.bind(person.id(caller), Type::UUID);
                statement.require(format!("assignee_id = {assignee}"));
            }
        }
    }
}

/// Words to look for.
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
struct Words(String);

impl TryFrom<String> for Words {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text::line(&text, 200)
            .map(Self)
            .ok_or("must have 1 to 200 characters in one line")
    }
}

/// Somebody to filter by.
#[derive(Debug)]
enum Person {
    Caller,
    Other(Uuid),
}

impl Person {
    fn parse(text: &str) -> Option<Self> {
        match text {
            "me" => Some(Self::Caller),
            other => Uuid::try_parse(other).ok().map(Self::Other),
        }
    }

    fn id(&self, caller: Uuid) -> Uuid {
        match self {
            Self::Caller => caller,
            Self::Other(id) => *id,
        }
    }
}

/// Whose tasks.
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
struct Owner(Person);

impl TryFrom<String> for Owner {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Person::parse(&text)
            .map(Self)
            .ok_or("must be `me` or a user's id")
    }
}

impl Owner {
    fn id(&self, caller: Uuid) -> Uuid {
        self.0.id(caller)
    }
}

/// Who is to do them.
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
enum Assignee {
    Nobody,
    Somebody(Person),
}

impl TryFrom<String> for Assignee {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if text == "none" {
            return Ok(Self::Nobody);
        }
        Person::parse(&text)
            .map(Self::Somebody)
            .ok_or("must be `me`, `none` or a user's id")
    }
}

/// Tasks that are told by when they are due.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Due {
    /// Not due at any time.
    None,
    /// They should be done by now, and are not.
    Overdue,
}

impl Due {
    /// Said as the index has it.
    fn condition(self) -> &'static str {
        match self {
            Self::None => "coalesce(due_at, 'infinity') = 'infinity'",
            Self::Overdue => "coalesce(due_at, 'infinity') < now() AND status <> 'done'",
        }
    }
}

/// How many items a page holds.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Limit(pub(crate) i64);

impl Default for Limit {
    fn default() -> Self {
        Self(20)
    }
}

impl TryFrom<String> for Limit {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let limit = text.parse().ok().filter(|limit| (1..=100).contains(limit));
        limit.map(Self).ok_or("must be a number from 1 to 100")
    }
}
