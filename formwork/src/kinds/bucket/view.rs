//! `bucket_<name>.tf`: one S3 bucket, of `stack.toml` or, in production, that of the access logs.

use serde::Serialize;

use super::entry::Entry;
use crate::hcl::{Expr, Literal, Word};
use crate::kind::{File, Optional, Present, Shared, Site, Template, present_if};

const TEMPLATE: Template = Template::new("bucket.tf", include_str!("bucket.tf.hbs"));

/// The logical id of the bucket that production writes access logs to. `LogicalId` reserves it.
const ACCESS_LOGS: &str = "access_logs";

/// What `bucket.tf.hbs` sees.
#[derive(Debug, Serialize)]
struct Bucket {
    id: Word,
    /// What AWS knows it by.
    aws_id: Word,
    /// Where the bucket comes from, as the start of a comment.
    origin: String,
    prefix: Word,
    /// Whether `terraform destroy` may delete the objects too.
    force_destroy: bool,
    versioning: Optional<Present>,
    /// What the lifecycle rules wait for.
    expire: Vec<Expire>,
    /// The AWS services that write to it.
    writers: Vec<Writer>,
    access_logs: Optional<Present>,
    events: Optional<Present>,
}

/// Objects under `prefix` that go after `days`.
#[derive(Debug, Serialize)]
struct Expire {
    rule: Literal,
    marker_rule: Literal,
    prefix: Literal,
    days: u32,
    /// In a versioned bucket an expiration only hides the object behind a delete marker.
    versioned: Optional<Present>,
}

/// An AWS service that may write objects, on behalf of `source` alone.
#[derive(Debug, Serialize)]
struct Writer {
    comment: &'static str,
    sid: &'static str,
    principal: &'static str,
    resource: Expr,
    source: Expr,
}

/// The file of one bucket.
pub(super) fn file(entry: &Entry, site: &Site<'_>) -> File {
    let id = site.id();
    let is_production = site.is_production();
    let expire = entry.expire.iter();
    let view = Bucket {
        id: id.into(),
        aws_id: Word::in_aws(id),
        origin: format!("[bucket.{id}]"),
        prefix: Word::joined(&[&site.name(), &""], '-'),
        force_destroy: !is_production,
        versioning: present_if(entry.versioning),
        expire: expire
            .map(|expire| Expire::new(&expire.prefix, expire.days, entry.versioning))
            .collect(),
        writers: Vec::new(),
        access_logs: present_if(is_production),
        events: present_if(is_production),
    };
    File::new(format!("bucket_{id}.tf"), &TEMPLATE, &view)
}

/// The file of the bucket that production writes access logs to. It is versioned, so that who may
/// write to it still cannot change what it says.
pub(super) fn access_logs(shared: &Shared<'_>) -> File {
    let stack = shared.stack;
    let expire = |prefix| Expire::new(prefix, stack.log_retention_days, true);
    let view = Bucket {
        id: Word::joined(&[&ACCESS_LOGS], '_'),
        aws_id: Word::joined(&[&ACCESS_LOGS], '_'),
        origin: "Access logs:".to_owned(),
        // 37 characters with the longest name of a stack, all that a prefix may have.
        prefix: Word::joined(&[&stack.name, &"log", &""], '-'),
        force_destroy: false,
        versioning: present_if(true),
        expire: ["load-balancer/", "buckets/"].map(expire).into(),
        writers: writers(shared),
        access_logs: present_if(false),
        events: present_if(true),
    };
    File::new(format!("bucket_{ACCESS_LOGS}.tf"), &TEMPLATE, &view)
}

impl Expire {
    fn new(prefix: &str, days: u32, versioned: bool) -> Self {
        Self {
            rule: Literal::new(format!("expire {prefix}")),
            marker_rule: Literal::new(format!("remove delete markers {prefix}")),
            prefix: Literal::new(prefix),
            days,
            versioned: present_if(versioned),
        }
    }
}

/// Who writes access logs. (Elastic Load Balancing user guide, "Enable access logs for your
/// Application Load Balancer"; Amazon S3 user guide, "Enabling Amazon S3 server access logging".)
fn writers(shared: &Shared<'_>) -> Vec<Writer> {
    let stack = shared.stack;
    let (partition, region, name) = (stack.region.partition(), &stack.region, &stack.name);
    let arn = "${aws_s3_bucket.access_logs.arn}";
    let account = "${aws_vpc.main.owner_id}";
    let load_balancer = Writer {
        comment: "The load balancer.",
        sid: "AllowLoadBalancer",
        principal: "logdelivery.elasticloadbalancing.amazonaws.com",
        resource: Expr::new(format!("\"{arn}/load-balancer/AWSLogs/{account}/*\"")),
        source: Expr::new(format!(
            "\"arn:{partition}:elasticloadbalancing:{region}:{account}:loadbalancer/app/{name}/*\""
        )),
    };
    let sources = shared.ids.iter();
    let sources = sources.map(|id| format!("aws_s3_bucket.{id}.arn"));
    let buckets = (!shared.ids.is_empty()).then(|| Writer {
        comment: "S3, on behalf of the other buckets.",
        sid: "AllowBuckets",
        principal: "logging.s3.amazonaws.com",
        resource: Expr::new(format!("\"{arn}/buckets/*\"")),
        source: Expr::list(sources),
    });
    [load_balancer].into_iter().chain(buckets).collect()
}
