//! How a file is read: from S3 itself, by a URL that is good for a short while.

use std::time::Duration;

use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;

use super::Files;
use crate::problem::Problem;
use crate::storage::Object;

/// Long enough to begin a download, too short to pass the URL on.
const PERIOD: Duration = Duration::from_mins(5);

/// Where a file can be downloaded. An answer and no redirect: S3 refuses a request that carries
/// the token of a session besides.
#[derive(Serialize, ToSchema)]
pub(crate) struct Download {
    /// To be asked by GET, without `Authorization`. Whoever has it can read the file.
    #[schema(
        format = "uri",
        example = "https://task-management-api-uploads.s3.us-east-1.amazonaws.com/tasks/…?X-Amz-Signature=…"
    )]
    url: String,
    /// When it ends to work, five minutes after it was made; a download that began goes on.
    #[serde(with = "time::serde::rfc3339")]
    expires_at: OffsetDateTime,
}

impl Files {
    /// A URL by which a browser saves the object.
    ///
    /// # Errors
    ///
    /// 503 where there are no credentials to sign it with.
    pub(crate) async fn download(&self, object: Object) -> Result<Download, Problem> {
        let expires_at = OffsetDateTime::now_utc() + PERIOD;
        let url = self.storage.presign(object, PERIOD).await?;
        Ok(Download { url, expires_at })
    }
}
