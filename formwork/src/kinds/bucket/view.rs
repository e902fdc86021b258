//! `bucket_<name>.tf`: one S3 bucket, of `stack.toml` or, in production, that of the access logs.

use std::collections::BTreeSet;

use serde::Serialize;

use super::cors::Cors;
use super::entry::Entry;
use super::events::Event;
use super::transition::Moves;
use crate::hcl::{Expr, Literal, Word};
use crate::kind::{File, LogicalId, Optional, Present, Shared, Site, Template, present_if};
use crate::wiring::Delivered;
use crate::written::Written;

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
    moves: Vec<MovesView>,
    cors: Optional<CorsView>,
    kms_key: Optional<Expr>,
    /// Where it is one of S3's own.
    aes: Optional<Present>,
    /// Version 5 of the provider has no argument for it.
    blocks_ssec: Optional<Present>,
    notification: Optional<Notification>,
    old_versions: Optional<OldVersions>,
    /// The AWS services that write to it.
    writers: Vec<Writer>,
    /// Those that read it, on behalf of other entries.
    readers: Vec<Reader>,
    access_logs: Optional<Present>,
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
    /// The markers go by a rule for the prefix, where there is none for the whole bucket.
    markers: Optional<Present>,
}

/// Versions that are no longer current, anywhere in the bucket, go after `days`.
#[derive(Debug, Serialize)]
struct OldVersions {
    days: u32,
}

/// Where objects under a prefix move in turn.
#[derive(Debug, Serialize)]
struct MovesView {
    rule: Literal,
    prefix: Literal,
    steps: Vec<StepView>,
}

#[derive(Debug, Serialize)]
struct StepView {
    days: u32,
    class: &'static str,
}

#[derive(Debug, Serialize)]
struct CorsView {
    rules: Vec<CorsRule>,
}

#[derive(Debug, Serialize)]
struct CorsRule {
    origins: Expr,
    methods: Expr,
    headers: Optional<Expr>,
    expose_headers: Optional<Expr>,
    max_age_seconds: u32,
}

/// Who is told of changes: a bucket has one such resource.
#[derive(Debug, Serialize)]
struct Notification {
    comments: Vec<String>,
    eventbridge: Optional<Present>,
    queues: Vec<Told>,
    /// The policies that let S3 in.
    policies: Optional<Expr>,
}

#[derive(Debug, Serialize)]
struct Told {
    queue: Word,
    on: Expr,
    prefix: Optional<Literal>,
    suffix: Optional<Literal>,
}

/// An AWS service that may write objects, on behalf of `source` alone.
#[derive(Debug, Serialize)]
struct Writer {
    comment: &'static str,
    sid: &'static str,
    principal: &'static str,
    resource: Expr,
    /// On behalf of whom it writes, where AWS documents that it says so.
    source: Optional<Expr>,
}

/// An AWS service that reads objects, on behalf of an entry.
#[derive(Debug, Serialize)]
struct Reader {
    table: &'static str,
    from: Word,
    principal: &'static str,
    action: &'static str,
    source: Expr,
}

impl From<&Delivered> for Reader {
    fn from(delivered: &Delivered) -> Self {
        let delivery = &delivered.delivery;
        Self {
            table: delivered.table,
            from: (&delivered.from).into(),
            principal: delivery.by,
            action: delivery.action,
            source: delivery.source.clone(),
        }
    }
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
            .map(|expire| Expire {
                markers: present_if(entry.versioning && entry.noncurrent_days.is_none()),
                ..Expire::new(&expire.prefix, expire.days, entry.versioning)
            })
            .collect(),
        old_versions: entry
            .noncurrent_days
            .map(|days| OldVersions { days })
            .into_iter()
            .collect(),
        moves: entry.transition.iter().map(MovesView::new).collect(),
        cors: CorsView::new(&entry.cors).into_iter().collect(),
        kms_key: entry.kms_key.iter().map(Written::as_string).collect(),
        aes: present_if(entry.kms_key.is_none()),
        blocks_ssec: present_if(site.stack.has_version_6()),
        notification: notification(entry, id.as_str(), is_production)
            .into_iter()
            .collect(),
        writers: Vec::new(),
        readers: site.deliveries().iter().map(Reader::from).collect(),
        access_logs: present_if(is_production),
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
        moves: Vec::new(),
        cors: Vec::new(),
        kms_key: Vec::new(),
        aes: present_if(true),
        blocks_ssec: present_if(stack.has_version_6()),
        notification: vec![Notification::of_everything()],
        // All that is in it lies below these two.
        old_versions: Vec::new(),
        writers: writers(shared),
        readers: Vec::new(),
        access_logs: present_if(false),
    };
    File::new(format!("bucket_{ACCESS_LOGS}.tf"), &TEMPLATE, &view)
}

