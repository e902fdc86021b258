//! The keys of `[volume.NAME]`.

use serde::Deserialize;

use super::entry::INFREQUENT_AFTER_DAYS;
use crate::kind::KeyFact;
use crate::manifest::{Field, Names, Text};

/// `[volume.NAME]`
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
#[cfg_attr(any(test, feature = "schema"), schemars(deny_unknown_fields))]
pub(crate) struct Keys {
    /// The owner of the files, as numbers of a user and a group. Every container writes as this user. Existing
    /// files keep their owner. Default: `user` of the container that mounts it, if that is a number, otherwise
    /// `1000:1000`.
    pub(crate) user: Option<Field<String>>,
    /// What limits reading and writing. `elastic` has no fixed limit, and you pay for each gigabyte. `bursting`
    /// costs nothing beside the storage, and its limit grows with it: 50 KiB a second for each GiB.
    pub(crate) throughput: Field<Throughput>,
    /// After how many days without access a file moves to a cheaper class. It comes back when it is read. With 0 no
    /// file moves.
    pub(crate) infrequent_after_days: Field<u32>,
    /// Whether AWS Backup keeps the files of each of the last 35 days. Default: in production.
    pub(crate) backups: Option<Field<bool>>,
    /// The ARN of a KMS key that encrypts the files. Another key makes another file system. Default: that of EFS.
    pub(crate) kms_key: Option<Field<Text>>,
    /// A file system that exists. Then nothing is made but access points and the rules of security groups.
    /// Default: none, a new one.
    pub(crate) existing: Option<Field<Existing>>,
    /// **Contract.** Its former name, as for a service.
    pub(crate) renamed_from: Option<Names>,
}

impl Default for Keys {
    fn default() -> Self {
        Self {
            user: None,
            throughput: Throughput::Elastic.into(),
            infrequent_after_days: 30.into(),
            backups: None,
            kms_key: None,
            existing: None,
            renamed_from: None,
        }
    }
}

/// `existing = { id = "fs-…", security_group_id = "sg-…" }`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
#[cfg_attr(any(test, feature = "schema"), schemars(deny_unknown_fields))]
pub(crate) struct Existing {
    /// Its id, `fs-…`. It must have mount targets in the network of the stack.
    pub(crate) id: Option<Field<Text>>,
    /// The id of the security group of its mount targets, which gets a rule for each container with a mount.
    pub(crate) security_group_id: Option<Field<Text>>,
    /// The directory of it that containers see. If it does not exist, EFS makes it, and it belongs to `user`.
    /// Default: `/`, all of it.
    pub(crate) path: Option<Field<String>>,
}

/// Amazon EFS API, `CreateFileSystem`: `ThroughputMode`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
pub(crate) enum Throughput {
    Elastic,
    Bursting,
}

impl Throughput {
    /// The word that EFS has for it.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Elastic => "elastic",
            Self::Bursting => "bursting",
        }
    }
}

const ID: &str = r#""fs-0123456789abcdef0""#;

const GROUP_ID: &str = r#""sg-0123456789abcdef0""#;

/// What `existing` must have.
const EXISTING: &[(&str, &str)] = &[
    ("existing.id", ID),
    ("existing.security_group_id", GROUP_ID),
];

/// What the types do not say of the keys.
pub(super) const KEYS: &[KeyFact] = &[
    KeyFact::new("user", r#""65532:65532""#).like("^[0-9]+:[0-9]+$"),
    KeyFact::new("throughput", r#""bursting""#),
    KeyFact::new("infrequent_after_days", "90").one_of(INFREQUENT_AFTER_DAYS),
    KeyFact::new("backups", "true"),
    KeyFact::new(
        "kms_key",
        r#""arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab""#,
    )
    .like(r"^(arn:aws[a-z-]*:kms:|\$\{)"),
    KeyFact::new("existing.id", ID).required().with(EXISTING),
    KeyFact::new("existing.security_group_id", GROUP_ID)
        .required()
        .with(EXISTING),
    KeyFact::new("existing.path", r#""/shop""#)
        .like("^/")
        .with(EXISTING),
    KeyFact::new("renamed_from", r#""documents""#),
];
