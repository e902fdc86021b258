//! The keys of `[bucket.NAME]`.

use serde::Deserialize;

use super::entry::DAYS;
use crate::kind::KeyFact;
use crate::manifest::{Field, Names, Plain};

/// `[bucket.NAME]`
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
#[cfg_attr(any(test, feature = "schema"), schemars(deny_unknown_fields))]
pub(crate) struct Keys {
    /// **Contract.** Keeps what is overwritten or deleted.
    pub(crate) versioning: Field<bool>,
    /// Objects that are deleted by themselves.
    pub(crate) expire: Vec<Field<Expire>>,
    /// **Contract.** The name that it had before, as of a service.
    pub(crate) renamed_from: Option<Names>,
}

impl Default for Keys {
    fn default() -> Self {
        Self {
            versioning: true.into(),
            expire: Vec::new(),
            renamed_from: None,
        }
    }
}

/// One entry of `expire = [{ prefix = "archived/", days = 90 }]`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
#[cfg_attr(any(test, feature = "schema"), schemars(deny_unknown_fields))]
pub(crate) struct Expire {
    /// **Contract.** Start of the keys that expire, without a slash in front.
    pub(crate) prefix: Option<Field<Plain>>,
    /// **Contract.** Age at which an object is deleted; in a versioned bucket it is gone a day later.
    pub(crate) days: Option<Field<u32>>,
}

/// What the types do not say of the keys.
pub(super) const KEYS: &[KeyFact] = &[
    KeyFact::new("versioning", "false"),
    KeyFact::new("expire.[].prefix", r#""archived/""#)
        .required()
        .like("^[^/]"),
    KeyFact::new("expire.[].days", "90")
        .required()
        .within(&DAYS),
    KeyFact::new("renamed_from", r#"["images", "pictures"]"#),
];
