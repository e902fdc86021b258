//! The keys of `[mailer.NAME]`.

use formwork::kind::{Field, KeyFact, Limits, Names};
use serde::Deserialize;

/// `[mailer.NAME]`
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "schema", derive(serde::Serialize, schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct Keys {
    /// **Contract.** Domain of the senders' addresses, within the hosted zone of `[domain]`.
    pub(crate) domain: Option<Field<String>>,
    /// What receivers are to do with mails that claim to be from the domain and are not.
    pub(crate) dmarc_policy: Field<Policy>,
    /// How long resolvers may keep the records.
    pub(crate) ttl_seconds: Field<u32>,
    /// The name that it had before.
    pub(crate) renamed_from: Option<Names>,
}

impl Default for Keys {
    fn default() -> Self {
        Self {
            domain: None,
            dmarc_policy: Policy::Quarantine.into(),
            ttl_seconds: 1800.into(),
            renamed_from: None,
        }
    }
}

/// What becomes of a mail that is not genuine (RFC 7489, section 6.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(serde::Serialize, schemars::JsonSchema))]
pub enum Policy {
    /// It is delivered all the same.
    None,
    /// It is treated as suspicious.
    Quarantine,
    /// It is refused.
    Reject,
}

impl Policy {
    /// The word in `stack.toml` and in the record.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Quarantine => "quarantine",
            Self::Reject => "reject",
        }
    }
}

/// Amazon Route 53 API, `ResourceRecordSet`: `TTL`, here from a minute on.
pub(crate) const TTL: Limits = Limits::new("ttl_seconds", 60..=172_800, "a mailer");

/// What the types do not say of the keys.
pub(crate) const KEYS: &[KeyFact] = &[
    KeyFact::new("domain", r#""mail.acme.example""#)
        .required()
        .like(r"^[a-z0-9-]+(\.[a-z0-9-]+)+$"),
    KeyFact::new("dmarc_policy", r#""reject""#),
    KeyFact::new("ttl_seconds", "300").within(&TTL),
    KeyFact::new("renamed_from", r#""letters""#),
];
