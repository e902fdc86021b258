//! A queue in Terraform that somebody wrote.

use super::manifest::{DeadLetter, Keys};
use crate::kind::{Found, KeyValue, Proposal, Recognition};

/// The defaults are those of the provider's schema for `aws_sqs_queue`.
pub(super) const RECOGNITION: Recognition = Recognition::new(&["aws_sqs_queue"], propose)
    .with_twins(&[("aws_sqs_queue", ["id", "url"])])
    .with_defaults(&[
        ("aws_sqs_queue", "content_based_deduplication", "false"),
        ("aws_sqs_queue", "delay_seconds", "0"),
        ("aws_sqs_queue", "fifo_queue", "false"),
        ("aws_sqs_queue", "message_retention_seconds", "345600"),
        ("aws_sqs_queue", "receive_wait_time_seconds", "0"),
        ("aws_sqs_queue", "visibility_timeout_seconds", "30"),
    ]);

const SECONDS_OF_A_DAY: u32 = 24 * 60 * 60;

fn propose(queue: &Found<'_>) -> Result<Option<Proposal>, String> {
    let keys = Keys::default();
    let is_fifo = queue.is_on("fifo_queue");
    let stack = queue.stack("name", '-', if is_fifo { ".fifo" } else { "" })?;
    let visibility = queue.number("visibility_timeout_seconds");
    let retention = queue.number("message_retention_seconds");
    let retention = retention.map(|seconds| seconds / SECONDS_OF_A_DAY);
    let oldest = queue.beside("aws_cloudwatch_metric_alarm", "_oldest_message");
    let oldest = oldest.and_then(|alarm| alarm.number("threshold"));
    let oldest = oldest.map(|seconds| seconds / 60);
    let default = |field: &crate::manifest::Field<u32>| *field.get();
    let entry = Proposal::in_stack(stack).with_unless("fifo", is_fifo, &false);
    let entry = number(
        entry,
        "visibility_timeout_seconds",
        visibility,
        default(&keys.visibility_timeout_seconds),
    );
    let entry = number(
        entry,
        "retention_days",
        retention,
        default(&keys.retention_days),
    );
    let entry = number(
        entry,
        "oldest_message_minutes",
        oldest,
        default(&keys.oldest_message_minutes),
    );
    Ok(Some(entry.with_some("dead_letter", dead_letter(queue))))
}

fn number(entry: Proposal, key: &str, found: Option<u32>, default: u32) -> Proposal {
    entry.with_unless(key, found.unwrap_or(default), &default)
}

/// What the key says, unless it is the default.
fn dead_letter(queue: &Found<'_>) -> Option<KeyValue> {
    let Some(policy) = queue.beside("aws_sqs_queue_redrive_policy", "") else {
        return Some(KeyValue::Bool(false));
    };
    let after = policy.number("redrive_policy.maxReceiveCount")?;
    let is_default = after == *DeadLetter::default().after.get();
    (!is_default).then(|| KeyValue::table([("after", after.into())]))
}
