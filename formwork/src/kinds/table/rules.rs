//! What several keys, or a table and a grant on it, must prove together.

use crate::kind::Rule;

mod grants_on_streams;
mod table_keys;

pub(super) const RULES: &[Rule] = &[
    Rule(table_keys::check_table_keys),
    Rule(grants_on_streams::check_grants_on_streams),
];
