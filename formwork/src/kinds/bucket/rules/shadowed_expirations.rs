//! An expiration does something: no wider one deletes its objects before.

use crate::kind::{Scope, entries};
use crate::kinds::bucket::Bucket;
use crate::kinds::bucket::manifest::{Expire, Keys};
use crate::manifest::{Field, Plain};
use crate::problem::{Code, Problem};

/// Two lifecycle rules come of each expiration, and one stands beside them (Amazon S3 user guide,
/// "Managing the lifecycle of objects": 1,000 rules).
const MAX_EXPIRATIONS: usize = 499;

pub(super) fn check_shadowed_expirations(scope: &Scope<'_>) -> Vec<Problem> {
    let buckets = entries::<Bucket>(scope.manifest);
    buckets.flat_map(|(_, keys)| check(keys)).collect()
}

fn check(bucket: &Keys) -> Vec<Problem> {
    let mut rules: Vec<(&Field<Plain>, &Field<u32>)> =
        bucket.expire.iter().filter_map(parts).collect();
    let too_many = rules.get(MAX_EXPIRATIONS).map(|rule| too_many(rule.0));
    // In this order whatever a prefix starts with stands before it.
    rules.sort_by(|a, b| a.0.get().cmp(b.0.get()));
    let mut around: Vec<(&Field<Plain>, &Field<u32>)> = Vec::new();
    let mut problems: Vec<Problem> = too_many.into_iter().collect();
    for rule in rules {
        while around
            .last()
            .is_some_and(|outer| !rule.0.get().as_ref().starts_with(outer.0.get().as_ref()))
        {
            around.pop();
        }
        let shorter = around.iter().find(|outer| outer.1.get() <= rule.1.get());
        problems.extend(
            shorter
                .filter(|outer| outer.0.get() != rule.0.get())
                .map(|outer| shadowed(rule, *outer)),
        );
        around.push(rule);
    }
    problems
}

fn parts(expire: &Field<Expire>) -> Option<(&Field<Plain>, &Field<u32>)> {
    let Expire { prefix, days } = expire.get();
    let prefix = prefix
        .as_ref()
        .filter(|prefix| !prefix.get().as_ref().is_empty());
    prefix.zip(days.as_ref())
}

fn too_many(first: &Field<Plain>) -> Problem {
    Problem::new(
        Code::InvalidExpiration,
        format!("a bucket takes {MAX_EXPIRATIONS} expirations"),
    )
    .at(first.span_or(&(0..0)), "one too many")
    .help("join some under a common prefix")
}

/// Where rules overlap, S3 keeps to the shorter one (Amazon S3 user guide, "Conflicts in lifecycle
/// configurations").
fn shadowed(inner: (&Field<Plain>, &Field<u32>), outer: (&Field<Plain>, &Field<u32>)) -> Problem {
    let message = format!(
        "objects under `{}` never get {} days old, those under `{}` go after {}",
        inner.0.get(),
        inner.1.get(),
        outer.0.get(),
        outer.1.get()
    );
    Problem::new(Code::InvalidExpiration, message)
        .at(inner.0.span_or(&(0..0)), "has no effect")
        .at(outer.0.span_or(&(0..0)), "deletes them before")
        .help("remove it, or use a prefix that does not lie inside the other")
}
