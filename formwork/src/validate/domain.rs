//! `[domain]`: the name and the hosted zone.

use std::collections::BTreeMap;

use crate::arn::{Arn, is_account};
use crate::kind::{Problems, Required, optional};
use crate::manifest::{self, Field, Key, Manifest};
use crate::problem::{Code, Problem};
use crate::source::Span;
use crate::stack::{Domain, DomainName, Region, Zone};

/// The domain; that it has exactly one zone, and lies within it, is proven by rules.
pub(super) fn domain(
    manifest: &Manifest,
    section: &Field<manifest::Domain>,
    region: Option<&Region>,
    problems: &mut Problems,
) -> Option<Domain> {
    let table = &section.span_or(&(0..0));
    let section = section.get();
    let required = Required {
        path: &["domain", "name"],
        owner: "the domain",
        table,
        example: "name = \"tasks.acme.example\"",
    };
    let name = problems.require(manifest, section.name.as_ref(), &required);
    let name = name.and_then(|name| {
        problems.text(name, table, "the domain", DomainName::parse_for_certificate)
    });
    let zone = zone(section, table, problems);
    let zones = zones(section, problems);
    let certificate_arn = optional(section.certificate_arn.as_ref(), |field| {
        let region = region?;
        let parse = |text: &str| parse_certificate(text, region);
        problems.text(field, table, "the certificate", parse)
    });
    Some(Domain {
        name: name?,
        zone: zone?,
        zones: zones?,
        certificate_arn: certificate_arn.ok()?,
    })
}

/// The hosted zones of further hosts.
fn zones(
    section: &manifest::Domain,
    problems: &mut Problems,
) -> Option<BTreeMap<DomainName, String>> {
    let mut read = |(key, id): (&Key, &Field<String>)| {
        let name = problems.text(key, &(0..0), "the name of the zone", DomainName::parse);
        let id = problems.text(id, &key.span(), "the id of an existing zone", parse_zone_id);
        Some((name?, id?))
    };
    // All of them first: each may have a problem.
    let all: Vec<Option<_>> = section.zones.iter().map(&mut read).collect();
    all.into_iter().collect()
}

fn zone(section: &manifest::Domain, table: &Span, problems: &mut Problems) -> Option<Zone> {
    let created = section
        .zone
        .as_ref()
        .map(|zone| problems.text(zone, table, "the zone to create", DomainName::parse));
    let existing = section
        .zone_id
        .as_ref()
        .map(|id| problems.text(id, table, "the id of an existing zone", parse_zone_id));
    match (created, existing) {
        (Some(name), _) => name.map(Zone::Created),
        (None, Some(id)) => id.map(Zone::Existing),
        (None, None) => section.certificate_arn.as_ref().map(|_| Zone::Elsewhere),
    }
}

/// A certificate that a listener takes (Elastic Load Balancing, "SSL certificates for your Application Load Balancer"):
/// of ACM in the same region, or of IAM.
fn parse_certificate(text: &str, region: &Region) -> Result<String, Problem> {
    let partition = region.partition();
    let form = format!("arn:{partition}:acm:{region}:123456789012:certificate/ID");
    let refuse = |message: String, help: String| Problem::new(Code::InvalidArn, message).help(help);
    let arn = Arn::split(text).filter(|arn| arn.partition == partition && is_account(arn.account));
    match arn {
        Some(arn) if arn.service == "acm" && has_name(arn, "certificate/") => {
            if arn.region == region.to_string() {
                return Ok(text.to_owned());
            }
            let message = format!("`{text}` lies in `{}`, the stack in `{region}`", arn.region);
            let help =
                format!("name a certificate of the region of the load balancer, like `{form}`");
            Err(refuse(message, help))
        }
        Some(arn)
            if arn.service == "iam"
                && arn.region.is_empty()
                && has_name(arn, "server-certificate/") =>
        {
            Ok(text.to_owned())
        }
        _ => {
            let message = format!("`{text}` is not the ARN of a certificate");
            Err(refuse(message, format!("write it like `{form}`")))
        }
    }
}

fn has_name(arn: Arn<'_>, before: &str) -> bool {
    let is_allowed = |b: u8| b.is_ascii_alphanumeric() || b"/_+=,.@-".contains(&b);
    let name = arn.resource.strip_prefix(before);
    name.is_some_and(|name| !name.is_empty() && name.bytes().all(is_allowed))
}

/// The id of a hosted zone (Amazon Route 53 API, `ResourceId`: at most 32 characters).
pub(super) fn parse_zone_id(text: &str) -> Result<String, Problem> {
    let is_upper = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit();
    if text.starts_with('Z') && (2..=32).contains(&text.len()) && text.bytes().all(is_upper) {
        return Ok(text.to_owned());
    }
    Err(Problem::new(
        Code::InvalidDomain,
        format!("`{text}` is not the id of a hosted zone"),
    )
    .help("write `Z` and up to 31 capital letters and digits, such as `Z0123456789ABCDEFGHIJ`"))
}
