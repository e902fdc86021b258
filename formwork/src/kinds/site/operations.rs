//! What `grants` can allow on a site, what the code is told of it, and what the bucket lets CloudFront do.
//!
//! The actions come from the AWS Service Authorization Reference, "Actions, resources, and
//! condition keys for Amazon CloudFront".

use super::entry::Entry;
use crate::hcl::{Expr, Literal};
use crate::kind::{Delivery, Fact, LogicalId, Operation, Output, Permission, Resource, Target};

const DISTRIBUTION: &str = "distribution";

pub(super) const INVALIDATE: &str = "invalidate";

pub(super) const OPERATIONS: &[Operation] = &[Operation::new(INVALIDATE)
    .allows(&[Permission::new(
        DISTRIBUTION,
        &[
            "cloudfront:CreateInvalidation",
            "cloudfront:GetInvalidation",
        ],
    )])
    .calls(&["CreateInvalidation", "GetInvalidation"])];

pub(super) fn resources(target: &Target<'_>) -> Vec<Resource> {
    let partition = target.region().partition();
    vec![Resource::new(
        DISTRIBUTION,
        Expr::new(format!("{}.arn", target.address())),
        format!("site `{}`", target.id()),
        // No region: there is one CloudFront for all.
        format!("arn:{partition}:cloudfront::000000000000:distribution/E0123456789ABC"),
    )]
}

fn distribution_id(target: &Target<'_>) -> String {
    format!("{}.id", target.address())
}

pub(super) const FACTS: &[Fact] = &[Fact::text(
    "DISTRIBUTION_ID",
    "the id of the distribution",
    distribution_id,
)];

/// CloudFront reads the files, on behalf of this distribution alone. (Amazon CloudFront developer guide,
/// "Restrict access to an Amazon S3 origin".)
pub(super) fn reading(entry: &Entry, id: &LogicalId) -> Delivery {
    Delivery {
        to: entry.bucket.clone(),
        by: "cloudfront.amazonaws.com",
        action: "s3:GetObject",
        service: "CloudFront",
        does: "reads",
        source: Expr::new(format!("aws_cloudfront_distribution.{id}.arn")),
        is_named_by_account: true,
    }
}

fn url(target: &Target<'_>) -> String {
    let domain = target.entry::<Entry>().and_then(|it| it.domain.as_ref());
    match domain {
        Some(domain) => Literal::new(format!("https://{domain}")).to_string(),
        None => format!("\"https://${{{}.domain_name}}\"", target.address()),
    }
}

/// What is not there any more goes: a file of an earlier version is no longer asked for once the pages are new.
fn upload(target: &Target<'_>) -> String {
    let Some(entry) = target.entry::<Entry>() else {
        return "null".to_owned();
    };
    let (bucket, region) = (&entry.bucket, target.region());
    format!(
        "\"aws s3 sync {} s3://${{aws_s3_bucket.{bucket}.bucket}} --region {region} --delete\"",
        target.id()
    )
}

fn invalidate(target: &Target<'_>) -> String {
    let address = target.address();
    format!(
        "\"aws cloudfront create-invalidation --distribution-id ${{{address}.id}} --paths '/*'\""
    )
}

pub(super) const OUTPUTS: &[Output] = &[
    Output {
        name: "site_url",
        description: "Where browsers find site {}.",
        value: url,
    },
    Output {
        name: "upload_command",
        description: "Uploads the files of site {}, which it takes from the directory `{}`.",
        value: upload,
    },
    Output {
        name: "invalidate_command",
        description: "Lets site {} forget what it had of the files before.",
        value: invalidate,
    },
];
