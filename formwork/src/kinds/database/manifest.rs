//! The keys of `[database.NAME]`.

use serde::Deserialize;

use super::aurora::READERS;
use super::entry::{
    BACKUP_RETENTION_DAYS, CONNECTIONS_BY_DEFAULT, CONNECTIONS_PER_TASK, MAX_STORAGE_GIB, PORT,
    STORAGE_GIB,
};
use crate::kind::KeyFact;
use crate::manifest::{Entries, Field, Names, Text};

/// `[database.NAME]`
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
#[cfg_attr(any(test, feature = "schema"), schemars(deny_unknown_fields))]
pub(crate) struct Keys {
    /// **Contract.** What it runs on: PostgreSQL or MySQL, on an instance of RDS or on a cluster of Aurora.
    pub(crate) engine: Field<Engine>,
    /// **Contract.** A major version, of which RDS installs the minor versions by itself; or a full version such as
    /// `15.4`. PostgreSQL has 13 to 18, MySQL `8.0` and `8.4`. Default for MySQL: 8.4.
    pub(crate) engine_version: Field<String>,
    /// `db.`, family and size: a class that RDS offers for the engine. Default for Aurora: `db.serverless`.
    pub(crate) instance_class: Field<String>,
    /// How many instances of Aurora are for reading only, each in another zone if there are enough zones. If the
    /// writer fails, one of them takes its place. Default for Aurora: 1.
    pub(crate) readers: Option<Field<u32>>,
    /// How far `db.serverless` of Aurora grows and shrinks by itself.
    pub(crate) capacity: Option<Field<Capacity>>,
    /// gp3 storage. That of Aurora grows by itself.
    pub(crate) storage_gib: Field<u32>,
    /// If less than a tenth of the storage is free, RDS adds storage up to this size. It never removes any.
    /// Default: five times `storage_gib` in production, elsewhere none: storage stays as it is.
    pub(crate) max_storage_gib: Option<Field<u32>>,
    /// Whether AWS lets Terraform upgrade it to another major version. There is no way back from an upgrade.
    /// Default: not in production.
    pub(crate) allow_major_upgrade: Option<Field<bool>>,
    /// A standby in another zone. It is not part of the free tier. Aurora has `readers` instead.
    pub(crate) multi_az: Field<bool>,
    /// How long automated backups are kept.
    pub(crate) backup_retention_days: Field<u32>,
    /// When RDS may interrupt the database to change it, a time of the week in UTC. Default: half an hour that
    /// RDS chooses.
    pub(crate) maintenance_window: Option<Field<String>>,
    /// When RDS takes the backup of a day, in UTC. Default: half an hour that RDS chooses.
    pub(crate) backup_window: Option<Field<String>>,
    /// Parameters of the engine, by name. If a parameter needs a restart, its value takes effect after the next
    /// one.
    pub(crate) parameters: Entries<Field<String>>,
    /// The ARN of a KMS key that encrypts storage, backups and snapshots. Another key makes another database.
    /// Default: that of RDS.
    pub(crate) kms_key: Option<Field<Text>>,
    /// The snapshot that the database is made from, by its name or ARN. Its master user must be `postgres`, for
    /// MySQL `admin`, and its database must have the name of the entry. Keep the key as long as the database.
    /// Default: none, an empty database.
    pub(crate) snapshot: Option<Field<String>>,
    /// One that exists, with all that grants need to get to it. Then nothing is made but the rules of security
    /// groups. Default: none, a new one.
    pub(crate) existing: Option<Field<Existing>>,
    /// **Contract.** How containers log in. With `secret` each of them has the login of the master user. With `iam` each
    /// has a user of its own and no password, and only a grant of `own` gives the master user's.
    pub(crate) login: Field<Login>,
    /// **Contract.** How many connections a task opens at most. The code uses `CONNECTIONS` of the handle as the
    /// size of its pool. If this key is written, the build fails if the tasks open more connections than the
    /// database takes, while a deployment replaces the most tasks that scaling allows.
    pub(crate) connections_per_task: Field<u32>,
    /// **Contract.** Port of the database. Default for MySQL: 3306.
    pub(crate) port: Field<u16>,
    /// **Contract.** Its former name, as for a service.
    pub(crate) renamed_from: Option<Names>,
}

impl Default for Keys {
    fn default() -> Self {
        Self {
            engine: Engine::Postgres.into(),
            engine_version: "17".to_owned().into(),
            instance_class: "db.t4g.micro".to_owned().into(),
            readers: None,
            capacity: None,
            storage_gib: 20.into(),
            allow_major_upgrade: None,
            multi_az: true.into(),
            max_storage_gib: None,
            backup_retention_days: 7.into(),
            maintenance_window: None,
            backup_window: None,
            parameters: Entries::new(),
            kms_key: None,
            snapshot: None,
            existing: None,
            login: Login::Secret.into(),
            connections_per_task: CONNECTIONS_BY_DEFAULT.into(),
            port: 5432.into(),
            renamed_from: None,
        }
    }
}

