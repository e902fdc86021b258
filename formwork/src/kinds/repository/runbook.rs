//! What people do with a repository: it is there before the tasks that its images are for.

use super::entry::Entry;
use crate::kind::{Runbook, Site};

pub(super) fn runbook(entry: &Entry, site: &Site<'_>) -> Runbook {
    if entry.existing.is_some() {
        return Runbook::new();
    }
    let id = site.id();
    Runbook::new().before(format!(
        "`terraform apply -target=aws_ecr_repository.{id}` makes it. `terraform output -raw {id}_login_command` gives the \
         command that lets Docker in, and images are pushed to what `terraform output -raw {id}_repository_url` gives"
    ))
}
