//! What `grants` can allow on a bucket, what the code is told of it, and what no override may change.
//!
//! The actions come from the AWS Service Authorization Reference, "Actions, resources, and
//! condition keys for Amazon S3".

use super::entry::Entry;
use crate::hcl::{Expr, Literal};
use crate::kind::{
    Delivery, Fact, Guard, Holds, Instead, LogicalId, Operation, Output, Permission, Resource,
    Target,
};
use crate::written::Written;

const OBJECTS: &str = "objects";
const BUCKET: &str = "bucket";
/// The key of KMS that the objects are encrypted with, if it is one of the stack's own.
const KEY: &str = "key";

/// Creating, filling and completing a multipart upload are `s3:PutObject`; giving one up is an
/// action of its own.
pub(super) const OPERATIONS: &[Operation] = &[
    Operation {
        word: "read",
        permissions: &[
            Permission {
                on: OBJECTS,
                actions: &["s3:GetObject"],
            },
            Permission {
                on: KEY,
                actions: &["kms:Decrypt"],
            },
        ],
        calls: &["GetObject", "HeadObject"],
        connects: false,
        endpoint: None,
    },
    Operation {
        word: "write",
        // S3 decrypts the parts of an upload to put them together. (Amazon S3 user guide, "Protecting
        // data using server-side encryption with AWS KMS keys", on multipart uploads.)
        permissions: &[
            Permission {
                on: OBJECTS,
                actions: &["s3:AbortMultipartUpload", "s3:PutObject"],
            },
            Permission {
                on: KEY,
                actions: &["kms:Decrypt", "kms:GenerateDataKey"],
            },
        ],
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
    let (id, entry) = (target.id(), target.entry::<Entry>());
    if let Some(name) = entry.and_then(|entry| entry.existing.as_deref()) {
        return of_existing(target, name);
    }
    let arn = format!("{}.arn", target.address());
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
    [objects, bucket].into_iter().chain(key(target)).collect()
}

/// A bucket has no account and no region in its ARN.
fn of_existing(target: &Target<'_>, name: &str) -> Vec<Resource> {
    let (id, partition) = (target.id(), target.region().partition());
    let resource = |of, title: String, end: &str| {
        let arn = format!("arn:{partition}:s3:::{name}{end}");
        Resource {
            name: of,
            arn: Literal::new(&arn).into(),
            title,
            longest_arn: arn,
        }
    };
    let objects = resource(OBJECTS, format!("objects of bucket `{id}`"), "/*");
    let bucket = resource(BUCKET, format!("bucket `{id}`"), "");
    [objects, bucket].into_iter().chain(key(target)).collect()
}

/// The key of `kms_key`.
fn key(target: &Target<'_>) -> Option<Resource> {
    let key = target.entry::<Entry>()?.kms_key.as_ref()?;
    Some(Resource {
        name: KEY,
        arn: key.as_string(),
        title: format!("key of bucket `{}`", target.id()),
        longest_arn: longest_key(key, target),
    })
}

fn bucket_name(target: &Target<'_>) -> String {
    let entry = target.entry::<Entry>();
    match entry.and_then(|entry| entry.existing.as_ref()) {
        Some(name) => Literal::new(name).to_string(),
        None => format!("{}.bucket", target.address()),
    }
}

/// A key that Terraform makes has an id of 36 characters, or of 36 with `mrk-`.
fn longest_key(key: &Written, target: &Target<'_>) -> String {
    let made = || target.arn_of("kms", format!("key/{}", "x".repeat(40)));
    key.plain().map_or_else(made, str::to_owned)
}

/// S3 tells queues, on behalf of the bucket.
pub(super) fn deliveries(entry: &Entry, id: &LogicalId) -> Vec<Delivery> {
    let mut told: Vec<&LogicalId> = entry.events.iter().map(|event| &event.queue).collect();
    told.sort_unstable();
    told.dedup();
    told.into_iter()
        .map(|queue| Delivery {
            to: queue.clone(),
            by: "s3.amazonaws.com",
            action: "sqs:SendMessage",
            service: "S3",
            does: "delivers",
            source: Expr::new(format!("aws_s3_bucket.{id}.arn")),
            is_named_by_account: false,
        })
        .collect()
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
    value: bucket_name,
}];

pub(super) const OUTPUTS: &[Output] = &[Output {
    name: "bucket_name",
    description: "Name of bucket {}.",
    value: bucket_name,
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
        Instead::Keys(&["expire", "transition"]),
    ),
];
