//! A prefix expires once: S3 refuses two lifecycle rules with the same filter.

use crate::manifest::{Bucket, Expire, Field, Manifest};
use crate::problem::{Code, Problem};

pub(super) fn check_repeated_expirations(manifest: &Manifest) -> Vec<Problem> {
    manifest.bucket.values().flat_map(check).collect()
}

fn check(bucket: &Bucket) -> Vec<Problem> {
    let prefix = |expire: &Field<Expire>| expire.get().prefix.clone();
    let prefixes: Vec<Field<String>> = bucket.expire.iter().filter_map(prefix).collect();
    let repeated = prefixes.iter().enumerate().filter_map(|(index, prefix)| {
        prefixes[..index]
            .iter()
            .find(|first| first.get() == prefix.get())
            .map(|first| problem(prefix, first))
    });
    repeated.collect()
}

fn problem(prefix: &Field<String>, first: &Field<String>) -> Problem {
    Problem::new(
        Code::InvalidExpiration,
        format!("the prefix `{}` expires twice", prefix.get()),
    )
    .at(prefix.span_or(&(0..0)), "again")
    .at(first.span_or(&(0..0)), "first here")
    .help("keep one of them")
}
