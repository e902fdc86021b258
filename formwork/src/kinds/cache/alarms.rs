//! What ends a cache: no memory, and no time. ElastiCache counts by node.

use super::entry::Entry;
use crate::kind::{Alarm, Site};

pub(super) const WORDS: &[&str] = &["memory", "cpu"];

/// The alarms of a cache.
pub(super) fn alarms(entry: &Entry, site: &Site<'_>) -> Vec<Alarm> {
    if entry.existing.is_some() {
        return Vec::new();
    }
    (1..=entry.nodes)
        .flat_map(|node| [memory(site, node), cpu(site, node)])
        .collect()
}

fn memory(site: &Site<'_>, node: u32) -> Alarm {
    const PERCENT: u32 = 80;
    let name = site.id().in_aws();
    let says = format!(
        "Node {node} of cache {name} has used more than {PERCENT} % of its memory for 15 minutes."
    );
    let alarm = Alarm::above("memory", PERCENT, says);
    of_node(alarm, "DatabaseMemoryUsagePercentage", site, node)
        .silence_is_fine("A node that is gone counts nothing: the alarm on its CPU tells of that.")
        .first_look(format!(
            "Whether keys expire. If the code needs them all, a larger `node_type` of `[cache.{}]`.",
            site.id()
        ))
}

fn cpu(site: &Site<'_>, node: u32) -> Alarm {
    const PERCENT: u32 = 90;
    let name = site.id().in_aws();
    let says = format!(
        "Node {node} of cache {name} has been busy for more than {PERCENT} % of 15 minutes, or is not there."
    );
    let look = site.command(&format!(
        "elasticache describe-events --source-type replication-group --source-identifier {} --duration 120",
        site.name()
    ));
    let alarm = Alarm::above("cpu", PERCENT, says);
    of_node(alarm, "EngineCPUUtilization", site, node)
        .silence_is_alarming("A node that is gone counts nothing.")
        .first_look(format!("{look}, then the slow log."))
}

fn of_node(alarm: Alarm, metric: &'static str, site: &Site<'_>, node: u32) -> Alarm {
    let id = format!("\"{}-{node:03}\"", site.name());
    alarm
        .numbered(node)
        .set_by(format!("[cache.{}] node {node}", site.id()))
        .watches(
            "AWS/ElastiCache",
            metric,
            "Average",
            &[("CacheClusterId", id)],
        )
        .during(3, 300)
        .after(format!("aws_elasticache_replication_group.{}", site.id()))
}
