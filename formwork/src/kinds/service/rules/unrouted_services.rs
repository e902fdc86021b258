//! One service, at most, takes the requests that no rule matches, and some are left to it.

use crate::kind::{Scope, entries};
use crate::kinds::service::Service;
use crate::kinds::service::manifest::Keys;
use crate::manifest::{Field, Key, Manifest};
use crate::problem::{Code, Problem};
use crate::source::Span;

pub(super) fn check_unrouted_services(scope: &Scope<'_>) -> Vec<Problem> {
    let manifest = scope.manifest;
    let is_unread = |key: &Key, list| manifest.is_unread(&["service", key.get(), list]);
    let is_unrouted = |(key, keys): &(&Key, &Keys)| {
        let has_no_rules =
            *keys.own.public.get() && keys.own.hosts.is_empty() && keys.own.paths.is_empty();
        has_no_rules && !is_unread(key, "hosts") && !is_unread(key, "paths")
    };
    let unrouted = entries::<Service>(manifest).filter(is_unrouted);
    let mut keys: Vec<&Key> = unrouted.map(|(key, _)| key).collect();
    keys.sort_by_key(|key| key.span().start);
    if let Some(existing) = &manifest.load_balancer.get().existing {
        let listener = &existing.span_or(&(0..0));
        return keys
            .into_iter()
            .map(|key| unreached(key, listener))
            .collect();
    }
    match keys[..] {
        [first, ref others @ ..] => others
            .iter()
            .map(|other| problem(scope, first, other))
            .chain(
                takes_all(manifest)
                    .into_iter()
                    .map(|(by, pattern)| shadowed(first, by, pattern)),
            )
            .collect(),
        [] => Vec::new(),
    }
}

/// What no rule takes is that of the owner of a listener.
fn unreached(key: &Key, listener: &Span) -> Problem {
    let name = key.get();
    let message = format!("`{name}` has no rule on the listener, which is that of others");
    Problem::new(Code::MissingKey, message)
        .at(key.span(), "no `hosts` and no `paths` here")
        .at(listener.clone(), "what no rule takes goes where its owner wants it")
        .help(format!(
            "add `hosts = [\"{name}.acme.example\"]`, or `paths`; or `public = false`, if only other services call it"
        ))
}

/// A service that takes every path of every host.
fn takes_all(manifest: &Manifest) -> Option<(&Key, &Field<String>)> {
    let everything = |pattern: &&Field<String>| pattern.get() == "/*";
    let mut services = entries::<Service>(manifest);
    services.find_map(|(key, keys)| {
        let is_unread = manifest.is_unread(&["service", key.get(), "hosts"]);
        let pattern = keys.own.paths.iter().find(everything)?;
        (keys.own.hosts.is_empty() && !is_unread).then_some((key, pattern))
    })
}

fn shadowed(unrouted: &Key, by: &Key, pattern: &Field<String>) -> Problem {
    let (unrouted_name, by_name) = (unrouted.get(), by.get());
    let message = format!("`{unrouted_name}` gets no request, `{by_name}` takes all of them");
    Problem::new(Code::SameRules, message)
        .at(unrouted.span(), "takes what no other service takes")
        .at(pattern.span_or(&by.span()), "every request")
        .help(format!(
            "remove `paths` from `{by_name}` and give `{unrouted_name}` rules of its own"
        ))
}

fn problem(scope: &Scope<'_>, first: &Key, other: &Key) -> Problem {
    let has_workers = scope.kinds.iter().any(|kind| kind.table() == "worker");
    let (a, b) = (first.get(), other.get());
    let message = format!("`{a}` and `{b}` both take the requests that no other service takes");
    Problem::new(Code::SameRules, message)
        .at(other.span(), "no `paths` and no `hosts` here")
        .at(first.span(), "nor here")
        .help(if has_workers {
            format!(
                "give one of them rules, such as `paths = [\"/{b}/*\"]`; one that others call alone has `public = false`, and what nobody calls is `[worker.{b}]`"
            )
        } else {
            format!("give one of them rules, such as `paths = [\"/{b}/*\"]`")
        })
}
