//! What a mailer is: a domain that mails are sent from, which lies in the stack's hosted zone.

use std::fmt;

use formwork::hcl::Word;
use formwork::kind::{Code, Field, Problem, Validation};

use crate::keys::{Keys, Policy, TTL};

/// A domain that cannot be the sender of mails.
pub(crate) const INVALID_SENDER: Code = Code::new(
    "mailer-invalid-sender",
    include_str!("codes/mailer-invalid-sender.md"),
);

/// A mailer in a stack that has no hosted zone for its records.
pub(crate) const NO_ZONE: Code =
    Code::new("mailer-no-zone", include_str!("codes/mailer-no-zone.md"));

/// What can be wrong with a mailer.
pub(crate) const CODES: &[Code] = &[INVALID_SENDER, NO_ZONE];

/// One identity of SES.
#[derive(Debug, Clone)]
pub struct Entry {
    pub(crate) domain: Domain,
    pub(crate) dmarc_policy: Policy,
    pub(crate) ttl_seconds: u32,
}

/// A domain name in lower case, without the final point.
#[derive(Debug, Clone)]
pub(crate) struct Domain(Word);

impl Entry {
    /// What the keys of a mailer mean.
    pub(crate) fn from_keys(keys: &Keys, at: &mut Validation<'_>) -> Option<Self> {
        let ttl_seconds = at.number(&keys.ttl_seconds, &TTL);
        let domain = domain(keys, at);
        if !at.has_zone() {
            let problem = Problem::new(NO_ZONE, format!("{} has no hosted zone", at.owner()))
                .at(at.key().span(), "its records need one")
                .help("add `[domain]` with the `zone` or the `zone_id` of the mailer's domain");
            at.problem(problem);
            return None;
        }
        Some(Self {
            domain: domain?,
            dmarc_policy: *keys.dmarc_policy.get(),
            ttl_seconds: ttl_seconds?,
        })
    }
}

fn domain(keys: &Keys, at: &mut Validation<'_>) -> Option<Domain> {
    let example = "domain = \"mail.acme.example\"";
    let field = at.require("domain", keys.domain.as_ref(), example)?;
    let domain = at.text(field, "whom mails are from", Domain::parse)?;
    match at.zone_name() {
        Some(zone) if !domain.is_within(zone) => {
            at.problem(outside(field, zone));
            None
        }
        _ => Some(domain),
    }
}

fn outside(field: &Field<String>, zone: &str) -> Problem {
    let message = format!("the zone `{zone}` does not contain `{}`", field.get());
    Problem::new(INVALID_SENDER, message)
        .at(field.span_or(&(0..0)), "outside the zone of `[domain]`")
        .help(format!(
            "send from a domain below it, such as `mail.{zone}`"
        ))
}

impl Domain {
    /// Labels of letters, digits and inner hyphens, joined by points (RFC 1123), with room for what
    /// DKIM puts in front: a token of 32 characters and `._domainkey.`.
    fn parse(text: &str) -> Result<Self, Problem> {
        let is_domain =
            text.len() <= 253 - 44 && text.contains('.') && text.split('.').all(is_label);
        match Word::new(text) {
            Some(word) if is_domain => Ok(Self(word)),
            _ => Err(Problem::new(
                INVALID_SENDER,
                format!("`{text}` is no domain that mails can be sent from"),
            )
            .help("write lower-case labels joined by points, such as `mail.acme.example`")),
        }
    }

    fn is_within(&self, zone: &str) -> bool {
        let name = self.0.to_string();
        let before = name.strip_suffix(zone);
        before.is_some_and(|before| before.is_empty() || before.ends_with('.'))
    }

    /// The name as it stands in HCL.
    pub(crate) fn word(&self) -> Word {
        self.0.clone()
    }
}

impl fmt::Display for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

fn is_label(label: &str) -> bool {
    let is_plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    (1..=63).contains(&label.len())
        && label.bytes().all(is_plain)
        && !label.starts_with('-')
        && !label.ends_with('-')
}
