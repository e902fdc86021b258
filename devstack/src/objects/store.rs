//! `s3s-fs`, with the answers of S3 where its own differ.
//!
//! - It creates the bucket of an object that doesn't exist. S3 answers `NoSuchBucket`.
//! - It renames an object into place before it compares checksums, so a broken one would stay.
//!   Here it is deleted again.
//! - It keeps an object's attributes when the object is deleted, and merges them with those of a
//!   multipart upload to the same key. A client then compares with a checksum of other bytes.
//! - It says of an object that it isn't there to everyone. S3 says so to those who may list the
//!   bucket, and `AccessDenied` to others.
//! - An upload id that it doesn't know is `AccessDenied`. S3 answers `NoSuchUpload`.
//!
//! Only what a service may need is here; other operations answer `NotImplemented`.

use std::io;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as URL_SAFE_NO_PAD;
use s3s::auth::Credentials;
use s3s::dto::{
    AbortMultipartUploadInput, AbortMultipartUploadOutput, CompleteMultipartUploadInput,
    CompleteMultipartUploadOutput, CopyObjectInput, CopyObjectOutput, CreateMultipartUploadInput,
    CreateMultipartUploadOutput, DeleteObjectInput, DeleteObjectOutput, DeleteObjectsInput,
    DeleteObjectsOutput, GetObjectInput, GetObjectOutput, HeadBucketInput, HeadBucketOutput,
    HeadObjectInput, HeadObjectOutput, ListObjectsV2Input, ListObjectsV2Output, ListPartsInput,
    ListPartsOutput, PutObjectInput, PutObjectOutput, UploadPartInput, UploadPartOutput,
};
use s3s::{S3, S3ErrorCode, S3Request, S3Response, S3Result, s3_error};
use s3s_fs::FileSystem;

use crate::objects::events::{Events, Happened};
use crate::objects::policy::{allows, caller};
use crate::policy::Policy;

/// The objects in a directory.
#[derive(Debug)]
pub(crate) struct Store {
    files: FileSystem,
    root: PathBuf,
    policy: Policy,
    events: Events,
}

impl Store {
    /// Opens the objects in `root`, or says why not.
    pub(crate) fn open(root: &Path, policy: Policy, events: Events) -> Result<Self, String> {
        let files = FileSystem::new(root).map_err(|error| format!("{error:?}"))?;
        Ok(Self {
            files,
            root: root.to_owned(),
            policy,
            events,
        })
    }

    /// Tells queues of what was done with an object.
    fn tell<T>(&self, result: S3Result<T>, to: (&str, &str), happened: Happened) -> S3Result<T> {
        if result.is_ok() {
            let (bucket, key) = to;
            self.events.tell(&self.root, bucket, key, happened);
        }
        result
    }

    fn require_bucket(&self, bucket: &str) -> S3Result<()> {
        if self.root.join(bucket).is_dir() {
            Ok(())
        } else {
            Err(s3_error!(NoSuchBucket))
        }
    }

    /// Where `s3s-fs` notes that an upload exists.
    fn require_upload(&self, id: &str) -> S3Result<()> {
        let plain = id.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
        if plain && self.root.join(format!(".upload-{id}.json")).is_file() {
            Ok(())
        } else {
            Err(s3_error!(NoSuchUpload))
        }
    }

    /// Tells of a missing object only those who may know which ones exist.
    fn conceal<T>(&self, credentials: Option<&Credentials>, result: S3Result<T>) -> S3Result<T> {
        match result {
            Err(error) if *error.code() == S3ErrorCode::NoSuchKey => {
                if allows(&self.policy, caller(credentials), "s3:ListBucket")? {
                    Err(error)
                } else {
                    Err(s3_error!(AccessDenied))
                }
            }
            other => other,
        }
    }

    /// Removes what `s3s-fs` remembers of an object besides its bytes.
    fn forget(&self, bucket: &str, key: &str) -> S3Result<()> {
        for kind in ["metadata", "internal"] {
            let name = format!("{}.{kind}.json", object_prefix(bucket, key));
            match std::fs::remove_file(self.root.join(name)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(s3s::S3Error::internal_error(error));
                }
                _ => {}
            }
        }
        Ok(())
    }
}

#[async_trait::async_trait]
impl S3 for Store {
    async fn head_bucket(
        &self,
        request: S3Request<HeadBucketInput>,
    ) -> S3Result<S3Response<HeadBucketOutput>> {
        self.files.head_bucket(request).await
    }

    async fn list_objects_v2(
        &self,
        request: S3Request<ListObjectsV2Input>,
    ) -> S3Result<S3Response<ListObjectsV2Output>> {
        self.files.list_objects_v2(request).await
    }

    async fn get_object(
        &self,
        request: S3Request<GetObjectInput>,
    ) -> S3Result<S3Response<GetObjectOutput>> {
        self.require_bucket(&request.input.bucket)?;
        let credentials = request.credentials.clone();
        self.conceal(credentials.as_ref(), self.files.get_object(request).await)
    }