impl MovesView {
    fn new(moves: &Moves) -> Self {
        let steps = moves.steps.iter();
        Self {
            rule: Literal::new(format!("move {}", moves.prefix)),
            prefix: Literal::new(&moves.prefix),
            steps: steps
                .map(|step| StepView {
                    days: step.days,
                    class: step.class.in_s3(),
                })
                .collect(),
        }
    }
}

impl CorsView {
    fn new(rules: &[Cors]) -> Option<Self> {
        let list = |texts: &[String]| Expr::list(texts.iter().map(Literal::new));
        let unless_empty =
            |texts: &[String]| Vec::from_iter((!texts.is_empty()).then(|| list(texts)));
        let rules = rules.iter().map(|rule| CorsRule {
            origins: list(&rule.origins),
            methods: list(&rule.methods),
            headers: unless_empty(&rule.headers),
            expose_headers: unless_empty(&rule.expose_headers),
            max_age_seconds: rule.max_age_seconds,
        });
        let rules: Vec<CorsRule> = rules.collect();
        (!rules.is_empty()).then_some(Self { rules })
    }
}

impl Notification {
    /// What production has for every bucket.
    fn of_everything() -> Self {
        const COMMENT: &str = "Every change becomes an event that a rule can pick up, a scan for malware say. Costs nothing.";
        Self {
            comments: vec![COMMENT.to_owned()],
            eventbridge: present_if(true),
            queues: Vec::new(),
            policies: Vec::new(),
        }
    }
}

/// Whom S3 tells: queues of `events` and, in production, EventBridge.
fn notification(entry: &Entry, id: &str, is_production: bool) -> Option<Notification> {
    let of_production = is_production.then(Notification::of_everything);
    let queues: Vec<Told> = entry.events.iter().map(Told::new).collect();
    if queues.is_empty() {
        return of_production;
    }
    let policies: BTreeSet<String> = entry
        .events
        .iter()
        .map(|event| format!("aws_sqs_queue_policy.{}", event.queue))
        .collect();
    let of_production = of_production.map(|it| it.comments).unwrap_or_default();
    let comment =
        format!("[bucket.{id}] events: S3 asks each queue at once whether it lets it in.");
    Some(Notification {
        comments: [comment].into_iter().chain(of_production).collect(),
        eventbridge: present_if(is_production),
        queues,
        policies: vec![Expr::list(policies)],
    })
}

impl Told {
    fn new(event: &Event) -> Self {
        let literal = |text: &Option<String>| text.iter().map(Literal::new).collect();
        Self {
            queue: (&event.queue).into(),
            on: Expr::list(event.on.iter().map(Literal::new)),
            prefix: literal(&event.prefix),
            suffix: literal(&event.suffix),
        }
    }
}

impl Expire {
    fn new(prefix: &str, days: u32, versioned: bool) -> Self {
        Self {
            rule: Literal::new(format!("expire {prefix}")),
            marker_rule: Literal::new(format!("remove delete markers {prefix}")),
            prefix: Literal::new(prefix),
            days,
            versioned: present_if(versioned),
            markers: present_if(versioned),
        }
    }
}

/// Who writes access logs. The load balancer does so, and logs its health checks, below the id of its owner's
/// account. Whether it says on whose behalf when it first tries is not documented: where it does not, a condition on
/// that lets nobody apply. (Elastic Load Balancing user guide, "Enable access logs for your
/// Application Load Balancer"; Amazon S3 user guide, "Enabling Amazon S3 server access logging".)
fn writers(shared: &Shared<'_>) -> Vec<Writer> {
    let stack = shared.stack;
    let arn = "${aws_s3_bucket.access_logs.arn}";
    let account = format!("${{{}}}", stack.network.names().account_id);
    let load_balancer = || Writer {
        comment: "The load balancer.",
        sid: "AllowLoadBalancer",
        principal: "logdelivery.elasticloadbalancing.amazonaws.com",
        resource: Expr::new(format!("\"{arn}/load-balancer/AWSLogs/{account}/*\"")),
        source: Vec::new(),
    };
    let is_made = |id: &&&LogicalId| {
        let entry = stack.entries.iter().find(|entry| entry.id == **id);
        let entry = entry.and_then(|entry| entry.value.downcast_ref::<Entry>());
        entry.is_none_or(|entry| entry.existing.is_none())
    };
    let sources = shared.ids.iter().filter(is_made);
    let sources: Vec<String> = sources
        .map(|id| format!("aws_s3_bucket.{id}.arn"))
        .collect();
    let buckets = (!sources.is_empty()).then(|| Writer {
        comment: "S3, on behalf of the other buckets.",
        sid: "AllowBuckets",
        principal: "logging.s3.amazonaws.com",
        resource: Expr::new(format!("\"{arn}/buckets/*\"")),
        source: vec![Expr::list(sources)],
    });
    let load_balancer = stack.load_balancer.existing.is_none().then(load_balancer);
    load_balancer.into_iter().chain(buckets).collect()
}
