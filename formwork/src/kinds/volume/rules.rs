//! What a volume and the containers that mount it must prove together.

use crate::kind::Rule;

mod writers;

pub(super) const RULES: &[Rule] = &[Rule(writers::check_writers)];
