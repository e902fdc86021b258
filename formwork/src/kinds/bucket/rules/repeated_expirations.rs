//! A prefix expires once: S3 refuses two lifecycle rules with the same filter.

use crate::kind::{Scope, entries};
use crate::kinds::bucket::Bucket;
use crate::kinds::bucket::manifest::{Expire, Keys};
use crate::manifest::{Field, Plain};
use crate::problem::{Code, Problem};

pub(super) fn check_repeated_expirations(scope: &Scope<'_>) -> Vec<Problem> {
    let buckets = entries::<Bucket>(scope.manifest);
    buckets.flat_map(|(_, keys)| check(keys)).collect()
}

fn check(bucket: &Keys) -> Vec<Problem> {
    let prefix = |expire: &Field<Expire>| expire.get().prefix.clone();
    let prefixes: Vec<Field<Plain>> = bucket.expire.iter().filter_map(prefix).collect();
    let repeated = prefixes.iter().enumerate().filter_map(|(index, prefix)| {
        prefixes[..index]
            .iter()
            .find(|first| first.get() == prefix.get())
            .map(|first| problem(prefix, first))
    });
    repeated.collect()
}

fn problem(prefix: &Field<Plain>, first: &Field<Plain>) -> Problem {
    Problem::new(
        Code::InvalidExpiration,
        format!("the prefix `{}` expires twice", prefix.get()),
    )
    .at(prefix.span_or(&(0..0)), "again")
    .at(first.span_or(&(0..0)), "first here")
    .help("keep one of them")
}
