//! What several entries must prove together.

use crate::kind::Rule;

mod read_without_readers;

pub(super) const RULES: &[Rule] = &[Rule(read_without_readers::check_read_without_readers)];
