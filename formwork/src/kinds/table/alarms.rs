//! What tells that a table is asked too much.

use super::entry::Entry;
use crate::kind::{Alarm, Site};

pub(super) const WORDS: &[&str] = &["throttled"];

/// The alarm of a table that is made. One that is paid by request grows by itself. Who is refused nevertheless asks one
/// partition for more than it can give, or more than twice the traffic that the table has ever had.
pub(super) fn alarms(entry: &Entry, site: &Site<'_>) -> Vec<Alarm> {
    if entry.existing.is_some() {
        return Vec::new();
    }
    let (id, name) = (site.id(), site.id().in_aws());
    let says =
        format!("DynamoDB refuses requests to table {name}: one partition is asked too much.");
    let metrics = [
        ("reads", "ReadThrottleEvents"),
        ("writes", "WriteThrottleEvents"),
    ];
    let of = [("TableName", format!("aws_dynamodb_table.{id}.name"))];
    let alarm = Alarm::above("throttled", 0, says)
        .set_by(format!(
            "[table.{id}] One partition is asked for more than it can give, or all for more than ever."
        ))
        .watches_sum("Refused requests", "AWS/DynamoDB", &metrics, &of)
        .during(5, 60)
        .in_any(3)
        .silence_is_fine(
            "CloudWatch has no value, not 0, for a minute in which nobody was refused.",
        )
        .first_look("Which key is asked for most: a partition gives 3,000 reads and 1,000 writes a second.");
    vec![alarm]
}
