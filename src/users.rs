//! Users: everybody reads and changes only the own account.

mod email;

use rocket::http::Status;
use rocket::{Route, State, delete, get, patch, post, routes};
use rocket_db_pools::Pool as _;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use tokio_postgres::Row;
use tokio_postgres::error::SqlState;
use utoipa::ToSchema;
use uuid::Uuid;

pub(crate) use self::email::Email;
use crate::database::{Client, Query, TaskDb};
use crate::etag::{IfMatch, Versioned};
use crate::files::Files;
use crate::idempotency::{self, Created, Creation, IdempotencyKey};
use crate::input::{Body, Fields, Input, NoQuery};
use crate::password::Password;
use crate::problem::{Problem, ProblemDetails};
use crate::sessions::{Caller, Sender};

pub(crate) fn routes() -> Vec<Route> {
    routes![register, read, change, remove]
}

/// What a new account needs.
#[derive(ToSchema)]
pub(crate) struct NewUser {
    email: Email,
    name: Name,
    password: Password,
}

impl Input for NewUser {
    fn read(fields: &mut Fields) -> Option<Self> {
        let email = fields.required("email");
        let name = fields.required("name");
        let password = fields.required("password");
        Some(Self {
            email: email?,
            name: name?,
            password: password?,
        })
    }
}

/// What can be changed of an account; what is left out stays.
#[derive(ToSchema)]
pub(crate) struct UserChange {
    /// Needs `current_password`.
    #[schema(nullable = false)]
    email: Option<Email>,
    #[schema(nullable = false)]
    name: Option<Name>,
    /// Needs `current_password`, and ends all other sessions.
    #[schema(nullable = false)]
    password: Option<Password>,
    /// The password until now.
    #[schema(nullable = false)]
    current_password: Option<Password>,
}

impl Input for UserChange {
    fn read(fields: &mut Fields) -> Option<Self> {
        let change = Self {
            email: fields.optional("email"),
            name: fields.optional("name"),
            password: fields.optional("password"),
            current_password: fields.optional("current_password"),
        };
        let needs_password = change.email.is_some() || change.password.is_some();
        if needs_password && change.current_password.is_none() {
            fields.error("current_password", "is needed to change email or password");
        }
        Some(change)
    }
}

/// What a user is called.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String")]
#[schema(value_type = String, min_length = 1, max_length = 100, example = "Ada Lovelace")]
pub(crate) struct Name(String);

impl TryFrom<String> for Name {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        crate::text::line(&text, 100)
            .map(Self)
            .ok_or("must have 1 to 100 characters in one line")
    }
}

/// An account as its user sees it.
#[derive(Serialize, ToSchema)]
pub(crate) struct User {
    id: Uuid,
    email: String,
    name: String,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    updated_at: OffsetDateTime,
}

const COLUMNS: &str = "id, email, name, version, created_at, updated_at";

fn user(row: &Row) -> Versioned<User> {
    Versioned {
        version: row.get("version"),
        value: User {
            id: row.get("id"),
            email: row.get("email"),
            name: row.get("name"),
            created_at: row.get("created_at"),
            updated_at: row.get("updated_at"),
        },
    }
}

/// Registers an account.
#[utoipa::path(
    tag = "users",
    params(("Idempotency-Key" = Option<String>, Header, description = "Names this request, so that sent again it creates nothing more.")),
    request_body = NewUser,
    responses(
        (status = 201, description = "Registered: now log in.", body = User,
            headers(("ETag" = String), ("Location" = String), ("Idempotency-Replayed" = String))),
        (status = 409, description = "The address has an account.", body = ProblemDetails),
        (status = 410, description = "What the `Idempotency-Key` created was deleted since.", body = ProblemDetails),
    )
)]
#[post("/users", data = "<new>")]
pub(crate) async fn register(
    _query: NoQuery,
    key: IdempotencyKey,
    pool: &State<TaskDb>,
    new: Body<NewUser>,
) -> Result<Created<Versioned<User>>, Problem> {
    let address = new.value.email.as_str().to_lowercase();
    let creation = Creation {
        sender: address.as_bytes(),
        operation: "POST /users",
        content: &new.sha256,
        id: Uuid::now_v7(),
    };
    let hash = new.value.password.hash().await?;
    let mut db = pool.get().await?;
    let transaction = db.begin().await?;
    let before = key.reserve(&transaction, &creation).await?;
    let row = match before {
        Some(id) => select(&transaction, id)
            .await?
            .ok_or_else(idempotency::gone)?,
        None => {
            insert(
                &transaction,
                creation.id,
                &new.value.email,
                &new.value.name,
                &hash,
            )
            .await?
        }
    };
    transaction.commit().await?;
    Ok(Created {
        location: "/api/v1/users/me".to_owned(),
        replayed: before.is_some(),
        body: user(&row),
    })
}

