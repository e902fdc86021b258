//! `database_<name>.tf`: one instance of RDS.

use serde::Serialize;

use super::alarms::alarms;
use super::entry::{Entry, STORAGE_GIB};
use super::shared::{Database, ParameterView, force_tls, no_values, slow_statements};
use crate::hcl::{Expr, Word};
use crate::kind::{AlarmView, File, Optional, Shared, Site, Template};

const TEMPLATE: Template = Template::new(
    "database.tf",
    concat!(
        include_str!("network.tf.hbs"),
        include_str!("instance_group.tf.hbs"),
        include_str!("logs.tf.hbs"),
        include_str!("database.tf.hbs"),
    ),
);

/// What `database.tf.hbs` sees.
#[derive(Debug, Serialize)]
struct Instance {
    #[serde(flatten)]
    database: Database,
    storage_gib: u32,
    max_storage_gib: Optional<u32>,
    parameters: Vec<ParameterView>,
    multi_az: bool,
    alarms: Vec<AlarmView>,
}

/// The file of one instance.
pub(super) fn file(entry: &Entry, site: &Site<'_>) -> File {
    let id = site.id();
    let mut parameters = slow_statements(entry);
    parameters.extend(no_values(entry));
    parameters.extend(force_tls(entry));
    parameters.extend(entry.parameters.iter().map(ParameterView::from));
    let view = Instance {
        database: Database::new(entry, site),
        storage_gib: entry.storage_gib,
        max_storage_gib: max_storage_gib(entry, site.is_production())
            .into_iter()
            .collect(),
        parameters,
        multi_az: entry.multi_az,
        alarms: site.alarm_views(&alarms(entry, site)),
    };
    File::new(format!("database_{id}.tf"), &TEMPLATE, &view)
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
