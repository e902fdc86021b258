//! What tells that a queue is in trouble: messages that wait, and messages that nobody can work off.

use super::entry::Entry;
use super::runbook;
use crate::kind::{Alarm, Site};

pub(super) const WORDS: &[&str] = &["oldest_message", "dead_letters"];

/// SQS counts what it has, and stops where nobody asks.
const SILENCE: &str = "SQS tells nothing of a queue that nobody has used for hours.";

/// The alarms of a queue that is made. What exists has those of whoever made it.
pub(super) fn alarms(entry: &Entry, site: &Site<'_>) -> Vec<Alarm> {
    if entry.existing.is_some() {
        return Vec::new();
    }
    let dead_letters = entry
        .dead_letter_after
        .map(|after| dead_letters(entry, after, site));
    [oldest_message(entry, site)]
        .into_iter()
        .chain(dead_letters)
        .collect()
}

fn oldest_message(entry: &Entry, site: &Site<'_>) -> Alarm {
    let (name, minutes) = (site.id().in_aws(), entry.oldest_message_minutes);
    let says =
        format!("The oldest message of queue {name} has waited for more than {minutes} minutes.");
    let queue = format!("aws_sqs_queue.{}.name", site.id());
    Alarm::above("oldest_message", minutes * 60, says)
        .set_by(format!("[queue.{}] oldest_message_minutes", site.id()))
        .watches(
            "AWS/SQS",
            "ApproximateAgeOfOldestMessage",
            "Maximum",
            &[("QueueName", queue)],
        )
        .silence_is_fine(SILENCE)
        .first_look("Whether whoever receives from it runs, and what it logs.")
}

fn dead_letters(entry: &Entry, after: u32, site: &Site<'_>) -> Alarm {
    let name = site.id().in_aws();
    let says = format!(
        "Queue {name} has dead letters: messages that were received {after} times in vain."
    );
    let queue = format!("aws_sqs_queue.{}_dead.name", site.id());
    let url = site.command(&format!(
        "sqs get-queue-url --queue-name {}",
        runbook::dead_letters(entry, site)
    ));
    let look = site.command("sqs receive-message --visibility-timeout 0 --queue-url URL");
    let back = runbook::redrive(entry, site);
    Alarm::above("dead_letters", 0, says)
        .set_by(format!("[queue.{}] dead_letter", site.id()))
        .watches(
            "AWS/SQS",
            "ApproximateNumberOfMessagesVisible",
            "Maximum",
            &[("QueueName", queue)],
        )
        .silence_is_fine(SILENCE)
        .first_look(format!(
            "{look} shows one of them, by the URL that {url} gives. Once the code can work it off, {back} takes them back."
        ))
}
