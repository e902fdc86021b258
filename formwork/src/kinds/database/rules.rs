//! What several entries must prove together.

use crate::kind::Rule;

mod connections;
mod read_without_readers;

pub(super) const RULES: &[Rule] = &[
    Rule(connections::check_connections),
    Rule(read_without_readers::check_read_without_readers),
];
