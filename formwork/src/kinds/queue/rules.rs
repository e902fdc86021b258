//! What several keys, or several entries, must prove together.

use crate::kind::Rule;

mod dead_letter_names;
mod redrive_without_dead_letters;

pub(super) const RULES: &[Rule] = &[
    Rule(dead_letter_names::check_dead_letter_names),
    Rule(redrive_without_dead_letters::check_redrive_without_dead_letters),
];