    async fn head_object(
        &self,
        request: S3Request<HeadObjectInput>,
    ) -> S3Result<S3Response<HeadObjectOutput>> {
        let credentials = request.credentials.clone();
        self.conceal(credentials.as_ref(), self.files.head_object(request).await)
    }

    async fn put_object(
        &self,
        request: S3Request<PutObjectInput>,
    ) -> S3Result<S3Response<PutObjectOutput>> {
        let (bucket, key) = (request.input.bucket.clone(), request.input.key.clone());
        self.require_bucket(&bucket)?;
        let result = self.files.put_object(request).await;
        if matches!(&result, Err(error) if *error.code() == S3ErrorCode::BadDigest) {
            // It was written, so the key leads to a file in the bucket.
            let path = self.root.join(&bucket).join(&key);
            std::fs::remove_file(path).map_err(s3s::S3Error::internal_error)?;
        }
        self.tell(result, (&bucket, &key), Happened::Put)
    }

    async fn copy_object(
        &self,
        request: S3Request<CopyObjectInput>,
    ) -> S3Result<S3Response<CopyObjectOutput>> {
        let credentials = request.credentials.clone();
        let (bucket, key) = (request.input.bucket.clone(), request.input.key.clone());
        let result = self.files.copy_object(request).await;
        let result = self.tell(result, (&bucket, &key), Happened::Copied);
        self.conceal(credentials.as_ref(), result)
    }

    async fn delete_object(
        &self,
        request: S3Request<DeleteObjectInput>,
    ) -> S3Result<S3Response<DeleteObjectOutput>> {
        let (bucket, key) = (request.input.bucket.clone(), request.input.key.clone());
        let response = self.files.delete_object(request).await?;
        self.forget(&bucket, &key)?;
        self.tell(Ok(response), (&bucket, &key), Happened::Deleted)
    }

    async fn delete_objects(
        &self,
        request: S3Request<DeleteObjectsInput>,
    ) -> S3Result<S3Response<DeleteObjectsOutput>> {
        let bucket = request.input.bucket.clone();
        self.require_bucket(&bucket)?;
        let response = self.files.delete_objects(request).await?;
        for deleted in response.output.deleted.iter().flatten() {
            let key = deleted.key.as_deref().unwrap_or_default();
            self.forget(&bucket, key)?;
            self.events
                .tell(&self.root, &bucket, key, Happened::Deleted);
        }
        Ok(response)
    }

    async fn create_multipart_upload(
        &self,
        request: S3Request<CreateMultipartUploadInput>,
    ) -> S3Result<S3Response<CreateMultipartUploadOutput>> {
        self.require_bucket(&request.input.bucket)?;
        self.files.create_multipart_upload(request).await
    }

    async fn upload_part(
        &self,
        request: S3Request<UploadPartInput>,
    ) -> S3Result<S3Response<UploadPartOutput>> {
        self.require_upload(&request.input.upload_id)?;
        self.files.upload_part(request).await
    }

    async fn list_parts(
        &self,
        request: S3Request<ListPartsInput>,
    ) -> S3Result<S3Response<ListPartsOutput>> {
        self.require_upload(&request.input.upload_id)?;
        self.files.list_parts(request).await
    }

    async fn complete_multipart_upload(
        &self,
        request: S3Request<CompleteMultipartUploadInput>,
    ) -> S3Result<S3Response<CompleteMultipartUploadOutput>> {
        self.require_upload(&request.input.upload_id)?;
        let (bucket, key) = (request.input.bucket.clone(), request.input.key.clone());
        self.forget(&bucket, &key)?;
        let result = self.files.complete_multipart_upload(request).await;
        self.tell(result, (&bucket, &key), Happened::Completed)
    }

    async fn abort_multipart_upload(
        &self,
        request: S3Request<AbortMultipartUploadInput>,
    ) -> S3Result<S3Response<AbortMultipartUploadOutput>> {
        self.require_upload(&request.input.upload_id)?;
        self.files.abort_multipart_upload(request).await
    }
}

/// How many uploads to `bucket` exist, by the attributes that `s3s-fs` keeps for each.
pub(crate) fn pending_uploads(root: &Path, bucket: &str) -> io::Result<usize> {
    let prefix = format!(".bucket-{}.object-", URL_SAFE_NO_PAD.encode(bucket));
    let mut count = 0;
    for entry in std::fs::read_dir(root)? {
        let name = entry?.file_name();
        let name = name.to_string_lossy();
        if name.starts_with(&prefix) && name.contains(".upload-") {
            count += 1;
        }
    }
    Ok(count)
}

/// How names of `s3s-fs`'s files about an object begin.
fn object_prefix(bucket: &str, key: &str) -> String {
    let [bucket, key] = [bucket, key].map(|text| URL_SAFE_NO_PAD.encode(text));
    format!(".bucket-{bucket}.object-{key}")
}
