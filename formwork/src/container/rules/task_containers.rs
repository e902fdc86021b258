//! The containers of a task leave each other their names, their ports and their share.

use crate::container::{Keys, TaskSize};
use crate::kind::Scope;
use crate::manifest::{Field, Key};
use crate::problem::{Code, Problem};

pub(super) fn check_task_containers(scope: &Scope<'_>) -> Vec<Problem> {
    let containers = scope.containers();
    containers
        .flat_map(|container| {
            let (key, keys) = (container.key, container.keys);
            let names = names(key, keys).into_iter();
            names.chain(ports(keys)).chain(shares(key, keys))
        })
        .collect()
}

/// Each name that is taken by the entry or by another.
fn names(key: &Key, keys: &Keys) -> Vec<Problem> {
    let sidecars = keys.sidecar.keys();
    let of_entry = sidecars.clone().chain(keys.init.keys());
    let of_entry = of_entry.filter(|name| name.get() == key.get());
    let of_entry = of_entry.map(|name| (name, key));
    let twice = sidecars.filter_map(|name| {
        let (init, _) = keys.init.get_key_value(name)?;
        Some((name, init))
    });
    of_entry.chain(twice).map(same_name).collect()
}

fn same_name((name, other): (&Key, &Key)) -> Problem {
    let message = format!("two containers of the task are named `{}`", name.get());
    Problem::new(Code::TaskContainers, message)
        .at(name.span(), "named so again")
        .at(other.span(), "named so too")
        .help("give one of them another name")
}

/// Each port that another sidecar listens on too.
fn ports(keys: &Keys) -> Vec<Problem> {
    let ports = keys.sidecar.iter();
    let mut ports: Vec<(&Key, &Field<u16>)> = ports
        .filter_map(|(name, keys)| Some((name, keys.port.as_ref()?)))
        .collect();
    ports.sort_by_key(|(name, port)| port.span_or(&name.span()).start);
    let mut problems = Vec::new();
    for (index, (name, port)) in ports.iter().enumerate() {
        let mut others = ports[..index].iter();
        if let Some((other, first)) = others.find(|(_, first)| first.get() == port.get()) {
            let message = format!(
                "`{}` and `{}` both listen on {}",
                other.get(),
                name.get(),
                port.get()
            );
            problems.push(
                Problem::new(Code::TaskContainers, message)
                    .at(port.span_or(&name.span()), "taken")
                    .at(first.span_or(&other.span()), "by this one")
                    .help(
                        "give one of them another port: the containers of a task share a network",
                    ),
            );
        }
    }
    problems
}

/// What is kept for others leaves something to the entry's own container.
fn shares(key: &Key, keys: &Keys) -> Vec<Problem> {
    // What is no size has a problem of its own.
    let Ok(size) = TaskSize::new(*keys.cpu_units.get(), *keys.memory_mib.get()) else {
        return Vec::new();
    };
    let sidecars = keys.sidecar.values();
    let cpu = sidecars.clone().filter_map(|it| it.cpu_units.as_ref());
    let memory = sidecars.filter_map(|it| it.memory_mib.as_ref());
    let of_init = keys.init.values();
    let init_cpu = of_init.clone().filter_map(|it| it.cpu_units.as_ref());
    let init_memory = of_init.filter_map(|it| it.memory_mib.as_ref());
    // ECS adds up all containers of a task, those that end first too.
    let checks = [
        ("cpu_units", cpu.chain(init_cpu).collect(), size.cpu_units()),
        (
            "memory_mib",
            memory.chain(init_memory).collect(),
            size.memory_mib(),
        ),
    ];
    let checks = checks.into_iter();
    checks
        .filter_map(|(name, parts, whole)| share(key, name, parts, whole))
        .collect()
}

fn share(key: &Key, name: &str, parts: Vec<&Field<u32>>, whole: u32) -> Option<Problem> {
    let sum: u64 = parts.iter().map(|part| u64::from(*part.get())).sum();
    let largest = parts.into_iter().max_by_key(|part| *part.get())?;
    (sum >= u64::from(whole)).then(|| {
        let message = format!(
            "the other containers take {sum} of {whole} `{name}`, which leaves nothing to `{}`",
            key.get()
        );
        Problem::new(Code::TaskSize, message)
            .at(largest.span_or(&key.span()), "the most of it")
            .at(key.span(), format!("`{name}` is {whole} for all of them"))
            .help(format!(
                "raise `{name}` of `{}`, or lower what is kept for others",
                key.get()
            ))
    })
}
