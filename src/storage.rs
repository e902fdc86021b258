//! The bucket: the only module that talks to S3.
//!
//! Every operation asks for the leave that `grants` in `stack.toml` gives, so one that the role may
//! not do does not compile.
#![expect(
    clippy::disallowed_types,
    reason = "this is the module that the client of S3 is fenced into"
)]

mod multipart;

use std::time::Duration;

use aws_sdk_s3::Client;
use aws_sdk_s3::config::{Builder, timeout::TimeoutConfig};
use aws_sdk_s3::error::{DisplayErrorContext, ProvideErrorMetadata, SdkError};
use aws_sdk_s3::presigning::{PresigningConfig, PresigningConfigError};
use aws_sdk_s3::primitives::ByteStream;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use rocket::fairing::AdHoc;

pub(crate) use self::multipart::Part;
use crate::stack::UploadsBucket;

/// Written once and read again, to tell whether the bucket answers.
const MARKER: &str = "ready";

/// S3 moves 1 GiB by itself for a copy, or joins it from its parts: that takes longer than an answer
/// of which the bytes are ours.
const SLOW: Duration = Duration::from_secs(110);

/// Attaches the bucket.
pub(crate) fn stage(client: Client, bucket: UploadsBucket) -> AdHoc {
    AdHoc::on_ignite("storage", |rocket| async {
        rocket.manage(Storage { client, bucket })
    })
}

/// The bucket of `[bucket.uploads]`.
#[derive(Debug, Clone)]
pub(crate) struct Storage {
    client: Client,
    bucket: UploadsBucket,
}

/// What S3 keeps beside the bytes of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Object {
    pub(crate) key: String,
    pub(crate) media_type: &'static str,
    /// So that a copy in `archived/` still says what it was called.
    pub(crate) disposition: String,
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

impl From<PresigningConfigError> for StorageError {
    fn from(error: PresigningConfigError) -> Self {
        Self {
            operation: "be asked later",
            cause: error.to_string(),
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

    /// Writes an object in one request. S3 compares the bytes with `sha256`.
    ///
    /// # Errors
    ///
    /// If S3 doesn't say that it has it. It may have it all the same.
    pub(crate) async fn put(
        &self,
        object: &Object,
        bytes: Bytes,
        sha256: &[u8; 32],
    ) -> Result<(), StorageError> {
        self.client
            .put_object()
            .bucket(self.bucket.write().bucket())
            .key(&object.key)
            .content_type(object.media_type)
            .content_disposition(&object.disposition)
            .checksum_sha256(STANDARD.encode(sha256))
            .body(ByteStream::from(bytes))
            .send()
            .await
            .map(drop)
            .map_err(|error| StorageError::new("write an object", error))
    }

    /// Copies an object with what belongs to it; for up to 5 GiB, which is more than the service
    /// takes.
    ///
    /// # Errors
    ///
    /// If S3 doesn't say that it did, also where there is nothing to copy.
    pub(crate) async fn copy(&self, from: &str, to: &str) -> Result<(), StorageError> {
        // Our keys are of letters, digits, `-` and `/`: a URI has them as they are.
        let source = format!("{}/{from}", self.bucket.read().bucket());
        self.client
            .copy_object()
            .copy_source(source)
            .bucket(self.bucket.write().bucket())
            .key(to)
            .customize()
            .config_override(slow())
            .send()
            .await
            .map(drop)
            .map_err(|error| StorageError::new("copy an object", error))
    }

    /// Deletes an object, if it is there.
    ///
    /// # Errors
    ///
    /// If S3 doesn't say that it is gone.
    pub(crate) async fn delete(&self, key: &str) -> Result<(), StorageError> {
        self.client
            .delete_object()
            .bucket(self.bucket.delete().bucket())
            .key(key)
            .send()
            .await
            .map(drop)
            .map_err(|error| StorageError::new("delete an object", error))
    }

    /// A URL by which anybody can read an object for `period`. S3 isn't asked for it.
    ///
    /// # Errors
    ///
    /// If there are no credentials to sign it with.
    pub(crate) async fn presign(
        &self,
        object: Object,
        period: Duration,
    ) -> Result<String, StorageError> {
        let signed = self
            .client
            .get_object()
            .bucket(self.bucket.read().bucket())
            .key(object.key)
            .response_content_type(object.media_type)
            .response_content_disposition(object.disposition)
            .presigned(PresigningConfig::expires_in(period)?)
            .await
            .map_err(|error| StorageError::new("be asked later", error))?;
        Ok(signed.uri().to_owned())
    }
}

/// The limits of an operation in which S3 works long for one answer.
fn slow() -> Builder {
    let limits = TimeoutConfig::builder()
        .operation_attempt_timeout(SLOW)
        .operation_timeout(SLOW)
        .build();
    Builder::new().timeout_config(limits)
}

/// Whether S3 refused because there is no such thing.
fn is_missing<E: ProvideErrorMetadata>(error: &SdkError<E>) -> bool {
    error.code() == Some("NoSuchUpload")
}
