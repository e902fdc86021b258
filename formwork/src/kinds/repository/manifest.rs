//! The keys of `[repository.NAME]`.

use serde::Deserialize;

use super::entry::{KEEP_IMAGES, UNTAGGED_DAYS};
use crate::kind::KeyFact;
use crate::manifest::{Field, Names, Text};

/// `[repository.NAME]`
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
#[cfg_attr(any(test, feature = "schema"), schemars(deny_unknown_fields))]
pub(crate) struct Keys {
    /// How many images are kept, the newest ones. It must be more than run at once, or a new task may not find its
    /// image.
    pub(crate) keep_images: Field<u32>,
    /// How long an image without a tag is kept.
    pub(crate) untagged_days: Field<u32>,
    /// Repositories of GitHub whose workflows may push, by a role of their own and without a key.
    pub(crate) push_from: Vec<Field<PushFrom>>,
    /// The ARN of GitHub's identity provider, if the account has one already. An account cannot have two. Default:
    /// none, the stack makes it.
    pub(crate) github_provider_arn: Option<Field<Text>>,
    /// The name or the ARN of a repository that exists. The stack then makes only the roles that may push. Default:
    /// none, a new one.
    pub(crate) existing: Option<Field<String>>,
    /// Its former name, as for a service.
    pub(crate) renamed_from: Option<Names>,
}

impl Default for Keys {
    fn default() -> Self {
        Self {
            keep_images: 30.into(),
            untagged_days: 7.into(),
            push_from: Vec::new(),
            github_provider_arn: None,
            existing: None,
            renamed_from: None,
        }
    }
}

/// One entry of `push_from = [{ github = "acme/api", branch = "main" }]`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
#[cfg_attr(any(test, feature = "schema"), schemars(deny_unknown_fields))]
pub(crate) struct PushFrom {
    /// Owner and name of the repository.
    pub(crate) github: Option<Field<String>>,
    /// The branch whose workflows may push.
    pub(crate) branch: Option<Field<String>>,
    /// The environment of GitHub whose workflows may push, instead of a branch.
    pub(crate) environment: Option<Field<String>>,
    /// The number of the owner. For repositories that were made since July 2026, or whose owner asked for it, the
    /// tokens of GitHub contain this number and that of the repository.
    pub(crate) owner_id: Option<Field<u32>>,
    /// The number of the repository.
    pub(crate) repository_id: Option<Field<u32>>,
}

const PUSH: &[(&str, &str)] = &[
    ("push_from.[].github", r#""acme/api""#),
    ("push_from.[].branch", r#""main""#),
];

const PUSH_BY_ID: &[(&str, &str)] = &[
    ("push_from.[].github", r#""acme/api""#),
    ("push_from.[].branch", r#""main""#),
    ("push_from.[].owner_id", "4711"),
    ("push_from.[].repository_id", "815"),
];

/// What the types do not say of the keys.
pub(super) const KEYS: &[KeyFact] = &[
    KeyFact::new("keep_images", "100").within(&KEEP_IMAGES),
    KeyFact::new("untagged_days", "1").within(&UNTAGGED_DAYS),
    KeyFact::new("push_from.[].github", r#""acme/api""#)
        .required()
        .like("^[A-Za-z0-9-]+/[A-Za-z0-9._-]+$")
        .with(PUSH),
    KeyFact::new("push_from.[].branch", r#""main""#).with(PUSH),
    KeyFact::new("push_from.[].environment", r#""production""#)
        .with(&[("push_from.[].github", r#""acme/api""#)]),
    KeyFact::new("push_from.[].owner_id", "4711").with(PUSH_BY_ID),
    KeyFact::new("push_from.[].repository_id", "815").with(PUSH_BY_ID),
    KeyFact::new(
        "github_provider_arn",
        r#""arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com""#,
    )
    .like(r"^(arn:aws[a-z-]*:iam::|\$\{)")
    .with(PUSH),
    KeyFact::new("existing", r#""acme/api""#),
    KeyFact::new("renamed_from", r#""pictures""#),
];