async fn insert(
    db: &impl Query,
    id: Uuid,
    email: &Email,
    name: &Name,
    password_hash: &str,
) -> Result<Row, Problem> {
    let sql = format!(
        "INSERT INTO users (id, email, name, password_hash) VALUES ($1, $2, $3, $4)
         ON CONFLICT (lower(email)) DO NOTHING RETURNING {COLUMNS}"
    );
    db.optional(&sql, &[&id, &email.as_str(), &name.0, &password_hash])
        .await?
        .ok_or_else(taken)
}

async fn select(db: &impl Query, id: Uuid) -> Result<Option<Row>, Problem> {
    let sql = format!("SELECT {COLUMNS} FROM users WHERE id = $1");
    Ok(db.optional(&sql, &[&id]).await?)
}

/// Reads the caller's account.
#[utoipa::path(
    tag = "users",
    security(("token" = [])),
    responses((status = 200, description = "The account.", body = User, headers(("ETag" = String))))
)]
#[get("/users/me")]
pub(crate) async fn read(caller: Caller, _query: NoQuery) -> Result<Versioned<User>, Problem> {
    let row = select(&caller.db, caller.user_id).await?;
    row.as_ref().map(user).ok_or_else(Problem::not_found)
}

/// Changes the caller's account.
#[utoipa::path(
    tag = "users",
    security(("token" = [])),
    params(("If-Match" = Option<String>, Header, description = "ETag of the version to change.")),
    request_body = UserChange,
    responses(
        (status = 200, description = "Changed.", body = User, headers(("ETag" = String))),
        (status = 403, description = "`current_password` is wrong.", body = ProblemDetails),
        (status = 409, description = "The address has another account.", body = ProblemDetails),
        (status = 412, description = "It was changed since.", body = ProblemDetails),
    )
)]
#[patch("/users/me", data = "<change>")]
pub(crate) async fn change(
    sender: Sender,
    _query: NoQuery,
    if_match: IfMatch,
    pool: &State<TaskDb>,
    change: Body<UserChange>,
) -> Result<Versioned<User>, Problem> {
    let change = change.value;
    let Caller {
        user_id,
        session_id,
        mut db,
    } = sender.connect(pool).await?;
    let mut hash = None;
    if let Some(current) = change.current_password {
        let stored = stored_hash(&db, user_id).await?;
        // Hashing takes long, and connections are few.
        drop(db);
        if !current.matches(stored).await? {
            return Err(Problem::new(
                Status::Forbidden,
                "`current_password` is wrong",
            ));
        }
        if let Some(password) = change.password {
            hash = Some(password.hash().await?);
        }
        db = pool.get().await?;
    }
    let transaction = db.begin().await?;
    let sql = format!(
        "UPDATE users SET email = coalesce($3, email), name = coalesce($4, name),
             password_hash = coalesce($5, password_hash),
             version = version + 1, updated_at = now()
         WHERE id = $1 AND ($2::bigint[] IS NULL OR version = ANY ($2)) RETURNING {COLUMNS}"
    );
    let email = change.email.as_ref().map(Email::as_str);
    let name = change.name.map(|name| name.0);
    let row = transaction
        .optional(
            &sql,
            &[&user_id, &if_match.versions(), &email, &name, &hash],
        )
        .await
        .map_err(taken_or)?
        .ok_or_else(IfMatch::failed)?;
    if hash.is_some() {
        transaction
            .execute(
                "DELETE FROM sessions WHERE user_id = $1 AND id <> $2",
                &[&user_id, &session_id],
            )
            .await?;
    }
    transaction.commit().await?;
    Ok(user(&row))
}

/// Deletes the caller's account, with its image, its tasks and its sessions.
#[utoipa::path(
    tag = "users",
    security(("token" = [])),
    params(("If-Match" = Option<String>, Header, description = "ETag of the version to delete.")),
    responses(
        (status = 204, description = "Deleted."),
        (status = 412, description = "It was changed since.", body = ProblemDetails),
    )
)]
#[delete("/users/me")]
pub(crate) async fn remove(
    caller: Caller,
    _query: NoQuery,
    if_match: IfMatch,
    files: &State<Files>,
) -> Result<Status, Problem> {
    let deleted = caller
        .db
        .execute(
            "DELETE FROM users WHERE id = $1 AND ($2::bigint[] IS NULL OR version = ANY ($2))",
            &[&caller.user_id, &if_match.versions()],
        )
        .await?;
    if deleted == 0 {
        return Err(IfMatch::failed());
    }
    files.sweep();
    Ok(Status::NoContent)
}

async fn stored_hash(db: &Client, user_id: Uuid) -> Result<Option<String>, Problem> {
    let row = db
        .optional("SELECT password_hash FROM users WHERE id = $1", &[&user_id])
        .await?;
    Ok(row.map(|row| row.get("password_hash")))
}

fn taken_or(error: tokio_postgres::Error) -> Problem {
    if error.code() == Some(&SqlState::UNIQUE_VIOLATION) {
        taken()
    } else {
        error.into()
    }
}

fn taken() -> Problem {
    Problem::new(Status::Conflict, "this e-mail address has an account")
}
