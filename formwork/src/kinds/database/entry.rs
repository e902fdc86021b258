//! What a database is: engine, class, storage, backups.

use super::class::InstanceClass;
use super::manifest::Keys;
use super::version::EngineVersion;
use crate::kind::{Limits, Validation, number};
use crate::manifest::{Field, Key};
use crate::problem::{Code, Problem};
use crate::source::Span;

/// Amazon RDS user guide, "Amazon RDS DB instance storage": gp3 for PostgreSQL.
pub(super) const STORAGE_GIB: Limits = Limits {
    key: "storage_gib",
    range: 20..=65536,
    taker: "RDS",
};

/// Amazon RDS API, `CreateDBInstance`: `Port` and `BackupRetentionPeriod`.
pub(super) const PORT: Limits = Limits {
    key: "port",
    range: 1150..=65535,
    taker: "RDS",
};
pub(super) const BACKUP_RETENTION_DAYS: Limits = Limits {
    key: "backup_retention_days",
    range: 1..=35,
    taker: "RDS",
};

/// One RDS instance and the database in it.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(super) engine_version: EngineVersion,
    pub(super) instance_class: InstanceClass,
    pub(super) storage_gib: u32,
    pub(super) multi_az: bool,
    pub(super) backup_retention_days: u32,
    pub(super) port: u16,
}

impl Entry {
    /// What the keys of a database mean.
    pub(super) fn from_keys(keys: &Keys, at: &mut Validation<'_>) -> Option<Self> {
        if let Some(problem) = reserved_name(at.key()) {
            at.problem(problem);
        }
        let engine_version = at.text(
            &keys.engine_version,
            "the version of PostgreSQL",
            EngineVersion::parse,
        );
        let instance_class = at.text(
            &keys.instance_class,
            "the size of the instance",
            InstanceClass::parse,
        );
        let storage_gib = at.number(&keys.storage_gib, &STORAGE_GIB);
        let days = &keys.backup_retention_days;
        let days = at.keep(backup_retention(days, &at.key().span()));
        let port = at.number(&keys.port, &PORT);
        Some(Self {
            engine_version: engine_version?,
            instance_class: instance_class?,
            storage_gib: storage_gib?,
            multi_az: *keys.multi_az.get(),
            backup_retention_days: days?,
            port: port?,
        })
    }
}

fn backup_retention(field: &Field<u32>, table: &Span) -> Result<u32, Problem> {
    if *field.get() == 0 {
        return Err(Problem::new(
            Code::OutOfRange,
            "`backup_retention_days` is 0, which turns backups off",
        )
        .at(field.span_or(table), "no backups")
        .help("use 1 to 35 days; 1 is the cheapest"));
    }
    number(field, table, &BACKUP_RETENTION_DAYS)
}

/// The reserved key words of PostgreSQL (its documentation, appendix C, "SQL Key Words") and the
/// databases and roles that RDS has already. RDS refuses them as `DBName`.
const RESERVED: &[&str] = &[
    "admin",
    "all",
    "analyse",
    "analyze",
    "and",
    "any",
    "array",
    "as",
    "asc",
    "asymmetric",
    "authorization",
    "binary",
    "both",
    "case",
    "cast",
    "check",
    "collate",
    "collation",
    "column",
    "concurrently",
    "constraint",
    "create",
    "cross",
    "current_catalog",
    "current_date",
    "current_role",
    "current_schema",
    "current_time",
    "current_timestamp",
    "current_user",
    "database",
    "db",
    "default",
    "deferrable",
    "desc",
    "distinct",
    "do",
    "else",
    "end",
    "except",
    "false",
    "fetch",
    "for",
    "foreign",
    "freeze",
    "full",
    "grant",
    "group",
    "having",
    "ilike",
    "in",
    "initially",
    "inner",
    "intersect",
    "into",
    "is",
    "isnull",
    "join",
    "lateral",
    "leading",
    "left",
    "like",
    "limit",
    "localtime",
    "localtimestamp",
    "natural",
    "not",
    "notnull",
    "null",
    "offset",
    "on",
    "only",
    "or",
    "order",
    "outer",
    "overlaps",
    "placing",
    "primary",
    "rdsadmin",
    "references",
    "returning",
    "right",
    "select",
    "session_user",
    "similar",
    "some",
    "symmetric",
    "system_user",
    "table",
    "tablesample",
    "template0",
    "template1",
    "then",
    "trailing",
    "true",
    "union",
    "unique",
    "user",
    "using",
    "variadic",
    "verbose",
    "when",
    "where",
    "window",
    "with",
];

fn reserved_name(key: &Key) -> Option<Problem> {
    let name = key.get();
    RESERVED.binary_search(&name.as_str()).ok()?;
    let message =
        format!("`{name}` is a reserved word, which RDS refuses as the name of a database");
    Some(
        Problem::new(Code::InvalidName, message)
            .at(key.span(), "becomes the name of the database")
            .help(format!(
                "use a name of your own, such as `[database.{name}_data]`"
            )),
    )
}

#[cfg(test)]
mod tests {
    use super::RESERVED;

    #[test]
    fn reserved_words_are_sorted_for_the_search() {
        assert!(RESERVED.is_sorted());
    }
}
