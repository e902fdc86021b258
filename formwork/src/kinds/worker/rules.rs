//! What several keys of a worker must prove together.

use crate::kind::Rule;

mod scaling;

pub(super) const RULES: &[Rule] = &[Rule(scaling::check_scaling)];
