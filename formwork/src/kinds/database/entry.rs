//! What a database is: engine, class, storage, backups.

use std::collections::BTreeMap;

use super::aurora::{self, Aurora};
use super::class::{InstanceClass, SERVERLESS};
use super::engine;
use super::existing::Existing;
use super::logins;
use super::manifest::{Engine, Keys, Login};
use super::parameters::{Fault, Parameter};
use super::reserved::reserved_name;
use super::snapshot::snapshot;
use super::version::EngineVersion;
use super::windows::{BackupWindow, MaintenanceWindow};
use crate::kind::{Limits, Target, Validation, at_both, number, optional};
use crate::manifest::Field;
use crate::problem::{Code, Problem};
use crate::source::Span;
use crate::written::Written;

/// Amazon RDS user guide, "Amazon RDS DB instance storage": gp3 for PostgreSQL and MySQL.
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

/// What a task opens of a stack that does not say so.
pub(super) const CONNECTIONS_BY_DEFAULT: u32 = 3;

/// As many as PostgreSQL has at most by the formula of RDS.
pub(super) const CONNECTIONS_PER_TASK: Limits = Limits {
    key: "connections_per_task",
    range: 1..=5000,
    taker: "a database",
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

/// One instance of RDS, or one cluster of Aurora, and the database in it.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(super) engine: Engine,
    pub(super) engine_version: EngineVersion,
    pub(super) instance_class: InstanceClass,
    /// None: an instance of RDS.
    pub(super) aurora: Option<Aurora>,
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
    /// None: where it is not production.
    pub(super) allow_major_upgrade: Option<bool>,
    pub(super) multi_az: bool,
    pub(super) backup_retention_days: u32,
    pub(super) login: Login,
    pub(super) connections_per_task: u32,
    pub(super) port: u16,
    /// Of the stack: the code signs its logins for it.
    pub(super) region: String,
}

impl Entry {
    /// What the keys of a database mean.
    pub(super) fn from_keys(keys: &Keys, at: &mut Validation<'_>) -> Option<Self> {
        let engine = *keys.engine.get();
        if let Some(problem) = reserved_name(engine, at.key()).filter(|_| keys.existing.is_none()) {
            at.problem(problem);
        }
        let engine_version = engine_version(engine, keys, at);
        let instance_class = instance_class(engine, keys, at);
        let aurora = if engine.is_aurora() {
            Some(Aurora::from_keys(keys, instance_class.as_ref(), at))
        } else {
            aurora::refuse_without_aurora(keys, at);
            None
        };
        let storage_gib = at.number(&keys.storage_gib, &STORAGE_GIB);
        let days = &keys.backup_retention_days;
        let days = at.keep(backup_retention(days, &at.key().span()));
        let connections = at.number(&keys.connections_per_task, &CONNECTIONS_PER_TASK);
        let port = port(engine, keys, at);
        let max_storage_gib = optional(keys.max_storage_gib.as_ref(), |field| {
            max_storage(field, keys, storage_gib, at)
        });
        let windows = windows(keys, at);
        let parameters = parameters(keys, engine_version.as_ref(), at);
        let kms_key = at.kms_key(keys.kms_key.as_ref());
        let snapshot = optional(keys.snapshot.as_ref(), |field| snapshot(engine, field, at));
        let existing = optional(keys.existing.as_ref(), |field| {
            Existing::from_keys(field, keys, at)
        });
        let (maintenance_window, backup_window) = windows?;
        Some(Self {
            engine,
            engine_version: engine_version?,
            instance_class: instance_class?,
            aurora: match aurora {
                Some(aurora) => Some(aurora?),
                None => None,
            },
            storage_gib: storage_gib?,
            max_storage_gib: max_storage_gib.ok()?,
            maintenance_window,
            backup_window,
            parameters: parameters?,
            kms_key: kms_key.ok()?,
            snapshot: snapshot.ok()?,
            existing: existing.ok()?,
            allow_major_upgrade: keys.allow_major_upgrade.as_ref().map(|field| *field.get()),
            multi_az: *keys.multi_az.get(),
            backup_retention_days: days?,
            login: *keys.login.get(),
            connections_per_task: connections?,
            port: port?,
            region: at.region()?.to_string(),
        })
    }
}

impl Entry {
    /// What the contract says of connections: nothing of the default, so that stacks from before the key keep their
    /// fingerprints.
    pub(super) fn connections_of_contract(&self) -> String {
        match self.connections_per_task {
            CONNECTIONS_BY_DEFAULT => String::new(),
            others => format!(" {others}"),
        }
    }

    /// Whether each container logs in as a user of its own.
    pub(super) fn has_logins(&self) -> bool {
        self.login == Login::Iam
    }

    /// What the contract says of logins: nothing of the default, for the same reason.
    pub(super) fn logins_of_contract(&self) -> &'static str {
        if self.has_logins() { " iam" } else { "" }
    }

    /// What the templates of the handle see of its engine and its users.
    pub(super) fn lists(&self, target: &Target<'_>) -> BTreeMap<&'static str, Vec<String>> {
        let (protocol, has_readers) = (self.engine.protocol(), self.has_readers());
        if !self.has_logins() {
            return engine::lists(protocol, has_readers);
        }
        let mut lists = engine::lists_of_users(protocol, has_readers, &self.region);
        if logins::makes_users(target) {
            let statements = logins::statements(protocol, target);
            lists.insert("logins", vec![logins::array(&statements)]);
        }
        lists
    }

    /// Whether `read` has a host. Of one that exists only the writer is known.
    pub(super) fn has_readers(&self) -> bool {
        self.engine.is_aurora() && self.existing.is_none()
    }
}

fn engine_version(engine: Engine, keys: &Keys, at: &mut Validation<'_>) -> Option<EngineVersion> {
    let field = &keys.engine_version;
    let protocol = engine.protocol();
    if !field.is_written() {
        return EngineVersion::parse(engine, protocol.version()).ok();
    }
    let label = format!("the version of {}", protocol.title());
    at.text(field, &label, |text| EngineVersion::parse(engine, text))
}

fn instance_class(engine: Engine, keys: &Keys, at: &mut Validation<'_>) -> Option<InstanceClass> {
    let field = &keys.instance_class;
    if !field.is_written() && engine.is_aurora() {
        return InstanceClass::parse(engine, SERVERLESS).ok();
    }
    at.text(field, "the size of the instance", |text| {
        InstanceClass::parse(engine, text)
    })
}

fn port(engine: Engine, keys: &Keys, at: &mut Validation<'_>) -> Option<u16> {
    if keys.port.is_written() {
        return at.number(&keys.port, &PORT);
    }
    Some(engine.protocol().port())
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
            let engine = *keys.engine.get();
            let parameter = Parameter::parse(name.get(), value.get(), engine, version);
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
