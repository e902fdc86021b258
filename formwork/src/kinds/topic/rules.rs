//! What a topic and the queues that it delivers to must prove together.

use crate::kind::Rule;

mod names_of_undelivered;
mod subscribed_queues;

pub(super) const RULES: &[Rule] = &[
    Rule(subscribed_queues::check_subscribed_queues),
    Rule(names_of_undelivered::check_names_of_undelivered),
];
