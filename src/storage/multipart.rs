//! Objects that are sent in parts.

use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{ChecksumAlgorithm, CompletedMultipartUpload, CompletedPart};
use bytes::Bytes;

use super::{Object, Storage, StorageError, is_missing, slow};

/// A part that S3 has.
#[derive(Debug)]
pub(crate) struct Part(CompletedPart);

impl Storage {
    /// Begins an upload in parts, and gives its id. One whose id gets lost is given up by the bucket
    /// after some days: a rule of its lifecycle.
    ///
    /// # Errors
    ///
    /// If S3 doesn't give one.
    pub(crate) async fn begin(&self, object: &Object) -> Result<String, StorageError> {
        let begun = self
            .client
            .create_multipart_upload()
            .bucket(self.bucket.write().bucket())
            .key(&object.key)
            .content_type(object.media_type)
            .content_disposition(&object.disposition)
            .checksum_algorithm(ChecksumAlgorithm::Crc32)
            .send()
            .await
            .map_err(|error| StorageError::new("begin an upload", error))?;
        begun.upload_id.ok_or(StorageError {
            operation: "begin an upload",
            cause: "it gives no id".to_owned(),
        })
    }

    /// Sends a part; the first has number 1, and all but the last have 5 MiB or more. S3 compares
    /// the bytes with a CRC that the client of S3 makes of them.
    ///
    /// # Errors
    ///
    /// If S3 doesn't say that it has it.
    pub(crate) async fn send_part(
        &self,
        key: &str,
        upload_id: &str,
        number: i32,
        bytes: Bytes,
    ) -> Result<Part, StorageError> {
        let sent = self
            .client
            .upload_part()
            .bucket(self.bucket.write().bucket())
            .key(key)
            .upload_id(upload_id)
            .part_number(number)
            .checksum_algorithm(ChecksumAlgorithm::Crc32)
            .body(ByteStream::from(bytes))
            .send()
            .await
            .map_err(|error| StorageError::new("take a part", error))?;
        let part = CompletedPart::builder()
            .part_number(number)
            .set_e_tag(sent.e_tag)
            .set_checksum_crc32(sent.checksum_crc32);
        Ok(Part(part.build()))
    }

    /// Makes an object of all parts.
    ///
    /// # Errors
    ///
    /// If S3 doesn't say that it did. It may have done it all the same.
    pub(crate) async fn complete(
        &self,
        key: &str,
        upload_id: &str,
        parts: Vec<Part>,
    ) -> Result<(), StorageError> {
        let parts = parts.into_iter().map(|part| part.0).collect();
        let parts = CompletedMultipartUpload::builder()
            .set_parts(Some(parts))
            .build();
        self.client
            .complete_multipart_upload()
            .bucket(self.bucket.write().bucket())
            .key(key)
            .upload_id(upload_id)
            .multipart_upload(parts)
            .customize()
            .config_override(slow())
            .send()
            .await
            .map(drop)
            .map_err(|error| StorageError::new("complete an upload", error))
    }

    /// Gives an upload up, with all parts that S3 has; or does nothing where it was completed or
    /// given up before.
    ///
    /// # Errors
    ///
    /// If S3 doesn't say that it did.
    pub(crate) async fn abort(&self, key: &str, upload_id: &str) -> Result<(), StorageError> {
        let aborted = self
            .client
            .abort_multipart_upload()
            .bucket(self.bucket.write().bucket())
            .key(key)
            .upload_id(upload_id)
            .send()
            .await;
        match aborted {
            Err(error) if !is_missing(&error) => Err(StorageError::new("give an upload up", error)),
            _ => Ok(()),
        }
    }
}
