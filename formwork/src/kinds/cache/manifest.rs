//! The keys of `[cache.NAME]`.

use serde::Deserialize;

use super::entry::{BACKUP_RETENTION_DAYS, NODES};
use crate::kind::KeyFact;
use crate::manifest::{Field, Names, Text};

/// `[cache.NAME]`
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
#[cfg_attr(any(test, feature = "schema"), schemars(deny_unknown_fields))]
pub(crate) struct Keys {
    /// Version of Valkey. ElastiCache installs patches by itself.
    pub(crate) engine_version: Field<EngineVersion>,
    /// How many nodes have the data, each in another zone if there are enough zones. One of them takes writes. If
    /// it fails, another takes its place.
    pub(crate) nodes: Field<u32>,
    /// `cache.`, family and size: a type that ElastiCache offers for Valkey.
    pub(crate) node_type: Field<String>,
    /// Which keys are deleted when memory is full.
    pub(crate) eviction: Field<Eviction>,
    /// How long daily backups are kept; 0 for none. Default: 7 in production, elsewhere 1.
    pub(crate) backup_retention_days: Option<Field<u32>>,
    /// One that somebody else made: grants, users, rules of security groups, variables and the handle work, and no cache
    /// is made. Default: none.
    pub(crate) existing: Option<Field<Existing>>,
    /// **Contract.** Its former name, as for a service.
    pub(crate) renamed_from: Option<Names>,
}

impl Default for Keys {
    fn default() -> Self {
        Self {
            engine_version: EngineVersion::V8_0.into(),
            nodes: 2.into(),
            node_type: "cache.t4g.micro".to_owned().into(),
            eviction: Eviction::VolatileLru.into(),
            backup_retention_days: None,
            existing: None,
            renamed_from: None,
        }
    }
}

/// `existing = { id = "…", host = "…", user_group_id = "…", security_group_id = "sg-…" }`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
#[cfg_attr(any(test, feature = "schema"), schemars(deny_unknown_fields))]
pub(crate) struct Existing {
    /// The id of its replication group, for which logins are signed. It must run Valkey, and use TLS.
    pub(crate) id: Option<Field<Text>>,
    /// The host name of the node that takes writes: its primary endpoint.
    pub(crate) host: Option<Field<Text>>,
    /// The host name of the nodes that only read: its reader endpoint. Default: that of `host`.
    pub(crate) reader_host: Option<Field<Text>>,
    /// **Contract.** Its port. Default: 6379.
    pub(crate) port: Option<Field<u16>>,
    /// The id of its user group, which gets a user for each grant.
    pub(crate) user_group_id: Option<Field<Text>>,
    /// The id of its security group, which gets a rule for each service with a grant.
    pub(crate) security_group_id: Option<Field<Text>>,
}

/// Versions of Valkey that ElastiCache offers (Amazon ElastiCache user guide, "Comparing Valkey and Redis OSS
/// versions").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
pub(crate) enum EngineVersion {
    #[serde(rename = "7.2")]
    V7_2,
    #[serde(rename = "8.0")]
    V8_0,
    #[serde(rename = "8.1")]
    V8_1,
}

impl EngineVersion {
    /// As it is written.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::V7_2 => "7.2",
            Self::V8_0 => "8.0",
            Self::V8_1 => "8.1",
        }
    }

    /// The family of its parameter groups.
    pub(super) fn family(self) -> &'static str {
        match self {
            Self::V7_2 => "valkey7",
            Self::V8_0 | Self::V8_1 => "valkey8",
        }
    }
}

/// `maxmemory-policy` of Valkey.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
pub(crate) enum Eviction {
    /// Of the keys with a time to live, those that were not used for longest.
    VolatileLru,
    /// Of the keys with a time to live, those that are used least.
    VolatileLfu,
    /// Of the keys with a time to live, those that end soonest.
    VolatileTtl,
    /// Of all keys, those that were not used for longest.
    AllkeysLru,
    /// Of all keys, those that are used least.
    AllkeysLfu,
    /// Nothing: writes fail.
    Noeviction,
}

impl Eviction {
    /// The word that Valkey has for it; none for what it does by itself.
    pub(super) fn policy(self) -> Option<&'static str> {
        match self {
            Self::VolatileLru => None,
            Self::VolatileLfu => Some("volatile-lfu"),
            Self::VolatileTtl => Some("volatile-ttl"),
            Self::AllkeysLru => Some("allkeys-lru"),
            Self::AllkeysLfu => Some("allkeys-lfu"),
            Self::Noeviction => Some("noeviction"),
        }
    }
}

const ID: &str = r#""sessions-prod""#;

const HOST: &str = r#""master.sessions-prod.abcdef.use1.cache.amazonaws.com""#;

const GROUP_ID: &str = r#""sg-0123456789abcdef0""#;

/// What `existing` must have.
const EXISTING: &[(&str, &str)] = &[
    ("existing.id", ID),
    ("existing.host", HOST),
    ("existing.user_group_id", ID),
    ("existing.security_group_id", GROUP_ID),
];

/// What the types do not say of the keys.
pub(super) const KEYS: &[KeyFact] = &[
    KeyFact::new("engine_version", r#""8.1""#),
    KeyFact::new("nodes", "1").within(&NODES),
    KeyFact::new("node_type", r#""cache.m7g.large""#)
        .like(r"^cache\.[a-z0-9]+\.([0-9]*x?large|micro|small|medium)$"),
    KeyFact::new("eviction", r#""allkeys_lru""#),
    KeyFact::new("backup_retention_days", "0").within(&BACKUP_RETENTION_DAYS),
    KeyFact::new("existing.id", ID).required().with(EXISTING),
    KeyFact::new("existing.host", HOST)
        .required()
        .with(EXISTING),
    KeyFact::new(
        "existing.reader_host",
        r#""replica.sessions-prod.abcdef.use1.cache.amazonaws.com""#,
    )
    .with(EXISTING),
    KeyFact::new("existing.port", "6380").with(EXISTING),
    KeyFact::new("existing.user_group_id", ID)
        .required()
        .with(EXISTING),
    KeyFact::new("existing.security_group_id", GROUP_ID)
        .required()
        .with(EXISTING),
    KeyFact::new("renamed_from", r#""logins""#),
];
