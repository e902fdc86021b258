//! `task_<name>.tf`: all that belongs to one task.

use serde::Serialize;

use super::entry::Entry;
use crate::container::Tasks;
use crate::kind::{File, Site, Template};

const TEMPLATE: Template = Template::new("task.tf", include_str!("task.tf.hbs"));

/// What `task.tf.hbs` sees.
#[derive(Debug, Serialize)]
struct View {
    tasks: Tasks,
}

/// The file of one task.
pub(super) fn file(entry: &Entry, site: &Site<'_>) -> File {
    let tasks = Tasks::new(&entry.container, site, Vec::new()).until_replaced();
    File::new(format!("task_{}.tf", site.id()), &TEMPLATE, &View { tasks })
}
