//! What people do with a queue: dead letters back.

use super::entry::Entry;
use crate::kind::{Runbook, Site};

pub(super) fn runbook(entry: &Entry, site: &Site<'_>) -> Runbook {
    if entry.existing.is_some() || entry.dead_letter_after.is_none() {
        return Runbook::new();
    }
    Runbook::new().restore(format!(
        "{} takes its dead letters back",
        redrive(entry, site)
    ))
}

/// The name of the queue of dead letters.
pub(super) fn dead_letters(entry: &Entry, site: &Site<'_>) -> String {
    let end = if entry.is_fifo { ".fifo" } else { "" };
    format!("{}-dead{end}", site.name())
}

/// The command that takes dead letters back to where they came from.
pub(super) fn redrive(entry: &Entry, site: &Site<'_>) -> String {
    site.command(&format!(
        "sqs start-message-move-task --source-arn arn:{}:sqs:{}:ACCOUNT:{}",
        site.partition(),
        site.region(),
        dead_letters(entry, site)
    ))
}
