//! Users: everybody reads and changes only the own account.

pub(crate) mod change;
mod email;
mod keys;
mod removal;
pub(crate) mod remove;

use rocket::http::Status;
use rocket::{Route, State, get, post, routes};
use rocket_db_pools::Pool as _;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use tokio_postgres::Row;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::ToSql;
use utoipa::ToSchema;
use uuid::Uuid;

pub(crate) use self::email::{Email, NewEmail};
pub(crate) use self::keys::fill as fill_keys;
pub(crate) use self::removal::{RemovalError, run as remove_deleted};
use crate::attempts::{self, Limit};
use crate::client_address::ClientAddress;
use crate::database::{Query, TaskDb};
use crate::etag::Versioned;
use crate::hashing::{Hashing, Lane};
use crate::idempotency::{self, Created, Creation, IdempotencyKey};
use crate::input::{Body, Fields, Input, NoQuery};
use crate::password::NewPassword;
use crate::problem::{Problem, ProblemDetails};
use crate::sessions::{self, Caller, Mark};

pub(crate) fn routes() -> Vec<Route> {
    routes![register, read, change::change, remove::remove]
}

/// What a new account needs.
#[derive(ToSchema)]
pub(crate) struct NewUser {
    email: NewEmail,
    name: Name,
    password: NewPassword,
}

impl Input for NewUser {
    fn read(fields: &mut Fields) -> Option<Self> {
        let email: Option<NewEmail> = fields.required("email");
        let name = fields.required("name");
        let password: Option<NewPassword> = fields.required("password");
        if let (Some(email), Some(password)) = (&email, &password)
            && password.repeats(email.as_str())
        {
            fields.error("password", REPEATS);
        }
        Some(Self {
            email: email?,
            name: name?,
            password: password?,
        })
    }
}

const REPEATS: &str = "must not be the e-mail address";

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
        (status = 429, description = "Too many registrations from this address.", body = ProblemDetails),
    )
)]
#[post("/users", data = "<new>")]
pub(crate) async fn register(
    _query: NoQuery,
    key: IdempotencyKey,
    address: ClientAddress,
    pool: &State<TaskDb>,
    hashing: &State<Hashing>,
    new: Body<NewUser>,
) -> Result<Created<Versioned<User>>, Problem> {
    let NewUser {
        email,
        name,
        password,
    } = new.value;
    let email_key = email.key();
    let creation = Creation {
        sender: email_key.as_bytes(),
        operation: "POST /users",
        content: &new.sha256,
        id: Uuid::now_v7(),
    };
    let network = address.network();
    let limits = Limit::registration(network);
    if let Err(refused) = attempts::check(&pool.get().await?, &limits).await {
        return Err(hashing.refuse(refused).await);
    }
    let turn = hashing.turn(Lane::Stranger, network).await?;
    let mut db = pool.get().await?;
    attempts::count(&mut db, &limits).await?;
    // Hashing takes long, and connections are few.
    drop(db);
    let hash = password.hash(turn).await?;
    let mut db = pool.get().await?;
    let transaction = db.begin().await?;
    let before = key.reserve(&transaction, &creation).await?;
    let row = if let Some(id) = before {
        let row = select(&transaction, id).await?;
        row.ok_or_else(idempotency::gone)?
    } else {
        let row = insert(&transaction, creation.id, &email, &name, &hash).await?;
        let here = Mark::network(network);
        sessions::remember(&transaction, creation.id, &[here]).await?;
        row
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
        "INSERT INTO users (id, email, email_key, name, password_hash) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT DO NOTHING RETURNING {COLUMNS}"
    );
    let values: [&(dyn ToSql + Sync); 5] =
        [&id, &email.as_str(), &email.key(), &name.0, &password_hash];
    db.optional(&sql, &values).await?.ok_or_else(taken)
}

/// Id and password hash of the account that has this address, and which of `marks` it knows.
pub(crate) async fn find(
    db: &impl Query,
    email: &Email,
    marks: &[Mark],
) -> Result<Option<Row>, Problem> {
    let marks: Vec<&[u8]> = marks.iter().map(Mark::bytes).collect();
    let [exact, key] = keys::candidates(email);
    let row = db
        .optional(
            "SELECT id, password_hash,
                 ARRAY (SELECT mark FROM familiar_places
                        WHERE user_id = id AND mark = ANY($3) AND expires_at > now()) AS marks
             FROM users WHERE email_key IN ($1, $2) AND deleted_at IS NULL
             ORDER BY email_key = $1 DESC LIMIT 1",
            &[&exact, &key, &marks],
        )
        .await?;
    Ok(row)
}

async fn select(db: &impl Query, id: Uuid) -> Result<Option<Row>, Problem> {
    let sql = format!("SELECT {COLUMNS} FROM users WHERE id = $1 AND deleted_at IS NULL");
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
