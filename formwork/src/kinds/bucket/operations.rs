//! What `grants` can allow on a bucket, what the code is told of it, and what no override may change.
//!
//! The actions come from the AWS Service Authorization Reference, "Actions, resources, and
//! condition keys for Amazon S3".

use crate::hcl::Expr;
use crate::kind::{Fact, Guard, Holds, Instead, Operation, Output, Permission, Resource, Target};

const OBJECTS: &str = "objects";
const BUCKET: &str = "bucket";

/// Creating, filling and completing a multipart upload are `s3:PutObject`; giving one up is an
/// action of its own.
pub(super) const OPERATIONS: &[Operation] = &[
    Operation {
        word: "read",
        permissions: &[Permission {
            on: OBJECTS,
            actions: &["s3:GetObject"],
        }],
        calls: &["GetObject", "HeadObject"],
        connects: false,
        endpoint: None,
    },
    Operation {
        word: "write",
        permissions: &[Permission {
            on: OBJECTS,
            actions: &["s3:AbortMultipartUpload", "s3:PutObject"],
        }],
        calls: &[
            "PutObject",
            "CreateMultipartUpload",
            "UploadPart",
            "CompleteMultipartUpload",
            "AbortMultipartUpload",
        ],
        connects: false,
        endpoint: None,
    },
    Operation {
        word: "delete",
        permissions: &[Permission {
            on: OBJECTS,
            actions: &["s3:DeleteObject"],
        }],
        calls: &["DeleteObject", "DeleteObjects"],
        connects: false,
        endpoint: None,
    },
    Operation {
        word: "list",
        permissions: &[Permission {
            on: BUCKET,
            actions: &["s3:ListBucket"],
        }],
        calls: &["ListObjects", "ListObjectsV2", "HeadBucket"],
        connects: false,
        endpoint: None,
    },
];

pub(super) fn resources(target: &Target<'_>) -> Vec<Resource> {
    let (id, arn) = (target.id(), format!("{}.arn", target.address()));
    let longest = longest_arn(target);
    let objects = Resource {
        name: OBJECTS,
        arn: Expr::new(format!("\"${{{arn}}}/*\"")),
        title: format!("objects of bucket `{id}`"),
        longest_arn: format!("{longest}/*"),
    };
    let bucket = Resource {
        name: BUCKET,
        arn: Expr::new(arn),
        title: format!("bucket `{id}`"),
        longest_arn: longest,
    };
    vec![objects, bucket]
}

/// What the AWS provider appends to `bucket_prefix`: a time and a counter.
const RANDOM_END: &str = "20261125101500123400000001";

/// The longest name of a bucket (Amazon S3 user guide, "General purpose bucket naming rules").
const LONGEST_NAME: usize = 63;

fn longest_arn(target: &Target<'_>) -> String {
    let (partition, stack) = (target.region().partition(), target.stack());
    if target.is_raw() {
        return format!("arn:{partition}:s3:::{}", "x".repeat(LONGEST_NAME));
    }
    format!(
        "arn:{partition}:s3:::{stack}-{}-{RANDOM_END}",
        target.id().kebab()
    )
}

pub(super) const FACTS: &[Fact] = &[Fact {
    name: "BUCKET",
    holds: Holds::Text,
    meaning: "the name of the bucket",
    value: |target| format!("{}.bucket", target.address()),
}];

pub(super) const OUTPUTS: &[Output] = &[Output {
    name: "bucket_name",
    description: "Name of bucket {}.",
    value: |target| format!("{}.bucket", target.address()),
}];

pub(super) const GUARDS: &[Guard] = &[
    Guard::new(
        "aws_s3_bucket_versioning",
        "",
        "versioning_configuration.status",
        Instead::Keys(&["versioning"]),
    ),
    Guard::new(
        "aws_s3_bucket_lifecycle_configuration",
        "",
        "rule",
        Instead::Keys(&["expire"]),
    ),
];
