//! The patterns of a service fit into rules of the listener, and none stands there twice.

use std::collections::BTreeSet;

use super::namesake;
use crate::kind::{Scope, entries};
use crate::kinds::service::manifest::OwnKeys;
use crate::kinds::service::{Service, patterns};
use crate::manifest::{Field, Key};
use crate::problem::{Code, Problem};
use crate::stack::{HostPattern, PathPattern, Rules};

/// Elastic Load Balancing, "Quotas for your Application Load Balancers": condition wildcards per
/// rule.
const MAX_WILDCARDS: usize = 6;

pub(super) fn check_rule_values(scope: &Scope<'_>) -> Vec<Problem> {
    let checks: [fn(&Key, &OwnKeys) -> Vec<Problem>; 3] = [repeated, too_many, too_wild];
    let services = entries::<Service>(scope.manifest);
    services
        .flat_map(|(key, keys)| checks.iter().flat_map(move |check| check(key, &keys.own)))
        .chain(check_namesakes(scope))
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

/// ECS leads requests from old tasks to new ones by one rule.
fn too_many(key: &Key, service: &OwnKeys) -> Vec<Problem> {
    let strategy = &service.deployment.strategy;
    if !strategy.get().shifts() {
        return Vec::new();
    }
    let count = service.hosts.len() + service.paths.len();
    let patterns = || service.hosts.iter().chain(&service.paths);
    let problem = patterns().nth(Rules::MAX_VALUES).map(|pattern| {
        let message = format!(
            "service `{}` lists {count} hosts and paths, and ECS shifts requests by one rule, which takes {}",
            key.get(),
            Rules::MAX_VALUES
        );
        Problem::new(Code::InvalidRule, message)
            .at(pattern.span_or(&key.span()), "one too many")
            .at(strategy.span_or(&key.span()), "shifts requests")
            .help(format!(
                "{}; or write `strategy = \"rolling\"`: then there are as many rules as it takes",
                fewer_values(service)
            ))
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
    let Some(rules) = patterns::readable(service) else {
        return Vec::new();
    };
    let wildest = rules.parts().into_iter().find_map(|part| {
        let hosts = part.hosts.iter().map(HostPattern::text);
        let patterns = hosts.chain(part.paths.iter().map(PathPattern::text));
        let patterns: Vec<&str> = patterns.collect();
        let count: usize = patterns.iter().copied().map(wildcards).sum();
        let wildest = patterns.into_iter().max_by_key(|it| wildcards(it))?;
        (count > MAX_WILDCARDS).then(|| (count, wildest.to_owned()))
    });
    let problem = wildest.map(|(count, wildest)| {
        let patterns = service.hosts.iter().chain(&service.paths);
        let place = patterns.rev().find(|field| *field.get() == wildest);
        let message = format!(
            "a rule of service `{}` has {count} wildcards, a listener rule takes {MAX_WILDCARDS}",
            key.get()
        );
        Problem::new(Code::InvalidRule, message)
            .at(
                place.map_or(key.span(), |field| field.span_or(&key.span())),
                format!("{} of them", wildcards(&wildest)),
            )
            .help("use fewer `*` and `?`; a `*` stands for any number of characters")
    });
    problem.into_iter().collect()
}

fn wildcards(pattern: &str) -> usize {
    pattern.matches(['*', '?']).count()
}

/// A second rule has a name of its own.
fn check_namesakes(scope: &Scope<'_>) -> Vec<Problem> {
    let with_rules = entries::<Service>(scope.manifest).flat_map(|(key, keys)| {
        let own = &keys.own;
        let rules = Rules::count(own.hosts.len(), own.paths.len());
        (2..=rules).map(move |number| (key, own, format!("{}_{number}", key.get())))
    });
    let taken = with_rules.filter_map(|(key, own, name)| {
        let last = own.hosts.last().or(own.paths.last())?;
        let place = last.span_or(&key.span());
        namesake::of_resource(scope, key, &name, "a rule", place, "takes a further rule")
    });
    taken.collect()
}
