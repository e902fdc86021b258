//! Containers have no more rights than they need.

use super::super::finding::Finding;
use crate::hcl::module::{Block, Flag, Module, Value};
use crate::problem::Code;

pub(in crate::lint) fn check(module: &Module) -> Vec<Finding> {
    let definitions = module.resources("aws_ecs_task_definition");
    definitions.flat_map(of_definition).collect()
}

fn of_definition(block: &Block) -> Vec<Finding> {
    let finding = |message: &str, argument: &'static str| {
        Finding::new(Code::ContainerPrivileges, block, message)
            .argument(argument)
            .help("drop what the container does not need")
    };
    let mut found = Vec::new();
    for argument in ["pid_mode", "ipc_mode"] {
        if block.text(argument) == Some("host") {
            found.push(finding("shares a namespace with its host", argument));
        }
    }
    if block.text("network_mode") == Some("host") {
        found.push(finding("shares the network of its host", "network_mode"));
    }
    let containers = block
        .value("container_definitions")
        .map_or(&[][..], Value::items);
    for container in containers {
        found.extend(excess(container).map(|what| finding(what, "container_definitions")));
    }
    found
}

/// What a container has too much of.
fn excess(container: &Value) -> impl Iterator<Item = &'static str> {
    let flag = |name| container.get(name).map_or(Flag::Absent, Value::flag);
    let user = container.get("user").and_then(Value::text);
    let is_object = matches!(container, Value::Object(_));
    let adds_capabilities = container.get("linuxParameters.capabilities.add").is_some();
    let may_write = matches!(flag("readonlyRootFilesystem"), Flag::Off | Flag::Absent);
    let found = [
        (flag("privileged") == Flag::On, "has a privileged container"),
        (user.is_some_and(is_root), "runs a container as root"),
        (adds_capabilities, "gives a container Linux capabilities"),
        (
            is_object && may_write,
            "has a container that can write to its root file system",
        ),
    ];
    found
        .into_iter()
        .filter_map(|(is, what)| is.then_some(what))
}

/// A user, and perhaps a group, by name or number (Amazon ECS API, `ContainerDefinition`: `user`).
fn is_root(user: &str) -> bool {
    let user = user.split_once(':').map_or(user, |(user, _)| user);
    matches!(user, "root" | "0")
}
