//! A variable that tells the code its port says what the load balancer believes.

use crate::kind::{Scope, entries};
use crate::kinds::service::Service;
use crate::kinds::service::manifest::Keys;
use crate::manifest::{Field, Key, Text};
use crate::problem::{Code, Problem};

/// Variables that web frameworks take their port from.
const PORT_VARIABLES: &[&str] = &["PORT", "ROCKET_PORT"];

pub(super) fn check_port_variables(scope: &Scope<'_>) -> Vec<Problem> {
    let manifest = scope.manifest;
    let services = entries::<Service>(manifest);
    services
        .filter(|(key, _)| !manifest.is_unread(&["service", key.get(), "port"]))
        .flat_map(|(key, keys)| check(key, keys))
        .collect()
}

fn check(key: &Key, keys: &Keys) -> Vec<Problem> {
    let differs = |value: &Field<Text>| {
        let port = value.get().plain();
        port.and_then(|port| port.trim().parse().ok())
            .is_some_and(|port: u32| port != u32::from(*keys.own.port.get()))
    };
    let variables = keys.shared.environment.iter();
    variables
        .filter(|(name, value)| PORT_VARIABLES.contains(&name.get().as_str()) && differs(value))
        .map(|(name, value)| problem(key, keys, name, value))
        .collect()
}

fn problem(key: &Key, keys: &Keys, name: &Key, value: &Field<Text>) -> Problem {
    let port = keys.own.port.get();
    let message = format!(
        "`{}` tells `{}` to listen on {}, requests and health checks go to {port}",
        name.get(),
        key.get(),
        value.get().as_written().trim()
    );
    let by_default = if keys.own.port.is_written() {
        ""
    } else {
        " by default"
    };
    Problem::new(Code::PortMismatch, message)
        .at(value.span_or(&name.span()), "another port")
        .at(
            keys.own.port.span_or(&key.span()),
            format!("`port` is {port}{by_default}"),
        )
        .help(format!("remove `{}`, and use `port` alone", name.get()))
}
