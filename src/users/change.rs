//! Changing an account: who changes its address or its password shows the password until now.

use rocket::http::Status;
use rocket::{State, patch};
use rocket_db_pools::Pool as _;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{COLUMNS, Name, NewEmail, REPEATS, User, taken_or, user};
use crate::attempts::{self, Limit};
use crate::client_address::{ClientAddress, Network};
use crate::database::{Client, Query, TaskDb, Transaction};
use crate::etag::{IfMatch, Versioned};
use crate::hashing::{Hashing, Lane};
use crate::input::{Body, Fields, Input, NoQuery};
use crate::password::{NewPassword, Password};
use crate::problem::{Problem, ProblemDetails};
use crate::sessions::{self, Mark, Sender};

/// What can be changed of an account; what is left out stays.
#[derive(ToSchema)]
pub(crate) struct UserChange {
    /// Needs `current_password`.
    #[schema(nullable = false)]
    email: Option<NewEmail>,
    #[schema(nullable = false)]
    name: Option<Name>,
    /// Needs `current_password`, and ends all other sessions.
    #[schema(nullable = false)]
    password: Option<NewPassword>,
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
        (status = 429, description = "`current_password` was wrong too often.", body = ProblemDetails),
    )
)]
#[patch("/users/me", data = "<change>")]
pub(crate) async fn change(
    sender: Sender,
    _query: NoQuery,
    if_match: IfMatch,
    address: ClientAddress,
    pool: &State<TaskDb>,
    hashing: &State<Hashing>,
    change: Body<UserChange>,
) -> Result<Versioned<User>, Problem> {
    let mut change = change.value;
    let caller = sender.connect(pool).await?;
    let (user_id, session_id, network) = (caller.user_id, caller.session_id, address.network());
    let mut db = caller.db;
    let mut hash = None;
    let limits = Limit::password_of(session_id);
    if let Some(current) = change.current_password.take() {
        let account = Account::read(&db, user_id).await?;
        account.check(&change)?;
        attempts::check(&db, &limits).await?;
        // Hashing takes long, and connections are few.
        drop(db);
        let tried = Tried {
            pool,
            hashing,
            limits: &limits,
            network,
        };
        tried.password(current, account.hash).await?;
        if let Some(password) = change.password.take() {
            let turn = hashing.turn(Lane::Familiar, network).await?;
            hash = Some(password.hash(turn).await?);
        }
        db = pool.get().await?;
        attempts::succeeded(&db, &limits).await?;
    }
    let transaction = db.begin().await?;
    let changed = update(&transaction, user_id, &if_match, change, hash.as_deref()).await?;
    if hash.is_some() {
        transaction
            .execute(
                "DELETE FROM sessions WHERE user_id = $1 AND id <> $2",
                &[&user_id, &session_id],
            )
            .await?;
        sessions::forget_others(&transaction, user_id, &Mark::network(network)).await?;
    }
    transaction.commit().await?;
    Ok(changed)
}

/// What an account has until now.
struct Account {
    hash: Option<String>,
    email: String,
}

impl Account {
    async fn read(db: &Client, user_id: Uuid) -> Result<Self, Problem> {
        let row = db
            .optional(
                "SELECT password_hash, email FROM users WHERE id = $1",
                &[&user_id],
            )
            .await?
            .ok_or_else(Problem::not_found)?;
        Ok(Self {
            hash: row.get("password_hash"),
            email: row.get("email"),
        })
    }

    /// The address may stay, or change with the password.
    fn check(&self, change: &UserChange) -> Result<(), Problem> {
        let email = change
            .email
            .as_ref()
            .map_or(self.email.as_str(), |email| email.as_str());
        match &change.password {
            Some(password) if password.repeats(email) => {
                Err(Problem::invalid_field("password", REPEATS))
            }
            _ => Ok(()),
        }
    }
}

/// What a try of `current_password` needs.
struct Tried<'a> {
    pool: &'a TaskDb,
    hashing: &'a Hashing,
    limits: &'a [Limit],
    network: Network,
}

impl Tried<'_> {
    /// Counts a try when it has its turn, and makes it.
    async fn password(&self, current: Password, hash: Option<String>) -> Result<(), Problem> {
        let turn = self.hashing.turn(Lane::Familiar, self.network).await?;
        attempts::count(&mut self.pool.get().await?, self.limits).await?;
        if current.matches(hash, turn).await? {
            return Ok(());
        }
        Err(Problem::new(
            Status::Forbidden,
            "`current_password` is wrong",
        ))
    }
}

async fn update(
    transaction: &Transaction<'_>,
    user_id: Uuid,
    if_match: &IfMatch,
    change: UserChange,
    hash: Option<&str>,
) -> Result<Versioned<User>, Problem> {
    let sql = format!(
        "UPDATE users SET email = coalesce($3, email), email_key = coalesce($4, email_key),
             name = coalesce($5, name), password_hash = coalesce($6, password_hash),
             version = version + 1, updated_at = now()
         WHERE id = $1 AND ($2::bigint[] IS NULL OR version = ANY ($2)) AND deleted_at IS NULL
         RETURNING {COLUMNS}"
    );
    let email = change.email.as_ref().map(|email| email.as_str());
    let key = change.email.as_ref().map(|email| email.key());
    let name = change.name.map(|name| name.0);
    let row = transaction
        .optional(
            &sql,
            &[&user_id, &if_match.versions(), &email, &key, &name, &hash],
        )
        .await
        .map_err(taken_or)?
        .ok_or_else(IfMatch::failed)?;
    Ok(user(&row))
}
