//! Containers have no more rights than they need.

use super::super::finding::Finding;
use super::super::module::{Block, Flag, Module, Value};
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
fn excess(container: &Value) -> Option<&'static str> {
    let flag = |name| container.get(name).map_or(Flag::Absent, Value::flag);
    let user = container
        .get("user")
        .and_then(Value::text)
        .unwrap_or_default();
    let is_object = matches!(container, Value::Object(_));
    if flag("privileged") == Flag::On {
        Some("has a privileged container")
    } else if ["root", "0", "0:0", "root:root"].contains(&user) {
        Some("runs a container as root")
    } else if container.get("linuxParameters.capabilities.add").is_some() {
        Some("gives a container Linux capabilities")
    } else if is_object && matches!(flag("readonlyRootFilesystem"), Flag::Off | Flag::Absent) {
        Some("has a container that can write to its root file system")
    } else {
        None
    }
}
