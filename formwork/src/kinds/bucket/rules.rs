//! What several keys of a bucket must prove together.

use crate::kind::Rule;

mod early_expirations;
mod queues_of_events;
mod repeated_expirations;
mod shadowed_expirations;

pub(super) const RULES: &[Rule] = &[
    Rule(repeated_expirations::check_repeated_expirations),
    Rule(shadowed_expirations::check_shadowed_expirations),
    Rule(early_expirations::check_early_expirations),
    Rule(queues_of_events::check_queues_of_events),
];
