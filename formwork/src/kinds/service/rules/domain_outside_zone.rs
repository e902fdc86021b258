//! The zone that is created contains the domain and every host.

use crate::kind::{Scope, entries};
use crate::kinds::service::Service;
use crate::manifest::{Domain, Field};
use crate::problem::{Code, Problem};
use crate::stack::{DomainName, HostPattern};

pub(super) fn check_domain_outside_zone(scope: &Scope<'_>) -> Vec<Problem> {
    let domain: Option<&Domain> = scope.manifest.domain.as_ref().map(Field::get);
    let Some(zone_field) = domain.and_then(|domain| domain.zone.as_ref()) else {
        return Vec::new();
    };
    let Ok(zone) = DomainName::parse(zone_field.get()) else {
        return Vec::new();
    };
    let name = domain.and_then(|domain| domain.name.as_ref());
    let name = name.and_then(|field| Some((field, DomainName::parse(field.get()).ok()?)));
    let services = entries::<Service>(scope.manifest);
    let hosts = services.flat_map(|(_, keys)| &keys.own.hosts);
    let hosts = hosts.filter_map(|field| {
        Some((
            field,
            HostPattern::parse(field.get()).ok()?.domain().clone(),
        ))
    });
    let outside = name
        .into_iter()
        .chain(hosts)
        .filter(|(_, name)| !name.is_within(&zone));
    outside
        .map(|(field, _)| problem(field, zone_field))
        .collect()
}

fn problem(name: &Field<String>, zone: &Field<String>) -> Problem {
    Problem::new(
        Code::DomainOutsideZone,
        format!("`{}` lies outside of the zone `{}`", name.get(), zone.get()),
    )
    .at(name.span_or(&(0..0)), "outside")
    .at(zone.span_or(&(0..0)), "the zone that answers")
    .help(format!(
        "use a name that ends in `.{}`, or another zone",
        zone.get()
    ))
}
