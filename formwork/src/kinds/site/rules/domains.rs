//! The name of a site lies in the zone of the stack, and nobody else has it.

use std::collections::BTreeMap;

use crate::kind::{HostedZones, Scope, entries};
use crate::kinds::service::Service;
use crate::kinds::site::StaticSite;
use crate::manifest::{Domain, Field, Key};
use crate::problem::{Code, Problem};
use crate::stack::DomainName;

/// The name of a site.
type Named<'a> = (&'a Key, &'a Field<String>);

pub(super) fn check_domains(scope: &Scope<'_>) -> Vec<Problem> {
    let sites = entries::<StaticSite>(scope.manifest);
    let mut named: Vec<Named<'_>> = sites
        .filter_map(|(key, keys)| Some((key, keys.domain.as_ref()?)))
        .collect();
    named.sort_by_key(|(key, name)| name.span_or(&key.span()).start);
    let Some(domain) = &scope.manifest.domain else {
        if scope.manifest.is_unread(&["domain"]) {
            return Vec::new();
        }
        return named.into_iter().map(without_zone).collect();
    };
    let outside = named.iter().filter_map(|name| outside_zone(scope, *name));
    let taken = named
        .iter()
        .filter_map(|name| of_load_balancer(scope, *name, domain.get()));
    outside.chain(taken).chain(twice(&named)).collect()
}

fn without_zone((key, name): Named<'_>) -> Problem {
    let message = format!(
        "site `{}` has a domain, and the stack has no zone",
        key.get()
    );
    Problem::new(Code::SiteDomain, message)
        .at(
            name.span_or(&key.span()),
            "no zone and no certificate for it",
        )
        .help("add a `[domain]` with `name` and `zone`, or remove `domain` of the site")
}

fn outside_zone(scope: &Scope<'_>, (key, name): Named<'_>) -> Option<Problem> {
    let own = DomainName::parse(name.get()).ok()?;
    HostedZones::of(scope)?.problem_of_site(&own, name.get(), name.span_or(&key.span()))
}

/// The record of the load balancer has the domain, and each host of a service.
fn of_load_balancer(scope: &Scope<'_>, (key, name): Named<'_>, domain: &Domain) -> Option<Problem> {
    if !scope.has_load_balancer() {
        return None;
    }
    let services = entries::<Service>(scope.manifest);
    let hosts = services.flat_map(|(_, keys)| &keys.own.hosts);
    let mut names = domain.name.iter().chain(hosts);
    let other = names.find(|other| other.get() == name.get())?;
    let message = format!("`{}` leads to the load balancer", name.get());
    Some(
        Problem::new(Code::SiteDomain, message)
            .at(name.span_or(&key.span()), "shall lead to the site")
            .at(other.span_or(&(0..0)), "leads to the services")
            .help("give one of both another name, such as `api.` and `www.` of the zone"),
    )
}

fn twice(named: &[Named<'_>]) -> Vec<Problem> {
    let mut first: BTreeMap<&str, Named<'_>> = BTreeMap::new();
    let mut problems = Vec::new();
    for (key, name) in named {
        let Some((other_key, other)) = first.insert(name.get(), (key, name)) else {
            continue;
        };
        let message = format!(
            "`{}` is the name of `{}` and of `{}`",
            name.get(),
            other_key.get(),
            key.get()
        );
        problems.push(
            Problem::new(Code::SiteDomain, message)
                .at(name.span_or(&key.span()), "again")
                .at(other.span_or(&other_key.span()), "first here")
                .help("give one of them another name"),
        );
    }
    problems
}
