//! What several entries must prove together.

use super::Database;
use super::manifest::Keys;
use crate::kind::{Rule, Scope, entries};
use crate::manifest::Key;

mod connections;
mod names_of_users;
mod read_without_readers;
mod words_of_users;

/// The database that a grant is on, as it is written.
fn granted<'a>(scope: &Scope<'a>, target: &Key) -> Option<(&'a Key, &'a Keys)> {
    entries::<Database>(scope.manifest).find(|(key, _)| *key == target)
}

pub(super) const RULES: &[Rule] = &[
    Rule(connections::check_connections),
    Rule(names_of_users::check_names_of_users),
    Rule(read_without_readers::check_read_without_readers),
    Rule(words_of_users::check_words_of_users),
];
