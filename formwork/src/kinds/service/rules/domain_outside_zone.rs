//! A hosted zone of the stack answers for the domain and for every host.

use crate::kind::{HostedZones, Scope, entries};
use crate::kinds::service::Service;
use crate::manifest::{Domain, Field};
use crate::problem::{Code, Problem};
use crate::stack::{DomainName, HostPattern};

pub(super) fn check_domain_outside_zone(scope: &Scope<'_>) -> Vec<Problem> {
    let Some(domain) = scope.manifest.domain.as_ref().map(Field::get) else {
        return Vec::new();
    };
    let services = entries::<Service>(scope.manifest);
    let hosts = services.flat_map(|(_, keys)| &keys.own.hosts);
    let zones = HostedZones::of(scope);
    let outside = hosts.filter_map(|field| {
        let host = HostPattern::parse(field.get()).ok()?.domain().clone();
        zones?.problem_of(&host, field.get(), field.span_or(&(0..0)))
    });
    name_outside(domain).into_iter().chain(outside).collect()
}

/// The zone that is created is that of the domain itself.
fn name_outside(domain: &Domain) -> Option<Problem> {
    let (name_field, zone_field) = (domain.name.as_ref()?, domain.zone.as_ref()?);
    let name = DomainName::parse(name_field.get()).ok()?;
    let zone = DomainName::parse(zone_field.get()).ok()?;
    let message = format!("`{name}` lies outside of the zone `{zone}`");
    (!name.is_within(&zone)).then(|| {
        Problem::new(Code::DomainOutsideZone, message)
            .at(name_field.span_or(&(0..0)), "outside")
            .at(zone_field.span_or(&(0..0)), "the zone that answers")
            .help(format!(
                "use a name that ends in `.{zone}`, or another zone"
            ))
    })
}
