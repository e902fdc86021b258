//! `job_<name>.tf`: all that belongs to one job, and `jobs.tf`, what all jobs share.

use serde::Serialize;

use super::alarms::{alarms, failed};
use super::entry::Entry;
use crate::container::{Tasks, dependencies, strategy};
use crate::hcl::{Expr, Literal, Word};
use crate::kind::{
    AlarmView, File, LogKey, Optional, Present, Shared, Site, Template, log_key, present_if,
};

const TEMPLATE: Template = Template::new("job.tf", include_str!("job.tf.hbs"));
const SHARED: Template = Template::new("jobs.tf", include_str!("jobs.tf.hbs"));

/// What `job.tf.hbs` sees.
#[derive(Debug, Serialize)]
struct View {
    id: Word,
    /// The name of the container, for `input`.
    aws_id: Word,
    name: Word,
    partition: &'static str,
    region: Word,
    account_id: Expr,
    subnet_ids: Expr,
    tasks: Tasks,
    schedule: Literal,
    timezone: Literal,
    retries: u32,
    /// JSON as it is: `jsonencode` would escape what the scheduler looks for.
    input: Literal,
    launch_type: Optional<Present>,
    strategy: Vec<crate::container::Provider>,
    exec: bool,
    /// What a run that failed is called, in the rule that counts them.
    failed: Literal,
    alarms: Vec<AlarmView>,
    depends_on: Vec<Expr>,
}

/// What `jobs.tf.hbs` sees.
#[derive(Debug, Serialize)]
struct SharedView {
    name: Word,
    account_id: Expr,
    log_retention_days: u32,
    log_key: Optional<LogKey>,
}

/// The file of one job.
pub(super) fn file(entry: &Entry, site: &Site<'_>) -> File {
    let (id, container) = (site.id(), &entry.container);
    let in_aws = id.in_aws();
    let strategy = container.capacity.providers.map_or(Vec::new(), strategy);
    let view = View {
        id: id.into(),
        aws_id: Word::in_aws(id),
        name: site.name(),
        partition: site.partition(),
        region: site.region(),
        account_id: site.account_id(),
        subnet_ids: site.private_subnet_ids(),
        tasks: Tasks::new(container, site, Vec::new()).until_replaced(),
        schedule: Literal::new(&entry.schedule),
        timezone: Literal::new(&entry.timezone),
        retries: entry.retries,
        input: input(in_aws),
        launch_type: present_if(strategy.is_empty()),
        strategy,
        exec: container.exec,
        failed: Literal::new(failed(site)),
        alarms: site.alarm_views(&alarms(site)),
        depends_on: dependencies(container, site),
    };
    File::new(format!("job_{id}.tf"), &TEMPLATE, &view)
}

/// What the run is told beside its environment.
fn input(container: &str) -> Literal {
    Literal::new(format!(
        r#"{{"containerOverrides":[{{"name":"{container}","environment":[{{"name":"SCHEDULED_TIME","value":"<aws.scheduler.scheduled-time>"}}]}}]}}"#
    ))
}

/// The file of what all jobs share, if there are any.
pub(super) fn shared(shared: &Shared<'_>) -> Option<File> {
    let stack = shared.stack;
    let view = || SharedView {
        name: (&stack.name).into(),
        account_id: Expr::new(stack.network.names().account_id),
        log_retention_days: stack.log_retention_days,
        log_key: log_key(stack),
    };
    (!shared.ids.is_empty()).then(|| File::new("jobs.tf", &SHARED, &view()))
}
