//! The domain under which the load balancer is reached.

use std::fmt;

use crate::hcl::{Expr, Literal, Plain};
use crate::problem::{Code, Problem};

/// The name that clients use and the hosted zone that answers for it.
#[derive(Debug, Clone)]
pub(crate) struct Domain {
    pub(crate) name: DomainName,
    pub(crate) zone: Zone,
}

/// The Route 53 hosted zone.
#[derive(Debug, Clone)]
pub(crate) enum Zone {
    /// Created by this stack.
    Created(DomainName),
    /// Exists already; its id.
    Existing(String),
}

impl Zone {
    /// The id of the zone.
    pub(crate) fn id(&self) -> Expr {
        match self {
            Self::Created(_) => Expr::new("aws_route53_zone.main.zone_id"),
            Self::Existing(id) => Literal::new(id).into(),
        }
    }
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
    use super::DomainName;

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
