//! The image of a user, which only that user sees.

use rocket::data::Data;
use rocket::http::Status;
use rocket::serde::json::Json;
use rocket::{Route, State, delete, get, put, routes};
use serde::Serialize;
use time::OffsetDateTime;
use tokio_postgres::Row;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::database::Query;
use crate::etag::{IfMatch, Versioned};
use crate::files::{Download, FileName, Files, Head, IMAGES, Media, Rules, Stored, Upload};
use crate::input::NoQuery;
use crate::problem::{Problem, ProblemDetails};
use crate::sessions::{self, Caller};
use crate::storage::Object;

/// More than a camera makes of a face.
pub(crate) const RULES: Rules = Rules {
    media: IMAGES,
    limit_mib: 5,
};

pub(crate) fn routes() -> Vec<Route> {
    routes![put, read, download, remove]
}

/// What is known of an image, without its bytes.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProfileImage {
    #[schema(example = "image/png")]
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
    updated_at: OffsetDateTime,
}

const COLUMNS: &str =
    "media_type, size_bytes, encode(sha256, 'hex') AS sha256, version, updated_at, object_key";

fn image(row: &Row) -> Versioned<ProfileImage> {
    Versioned {
        version: row.get("version"),
        value: ProfileImage {
            media_type: row.get("media_type"),
            size_bytes: row.get("size_bytes"),
            sha256: row.get("sha256"),
            updated_at: row.get("updated_at"),
        },
    }
}

/// Puts the caller's image, in place of the one before: the body is the image, up to 5 MiB.
#[utoipa::path(
    tag = "profile_image",
    security(("token" = [])),
    params(
        ("If-Match" = Option<String>, Header, description = "ETag of the version to replace."),
        ("If-None-Match" = Option<String>, Header, description = "`*`: only where there is none."),
        ("Content-Digest" = Option<String>, Header, description = "The SHA-256 of the image as `sha-256=:BASE64:` (RFC 9530), which is compared with what arrives. `Repr-Digest` means the same."),
    ),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = 200, description = "Replaced.", body = ProfileImage, headers(("ETag" = String))),
        (status = 201, description = "There was none.", body = ProfileImage, headers(("ETag" = String))),
        (status = 412, description = "It was changed since.", body = ProblemDetails),
        (status = 429, description = "The caller has too many uploads under way.", body = ProblemDetails),
    )
)]
#[put("/users/me/image", data = "<content>")]
pub(crate) async fn put(
    caller: Caller,
    _query: NoQuery,
    if_match: IfMatch,
    head: Head,
    files: &State<Files>,
    content: Data<'_>,
) -> Result<(Status, Versioned<ProfileImage>), Problem> {
    let (user_id, session_id) = (caller.user_id, caller.session_id);
    check(&caller.db, user_id, &if_match).await?;
    let object = object(
        format!("users/{user_id}/{}", Uuid::now_v7()),
        head.check(RULES)?,
    );
    // The bytes take long, and connections are few.
    drop(caller);
    let mut upload = files.begin(user_id, &head, object.clone()).await?;
    let outcome = match upload.receive(content, &head, RULES).await {
        Ok(stored) => replace(user_id, session_id, &if_match, &object, &stored, &upload).await,
        Err(problem) => Err(problem),
    };
    match outcome {
        // The one before is loose now.
        Ok(_) => files.sweep(),
        Err(_) => upload.give_up().await,
    }
    outcome
}

/// An image is shown where a page wants it; opened by itself it is saved.
fn object(key: String, media: Media) -> Object {
    let name = FileName::stored(format!("profile.{}", media.extension));
    Object {
        key,
        media_type: media.name,
        disposition: name.disposition(),
    }
}

