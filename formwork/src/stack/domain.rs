//! The domain under which the load balancer is reached.

use std::collections::BTreeMap;
use std::fmt;

use crate::hcl::{Expr, Literal, Plain};
use crate::problem::{Code, Problem};

/// The name that clients use and the hosted zone that answers for it.
#[derive(Debug, Clone)]
pub(crate) struct Domain {
    pub(crate) name: DomainName,
    pub(crate) zone: Zone,
    /// The ids of the hosted zones of further hosts, by their names.
    pub(crate) zones: BTreeMap<DomainName, String>,
    /// That of a certificate which exists; none: one is made.
    pub(crate) certificate_arn: Option<String>,
}

impl Domain {
    /// The id of the hosted zone that answers for a name: of several the one that is below the others.
    pub(crate) fn zone_of(&self, name: &DomainName) -> Option<Expr> {
        let given = self
            .zones
            .iter()
            .map(|(zone, id)| (zone, Literal::new(id).into()));
        let created = match &self.zone {
            Zone::Created(zone) => Some((zone, created_id())),
            Zone::Existing(_) | Zone::Elsewhere => None,
        };
        let all = given.chain(created);
        let answering = all.filter(|(zone, _)| *name != self.name && name.is_within(zone));
        let longest = answering.max_by_key(|(zone, _)| zone.as_str().len());
        longest.map(|(_, id)| id).or_else(|| self.zone.id())
    }
}

/// The Route 53 hosted zone.
#[derive(Debug, Clone)]
pub(crate) enum Zone {
    /// Created by this stack.
    Created(DomainName),
    /// Exists already; its id.
    Existing(String),
    /// None of this stack: the records are made by others.
    Elsewhere,
}

impl Zone {
    /// The id of the zone.
    pub(crate) fn id(&self) -> Option<Expr> {
        match self {
            Self::Created(_) => Some(created_id()),
            Self::Existing(id) => Some(Literal::new(id).into()),
            Self::Elsewhere => None,
        }
    }
}

fn created_id() -> Expr {
    Expr::new("aws_route53_zone.main.zone_id")
}

/// A fully qualified domain name without the final point, such as `tasks.acme.example`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct DomainName(String);

impl DomainName {
    /// Names that Route 53 refuses to host (`CreateHostedZone`, `InvalidDomainName`).
    const RESERVED: &[&str] = &["example.com", "example.net", "example.org"];

    /// A name that a certificate is issued for: its common name has at most 64 characters (AWS Certificate
    /// Manager API, `RequestCertificate`, `DomainName`).
    pub(crate) fn parse_for_certificate(text: &str) -> Result<Self, Problem> {
        let name = Self::parse(text)?;
        if text.len() > 64 {
            let message = format!(
                "the domain `{text}` has {} characters, a certificate allows 64",
                text.len()
            );
            return Err(Problem::new(Code::InvalidDomain, message).help("use a shorter name"));
        }
        Ok(name)
    }

    pub(crate) fn parse(text: &str) -> Result<Self, Problem> {
        if !is_domain(text) {
            let lower = text.to_lowercase();
            let respelled = lower.trim_end_matches('.');
            let help = if let Some(help) = too_long(text) {
                help
            } else if is_domain(respelled) {
                format!("write `{respelled}`")
            } else {
                "write lower-case labels joined by points, such as `tasks.acme.example`".to_owned()
            };
            return Err(Problem::new(
                Code::InvalidDomain,
                format!("`{text}` is not a domain name"),
            )
            .help(help));
        }
        if Self::RESERVED
            .iter()
            .any(|reserved| is_within(text, reserved))
        {
            return Err(Problem::new(
                Code::ReservedDomain,
                format!("Route 53 does not host `{text}`"),
            )
            .help("use a domain of your own; `acme.example` will do for a plan"));
        }
        Ok(Self(text.to_owned()))
    }

    /// Whether this name is `zone` or lies below it.
    pub(crate) fn is_within(&self, zone: &Self) -> bool {
        is_within(&self.0, &zone.0)
    }

    /// Whether a zone of two labels or more may contain both names. Nobody has a zone of one label.
    pub(crate) fn may_share_a_zone_with(&self, other: &Self) -> bool {
        let (mut own, mut others) = (self.0.rsplit('.'), other.0.rsplit('.'));
        (0..2).all(|_| own.next() == others.next())
    }

