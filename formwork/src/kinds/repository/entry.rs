//! What a repository is: how long images are kept, and who pushes them.

use super::manifest::Keys;
use super::push::{PushFrom, push_from};
use crate::arn::is_account;
use crate::kind::{Existing, Form, Limits, Validation, optional, written};
use crate::problem::{Code, Problem};
use crate::written::Written;

/// Amazon ECR user guide, "Examples of lifecycle policies": `countNumber`. Fewer than ten may all be gone while
/// tasks of an older one still start.
pub(super) const KEEP_IMAGES: Limits = Limits {
    key: "keep_images",
    range: 10..=10_000,
    taker: "the repository",
};

/// The same, of `sinceImagePushed`.
pub(super) const UNTAGGED_DAYS: Limits = Limits {
    key: "untagged_days",
    range: 1..=3650,
    taker: "the repository",
};

/// One repository of ECR.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(super) keep_images: u32,
    pub(super) untagged_days: u32,
    pub(super) push_from: Vec<PushFrom>,
    /// GitHub's provider, where the account has one.
    pub(super) provider: Option<Written>,
    /// None: it is made.
    pub(super) existing: Option<Existing>,
}

/// Amazon ECR API, `CreateRepository`: `repositoryName`.
pub(super) const FORM: Form = Form {
    service: "ecr",
    before: "repository/",
    what: "a repository",
    length: 2..=256,
    signs: "-_./",
};

impl Entry {
    /// Whether the stack makes GitHub's provider for it.
    pub(super) fn makes_provider(&self) -> bool {
        !self.push_from.is_empty() && self.provider.is_none()
    }

    /// What the keys of a repository mean.
    pub(super) fn from_keys(keys: &Keys, at: &mut Validation<'_>) -> Option<Self> {
        let keep_images = at.number(&keys.keep_images, &KEEP_IMAGES);
        let untagged_days = at.number(&keys.untagged_days, &UNTAGGED_DAYS);
        let push_from = push_from(&keys.push_from, at);
        let provider = optional(keys.github_provider_arn.as_ref(), |field| {
            let arn = at.keep(Written::parse(field, &at.key().span()))?;
            let region = at.region()?;
            let checked = check_provider(&arn, region.partition());
            at.keep(checked.map_err(|problem| problem.at(arn.place(), "GitHub's provider")))?;
            Some(arn)
        });
        if let Some(field) = &keys.github_provider_arn
            && keys.push_from.is_empty()
            && !at.is_unread(&["push_from"])
        {
            let message = format!("nobody pushes to {} by GitHub's provider", at.owner());
            at.problem(
                Problem::new(Code::InvalidPush, message)
                    .at(field.span_or(&at.key().span()), "not needed")
                    .help("remove it, or add `push_from = [{ github = \"acme/api\", branch = \"main\" }]`"),
            );
        }
        let existing = optional(keys.existing.as_ref(), |field| {
            let of_making = [
                ("keep_images", written(&keys.keep_images)),
                ("untagged_days", written(&keys.untagged_days)),
            ];
            at.refuse_beside_existing(&field.span_or(&at.key().span()), &of_making);
            at.existing(field, &FORM)
        });
        Some(Self {
            existing: existing.ok()?,
            keep_images: keep_images?,
            untagged_days: untagged_days?,
            push_from: push_from?,
            provider: provider.ok()?,
        })
    }
}

/// `arn:PARTITION:iam::ACCOUNT:oidc-provider/token.actions.githubusercontent.com`.
fn check_provider(arn: &Written, partition: &str) -> Result<(), Problem> {
    let Some(text) = arn.plain() else {
        return Ok(());
    };
    let account = text
        .strip_prefix(&format!("arn:{partition}:iam::"))
        .and_then(|rest| rest.strip_suffix(":oidc-provider/token.actions.githubusercontent.com"));
    if account.is_some_and(is_account) {
        return Ok(());
    }
    let message = format!("`{text}` is not the ARN of GitHub's identity provider");
    Err(Problem::new(Code::InvalidArn, message).help(format!(
        "write it like `arn:{partition}:iam::123456789012:oidc-provider/token.actions.githubusercontent.com`"
    )))
}
