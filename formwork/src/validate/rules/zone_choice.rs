//! A domain has one hosted zone, a new one or an existing one, unless others made its certificate.

use crate::kind::{HostedZones, Scope};
use crate::problem::{Code, Problem};

pub(super) fn check_zone_choice(scope: &Scope<'_>) -> Vec<Problem> {
    let manifest = scope.manifest;
    let Some(domain) = &manifest.domain else {
        return Vec::new();
    };
    let keys = ["zone", "zone_id", "certificate_arn"];
    if keys.iter().any(|key| manifest.is_unread(&["domain", key])) {
        return Vec::new();
    }
    let twice = HostedZones::of(scope).and_then(HostedZones::made_twice);
    if let Some(problem) = twice {
        return vec![problem];
    }
    let table = &domain.span_or(&(0..0));
    let problem = |message: &str| Problem::new(Code::ZoneChoice, message);
    let problem = match (&domain.get().zone, &domain.get().zone_id) {
        (Some(zone), Some(zone_id)) => problem("the domain has both a `zone` and a `zone_id`")
            .at(zone_id.span_or(table), "a zone that exists")
            .at(zone.span_or(table), "a zone to create")
            .help("keep `zone` to create the zone, or `zone_id` to use the one that exists"),
        (None, None) if domain.get().certificate_arn.is_some() => return Vec::new(),
        (None, None) => problem("the domain has neither a `zone` nor a `zone_id`")
            .at(table.clone(), "which zone answers for it?")
            .help("add `zone = \"acme.example\"` to create it, or `zone_id = \"Z…\"` if it exists; or write `certificate_arn`, if others make certificate and records"),
        _ => return Vec::new(),
    };
    vec![problem]
}