/// `existing = { host = "…", secret_arn = "arn:…", security_group_id = "sg-…" }`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
#[cfg_attr(any(test, feature = "schema"), schemars(deny_unknown_fields))]
pub(crate) struct Existing {
    /// Its host name in the private subnets.
    pub(crate) host: Option<Field<Text>>,
    /// **Contract.** Its port. Default: 5432, for MySQL 3306.
    pub(crate) port: Option<Field<u16>>,
    /// Name of the database. Default: that of the entry.
    pub(crate) name: Option<Field<Text>>,
    /// The ARN of a secret in Secrets Manager with user and password, in the form of RDS: JSON with `username` and
    /// `password`.
    pub(crate) secret_arn: Option<Field<Text>>,
    /// The id of its security group, which gets a rule for each service with a grant.
    pub(crate) security_group_id: Option<Field<Text>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
pub(crate) enum Engine {
    /// PostgreSQL on an instance of RDS.
    Postgres,
    /// PostgreSQL on a cluster of Aurora.
    AuroraPostgres,
    /// MySQL on an instance of RDS.
    Mysql,
    /// MySQL on a cluster of Aurora.
    AuroraMysql,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
pub(crate) enum Login {
    /// By the password of the master user, which RDS keeps in Secrets Manager.
    Secret,
    /// By a token that IAM checks, each container as a user of its own.
    Iam,
}

/// `capacity = { min_acu = 0.5, max_acu = 8 }`
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
#[cfg_attr(any(test, feature = "schema"), schemars(deny_unknown_fields))]
pub(crate) struct Capacity {
    /// Least capacity of an instance, in units of about 2 GiB of memory. With 0 an instance pauses after five
    /// minutes without a connection; the next connection waits for about 15 seconds.
    pub(crate) min_acu: Field<f64>,
    /// Largest capacity of an instance.
    pub(crate) max_acu: Field<f64>,
}

impl Default for Capacity {
    fn default() -> Self {
        Self {
            min_acu: 0.5.into(),
            max_acu: 4.0.into(),
        }
    }
}

const SECRET_ARN: &str = r#""arn:aws:secretsmanager:us-east-1:123456789012:secret:orders-AbCdEf""#;

const GROUP_ID: &str = r#""sg-0123456789abcdef0""#;

/// What `existing` must have.
const EXISTING: &[(&str, &str)] = &[
    ("existing.host", r#""db.acme.internal""#),
    ("existing.secret_arn", SECRET_ARN),
    ("existing.security_group_id", GROUP_ID),
];

/// What keys of Aurora need beside them.
const AURORA: &[(&str, &str)] = &[("engine", r#""aurora_postgres""#)];

/// What the types do not say of the keys.
pub(super) const KEYS: &[KeyFact] = &[
    KeyFact::new("engine", r#""mysql""#),
    KeyFact::new("engine_version", r#""15""#)
        .like(r"^(1[3-8](\.[1-9][0-9]?)?|8\.[04](\.[0-9a-z_.]+)?)$"),
    KeyFact::new("instance_class", r#""db.t3.micro""#)
        .like(r"^db\.(serverless|[a-z0-9]+\.([0-9]*x?large|micro|small|medium))$"),
    KeyFact::new("readers", "2").within(&READERS).with(AURORA),
    KeyFact::new("capacity.min_acu", "1").with(AURORA),
    KeyFact::new("capacity.max_acu", "16").with(AURORA),
    KeyFact::new("storage_gib", "100").within(&STORAGE_GIB),
    KeyFact::new("max_storage_gib", "100").within(&MAX_STORAGE_GIB),
    KeyFact::new("allow_major_upgrade", "false"),
    KeyFact::new("multi_az", "false"),
    KeyFact::new("backup_retention_days", "14").within(&BACKUP_RETENTION_DAYS),
    KeyFact::new("maintenance_window", r#""sun:03:00-sun:04:00""#)
        .like("^[a-z]{3}:[0-9]{2}:[0-9]{2}-[a-z]{3}:[0-9]{2}:[0-9]{2}$"),
    KeyFact::new("backup_window", r#""01:00-02:00""#).like("^[0-9]{2}:[0-9]{2}-[0-9]{2}:[0-9]{2}$"),
    KeyFact::new("parameters", r#"{ log_min_duration_statement = "500" }"#),
    KeyFact::new(
        "kms_key",
        r#""arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab""#,
    )
    .like(r"^(arn:aws[a-z-]*:kms:|\$\{)"),
    KeyFact::new("snapshot", r#""orders-2026-11-25""#),
    KeyFact::new("existing.host", r#""db.acme.internal""#)
        .required()
        .with(EXISTING),
    KeyFact::new("existing.port", "5433").with(EXISTING),
    KeyFact::new("existing.name", r#""ledger""#).with(EXISTING),
    KeyFact::new("existing.secret_arn", SECRET_ARN)
        .required()
        .with(EXISTING),
    KeyFact::new("existing.security_group_id", GROUP_ID)
        .required()
        .with(EXISTING),
    KeyFact::new("login", r#""iam""#),
    KeyFact::new("connections_per_task", "1").within(&CONNECTIONS_PER_TASK),
    KeyFact::new("port", "5433").within(&PORT),
    KeyFact::new("renamed_from", r#""orders""#),
];
