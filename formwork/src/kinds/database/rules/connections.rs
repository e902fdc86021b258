//! A database takes the connections of all tasks while a deployment replaces them.

use crate::kind::{ContainerAt, MostTasks, Scope, entries};
use crate::kinds::database::Database;
use crate::kinds::database::aurora::BY_DEFAULT;
use crate::kinds::database::class::SERVERLESS;
use crate::kinds::database::entry::CONNECTIONS_PER_TASK;
use crate::kinds::database::manifest::{Capacity, Keys};
use crate::kinds::database::memory::{MAX_CONNECTIONS, by_capacity, by_class, kept};
use crate::kinds::database::operations::{CONNECT, OWN, QUERY, READ};
use crate::manifest::Key;
use crate::problem::{Code, Problem};
use crate::source::Span;

/// The operations that open connections to the writer, and to readers.
const ON_WRITER: &[&str] = &[CONNECT, QUERY, OWN];
const ON_READERS: &[&str] = &[READ];

pub(super) fn check_connections(scope: &Scope<'_>) -> Vec<Problem> {
    let manifest = scope.manifest;
    let mut tables = scope.tables();
    if tables.any(|(kind, _)| manifest.is_unread(&[kind.table()])) {
        return Vec::new();
    }
    let databases = entries::<Database>(manifest);
    databases
        .flat_map(|(key, keys)| {
            let problem = move |words| check(scope, key, keys, words);
            [ON_WRITER, ON_READERS].into_iter().filter_map(problem)
        })
        .collect()
}

/// What an operation reaches of a database.
struct Reached {
    /// The connections that it takes, beside those that the engine keeps.
    connections: u32,
    /// Where that comes from, and what it is.
    at: Span,
    label: String,
    /// What gives it more.
    more: &'static str,
}

/// Tasks that are granted an operation, and those of whom most run.
struct Clients<'a> {
    tasks: u32,
    most: ContainerAt<'a>,
}

fn check(scope: &Scope<'_>, key: &Key, keys: &Keys, words: &[&str]) -> Option<Problem> {
    let per_task = &keys.connections_per_task;
    let is_offered = CONNECTIONS_PER_TASK.range.contains(per_task.get());
    // What the code does of itself is not known.
    if !per_task.is_written() || !is_offered {
        return None;
    }
    let clients = clients(scope, key, words)?;
    let reached = reached(key, keys, words)?;
    let wanted = clients.tasks.checked_mul(*per_task.get())?;
    if wanted <= reached.connections {
        return None;
    }
    let message = format!(
        "{}`{}` takes {} connections, and {} tasks at full scale open {wanted} while a deployment replaces them",
        if words == ON_READERS {
            "the set of readers of "
        } else {
            ""
        },
        key.get(),
        reached.connections,
        clients.tasks
    );
    let problem = Problem::new(Code::TooManyConnections, message)
        .at(
            per_task.span_or(&key.span()),
            format!("each opens up to {}", per_task.get()),
        )
        .at(reached.at, reached.label)
        .help(help(reached.more, reached.connections / clients.tasks));
    Some(match clients.most.most_tasks {
        Some(most) => problem.at(
            most.max.span_or(&clients.most.key.span()),
            format!(
                "{} tasks of `{}` in a deployment",
                most.in_deployment(),
                clients.most.key.get()
            ),
        ),
        None => problem,
    })
}

fn help(more: &str, fitting: u32) -> String {
    let others =
        format!("a larger `{more}`, or a lower `scaling.max` or `deployment.maximum_percent`");
    match fitting {
        0 => format!("use {others}: not even one connection for each task fits"),
        _ => format!(
            "use `connections_per_task = {fitting}`, which the code must keep to; or {others}"
        ),
    }
}

/// None: nobody is granted it.
fn clients<'a>(scope: &Scope<'a>, database: &Key, words: &[&str]) -> Option<Clients<'a>> {
    let is_client = |container: &ContainerAt<'_>| {
        let mut grants = container.keys.grants.iter();
        grants.any(|(target, granted)| {
            let mut granted = granted.get().iter();
            target == database && granted.any(|it| words.contains(&it.get().as_str()))
        })
    };
    let tasks = |container: &ContainerAt<'_>| {
        let most = container.most_tasks;
        most.map_or(1, MostTasks::in_deployment)
    };
    let clients = || scope.containers().filter(is_client);
    Some(Clients {
        tasks: clients()
            .map(|client| tasks(&client))
            .fold(0, u32::saturating_add),
        most: clients().max_by_key(tasks)?,
    })
}

/// None where it is not known.
fn reached(key: &Key, keys: &Keys, words: &[&str]) -> Option<Reached> {
    if keys.existing.is_some() {
        return None;
    }
    let (most, at, label, more) = of_instance(key, keys)?;
    let instances = if words == ON_READERS {
        keys.readers
            .as_ref()
            .map_or(BY_DEFAULT, |readers| *readers.get())
    } else {
        1
    };
    let kept = kept(keys.engine.get().protocol());
    let each = most.saturating_sub(kept);
    Some(Reached {
        // Without a reader the writer answers.
        connections: each.saturating_mul(instances.max(1)),
        at,
        more,
        label: format!(
            "{label} has {most}, of which {kept} are kept for the engine and the operator"
        ),
    })
}

/// The connections of one instance, where that comes from, what it is, and the key that gives more.
fn of_instance(key: &Key, keys: &Keys) -> Option<(u32, Span, String, &'static str)> {
    let engine = *keys.engine.get();
    let mut parameters = keys.parameters.iter();
    if let Some((_, own)) = parameters.find(|(name, _)| name.get() == MAX_CONNECTIONS) {
        let most = own.get().parse().ok()?;
        return Some((
            most,
            own.span_or(&key.span()),
            "it".to_owned(),
            MAX_CONNECTIONS,
        ));
    }
    let class = &keys.instance_class;
    let is_serverless = engine.is_aurora() && (!class.is_written() || class.get() == SERVERLESS);
    if !is_serverless {
        let most = by_class(engine, class.get())?;
        let label = format!("`{}` of {}", class.get(), engine.title());
        return Some((most, class.span_or(&key.span()), label, "instance_class"));
    }
    let by_default = Capacity::default();
    let capacity = keys
        .capacity
        .as_ref()
        .map_or(&by_default, |capacity| capacity.get());
    let (min_acu, max_acu) = (*capacity.min_acu.get(), *capacity.max_acu.get());
    let at = keys
        .capacity
        .as_ref()
        .map_or_else(|| key.span(), |capacity| capacity.span_or(&key.span()));
    let most = by_capacity(engine.protocol(), min_acu, max_acu);
    let label = format!("an instance of {max_acu} ACU of {}", engine.title());
    Some((most, at, label, "capacity.max_acu"))
}
