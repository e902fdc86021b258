//! Every request belongs to one service: rules are apart, or one lies inside the other.

use std::collections::BTreeMap;

use crate::kind::{Scope, entries};
use crate::kinds::service::manifest::OwnKeys;
use crate::kinds::service::{Service, patterns};
use crate::manifest::{Field, Key, Manifest};
use crate::problem::{Code, Problem};
use crate::source::Span;
use crate::stack::{HostPattern, MAX_DEPTH, Overlap, PathPattern, Rules, depths, overlaps};

/// What a service claims of the requests.
struct Claim<'a> {
    key: &'a Key,
    service: &'a OwnKeys,
    rules: Rules,
}

/// Blames each service for its first conflict with an earlier one.
pub(super) fn check_ambiguous_rules(scope: &Scope<'_>) -> Vec<Problem> {
    let claims = claims(scope.manifest);
    let rules: Vec<&Rules> = claims.iter().map(|claim| &claim.rules).collect();
    let overlaps = overlaps(&rules);
    let mut conflicts: BTreeMap<usize, Problem> = BTreeMap::new();
    for (earlier, later, overlap) in &overlaps {
        let conflict = match overlap {
            Overlap::Inside | Overlap::Around => continue,
            Overlap::Same => same,
            Overlap::Ambiguous => ambiguous,
        };
        conflicts
            .entry(*later)
            .or_insert_with(|| conflict(&claims[*earlier], &claims[*later]));
    }
    let deep = claims
        .iter()
        .zip(depths(claims.len(), &overlaps))
        .filter(|(_, depth)| *depth > MAX_DEPTH);
    conflicts
        .into_values()
        .chain(deep.map(|(claim, depth)| too_deep(claim, depth)))
        .collect()
}

/// The services with rules that can all be read, in the order of the file.
fn claims(manifest: &Manifest) -> Vec<Claim<'_>> {
    let is_unread = |key: &Key, list| manifest.is_unread(&["service", key.get(), list]);
    let readable = entries::<Service>(manifest)
        .filter(|(key, _)| !is_unread(key, "hosts") && !is_unread(key, "paths"));
    let mut claims: Vec<Claim<'_>> = readable
        .filter_map(|(key, keys)| claim(key, &keys.own))
        .collect();
    claims.sort_by_key(|claim| claim.key.span().start);
    claims
}

fn claim<'a>(key: &'a Key, service: &'a OwnKeys) -> Option<Claim<'a>> {
    patterns::readable(service).map(|rules| Claim {
        key,
        service,
        rules,
    })
}

fn same(earlier: &Claim<'_>, later: &Claim<'_>) -> Problem {
    let (a, b) = (earlier.key.get(), later.key.get());
    Problem::new(
        Code::SameRules,
        format!("`{a}` and `{b}` take the same requests"),
    )
    .at(place(later, earlier), format!("rules of `{b}`"))
    .at(place(earlier, later), format!("rules of `{a}`"))
    .help("use other `paths` or `hosts` for one of them")
}

fn ambiguous(earlier: &Claim<'_>, later: &Claim<'_>) -> Problem {
    let (a, b) = (earlier.key.get(), later.key.get());
    let message = format!(
        "a request can match the rules of both `{a}` and `{b}`, and neither is the narrower"
    );
    Problem::new(Code::AmbiguousRules, message)
        .at(place(later, earlier), format!("rules of `{b}`"))
        .at(place(earlier, later), format!("rules of `{a}`"))
        .help(ambiguous_help(earlier, later))
}

const NARROW: &str =
    "narrow one of them until it lies inside the other, or until no request matches both";

/// Hosts for one service and paths for another is the usual reason: hosts for both settle it.
fn ambiguous_help(earlier: &Claim<'_>, later: &Claim<'_>) -> String {
    let [a, b] = [earlier, later].map(|claim| {
        (
            claim.service.hosts.as_slice(),
            claim.service.paths.as_slice(),
        )
    });
    let (by_path, hosts) = match (a, b) {
        ((hosts, []), ([], _)) => (later, hosts),
        (([], _), (hosts, [])) => (earlier, hosts),
        _ => return NARROW.to_owned(),
    };
    let hosts: Vec<String> = hosts
        .iter()
        .map(|host| format!("\"{}\"", host.get()))
        .collect();
    format!(
        "add `hosts = [{}]` to `{}`, so that it lies inside the other",
        hosts.join(", "),
        by_path.key.get()
    )
}

fn too_deep(claim: &Claim<'_>, depth: u64) -> Problem {
    let name = claim.key.get();
    let message = format!(
        "the rules of `{name}` lie inside those of {depth} services, formwork orders {MAX_DEPTH}"
    );
    Problem::new(Code::AmbiguousRules, message)
        .at(place(claim, claim), "nested too deep")
        .help("join services, or use paths that do not lie inside each other")
}

/// The first pattern of a claim by which it meets the other: a path, else a host.
fn place(claim: &Claim<'_>, other: &Claim<'_>) -> Span {
    let meets = |rules: Option<Rules>| rules.is_some_and(|rules| rules.overlaps(&other.rules));
    let by_path = claim
        .service
        .paths
        .iter()
        .find(|field| meets(only_path(field)));
    let by_host = || {
        claim
            .service
            .hosts
            .iter()
            .find(|field| meets(only_host(field)))
    };
    by_path
        .or_else(by_host)
        .map_or(claim.key.span(), |field| field.span_or(&claim.key.span()))
}

fn only_path(field: &Field<String>) -> Option<Rules> {
    let path = PathPattern::parse(field.get()).ok()?;
    Rules::new(Vec::new(), vec![path])
}

fn only_host(field: &Field<String>) -> Option<Rules> {
    let host = HostPattern::parse(field.get()).ok()?;
    Rules::new(vec![host], Vec::new())
}