    /// The zone that such a name is in mostly: what comes after its first label, if that is a zone.
    pub(crate) fn likely_zone(&self) -> &str {
        match self.0.split_once('.') {
            Some((_, rest)) if rest.contains('.') => rest,
            _ => &self.0,
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl Plain for DomainName {}

impl fmt::Display for DomainName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn is_within(name: &str, zone: &str) -> bool {
    name.strip_suffix(zone)
        .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// What to do about a name that is too long (RFC 1035, section 2.3.4).
fn too_long(text: &str) -> Option<String> {
    let label = text.split('.').find(|label| label.len() > MAX_LABEL);
    if let Some(label) = label {
        let (count, excess) = (label.len(), label.len() - MAX_LABEL);
        return Some(format!(
            "make the label `{label}` shorter by {excess}: it has {count} characters, and {MAX_LABEL} are allowed"
        ));
    }
    (text.len() > MAX_NAME).then(|| format!("a name has at most {MAX_NAME} characters"))
}

const MAX_LABEL: usize = 63;
const MAX_NAME: usize = 253;

/// Labels joined by points, the last one no number, or it would be an address (RFC 3696, section 2).
fn is_domain(text: &str) -> bool {
    let last = text.rsplit_once('.').map(|(_, last)| last);
    text.len() <= MAX_NAME
        && text.split('.').all(is_label)
        && last.is_some_and(|last| last.bytes().any(|b| !b.is_ascii_digit()))
}

/// One label of a host name (RFC 1123): letters, digits and inner hyphens, at most 63.
pub(super) fn is_label(label: &str) -> bool {
    (1..=MAX_LABEL).contains(&label.len())
        && label
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !label.starts_with('-')
        && !label.ends_with('-')
}

#[cfg(test)]
mod tests {
    use super::{Domain, DomainName, Zone};

    #[test]
    fn a_domain_lies_within_its_zone() {
        let zone = DomainName::parse("acme.example").unwrap();
        assert!(zone.is_within(&zone));
        assert!(
            DomainName::parse("tasks.acme.example")
                .unwrap()
                .is_within(&zone)
        );
        assert!(
            !DomainName::parse("tasksacme.example")
                .unwrap()
                .is_within(&zone)
        );
    }

    #[test]
    fn a_zone_of_two_labels_contains_two_names() {
        let name = |text| DomainName::parse(text).unwrap();
        let main = name("one.acme.example");
        for (other, may) in [
            ("acme.example", true),
            ("two.acme.example", true),
            ("brand.other.example", false),
            ("acme.test", false),
        ] {
            assert_eq!(name(other).may_share_a_zone_with(&main), may, "{other}");
        }
        assert_eq!(name("brand.other.example").likely_zone(), "other.example");
        assert_eq!(name("brand.example").likely_zone(), "brand.example");
    }

    #[test]
    fn the_narrowest_zone_answers() {
        let name = |text| DomainName::parse(text).unwrap();
        let domain = Domain {
            name: name("acme.example"),
            zone: Zone::Created(name("acme.example")),
            zones: [("eu.acme.example", "Z1"), ("brand.example", "Z2")]
                .map(|(zone, id)| (name(zone), id.to_owned()))
                .into(),
            certificate_arn: None,
        };
        for (host, zone) in [
            ("acme.example", "aws_route53_zone.main.zone_id"),
            ("www.acme.example", "aws_route53_zone.main.zone_id"),
            ("shop.eu.acme.example", "\"Z1\""),
            ("brand.example", "\"Z2\""),
            ("www.brand.example", "\"Z2\""),
        ] {
            let answers = domain.zone_of(&name(host)).map(|id| id.to_string());
            assert_eq!(answers.as_deref(), Some(zone), "{host}");
        }
    }

    #[test]
    fn without_a_zone_of_its_own_only_given_zones_answer() {
        let name = |text| DomainName::parse(text).unwrap();
        let domain = Domain {
            name: name("acme.example"),
            zone: Zone::Elsewhere,
            zones: [(name("brand.example"), "Z2".to_owned())].into(),
            certificate_arn: Some("arn".to_owned()),
        };
        assert!(domain.zone_of(&name("www.acme.example")).is_none());
        assert!(domain.zone_of(&name("www.brand.example")).is_some());
    }

    #[test]
    fn reserved_and_malformed_names_are_refused() {
        for invalid in [
            "",
            "localhost",
            "a..b",
            "-a.b",
            "A.b",
            "a_b.c",
            "www.example.com",
            "example.org",
            "10.0.0.1",
            "tasks.123",
        ] {
            assert!(DomainName::parse(invalid).is_err(), "{invalid}");
        }
        for valid in ["myexample.com", "1.2.3.4a", "3com.acme.example"] {
            assert!(DomainName::parse(valid).is_ok(), "{valid}");
        }
    }
}
