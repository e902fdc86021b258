//! Which names a hosted zone of `[domain]` answers for, as far as the file tells.

use super::Scope;
use crate::manifest::{Domain, Field, Key};
use crate::problem::{Code, Problem};
use crate::source::Span;
use crate::stack::DomainName;

/// The hosted zones of `[domain]`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct HostedZones<'a> {
    domain: &'a Domain,
}

impl<'a> HostedZones<'a> {
    /// Those of the file; nothing if it has none, or if they cannot be read.
    pub(crate) fn of(scope: &Scope<'a>) -> Option<Self> {
        let manifest = scope.manifest;
        let keys = ["zone", "zone_id", "zones"];
        if keys.iter().any(|key| manifest.is_unread(&["domain", key])) {
            return None;
        }
        let domain = manifest.domain.as_ref()?.get();
        Some(Self { domain })
    }

    /// The problem of a name that none of them answers for. It may be written as a wildcard.
    pub(crate) fn problem_of(
        self,
        name: &DomainName,
        written: &str,
        place: Span,
    ) -> Option<Problem> {
        if self.given().any(|(_, zone)| name.is_within(&zone)) {
            return None;
        }
        let add = add_zone(name);
        match (&self.domain.zone, &self.domain.zone_id) {
            (Some(field), None) => {
                let zone = DomainName::parse(field.get()).ok()?;
                let message = format!("`{written}` lies outside of the zone `{zone}`");
                (!name.is_within(&zone)).then(|| {
                    Problem::new(Code::DomainOutsideZone, message)
                        .at(place, "outside")
                        .at(field.span_or(&(0..0)), "the zone that answers")
                        .help(format!("use a name that ends in `.{zone}`, or {add}"))
                })
            }
            (None, Some(field)) => {
                let main = DomainName::parse(self.domain.name.as_ref()?.get()).ok()?;
                let message = format!("no hosted zone answers for `{written}`");
                // The name of the zone is known to AWS alone. It is one that `main` ends in.
                (!name.may_share_a_zone_with(&main)).then(|| {
                    Problem::new(Code::DomainOutsideZone, message)
                        .at(place, "in no zone of the stack")
                        .at(field.span_or(&(0..0)), format!("the zone of `{main}`"))
                        .help(add)
                })
            }
            _ => None,
        }
    }

    /// The problem of a name of a site, whose certificate is proven in a zone of the stack.
    pub(crate) fn problem_of_site(
        self,
        name: &DomainName,
        written: &str,
        place: Span,
    ) -> Option<Problem> {
        // Without a certificate that exists, the domain itself has the problem.
        let certificate = self.domain.certificate_arn.as_ref();
        let Some(certificate) = certificate.filter(|_| !self.domain.has_zone()) else {
            return self.problem_of(name, written, place);
        };
        if self.given().any(|(_, zone)| name.is_within(&zone)) {
            return None;
        }
        let message = format!("no hosted zone answers for `{written}`");
        let problem = Problem::new(Code::DomainOutsideZone, message)
            .at(place, "gets a certificate of its own, which a zone proves")
            .at(certificate.span_or(&(0..0)), "for the load balancer alone")
            .help(add_zone(name));
        Some(problem)
    }

    fn given(self) -> impl Iterator<Item = (&'a Key, DomainName)> {
        let zones = self.domain.zones.keys();
        zones.filter_map(|key| Some((key, DomainName::parse(key.get()).ok()?)))
    }

    /// The problem of a zone that is given and made too.
    pub(crate) fn made_twice(self) -> Option<Problem> {
        let made: &Field<String> = self.domain.zone.as_ref()?;
        let (key, _) = self.given().find(|(key, _)| key.get() == made.get())?;
        let message = format!("the zone `{}` is created, and one that exists", made.get());
        let problem = Problem::new(Code::ZoneChoice, message)
            .at(key.span(), "a zone that exists")
            .at(made.span_or(&(0..0)), "a zone to create")
            .help("remove it from `zones`, or write its id as `zone_id` in place of `zone`");
        Some(problem)
    }
}

fn add_zone(name: &DomainName) -> String {
    format!(
        "add `zones = {{ \"{}\" = \"Z0123456789ABCDEFGHIJ\" }}` to `[domain]`, with the id of its zone",
        name.likely_zone()
    )
}
