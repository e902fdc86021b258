//! What a site and the rest of the stack must prove together.

use crate::kind::Rule;

mod buckets;
mod domains;
mod unreachable;

pub(super) const RULES: &[Rule] = &[
    Rule(buckets::check_buckets),
    Rule(domains::check_domains),
    Rule(unreachable::check_unreachable),
];
