//! `grants` of a service: targets and operations.

use std::collections::{BTreeMap, BTreeSet};

use super::problems::Problems;
use crate::manifest::{Field, Key, Manifest, Service};
use crate::problem::{Code, Problem, help_one_of, list};
use crate::source::Span;
use crate::stack::{BucketOperation, DatabaseOperation, Grant, LogicalId};

/// The grants that can be read; each of the others has a problem.
pub(super) fn grants(
    manifest: &Manifest,
    service: &Key,
    entry: &Service,
    problems: &mut Problems,
) -> BTreeMap<LogicalId, Grant> {
    let mut grants = BTreeMap::new();
    for (target, words) in &entry.grants {
        let is_unread = manifest.is_unread(&["service", service.get(), "grants", target.get()]);
        let grant = if words.get().is_empty() && !is_unread {
            problems.extend([empty_grant(manifest, target, words)]);
            None
        } else {
            grant(manifest, target, words.get(), problems)
        };
        grants.extend(LogicalId::parse(target.get()).ok().zip(grant));
    }
    grants
}

fn grant(
    manifest: &Manifest,
    target: &Key,
    words: &[Field<String>],
    problems: &mut Problems,
) -> Option<Grant> {
    if let Some((declared, _)) = manifest.database.get_key_value(target) {
        let kind = Kind {
            word: "database",
            declared: declared.span(),
            name: DatabaseOperation::name,
        };
        return Some(Grant::Database(operations(
            target,
            words,
            DatabaseOperation::ALL,
            &kind,
            problems,
        )));
    }
    if let Some((declared, _)) = manifest.bucket.get_key_value(target) {
        let kind = Kind {
            word: "bucket",
            declared: declared.span(),
            name: BucketOperation::name,
        };
        return Some(Grant::Bucket(operations(
            target,
            words,
            BucketOperation::ALL,
            &kind,
            problems,
        )));
    }
    let is_unread = |kind| manifest.is_unread(&[kind, target.get()]);
    if !is_unread("database") && !is_unread("bucket") {
        problems.extend([unknown_target(manifest, target)]);
    }
    None
}

fn unknown_target(manifest: &Manifest, target: &Key) -> Problem {
    let name = target.get();
    if let Some((declared, _)) = manifest.service.get_key_value(target) {
        return Problem::new(
            Code::UnknownGrantTarget,
            format!("`{name}` is a service, which cannot be granted"),
        )
        .at(target.span(), "a database or a bucket is expected")
        .at(declared.span(), "declared here")
        .help("remove it: services reach each other through the load balancer");
    }
    let declared: Vec<&str> = manifest
        .database
        .keys()
        .chain(manifest.bucket.keys())
        .map(|key| key.get().as_str())
        .collect();
    let help = if declared.is_empty() {
        format!("declare it as `[database.{name}]` or `[bucket.{name}]`")
    } else {
        help_one_of(name, declared.iter().copied())
    };
    Problem::new(
        Code::UnknownGrantTarget,
        format!("no database or bucket `{name}` is declared"),
    )
    .at(target.span(), "not declared")
    .help(help)
}

fn empty_grant(manifest: &Manifest, target: &Key, words: &Field<Vec<Field<String>>>) -> Problem {
    let known = if manifest.database.contains_key(target) {
        list(
            DatabaseOperation::ALL
                .iter()
                .map(|operation| operation.name()),
        )
    } else {
        list(
            BucketOperation::ALL
                .iter()
                .map(|operation| operation.name()),
        )
    };
    Problem::new(
        Code::EmptyGrant,
        format!("the grant on `{}` lists no operation", target.get()),
    )
    .at(words.span_or(&target.span()), "empty")
    .help(format!("list some of {known}, or remove the grant"))
}

/// A kind of target, and the one that is meant.
struct Kind<T> {
    word: &'static str,
    declared: Span,
    name: fn(T) -> &'static str,
}

fn operations<T: Copy + Ord>(
    target: &Key,
    words: &[Field<String>],
    known: &[T],
    kind: &Kind<T>,
    problems: &mut Problems,
) -> BTreeSet<T> {
    let mut granted: BTreeMap<T, &Field<String>> = BTreeMap::new();
    for word in words {
        let operation = known
            .iter()
            .copied()
            .find(|operation| (kind.name)(*operation) == word.get());
        let operation = operation.ok_or_else(|| unknown_operation(target, word, known, kind));
        let Some(operation) = problems.keep(operation) else {
            continue;
        };
        if let Some(first) = granted.insert(operation, word) {
            problems.extend([repeated_operation(word, first)]);
        }
    }
    granted.into_keys().collect()
}

fn unknown_operation<T: Copy>(
    target: &Key,
    word: &Field<String>,
    known: &[T],
    kind: &Kind<T>,
) -> Problem {
    let known: Vec<&str> = known
        .iter()
        .map(|operation| (kind.name)(*operation))
        .collect();
    let message = format!("`{}` is not an operation of a {}", word.get(), kind.word);
    Problem::new(Code::UnknownOperation, message)
        .at(word.span_or(&target.span()), "unknown operation")
        .at(
            kind.declared.clone(),
            format!("`{}` is a {}", target.get(), kind.word),
        )
        .help(help_one_of(word.get(), known.iter().copied()))
}

fn repeated_operation(word: &Field<String>, first: &Field<String>) -> Problem {
    Problem::new(
        Code::UnknownOperation,
        format!("the operation `{}` is listed twice", word.get()),
    )
    .at(word.span_or(&(0..0)), "again")
    .at(first.span_or(&(0..0)), "first here")
    .help("remove one of them")
}
