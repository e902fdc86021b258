//! What people do with a bucket: objects back, and all of them gone.

use super::entry::Entry;
use crate::kind::{Runbook, Site};

pub(super) fn runbook(entry: &Entry, site: &Site<'_>) -> Runbook {
    if entry.existing.is_some() {
        return Runbook::new();
    }
    let bucket = format!("\"$(terraform output -raw {}_bucket_name)\"", site.id());
    let versions = site.command(&format!(
        "s3api list-object-versions --bucket {bucket} --prefix KEY"
    ));
    let undelete = site.command(&format!(
        "s3api delete-object --bucket {bucket} --key KEY --version-id MARKER"
    ));
    let restore = if entry.versioning {
        format!(
            "{versions} lists the versions of an object. {undelete} takes a delete marker away, and the object is back"
        )
    } else {
        "it has no versions, so that what is deleted is gone".to_owned()
    };
    let empty = site
        .command(&format!("s3 rm --recursive s3://{bucket}"))
        .replace("s3://\"", "\"s3://");
    let destroy = if site.is_production() {
        format!(
            "Terraform deletes no bucket with objects in it here. First {empty}, and every former version"
        )
    } else {
        "its objects go with it, and every former version".to_owned()
    };
    Runbook::new().restore(restore).destroy(destroy)
}
