//! What the task role may do with the bucket: S3 here refuses what S3 on AWS would refuse.

use s3s::access::{S3Access, S3AccessContext};
use s3s::auth::{Credentials, S3Auth, SecretKey};
use s3s::{S3Error, S3Result, s3_error};

use crate::policy::{Caller, Policy};
use crate::{SECRET_ACCESS_KEY, caller_of};

/// Whether the caller may do `action`.
pub(super) fn allows(policy: &Policy, caller: Caller<'_>, action: &str) -> S3Result<bool> {
    let allowed = policy.allows(caller, action);
    allowed.map_err(S3Error::internal_error)
}

/// Who signed a request.
pub(super) fn caller(credentials: Option<&Credentials>) -> Caller<'_> {
    let credentials = credentials?;
    caller_of(&credentials.access_key)?
}

/// Keys of containers have one secret.
#[derive(Debug)]
pub(super) struct Keys;

#[async_trait::async_trait]
impl S3Auth for Keys {
    async fn get_secret_key(&self, access_key: &str) -> S3Result<SecretKey> {
        match caller_of(access_key) {
            Some(_) => Ok(SecretKey::from(SECRET_ACCESS_KEY)),
            None => Err(s3_error!(InvalidAccessKeyId)),
        }
    }
}

#[async_trait::async_trait]
impl S3Access for Policy {
    async fn check(&self, context: &mut S3AccessContext<'_>) -> S3Result<()> {
        if context.credentials().is_none() {
            return Err(s3_error!(AccessDenied));
        }
        for action in required(context.s3_op().name()) {
            if !allows(self, caller(context.credentials()), action)? {
                return Err(s3_error!(
                    AccessDenied,
                    "no grant of the service allows {action}"
                ));
            }
        }
        Ok(())
    }
}

/// What an operation needs, by "Required permissions for Amazon S3 API operations" of the S3 user
/// guide. Those that are missing here are not implemented, and answer so.
fn required(operation: &str) -> &'static [&'static str] {
    match operation {
        "GetObject" | "HeadObject" => &["s3:GetObject"],
        "PutObject" | "CreateMultipartUpload" | "UploadPart" | "CompleteMultipartUpload" => {
            &["s3:PutObject"]
        }
        "CopyObject" => &["s3:GetObject", "s3:PutObject"],
        "DeleteObject" | "DeleteObjects" => &["s3:DeleteObject"],
        "AbortMultipartUpload" => &["s3:AbortMultipartUpload"],
        "ListParts" => &["s3:ListMultipartUploadParts"],
        "HeadBucket" | "ListObjectsV2" => &["s3:ListBucket"],
        _ => &[],
    }
}
