//! Grants: what a service may do with a bucket or a database, and the IAM actions behind it.
//!
//! The actions come from the AWS Service Authorization Reference, "Actions, resources, and
//! condition keys for Amazon S3" and "… for AWS Secrets Manager".

use std::collections::BTreeSet;

use super::LogicalId;

/// What one service may do with one target.
#[derive(Debug, Clone)]
pub(crate) enum Grant {
    Bucket(BTreeSet<BucketOperation>),
    Database(BTreeSet<DatabaseOperation>),
}

impl Grant {
    /// The words in `grants`.
    pub(crate) fn operation_names(&self) -> Vec<&'static str> {
        match self {
            Self::Bucket(operations) => operations
                .iter()
                .map(|operation| operation.name())
                .collect(),
            Self::Database(operations) => operations
                .iter()
                .map(|operation| operation.name())
                .collect(),
        }
    }
}

/// An operation on a bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum BucketOperation {
    Read,
    Write,
    Delete,
    List,
}

impl BucketOperation {
    pub(crate) const ALL: &[Self] = &[Self::Read, Self::Write, Self::Delete, Self::List];

    /// The word in `grants`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Delete => "delete",
            Self::List => "list",
        }
    }

    /// The IAM actions that the operation needs. Creating, filling and completing a multipart
    /// upload are `s3:PutObject`; giving one up is an action of its own.
    pub(crate) fn actions(self) -> &'static [&'static str] {
        match self {
            Self::Read => &["s3:GetObject"],
            Self::Write => &["s3:AbortMultipartUpload", "s3:PutObject"],
            Self::Delete => &["s3:DeleteObject"],
            Self::List => &["s3:ListBucket"],
        }
    }

    /// Whether the actions apply to the bucket itself and not to the objects in it.
    pub(crate) fn is_on_bucket(self) -> bool {
        matches!(self, Self::List)
    }
}

/// An operation on a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum DatabaseOperation {
    Connect,
}

impl DatabaseOperation {
    pub(crate) const ALL: &[Self] = &[Self::Connect];

    /// The word in `grants`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Connect => "connect",
        }
    }

    /// The IAM actions on the database's secret. The secret is encrypted with the AWS managed
    /// key of Secrets Manager, which needs no permission of KMS.
    pub(crate) fn actions(self) -> &'static [&'static str] {
        match self {
            Self::Connect => &["secretsmanager:GetSecretValue"],
        }
    }
}

/// What the code is told about a bucket that it has a grant on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum BucketFact {
    Name,
}

impl BucketFact {
    pub(crate) const ALL: &[Self] = &[Self::Name];

    /// The environment variable that carries it: `UPLOADS_BUCKET`.
    pub(crate) fn variable(self, target: &LogicalId) -> String {
        let suffix = match self {
            Self::Name => "BUCKET",
        };
        format!("{}_{suffix}", target.screaming())
    }
}

/// What the code is told about a database that it has a grant on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum DatabaseFact {
    Host,
    Port,
    Name,
    /// The ARN of the secret with user and password; never the password itself.
    SecretArn,
}

impl DatabaseFact {
    pub(crate) const ALL: &[Self] = &[Self::Host, Self::Port, Self::Name, Self::SecretArn];

    /// The environment variable that carries it: `TASKDB_HOST`.
    pub(crate) fn variable(self, target: &LogicalId) -> String {
        let suffix = match self {
            Self::Host => "HOST",
            Self::Port => "PORT",
            Self::Name => "NAME",
            Self::SecretArn => "SECRET_ARN",
        };
        format!("{}_{suffix}", target.screaming())
    }
}
