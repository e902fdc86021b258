//! The patterns of a service fit into one rule of the listener, and none stands there twice.

use crate::kind::{Scope, entries};
use crate::kinds::service::Service;
use crate::kinds::service::manifest::OwnKeys;
use crate::manifest::{Field, Key};
use crate::problem::{Code, Problem};
use crate::stack::Rules;

/// Elastic Load Balancing, "Quotas for your Application Load Balancers": condition wildcards per
/// rule.
const MAX_WILDCARDS: usize = 6;

pub(super) fn check_rule_values(scope: &Scope<'_>) -> Vec<Problem> {
    let checks: [fn(&Key, &OwnKeys) -> Vec<Problem>; 3] = [repeated, too_many, too_wild];
    let services = entries::<Service>(scope.manifest);
    services
        .flat_map(|(key, keys)| checks.iter().flat_map(move |check| check(key, &keys.own)))
        .collect()
}

fn repeated(_: &Key, service: &OwnKeys) -> Vec<Problem> {
    let again = |list: &[Field<String>]| -> Vec<Problem> {
        let pairs = list.iter().enumerate().filter_map(|(index, pattern)| {
            list[..index]
                .iter()
                .find(|first| first.get() == pattern.get())
                .map(|first| (pattern, first))
        });
        pairs
            .map(|(pattern, first)| repeated_pattern(pattern, first))
            .collect()
    };
    [again(&service.hosts), again(&service.paths)].concat()
}

fn repeated_pattern(pattern: &Field<String>, first: &Field<String>) -> Problem {
    Problem::new(
        Code::InvalidRule,
        format!("`{}` is listed twice", pattern.get()),
    )
    .at(pattern.span_or(&(0..0)), "again")
    .at(first.span_or(&(0..0)), "first here")
    .help("remove one of them")
}

fn too_many(key: &Key, service: &OwnKeys) -> Vec<Problem> {
    let count = service.hosts.len() + service.paths.len();
    let first_too_many = service
        .hosts
        .iter()
        .chain(&service.paths)
        .nth(Rules::MAX_VALUES);
    let problem = first_too_many.map(|pattern| {
        let message = format!(
            "service `{}` lists {count} hosts and paths, a listener rule takes {}",
            key.get(),
            Rules::MAX_VALUES
        );
        Problem::new(Code::InvalidRule, message)
            .at(pattern.span_or(&key.span()), "one too many")
            .help("join some by `*`, or move paths into a service of their own")
    });
    problem.into_iter().collect()
}

fn too_wild(key: &Key, service: &OwnKeys) -> Vec<Problem> {
    let patterns = || {
        service
            .hosts
            .iter()
            .chain(&service.paths)
            .take(Rules::MAX_VALUES)
    };
    let wildcards = |pattern: &Field<String>| pattern.get().matches(['*', '?']).count();
    let count: usize = patterns().map(wildcards).sum();
    if count <= MAX_WILDCARDS {
        return Vec::new();
    }
    let wildest = patterns().max_by_key(|pattern| wildcards(pattern));
    let problem = wildest.map(|pattern| {
        let message = format!(
            "service `{}` has {count} wildcards, a listener rule takes {MAX_WILDCARDS}",
            key.get()
        );
        Problem::new(Code::InvalidRule, message)
            .at(
                pattern.span_or(&key.span()),
                format!("{} of them", wildcards(pattern)),
            )
            .help("use fewer `*` and `?`; a `*` stands for any number of characters")
    });
    problem.into_iter().collect()
}
