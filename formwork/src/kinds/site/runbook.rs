//! What people do with a site: its files out, the ones before back, and its certificate.

use super::entry::Entry;
use crate::kind::{Runbook, Site};

pub(super) fn runbook(entry: &Entry, site: &Site<'_>) -> Runbook {
    let (id, bucket) = (site.id(), &entry.bucket);
    let invalidate = format!("`eval \"$(terraform output -raw {id}_invalidate_command)\"`");
    let runbook = Runbook::new()
        .deploy(format!(
            "`eval \"$(terraform output -raw {id}_upload_command)\"` uploads the directory `{id}`, and {invalidate} lets \
             CloudFront forget what it had"
        ))
        .back(format!(
            "upload the former files, then {invalidate}. What is lost is among the versions of bucket `{bucket}`, if it keeps them"
        ));
    match &entry.domain {
        Some(domain) => runbook.rotate(format!(
            "ACM renews the certificate of `{domain}` by itself, as long as its records stay in the zone"
        )),
        None => runbook,
    }
}
