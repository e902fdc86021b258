//! `database_<name>.tf`: one PostgreSQL database on RDS.

use serde::Serialize;

use super::entry::Entry;
use crate::hcl::{Literal, Word};
use crate::kind::{
    File, LogKey, Notify, Optional, Present, Shared, Site, Template, log_key, notify, present_if,
};

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
    family: String,
    engine_version: String,
    instance_class: String,
    storage_gib: u32,
    port: u16,
    multi_az: bool,
    backup_retention_days: u32,
    log_retention_days: u32,
    /// There in production only, and with it what measures the database there.
    log_key: Optional<LogKey>,
    /// The parameter that refuses connections without TLS, where it is not the default.
    force_tls: Optional<Present>,
    deletion_protection: bool,
    skip_final_snapshot: bool,
    final_snapshot: Optional<Present>,
    /// Whether a change interrupts at once or waits for the maintenance window.
    apply_immediately: bool,
    alarm: Alarm,
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
        family: entry.engine_version.family(),
        engine_version: entry.engine_version.to_string(),
        instance_class: entry.instance_class.to_string(),
        storage_gib: entry.storage_gib,
        port: entry.port,
        multi_az: entry.multi_az,
        backup_retention_days: entry.backup_retention_days,
        log_retention_days: stack.log_retention_days,
        log_key: log_key(stack),
        force_tls: present_if(!entry.engine_version.forces_tls()),
        deletion_protection: is_production,
        skip_final_snapshot: !is_production,
        final_snapshot: present_if(is_production),
        apply_immediately: !is_production,
        alarm: Alarm {
            description: Literal::new(format!(
                "The CPU of database {} has been above {percent} % for 15 minutes.",
                id.in_aws()
            )),
            threshold: percent,
            notify: notify(stack),
        },
    };
    File::new(format!("database_{id}.tf"), &TEMPLATE, &view)
}

const MONITORING: Template = Template::new("monitoring.tf", include_str!("monitoring.tf.hbs"));

/// What `monitoring.tf.hbs` sees.
#[derive(Debug, Serialize)]
struct Monitoring {
    name: Word,
    partition: &'static str,
    region: Word,
}

/// The role under which RDS measures the databases of production.
pub(super) fn monitoring(shared: &Shared<'_>) -> File {
    let stack = shared.stack;
    let view = Monitoring {
        name: (&stack.name).into(),
        partition: stack.region.partition(),
        region: (&stack.region).into(),
    };
    File::new("audit.tf", &MONITORING, &view)
}
