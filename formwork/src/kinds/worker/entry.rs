//! What a worker is: a container, and how many of it run.

use std::collections::BTreeMap;

use super::manifest::{self, Keys};
use crate::container::{Bounds, Container, Grant, Scheduled, scheduled};
use crate::kind::{AnyKind, Limits, LogicalId, Validation};
use crate::manifest::Field;
use crate::problem::{Code, Problem, list};

/// Amazon ECS service quotas, "Tasks per service".
pub(crate) const MIN: Limits = Limits {
    key: "min",
    range: 0..=5000,
    taker: "Amazon ECS",
};
pub(crate) const MAX: Limits = Limits {
    key: "max",
    range: 1..=5000,
    taker: "Amazon ECS",
};
pub(crate) const CPU_PERCENT: Limits = Limits {
    key: "cpu_percent",
    range: 1..=99,
    taker: "target tracking that can add a task",
};
pub(crate) const MEMORY_PERCENT: Limits = Limits {
    key: "memory_percent",
    range: 1..=99,
    taker: "target tracking that can add a task",
};

/// Beyond, no queue of SQS has more in flight than one task is to work off.
pub(crate) const MESSAGES: Limits = Limits {
    key: "messages_per_task",
    range: 1..=120_000,
    taker: "target tracking",
};

/// Without a queue, CPU decides.
const DEFAULT_CPU_PERCENT: u32 = 70;

/// One ECS service that nobody calls.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(super) container: Container,
    pub(super) scaling: Scaling,
}

/// How many tasks run.
#[derive(Debug, Clone)]
pub(super) struct Scaling {
    pub(super) min: u32,
    pub(super) max: u32,
    pub(super) backlog: Option<Backlog>,
    pub(super) cpu_percent: Option<u32>,
    pub(super) memory_percent: Option<u32>,
    pub(super) schedule: Vec<Scheduled>,
}

/// The queue whose messages decide.
#[derive(Debug, Clone)]
pub(super) struct Backlog {
    pub(super) kind: &'static dyn AnyKind,
    pub(super) queue: LogicalId,
    pub(super) messages_per_task: u32,
}

impl Entry {
    /// What the keys of a worker mean.
    pub(super) fn from_keys(keys: &Keys, at: &mut Validation<'_>) -> Option<Self> {
        let container = Container::from_keys(&keys.shared, at);
        let container = container.map(Container::protecting_tasks);
        let scaling = scaling(&keys.own.scaling, container.as_ref(), at);
        Some(Self {
            container: container?.started_by_providers(),
            scaling: scaling?,
        })
    }

    /// Gives the queue another id.
    pub(super) fn rename(&mut self, names: &BTreeMap<LogicalId, LogicalId>) {
        if let Some(backlog) = &mut self.scaling.backlog
            && let Some(renamed) = names.get(&backlog.queue)
        {
            backlog.queue = renamed.clone();
        }
    }
}

fn scaling(
    keys: &manifest::Scaling,
    container: Option<&Container>,
    at: &mut Validation<'_>,
) -> Option<Scaling> {
    let min = at.number(&keys.min, &MIN);
    let max = at.number(&keys.max, &MAX);
    let messages = at.number(&keys.messages_per_task, &MESSAGES);
    let percent = |field: &Option<Field<u32>>, limits, at: &mut Validation<'_>| {
        let field = field.as_ref();
        let number = field.map(|field| at.number(field, limits).ok_or(()));
        number.transpose()
    };
    let cpu_percent = percent(&keys.cpu_percent, &CPU_PERCENT, at);
    let memory_percent = percent(&keys.memory_percent, &MEMORY_PERCENT, at);
    let bounds = Bounds {
        min: &keys.min,
        max: &keys.max,
        min_limits: &MIN,
        max_limits: &MAX,
    };
    let schedule = scheduled(&keys.schedule, bounds, at);
    // Without its grants nothing can be said about its queue.
    let queue = queue(keys, container?, at).ok()?;
    check_zero(keys, queue.is_some(), at);
    let backlog = match (queue, messages) {
        (Some((queue, kind)), Some(messages_per_task)) => Some(Backlog {
            kind,
            queue,
            messages_per_task,
        }),
        _ => None,
    };
    let by_default = || backlog.is_none().then_some(DEFAULT_CPU_PERCENT);
    messages?;
    Some(Scaling {
        min: min?,
        max: max?,
        cpu_percent: cpu_percent.ok()?.or_else(by_default),
        memory_percent: memory_percent.ok()?,
        schedule: schedule?,
        backlog,
    })
}

/// A queue that is wrong, which has a problem.
struct Unclear;

type Queue = (LogicalId, &'static dyn AnyKind);

/// The queue whose messages decide: the one that is named, or the only one that the worker receives from.
fn queue(
    keys: &manifest::Scaling,
    container: &Container,
    at: &mut Validation<'_>,
) -> Result<Option<Queue>, Unclear> {
    let received = |(id, grant): (&LogicalId, &Grant)| {
        let backlog = grant.kind.backlog()?;
        let mut words = grant.words().into_iter();
        words
            .any(|word| word == backlog.operation)
            .then(|| (grant.key(id).replace('"', ""), (id.clone(), grant.kind)))
    };
    let received = container.grants.iter().filter_map(received);
    let received: BTreeMap<String, Queue> = received.collect();
    let known = || list(received.keys().map(String::as_str));
    let Some(field) = &keys.queue else {
        if received.len() < 2 || at.is_unread(&["scaling", "queue"]) {
            return Ok(received.into_values().next());
        }
        let message = format!("{} receives from {} queues", at.owner(), received.len());
        let first = received.keys().next().cloned().unwrap_or_default();
        let problem = Problem::new(Code::ScalingQueue, message)
            .at(at.key().span(), "the messages of which one decide?")
            .help(format!(
                "add `scaling.queue = \"{first}\"`, or another of {}",
                known()
            ));
        at.problem(problem);
        return Err(Unclear);
    };
    if let Some(queue) = received.get(field.get()) {
        return Ok(Some(queue.clone()));
    }
    if at.is_unread(&["grants"]) {
        return Err(Unclear);
    }
    let name = field.get();
    let help = if received.is_empty() {
        format!("grant it: `grants = {{ {name} = [\"receive\"] }}`")
    } else {
        format!("use one of {}, or grant `receive` on `{name}`", known())
    };
    let message = format!("{} does not receive from `{name}`", at.owner());
    let problem = Problem::new(Code::ScalingQueue, message)
        .at(field.span_or(&at.key().span()), "not granted")
        .help(help);
    at.problem(problem);
    Err(Unclear)
}

/// Nothing starts the first task where no messages do.
fn check_zero(keys: &manifest::Scaling, has_queue: bool, at: &mut Validation<'_>) {
    if has_queue || at.is_unread(&["scaling"]) {
        return;
    }
    let entries = keys.schedule.iter();
    let scheduled = entries.filter_map(|entry| entry.get().min.as_ref());
    let mut all = [&keys.min].into_iter().chain(scheduled);
    let Some(zero) = all.find(|min| *min.get() == 0) else {
        return;
    };
    let message = format!("nothing would ever start a task of {}", at.owner());
    let problem = Problem::new(Code::ScalingQueue, message)
        .at(
            zero.span_or(&at.key().span()),
            "no task, and no CPU to measure",
        )
        .help("grant `receive` on the queue that it works off, or use `min = 1`");
    at.problem(problem);
}
