//! Constants for the code of a job.

use serde::Serialize;

use crate::hcl::Word;
use crate::kind::{Constants, File, LogicalId, Template};

const TEMPLATE: Template = Template::new("job_constants.rs", include_str!("constants.rs.hbs"));

/// What `constants.rs.hbs` sees.
#[derive(Debug, Serialize)]
struct View {
    job: Word,
}

pub(super) fn constants(id: &LogicalId) -> Constants {
    Constants(File::new("stack.rs", &TEMPLATE, &View { job: id.into() }))
}
