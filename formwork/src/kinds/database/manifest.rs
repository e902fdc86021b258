//! The keys of `[database.NAME]`.

use serde::Deserialize;

use super::entry::{BACKUP_RETENTION_DAYS, PORT, STORAGE_GIB};
use crate::kind::KeyFact;
use crate::manifest::{Field, Names};

/// `[database.NAME]`
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
#[cfg_attr(any(test, feature = "schema"), schemars(deny_unknown_fields))]
pub(crate) struct Keys {
    /// The database engine.
    pub(crate) engine: Field<Engine>,
    /// **Contract.** Major version, 13 to 18, whose minor versions follow by themselves; or `15.4`.
    pub(crate) engine_version: Field<String>,
    /// `db.`, family, size: one that RDS offers for PostgreSQL.
    pub(crate) instance_class: Field<String>,
    /// gp3 storage.
    pub(crate) storage_gib: Field<u32>,
    /// A standby in another zone. It is not part of the free tier.
    pub(crate) multi_az: Field<bool>,
    /// How long automated backups are kept.
    pub(crate) backup_retention_days: Field<u32>,
    /// **Contract.** Port of the database.
    pub(crate) port: Field<u16>,
    /// **Contract.** The name that it had before, as of a service.
    pub(crate) renamed_from: Option<Names>,
}

impl Default for Keys {
    fn default() -> Self {
        Self {
            engine: Engine::Postgres.into(),
            engine_version: "17".to_owned().into(),
            instance_class: "db.t4g.micro".to_owned().into(),
            storage_gib: 20.into(),
            multi_az: true.into(),
            backup_retention_days: 7.into(),
            port: 5432.into(),
            renamed_from: None,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
pub(crate) enum Engine {
    Postgres,
}

/// What the types do not say of the keys.
pub(super) const KEYS: &[KeyFact] = &[
    KeyFact::new("engine", r#""postgres""#),
    KeyFact::new("engine_version", r#""15""#).like(r"^1[3-8](\.[1-9][0-9]?)?$"),
    KeyFact::new("instance_class", r#""db.t3.micro""#)
        .like(r"^db\.[a-z0-9]+\.([0-9]*x?large|micro|small|medium)$"),
    KeyFact::new("storage_gib", "100").within(&STORAGE_GIB),
    KeyFact::new("multi_az", "false"),
    KeyFact::new("backup_retention_days", "14").within(&BACKUP_RETENTION_DAYS),
    KeyFact::new("port", "5433").within(&PORT),
    KeyFact::new("renamed_from", r#""orders""#),
];
