//! `worker_<name>.tf`: all that belongs to one worker.

use serde::Serialize;

use super::entry::{Backlog, Entry};
use crate::container::{EcsService, Scaling, Tasks, least, running_tasks};
use crate::hcl::{Expr, Literal, Word};
use crate::kind::{Alarm, File, Optional, Site, Template};

const TEMPLATE: Template = Template::new("worker.tf", include_str!("worker.tf.hbs"));

/// What `worker.tf.hbs` sees.
#[derive(Debug, Serialize)]
struct View {
    tasks: Tasks,
    service: EcsService,
    scaling: Scaling,
    backlog: Optional<BacklogView>,
}

/// How the messages of a queue decide.
#[derive(Debug, Serialize)]
struct BacklogView {
    id: Word,
    name: Word,
    messages_per_task: u32,
    namespace: &'static str,
    waiting: &'static str,
    in_flight: &'static str,
    dimension: &'static str,
    queue: Expr,
    /// With no task at first, a message starts one.
    from_zero: Optional<FromZero>,
}

#[derive(Debug, Serialize)]
struct FromZero {
    description: Literal,
}

/// The file of one worker.
pub(super) fn file(entry: &Entry, site: &Site<'_>) -> File {
    let (container, scaling) = (&entry.container, &entry.scaling);
    let backlog = scaling.backlog.as_ref();
    let view = View {
        tasks: Tasks::new(container, site, Vec::new()),
        service: EcsService::new(container, site, scaling.min),
        scaling: Scaling::new(site, scaling.min, scaling.max, &scaling.schedule)
            .by_cpu(scaling.cpu_percent)
            .by_memory(scaling.memory_percent)
            .watched_by(&alarms(entry, site), site),
        backlog: backlog
            .and_then(|backlog| view(backlog, least(scaling.min, &scaling.schedule), site))
            .into_iter()
            .collect(),
    };
    File::new(format!("worker_{}.tf", site.id()), &TEMPLATE, &view)
}

/// What tells that a worker does not run.
pub(super) fn alarms(entry: &Entry, site: &Site<'_>) -> Vec<Alarm> {
    let min = least(entry.scaling.min, &entry.scaling.schedule);
    running_tasks(site, &site.name(), min).into_iter().collect()
}

fn view(backlog: &Backlog, min: u32, site: &Site<'_>) -> Option<BacklogView> {
    let metrics = backlog.kind.backlog()?;
    let target = site.stack.target(backlog.kind, &backlog.queue);
    let from_zero = (min == 0).then(|| FromZero {
        description: Literal::new(format!(
            "Messages wait in {}, and no task of {} runs: one is started.",
            backlog.queue.in_aws(),
            site.id().in_aws()
        )),
    });
    Some(BacklogView {
        id: site.id().into(),
        name: site.name(),
        messages_per_task: backlog.messages_per_task,
        namespace: metrics.namespace,
        waiting: metrics.waiting,
        in_flight: metrics.in_flight,
        dimension: metrics.dimension,
        queue: Expr::new((metrics.name)(&target)),
        from_zero: from_zero.into_iter().collect(),
    })
}
