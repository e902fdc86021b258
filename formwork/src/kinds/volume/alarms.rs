//! What tells that a file system is in trouble.

use super::entry::Entry;
use crate::kind::{Alarm, Site};

pub(super) const WORDS: &[&str] = &["io"];

/// The alarm of a file system that is made. What exists has those of whoever made it.
pub(super) fn alarms(entry: &Entry, site: &Site<'_>) -> Vec<Alarm> {
    const PERCENT: u32 = 90;
    if entry.existing.is_some() {
        return Vec::new();
    }
    let (id, in_aws) = (site.id(), site.id().in_aws());
    let says = format!(
        "Volume {in_aws} has been close to the operations that EFS does in a second, more than {PERCENT} %, for 15 minutes."
    );
    let file_system = format!("aws_efs_file_system.{id}.id");
    let alarm = Alarm::above("io", PERCENT, says)
        .set_by(format!("[volume.{id}]"))
        .watches("AWS/EFS", "PercentIOLimit", "Average", &[("FileSystemId", file_system)])
        .during(3, 300)
        .silence_is_fine("EFS counts nothing while nobody reads or writes.")
        .first_look(
            "Which service reads or writes: `ClientConnections` and `MeteredIOBytes` of the same time. Many small files cost the most.",
        );
    vec![alarm]
}
