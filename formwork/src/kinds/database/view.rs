//! `database_<name>.tf`: one PostgreSQL database on RDS.

use serde::Serialize;

use super::entry::{Entry, STORAGE_GIB};
use super::parameters::Parameter;
use crate::hcl::{Expr, Literal, Word};
use crate::kind::{
    File, LogKey, Notify, Optional, Present, Shared, Site, Template, log_key, notify, present_if,
};
use crate::written::Written;

const TEMPLATE: Template = Template::new("database.tf", include_str!("database.tf.hbs"));

/// What `database.tf.hbs` sees.
#[derive(Debug, Serialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "they are arguments of `aws_db_instance`, not states"
)]
struct Database {
    id: Word,
    /// What AWS knows it by, and PostgreSQL.
    aws_id: Word,
    name: Word,
    vpc_id: Expr,
    subnet_ids: Expr,
    family: String,
    engine_version: String,
    instance_class: String,
    storage_gib: u32,
    max_storage_gib: Optional<u32>,
    maintenance_window: Optional<String>,
    backup_window: Optional<String>,
    kms_key: Optional<Expr>,
    snapshot: Optional<Literal>,
    parameters: Vec<ParameterView>,
    port: u16,
    multi_az: bool,
    backup_retention_days: u32,
    log_retention_days: u32,
    /// There in production only, and with it what measures the database there.
    log_key: Optional<LogKey>,
    /// The parameter that logs slow statements, unless the user sets it.
    slow_statements: Optional<Present>,
    /// The parameter that refuses connections without TLS, where it is not the default.
    force_tls: Optional<Present>,
    deletion_protection: bool,
    skip_final_snapshot: bool,
    final_snapshot: Optional<Present>,
    /// Whether a change interrupts at once or waits for the maintenance window.
    apply_immediately: bool,
    alarm: Alarm,
}

/// A parameter of the user's.
#[derive(Debug, Serialize)]
struct ParameterView {
    name: String,
    value: Literal,
    /// Whether it holds after the next restart.
    waits: Optional<Present>,
}

#[derive(Debug, Serialize)]
struct Alarm {
    description: Literal,
    threshold: u32,
    notify: Optional<Notify>,
}

/// The file of one database.
pub(super) fn file(entry: &Entry, site: &Site<'_>) -> File {
    let (stack, id) = (site.stack, site.id());
    let is_production = site.is_production();
    let percent = stack.alarms.database_cpu_percent;
    let view = Database {
        id: id.into(),
        aws_id: Word::in_aws(id),
        name: site.name(),
        vpc_id: site.vpc_id(),
        subnet_ids: site.private_subnet_ids(),
        family: entry.engine_version.family(),
        engine_version: entry.engine_version.to_string(),
        instance_class: entry.instance_class.to_string(),
        storage_gib: entry.storage_gib,
        max_storage_gib: max_storage_gib(entry, is_production).into_iter().collect(),
        maintenance_window: entry
            .maintenance_window
            .iter()
            .map(ToString::to_string)
            .collect(),
        backup_window: entry
            .backup_window
            .iter()
            .map(ToString::to_string)
            .collect(),
        kms_key: entry.kms_key.iter().map(Written::as_string).collect(),
        snapshot: entry.snapshot.iter().map(Literal::new).collect(),
        parameters: parameters(&entry.parameters),
        port: entry.port,
        multi_az: entry.multi_az,
        backup_retention_days: entry.backup_retention_days,
        log_retention_days: stack.log_retention_days,
        log_key: log_key(stack),
        slow_statements: present_if(!sets(entry, "log_min_duration_statement")),
        force_tls: present_if(!entry.engine_version.forces_tls()),
        deletion_protection: is_production,
        skip_final_snapshot: !is_production,
        final_snapshot: present_if(is_production),
        apply_immediately: !is_production,
        alarm: Alarm {
            description: Literal::new(format!(
                "The CPU of database {} has been above {percent} % for 15 minutes, or it tells nothing any more.",
                id.in_aws()
            )),
            threshold: percent,
            notify: notify(stack),
        },
    };
    File::new(format!("database_{id}.tf"), &TEMPLATE, &view)
}

/// Whether the user sets a parameter.
fn sets(entry: &Entry, name: &str) -> bool {
    entry
        .parameters
        .iter()
        .any(|parameter| parameter.name == name)
}

/// A database that is full serves nobody, so in production storage grows before that.
fn max_storage_gib(entry: &Entry, is_production: bool) -> Option<u32> {
    const TIMES: u32 = 5;
    let by_default = || {
        entry
            .storage_gib
            .saturating_mul(TIMES)
            .min(*STORAGE_GIB.range.end())
    };
    let grows = |most: &u32| *most > entry.storage_gib;
    let by_default = is_production.then(by_default).filter(grows);
    entry.max_storage_gib.or(by_default)
}

fn parameters(own: &[Parameter]) -> Vec<ParameterView> {
    own.iter()
        .map(|parameter| ParameterView {
            name: parameter.name.clone(),
            value: Literal::new(&parameter.value),
            waits: present_if(parameter.waits),
        })
        .collect()
}

const MONITORING: Template = Template::new("monitoring.tf", include_str!("monitoring.tf.hbs"));

/// What `monitoring.tf.hbs` sees.
#[derive(Debug, Serialize)]
struct Monitoring {
    name: Word,
    account_id: Expr,
    partition: &'static str,
    region: Word,
}

/// The role under which RDS measures the databases of production.
pub(super) fn monitoring(shared: &Shared<'_>) -> File {
    let stack = shared.stack;
    let view = Monitoring {
        name: (&stack.name).into(),
        account_id: Expr::new(stack.network.names().account_id),
        partition: stack.region.partition(),
        region: (&stack.region).into(),
    };
    File::new("audit.tf", &MONITORING, &view)
}
