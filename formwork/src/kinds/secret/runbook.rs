//! What people do with a secret: its first value and the next.

use super::entry::Entry;
use crate::kind::{Runbook, Site};

pub(super) fn runbook(entry: &Entry, site: &Site<'_>) -> Runbook {
    let command = format!("`terraform output -raw {}_secret_command`", site.id());
    let runbook = Runbook::new().rotate(format!(
        "the command that {command} gives sets the next value. Code that fetches it has it from then on, and tasks \
         that ECS hands it to after they are replaced"
    ));
    if entry.existing.is_some() {
        return runbook;
    }
    runbook.before(format!(
        "a value for the secret, right after Terraform made it: the command that {command} gives sets it. Tasks that \
         ECS hands it to do not start before"
    ))
}
