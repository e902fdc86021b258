//! `database_<name>.tf`: one PostgreSQL database on RDS.

use serde::Serialize;

use super::audit::{LogKey, log_key};
use super::load_balancer::{Notify, notify};
use super::{Optional, Present, present_if};
use crate::hcl::{Literal, Word};
use crate::stack::{self, LogicalId, Stack};

/// What `database.tf.hbs` sees.
#[derive(Debug, Serialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "they are arguments of `aws_db_instance`, not states"
)]
pub(crate) struct Database {
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

impl Database {
    pub(crate) fn new(stack: &Stack, id: &LogicalId, database: &stack::Database) -> Self {
        let is_production = stack.environment.is_production();
        let percent = stack.alarms.database_cpu_percent;
        Self {
            id: id.into(),
            aws_id: Word::in_aws(id),
            name: Word::joined(&[&stack.name, &id.kebab()], '-'),
            family: database.engine_version.family(),
            engine_version: database.engine_version.to_string(),
            instance_class: database.instance_class.to_string(),
            storage_gib: database.storage_gib,
            port: database.port,
            multi_az: database.multi_az,
            backup_retention_days: database.backup_retention_days,
            log_retention_days: stack.log_retention_days,
            log_key: log_key(stack),
            force_tls: present_if(!database.engine_version.forces_tls()),
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
        }
    }
}
