//! What a database is: engine, class, storage, backups.

use super::class::InstanceClass;
use super::existing::Existing;
use super::manifest::Keys;
use super::parameters::{Fault, Parameter};
use super::snapshot::snapshot;
use super::version::EngineVersion;
use super::windows::{BackupWindow, MaintenanceWindow};
use crate::kind::{Limits, Validation, at_both, number, optional};
use crate::manifest::{Field, Key};
use crate::problem::{Code, Problem};
use crate::source::Span;
use crate::written::Written;

/// Amazon RDS user guide, "Amazon RDS DB instance storage": gp3 for PostgreSQL.
pub(super) const STORAGE_GIB: Limits = Limits {
    key: "storage_gib",
    range: 20..=65536,
    taker: "RDS",
};

/// The same: `MaxAllocatedStorage`.
pub(super) const MAX_STORAGE_GIB: Limits = Limits {
    key: "max_storage_gib",
    range: 22..=65536,
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
    /// How far storage may grow by itself; None: as the environment says.
    pub(super) max_storage_gib: Option<u32>,
    pub(super) maintenance_window: Option<MaintenanceWindow>,
    pub(super) backup_window: Option<BackupWindow>,
    /// By name.
    pub(super) parameters: Vec<Parameter>,
    pub(super) kms_key: Option<Written>,
    pub(super) snapshot: Option<String>,
    /// None: it is made.
    pub(super) existing: Option<Existing>,
    pub(super) multi_az: bool,
    pub(super) backup_retention_days: u32,
    pub(super) port: u16,
}

impl Entry {
    /// What the keys of a database mean.
    pub(super) fn from_keys(keys: &Keys, at: &mut Validation<'_>) -> Option<Self> {
        if let Some(problem) = reserved_name(at.key()).filter(|_| keys.existing.is_none()) {
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
        let max_storage_gib = optional(keys.max_storage_gib.as_ref(), |field| {
            max_storage(field, keys, storage_gib, at)
        });
        let windows = windows(keys, at);
        let parameters = parameters(keys, engine_version.as_ref(), at);
        let kms_key = at.kms_key(keys.kms_key.as_ref());
        let snapshot = optional(keys.snapshot.as_ref(), |field| snapshot(field, at));
        let existing = optional(keys.existing.as_ref(), |field| {
            Existing::from_keys(field, keys, at)
        });
        let (maintenance_window, backup_window) = windows?;
        Some(Self {
            engine_version: engine_version?,
            instance_class: instance_class?,
            storage_gib: storage_gib?,
            max_storage_gib: max_storage_gib.ok()?,
            maintenance_window,
            backup_window,
            parameters: parameters?,
            kms_key: kms_key.ok()?,
            snapshot: snapshot.ok()?,
            existing: existing.ok()?,
            multi_az: *keys.multi_az.get(),
            backup_retention_days: days?,
            port: port?,
        })
    }
}

/// Amazon RDS user guide, "Managing capacity automatically with Amazon RDS storage autoscaling": at least
/// a tenth more than there is.
fn max_storage(
    field: &Field<u32>,
    keys: &Keys,
    storage_gib: Option<u32>,
    at: &mut Validation<'_>,
) -> Option<u32> {
    let most = at.number(field, &MAX_STORAGE_GIB)?;
    let storage = storage_gib.filter(|_| !at.is_unread(&["storage_gib"]))?;
    let least = storage + storage.div_ceil(10);
    if most >= least {
        return Some(most);
    }
    let message = format!("storage of {storage} GiB cannot grow to {most} GiB");
    let problem = Problem::new(Code::OutOfRange, message).help(format!(
        "use at least {least}, a tenth more than there is, or take `max_storage_gib` out"
    ));
    at.problem(at_both(
        problem,
        &at.key().span(),
        ("max_storage_gib", field),
        ("storage_gib", &keys.storage_gib),
    ));
    None
}

type Windows = (Option<MaintenanceWindow>, Option<BackupWindow>);

fn windows(keys: &Keys, at: &mut Validation<'_>) -> Option<Windows> {
    let maintenance = keys.maintenance_window.as_ref();
    let of_week = optional(maintenance, |field| {
        at.text(field, "when RDS may change it", MaintenanceWindow::parse)
    });
    let backup = keys.backup_window.as_ref();
    let of_day = optional(backup, |field| {
        at.text(field, "when RDS takes backups", BackupWindow::parse)
    });
    let (of_week, of_day) = (of_week.ok()?, of_day.ok()?);
    if let (Some(week), Some(day), Some(first), Some(second)) =
        (of_week, of_day, maintenance, backup)
        && week.meets(day)
    {
        let table = at.key().span();
        at.problem(
            Problem::new(
                Code::InvalidWindow,
                "both windows of RDS hold at the same time",
            )
            .at(first.span_or(&table), "here changes are made")
            .at(second.span_or(&table), "here backups are taken")
            .help("let one of them begin when the other has ended"),
        );
        return None;
    }
    Some((of_week, of_day))
}

/// Those of `parameters`; a problem is labelled at the name or at the value.
fn parameters(
    keys: &Keys,
    version: Option<&EngineVersion>,
    at: &mut Validation<'_>,
) -> Option<Vec<Parameter>> {
    let parsed: Vec<Option<Parameter>> = keys
        .parameters
        .iter()
        .map(|(name, value)| {
            let parameter = Parameter::parse(name.get(), value.get(), version);
            at.keep(parameter.map_err(|fault| match fault {
                Fault::Name(problem) => problem.at(name.span(), "this parameter"),
                Fault::Value(problem) => problem.at(value.span_or(&name.span()), "this value"),
            }))
        })
        .collect();
    parsed.into_iter().collect()
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
