//! A topic in Terraform that somebody wrote.

use crate::kind::{Found, KeyValue, Proposal, Recognition};

/// The defaults are those of the provider's schema.
pub(super) const RECOGNITION: Recognition = Recognition::new(&["aws_sns_topic"], propose)
    .with_twins(&[("aws_sns_topic", ["id", "arn"])])
    .with_defaults(&[
        ("aws_sns_topic", "content_based_deduplication", "false"),
        ("aws_sns_topic", "fifo_topic", "false"),
        (
            "aws_sns_topic_subscription",
            "confirmation_timeout_in_minutes",
            "1",
        ),
        (
            "aws_sns_topic_subscription",
            "endpoint_auto_confirms",
            "false",
        ),
    ]);

fn propose(topic: &Found<'_>) -> Result<Option<Proposal>, String> {
    let is_fifo = topic.is_on("fifo_topic");
    let stack = topic.stack("name", '-', if is_fifo { ".fifo" } else { "" })?;
    let subscriptions = topic.all("aws_sns_topic_subscription");
    let start = format!("{}_to_", topic.id());
    let queues = subscriptions.filter_map(|(name, subscription)| {
        let queue = name.strip_prefix(start.as_str())?;
        Some((queue.to_owned(), keys(&subscription)))
    });
    let queues: Vec<(String, KeyValue)> = queues.collect();
    let entry = Proposal::in_stack(stack).with_unless("fifo", is_fifo, &false);
    Ok(Some(if queues.is_empty() {
        entry
    } else {
        entry.with("queues", KeyValue::Table(queues))
    }))
}

fn keys(subscription: &Found<'_>) -> KeyValue {
    let filter = subscription.value("filter_policy");
    let filter = filter.and_then(KeyValue::of_value);
    let is_of_body = subscription.text("filter_policy_scope") == Some("MessageBody");
    let scope = is_of_body.then(|| ("filter_on".to_owned(), "body".into()));
    let filter = filter.map(|filter| ("filter".to_owned(), filter));
    KeyValue::Table(filter.into_iter().chain(scope).collect())
}
