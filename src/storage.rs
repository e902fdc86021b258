//! The bucket: the only module that talks to S3.
//!
//! Every operation asks for the leave that `grants` in `stack.toml` gives, so one that the role may
//! not do does not compile.
#![expect(
    clippy::disallowed_types,
    reason = "this is the module that the client of S3 is fenced into"
)]

use aws_sdk_s3::Client;
use aws_sdk_s3::error::{DisplayErrorContext, SdkError};
use aws_sdk_s3::primitives::ByteStream;
use rocket::fairing::AdHoc;

use crate::stack::UploadsBucket;

/// Written once and read again, to tell whether the bucket answers.
const MARKER: &str = "ready";

/// Attaches the bucket.
pub(crate) fn stage(client: Client, bucket: UploadsBucket) -> AdHoc {
    AdHoc::on_ignite("storage", |rocket| async {
        rocket.manage(Storage { client, bucket })
    })
}

/// The bucket of `[bucket.uploads]`.
#[derive(Debug)]
pub(crate) struct Storage {
    client: Client,
    bucket: UploadsBucket,
}

/// What S3 did not do.
#[derive(Debug, thiserror::Error)]
#[error("S3 cannot {operation}: {cause}")]
pub(crate) struct StorageError {
    operation: &'static str,
    cause: String,
}

impl StorageError {
    fn new<E: std::error::Error + 'static>(operation: &'static str, error: SdkError<E>) -> Self {
        Self {
            operation,
            cause: DisplayErrorContext(error).to_string(),
        }
    }
}

impl Storage {
    /// Whether objects can be read now. The first time there is nothing to read yet, so something
    /// is written: S3 tells a role that may not list a bucket nothing about what isn't there.
    ///
    /// # Errors
    ///
    /// If the bucket neither gives nor takes.
    pub(crate) async fn check(&self) -> Result<(), StorageError> {
        if self.read_marker().await.is_ok() {
            return Ok(());
        }
        self.write_marker().await?;
        self.read_marker().await
    }

    async fn read_marker(&self) -> Result<(), StorageError> {
        self.client
            .head_object()
            .bucket(self.bucket.read().bucket())
            .key(MARKER)
            .send()
            .await
            .map(drop)
            .map_err(|error| StorageError::new("read an object", error))
    }

    async fn write_marker(&self) -> Result<(), StorageError> {
        self.client
            .put_object()
            .bucket(self.bucket.write().bucket())
            .key(MARKER)
            .body(ByteStream::from_static(b""))
            .send()
            .await
            .map(drop)
            .map_err(|error| StorageError::new("write an object", error))
    }
}
