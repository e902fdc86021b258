//! The patterns of a service fit into one rule of the listener, and none stands there twice.

use std::collections::BTreeSet;

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
            .help(fewer_values(service))
    });
    problem.into_iter().collect()
}

/// How a rule says the same with fewer values.
fn fewer_values(service: &OwnKeys) -> String {
    let parents = service.hosts.iter().map(|host| host.get().split_once('.'));
    let parents: Option<BTreeSet<&str>> = parents
        .map(|parts| parts.map(|(_, parent)| parent))
        .collect();
    let parents = parents.unwrap_or_default();
    let count = parents.len() + service.paths.len();
    if service.hosts.len() > 1 && !parents.is_empty() && count <= Rules::MAX_VALUES {
        let hosts = parents.iter().map(|parent| format!("\"*.{parent}\""));
        let hosts: Vec<String> = hosts.collect();
        return format!("write `hosts = [{}]`", hosts.join(", "));
    }
    if service.paths.is_empty() {
        return "leave `hosts` out: the service that has no rules takes every host that no other takes".to_owned();
    }
    "join paths by `*`, such as `/v1/*`, or move some into a service of their own".to_owned()
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
