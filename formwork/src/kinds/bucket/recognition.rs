//! A bucket in Terraform that somebody wrote.

use super::events::EVENTS;
use super::manifest::{Class, Keys};
use crate::hcl::module::Value;
use crate::kind::{Found, KeyValue, Proposal, Recognition};

/// The default is that of the provider's schema.
pub(super) const RECOGNITION: Recognition = Recognition::new(&["aws_s3_bucket"], propose)
    .with_twins(&[("aws_s3_bucket", ["id", "bucket"])])
    .with_defaults(&[("aws_s3_bucket", "force_destroy", "false")]);

fn propose(bucket: &Found<'_>) -> Result<Option<Proposal>, String> {
    let stack = bucket.stack("bucket_prefix", '-', "-")?;
    let is_versioned = bucket.beside("aws_s3_bucket_versioning", "").is_some();
    let encryption = bucket.beside("aws_s3_bucket_server_side_encryption_configuration", "");
    let kms_key = encryption
        .and_then(|it| it.value("rule.apply_server_side_encryption_by_default.kms_master_key_id"));
    let cors = bucket.beside("aws_s3_bucket_cors_configuration", "");
    let cors = cors.into_iter().flat_map(|it| {
        it.nested("cors_rule")
            .map(|rule| cors_of(&rule))
            .collect::<Vec<_>>()
    });
    let notification = bucket.beside("aws_s3_bucket_notification", "");
    let events = notification.into_iter().flat_map(|it| {
        it.nested("queue")
            .map(|queue| event(&queue))
            .collect::<Vec<_>>()
    });
    let events: Vec<KeyValue> = events
        .collect::<Option<_>>()
        .ok_or("what it tells queues of is computed")?;
    let rules = bucket.beside("aws_s3_bucket_lifecycle_configuration", "");
    let rules: Vec<Found<'_>> = rules
        .into_iter()
        .flat_map(|it| it.nested("rule").collect::<Vec<_>>())
        .collect();
    Ok(Some(
        Proposal::in_stack(stack)
            .with_unless("versioning", is_versioned, &true)
            .with_some("noncurrent_days", noncurrent_days(&rules, is_versioned))
            .with_list("expire", rules.iter().filter_map(expiration).collect())
            .with_list("transition", rules.iter().flat_map(transitions).collect())
            .with_list("cors", cors.collect())
            .with_some("kms_key", kms_key.and_then(KeyValue::template))
            .with_list("events", events),
    ))
}

/// What the key says, unless it is the default.
fn noncurrent_days(rules: &[Found<'_>], is_versioned: bool) -> Option<u32> {
    let is_of_versions = |rule: &&Found<'_>| rule.text("id") == Some("remove old versions");
    let rule = rules.iter().find(is_of_versions);
    let days = match rule {
        Some(rule) => rule.number("noncurrent_version_expiration.noncurrent_days")?,
        None => 0,
    };
    let is_default = days == *Keys::default().noncurrent_days.get();
    (is_versioned && !is_default).then_some(days)
}

fn expiration(rule: &Found<'_>) -> Option<KeyValue> {
    let prefix = rule.text("id")?.strip_prefix("expire ")?;
    let days = rule.number("expiration.days")?;
    Some(KeyValue::table([
        ("prefix", prefix.into()),
        ("days", days.into()),
    ]))
}

fn transitions(rule: &Found<'_>) -> Vec<KeyValue> {
    let prefix = rule.text("id").and_then(|id| id.strip_prefix("move "));
    let steps = rule.nested("transition").filter_map(|step| {
        let class = step.text("storage_class")?;
        let class = Class::ALL.into_iter().find(|it| it.in_s3() == class)?;
        Some(KeyValue::table([
            ("prefix", prefix?.into()),
            ("days", step.number("days")?.into()),
            ("class", class.word().into()),
        ]))
    });
    steps.collect()
}

fn cors_of(rule: &Found<'_>) -> KeyValue {
    let list = |key: &str, argument: &str| {
        let value = rule.value(argument).and_then(KeyValue::of_value);
        value.map(|value| (key.to_owned(), value))
    };
    let age = rule.number("max_age_seconds");
    let age = age.filter(|age| age != super::manifest::Cors::default().max_age_seconds.get());
    let keys = [
        list("origins", "allowed_origins"),
        list("methods", "allowed_methods"),
        list("headers", "allowed_headers"),
        list("expose_headers", "expose_headers"),
        age.map(|age| ("max_age_seconds".to_owned(), age.into())),
    ];
    KeyValue::Table(keys.into_iter().flatten().collect())
}

/// What a queue is told of.
fn event(queue: &Found<'_>) -> Option<KeyValue> {
    let name = queue.address("queue_arn")?.strip_prefix("aws_sqs_queue.")?;
    let on = queue.value("events")?.items().iter().map(|event| {
        let event = event.text()?;
        let known = EVENTS.iter().find(|(_, of_s3)| *of_s3 == event)?;
        Some(known.0)
    });
    let on: Vec<&str> = on.collect::<Option<_>>()?;
    let part = |key: &str, argument: &str| {
        let value = queue.value(argument).and_then(Value::text)?;
        Some((key.to_owned(), value.into()))
    };
    let keys = [
        Some(("queue".to_owned(), name.into())),
        Some(("on".to_owned(), KeyValue::texts(on))),
        part("prefix", "filter_prefix"),
        part("suffix", "filter_suffix"),
    ];
    Some(KeyValue::Table(keys.into_iter().flatten().collect()))
}
