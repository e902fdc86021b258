//! What people do with a cache: a snapshot back.

use super::entry::Entry;
use crate::kind::{Runbook, Site};

pub(super) fn runbook(entry: &Entry, site: &Site<'_>) -> Runbook {
    if entry.existing.is_some() {
        return Runbook::new();
    }
    let name = site.name();
    let list = site.command(&format!(
        "elasticache describe-snapshots --replication-group-id {name}"
    ));
    Runbook::new().restore(format!(
        "{list} lists its snapshots, of which ElastiCache makes another cache; what it holds should be what can be \
         computed again"
    ))
}
