//! What tells that messages of a topic did not arrive.

use super::entry::Entry;
use crate::kind::{Alarm, Site};

pub(super) const WORDS: &[&str] = &["undelivered"];

/// The alarm of a topic that queues subscribe to.
pub(super) fn alarms(entry: &Entry, site: &Site<'_>) -> Vec<Alarm> {
    if entry.existing.is_some() || entry.queues.is_empty() {
        return Vec::new();
    }
    let (id, name) = (site.id(), site.id().in_aws());
    let says = format!("SNS could not deliver what was published to topic {name}.");
    let queue = format!("aws_sqs_queue.{id}_undelivered.name");
    let alarm = Alarm::above("undelivered", 0, says)
        .set_by(format!("[topic.{id}] queues"))
        .watches(
            "AWS/SQS",
            "ApproximateNumberOfMessagesVisible",
            "Maximum",
            &[("QueueName", queue)],
        )
        .silence_is_fine("SQS tells nothing of a queue that nobody has used for hours.")
        .first_look(format!(
            "The attributes of a message in the queue `{}-undelivered`: SNS writes there why no queue took it.",
            site.name()
        ));
    vec![alarm]
}
