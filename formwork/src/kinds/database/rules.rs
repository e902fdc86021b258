//! What several entries must prove together.

use crate::kind::Rule;

mod connections;
mod names_of_users;
mod read_without_readers;
mod words_of_users;

pub(super) const RULES: &[Rule] = &[
    Rule(connections::check_connections),
    Rule(names_of_users::check_names_of_users),
    Rule(read_without_readers::check_read_without_readers),
    Rule(words_of_users::check_words_of_users),
];
