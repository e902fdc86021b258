//! One service, at most, takes the requests that no rule matches.

use crate::manifest::{Key, Manifest, Service};
use crate::problem::{Code, Problem};

pub(super) fn check_unrouted_services(manifest: &Manifest) -> Vec<Problem> {
    let is_unread = |key: &Key, list| manifest.is_unread(&["service", key.get(), list]);
    let is_unrouted = |(key, service): &(&Key, &Service)| {
        let has_no_rules = service.hosts.is_empty() && service.paths.is_empty();
        has_no_rules && !is_unread(key, "hosts") && !is_unread(key, "paths")
    };
    let unrouted = manifest.service.iter().filter(is_unrouted);
    let mut keys: Vec<&Key> = unrouted.map(|(key, _)| key).collect();
    keys.sort_by_key(|key| key.span().start);
    match keys[..] {
        [first, ref others @ ..] => others.iter().map(|other| problem(first, other)).collect(),
        [] => Vec::new(),
    }
}

fn problem(first: &Key, other: &Key) -> Problem {
    let (a, b) = (first.get(), other.get());
    let message = format!("`{a}` and `{b}` both take the requests that no other service takes");
    Problem::new(Code::SameRules, message)
        .at(other.span(), "no `paths` and no `hosts` here")
        .at(first.span(), "nor here")
        .help(format!(
            "give one of them rules, such as `paths = [\"/{b}/*\"]`"
        ))
}