async fn replace(
    user_id: Uuid,
    session_id: Uuid,
    if_match: &IfMatch,
    object: &Object,
    stored: &Stored,
    upload: &Upload<'_>,
) -> Result<(Status, Versioned<ProfileImage>), Problem> {
    let mut db = upload.connect().await?;
    let transaction = db.begin().await?;
    // The bytes took their time, and somebody may have logged out.
    sessions::require(&transaction, session_id).await?;
    upload.keep(&transaction).await?;
    // So that of several images the last stays, and the user.
    transaction
        .optional(
            "SELECT FROM users WHERE id = $1 FOR NO KEY UPDATE",
            &[&user_id],
        )
        .await?
        .ok_or_else(|| Problem::unauthorized("the account was deleted"))?;
    let is_new = !check(&transaction, user_id, if_match).await?;
    let sql = format!(
        "INSERT INTO profile_images (user_id, object_key, media_type, size_bytes, sha256)
         VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (user_id) DO UPDATE
         SET object_key = excluded.object_key, media_type = excluded.media_type,
             size_bytes = excluded.size_bytes, sha256 = excluded.sha256,
             version = excluded.version, updated_at = excluded.updated_at
         RETURNING {COLUMNS}"
    );
    let rows = transaction
        .all(
            &sql,
            &[
                &user_id,
                &object.key,
                &object.media_type,
                &stored.size_bytes(),
                &stored.sha256.as_slice(),
            ],
        )
        .await?;
    transaction.commit().await?;
    let status = if is_new { Status::Created } else { Status::Ok };
    Ok((status, image(&rows[0])))
}

/// Whether there is an image.
///
/// # Errors
///
/// 412 where `if_match` wants another.
async fn check(db: &impl Query, user_id: Uuid, if_match: &IfMatch) -> Result<bool, Problem> {
    let row = select(db, user_id).await?;
    let version: Option<i64> = row.map(|row| row.get("version"));
    if_match.check(version)?;
    Ok(version.is_some())
}

async fn select(db: &impl Query, user_id: Uuid) -> Result<Option<Row>, Problem> {
    let sql = format!("SELECT {COLUMNS} FROM profile_images WHERE user_id = $1");
    Ok(db.optional(&sql, &[&user_id]).await?)
}

/// Reads what is known of the caller's image.
#[utoipa::path(
    tag = "profile_image",
    security(("token" = [])),
    params(("If-None-Match" = Option<String>, Header, description = "ETag of the version that is known already.")),
    responses(
        (status = 200, description = "The image, without its bytes.", body = ProfileImage, headers(("ETag" = String))),
        (status = 304, description = "It is the version of `If-None-Match`."),
        (status = 404, description = "The caller has no image.", body = ProblemDetails),
    )
)]
#[get("/users/me/image")]
pub(crate) async fn read(
    caller: Caller,
    _query: NoQuery,
) -> Result<Versioned<ProfileImage>, Problem> {
    let row = select(&caller.db, caller.user_id).await?;
    row.as_ref().map(image).ok_or_else(Problem::not_found)
}

/// Says where the caller's image can be downloaded, for five minutes.
#[utoipa::path(
    tag = "profile_image",
    security(("token" = [])),
    responses(
        (status = 200, description = "A URL that a page can show.", body = Download),
        (status = 404, description = "The caller has no image.", body = ProblemDetails),
    )
)]
#[get("/users/me/image/download")]
pub(crate) async fn download(
    caller: Caller,
    _query: NoQuery,
    files: &State<Files>,
) -> Result<Json<Download>, Problem> {
    let row = select(&caller.db, caller.user_id)
        .await?
        .ok_or_else(Problem::not_found)?;
    drop(caller);
    let object = object(row.get("object_key"), Media::stored(row.get("media_type")));
    Ok(Json(files.download(object).await?))
}

/// Deletes the caller's image.
#[utoipa::path(
    tag = "profile_image",
    security(("token" = [])),
    params(("If-Match" = Option<String>, Header, description = "ETag of the version to delete.")),
    responses(
        (status = 204, description = "Deleted."),
        (status = 404, description = "The caller has no image.", body = ProblemDetails),
        (status = 412, description = "It was changed since.", body = ProblemDetails),
    )
)]
#[delete("/users/me/image")]
pub(crate) async fn remove(
    caller: Caller,
    _query: NoQuery,
    if_match: IfMatch,
    files: &State<Files>,
) -> Result<Status, Problem> {
    let deleted = caller
        .db
        .execute(
            "DELETE FROM profile_images
             WHERE user_id = $1 AND ($2::bigint[] IS NULL OR version = ANY ($2))",
            &[&caller.user_id, &if_match.versions()],
        )
        .await?;
    if deleted == 0 {
        // Where there is none, no condition is asked of it.
        let is_there = select(&caller.db, caller.user_id).await?.is_some();
        return Err(if is_there {
            IfMatch::failed()
        } else {
            Problem::not_found()
        });
    }
    files.sweep();
    Ok(Status::NoContent)
}
