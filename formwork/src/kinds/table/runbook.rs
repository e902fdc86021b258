//! What people do with a table: any second of the last 35 days back.

use super::entry::Entry;
use crate::kind::{Runbook, Site};

pub(super) fn runbook(entry: &Entry, site: &Site<'_>) -> Runbook {
    if entry.existing.is_some() {
        return Runbook::new();
    }
    let name = site.name();
    let restore = site.command(&format!(
        "dynamodb restore-table-to-point-in-time --source-table-name {name} --target-table-name {name}-restored --restore-date-time TIME"
    ));
    let runbook = Runbook::new().restore(format!(
        "{restore} makes a table beside it, of which you copy what is lost: any second of the last 35 days"
    ));
    if site.is_production() {
        let unprotect = site.command(&format!(
            "dynamodb update-table --table-name {name} --no-deletion-protection-enabled"
        ));
        return runbook.destroy(format!("AWS refuses to delete it until {unprotect}"));
    }
    runbook
}
