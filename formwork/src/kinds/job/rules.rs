//! What several keys of a job must prove together.

use crate::kind::Rule;

mod scheduled_time;

pub(super) const RULES: &[Rule] = &[Rule(scheduled_time::check_scheduled_time)];
