//! The keys of `[site.NAME]`.

use serde::Deserialize;

use crate::kind::KeyFact;
use crate::manifest::{Field, Names, Plain};

/// `[site.NAME]`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
#[cfg_attr(any(test, feature = "schema"), schemars(deny_unknown_fields))]
pub(crate) struct Keys {
    /// The bucket with its files, by the name of a `[bucket]`. Only CloudFront, and code with a grant, can read
    /// them there. `index.html` is the page of `/`.
    pub(crate) bucket: Option<Field<String>>,
    /// The name of the site for browsers, in the hosted zone of `[domain]`, with a certificate of its own. Default:
    /// one of CloudFront.
    pub(crate) domain: Option<Field<String>>,
    /// Whether `index.html` answers every path that is no file: the code in it reads the path. If not, each path
    /// that ends with `/` has an `index.html` of its own.
    pub(crate) single_page: Field<bool>,
    /// The file of the bucket that CloudFront shows if there is no such page. Default: none; CloudFront answers
    /// with its own text.
    pub(crate) not_found: Option<Field<Plain>>,
    /// **Contract.** Its former name, as for a service.
    pub(crate) renamed_from: Option<Names>,
}

/// What the types do not say of the keys.
pub(super) const KEYS: &[KeyFact] = &[
    KeyFact::new("bucket", r#""uploads""#).required(),
    KeyFact::new("domain", r#""www.acme.example""#).like(r"^[a-z0-9-]+(\.[a-z0-9-]+)+$"),
    KeyFact::new("single_page", "true"),
    KeyFact::new("not_found", r#""404.html""#).like("^[^/]"),
    KeyFact::new("renamed_from", r#""front""#),
];
