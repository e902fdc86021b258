//! What the task role may do with the bucket: S3 here refuses what S3 on AWS would refuse.

use s3s::access::{S3Access, S3AccessContext};
use s3s::{S3Error, S3Result, s3_error};

use crate::policy::Policy;

/// Whether the task role may do `action`.
pub(super) fn allows(policy: &Policy, action: &str) -> S3Result<bool> {
    policy.allows(action).map_err(S3Error::internal_error)
}

#[async_trait::async_trait]
impl S3Access for Policy {
    async fn check(&self, context: &mut S3AccessContext<'_>) -> S3Result<()> {
        if context.credentials().is_none() {
            return Err(s3_error!(AccessDenied));
        }
        for action in required(context.s3_op().name()) {
            if !allows(self, action)? {
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
