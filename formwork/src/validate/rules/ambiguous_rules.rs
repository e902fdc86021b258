//! Every request belongs to one service: rules are apart, or one lies inside the other.

use std::collections::BTreeSet;

use crate::manifest::{Field, Key, Manifest, Service};
use crate::problem::{Code, Problem};
use crate::source::Span;
use crate::stack::{HostPattern, Overlap, PathPattern, Rules, overlap_of};
use crate::validate::problems::Problems;
use crate::validate::routing;

/// How many services' rules one service's rules may lie inside: the bands of priorities below the
/// outermost.
const MAX_DEPTH: usize = 9;

/// What a service claims of the requests.
struct Claim<'a> {
    key: &'a Key,
    service: &'a Service,
    rules: Option<Rules>,
}

/// Compares every pair, and blames each service for its first conflict with an earlier one.
pub(super) fn check_ambiguous_rules(manifest: &Manifest) -> Vec<Problem> {
    let claims = claims(manifest);
    let mut depths = vec![0; claims.len()];
    let mut problems = Vec::new();
    for (index, claim) in claims.iter().enumerate() {
        let mut conflict = None;
        for (other_index, other) in claims[..index].iter().enumerate() {
            match relation(other, claim) {
                Relation::Apart => {}
                Relation::Inside => depths[index] += 1,
                Relation::Outside => depths[other_index] += 1,
                Relation::Same => conflict = conflict.or_else(|| Some(same(other, claim))),
                Relation::Ambiguous => conflict = conflict.or_else(|| Some(ambiguous(other, claim))),
            }
        }
        problems.extend(conflict);
    }
    let deep = claims.iter().zip(depths).filter(|(_, depth)| *depth > MAX_DEPTH);
    problems.extend(deep.map(|(claim, depth)| too_deep(claim, depth)));
    problems
}

/// The services whose patterns can all be read, in the order of the file.
fn claims(manifest: &Manifest) -> Vec<Claim<'_>> {
    let is_unread = |key: &Key, list| manifest.is_unread(&["service", key.get(), list]);
    let readable = manifest.service.iter().filter(|(key, _)| !is_unread(key, "hosts") && !is_unread(key, "paths"));
    let mut claims: Vec<Claim<'_>> = readable.filter_map(|(key, service)| claim(key, service)).collect();
    claims.sort_by_key(|claim| claim.key.span().start);
    claims
}

fn claim<'a>(key: &'a Key, service: &'a Service) -> Option<Claim<'a>> {
    let mut problems = Problems::default();
    let rules = routing::rules(service, &mut problems);
    problems.is_empty().then_some(Claim { key, service, rules })
}

/// How a later claim relates to an earlier one.
enum Relation {
    Apart,
    Inside,
    Outside,
    Same,
    Ambiguous,
}

fn relation(earlier: &Claim<'_>, later: &Claim<'_>) -> Relation {
    match (&earlier.rules, &later.rules) {
        (None, None) => Relation::Same,
        (Some(a), Some(b)) => match overlap_of(a, b) {
            None => Relation::Apart,
            Some(Overlap::Same) => Relation::Same,
            Some(Overlap::Ambiguous) => Relation::Ambiguous,
            Some(Overlap::Nested) if a.contains(b) => Relation::Inside,
            Some(Overlap::Nested) => Relation::Outside,
        },
        _ => Relation::Apart,
    }
}

fn same(earlier: &Claim<'_>, later: &Claim<'_>) -> Problem {
    let (a, b) = (earlier.key.get(), later.key.get());
    if later.rules.is_none() {
        return Problem::new(Code::SameRules, format!("`{a}` and `{b}` both take the requests that no other service takes"))
            .at(later.key.span(), "no `paths` and no `hosts`")
            .at(earlier.key.span(), "neither here")
            .help(format!("give one of them rules, such as `paths = [\"/{b}/*\"]`"));
    }
    Problem::new(Code::SameRules, format!("`{a}` and `{b}` take the same requests"))
        .at(place(later, earlier), format!("rules of `{b}`"))
        .at(place(earlier, later), format!("rules of `{a}`"))
        .help("use other `paths` or `hosts` for one of them")
}

fn ambiguous(earlier: &Claim<'_>, later: &Claim<'_>) -> Problem {
    let (a, b) = (earlier.key.get(), later.key.get());
    let message = format!("a request can match the rules of both `{a}` and `{b}`, and neither is the narrower");
    Problem::new(Code::AmbiguousRules, message)
        .at(place(later, earlier), format!("rules of `{b}`"))
        .at(place(earlier, later), format!("rules of `{a}`"))
        .help("narrow one of them until it lies inside the other, or until no request matches both")
}

fn too_deep(claim: &Claim<'_>, depth: usize) -> Problem {
    let name = claim.key.get();
    let message = format!("the rules of `{name}` lie inside those of {depth} other services, formwork orders {MAX_DEPTH}");
    Problem::new(Code::AmbiguousRules, message)
        .at(place(claim, claim), "nested too deep")
        .help("join services, or use paths that do not lie inside each other")
}

/// The first pattern of a claim by which it meets the other: a path, else a host, else its name.
fn place(claim: &Claim<'_>, other: &Claim<'_>) -> Span {
    let path = |field: &Field<String>| Rules::new(BTreeSet::new(), BTreeSet::from([PathPattern::parse(field.get()).ok()?]));
    let host = |field: &Field<String>| Rules::new(BTreeSet::from([HostPattern::parse(field.get()).ok()?]), BTreeSet::new());
    let meets = |rules: Option<Rules>| rules.zip(other.rules.as_ref()).is_some_and(|(one, other)| one.overlaps(other));
    let first_path = claim.service.paths.iter().find(|field| meets(path(field)));
    let first_host = || claim.service.hosts.iter().find(|field| meets(host(field)));
    first_path.or_else(first_host).map_or(claim.key.span(), |field| field.span_or(&claim.key.span()))
}
