//! What the task role may do with the bucket: S3 here refuses what S3 on AWS would refuse.
//!
//! The actions are those of the policy in `hcl-out/`, which `formwork` makes from `grants`. So an
//! operation that nobody has granted fails on the machine where it is written.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use s3s::access::{S3Access, S3AccessContext};
use s3s::{S3Error, S3Result, s3_error};

/// The policy of the task role, read for each request: a build can change it at any time.
#[derive(Debug, Clone)]
pub(crate) struct Policy {
    path: PathBuf,
}

impl Policy {
    /// The one that `cargo build` writes in this workspace.
    pub(crate) fn of_workspace() -> Self {
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        Self {
            path: workspace.join("hcl-out/service_api.tf"),
        }
    }

    /// Whether the role may do `action`.
    pub(crate) fn allows(&self, action: &str) -> S3Result<bool> {
        let text = std::fs::read_to_string(&self.path).map_err(S3Error::internal_error)?;
        Ok(actions(&text).contains(action))
    }
}

#[async_trait::async_trait]
impl S3Access for Policy {
    async fn check(&self, context: &mut S3AccessContext<'_>) -> S3Result<()> {
        if context.credentials().is_none() {
            return Err(s3_error!(AccessDenied));
        }
        for action in required(context.s3_op().name()) {
            if !self.allows(action)? {
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

/// The actions on S3 of all statements.
fn actions(terraform: &str) -> BTreeSet<&str> {
    terraform
        .lines()
        .filter(|line| line.trim_start().starts_with("Action "))
        .flat_map(|line| line.split('"'))
        .filter(|word| word.starts_with("s3:"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_the_actions_of_all_statements() {
        let text = r#"
            # s3:ListBucket would be another line.
            Action   = ["secretsmanager:GetSecretValue"]
            Action   = ["s3:DeleteObject", "s3:GetObject"]
            Action   = ["s3:PutObject"]
        "#;
        let expected = ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"];
        assert_eq!(actions(text), BTreeSet::from(expected));
    }

    #[test]
    fn finds_the_policy_that_the_build_writes() {
        let policy = Policy::of_workspace();
        assert!(policy.allows("s3:GetObject").expect("hcl-out is there"));
        assert!(
            !policy
                .allows("s3:PutBucketPolicy")
                .expect("hcl-out is there")
        );
    }
}
