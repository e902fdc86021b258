//! A variable that tells the code its port says what the load balancer believes.

use crate::manifest::{Field, Key, Manifest, Service};
use crate::problem::{Code, Problem};

/// Variables that web frameworks take their port from.
const PORT_VARIABLES: &[&str] = &["PORT", "ROCKET_PORT"];

pub(super) fn check_port_variables(manifest: &Manifest) -> Vec<Problem> {
    let services = manifest.service.iter();
    services
        .filter(|(key, _)| !manifest.is_unread(&["service", key.get(), "port"]))
        .flat_map(|(key, service)| check(key, service))
        .collect()
}

fn check(key: &Key, service: &Service) -> Vec<Problem> {
    let differs = |value: &Field<String>| {
        value
            .get()
            .trim()
            .parse()
            .is_ok_and(|port: u32| port != u32::from(*service.port.get()))
    };
    let variables = service.environment.iter();
    variables
        .filter(|(name, value)| PORT_VARIABLES.contains(&name.get().as_str()) && differs(value))
        .map(|(name, value)| problem(key, service, name, value))
        .collect()
}

fn problem(key: &Key, service: &Service, name: &Key, value: &Field<String>) -> Problem {
    let port = service.port.get();
    let message = format!(
        "`{}` tells `{}` to listen on {}, requests and health checks go to {port}",
        name.get(),
        key.get(),
        value.get().trim()
    );
    let by_default = if service.port.is_written() {
        ""
    } else {
        " by default"
    };
    Problem::new(Code::PortMismatch, message)
        .at(value.span_or(&name.span()), "another port")
        .at(
            service.port.span_or(&key.span()),
            format!("`port` is {port}{by_default}"),
        )
        .help(format!("remove `{}`, and use `port` alone", name.get()))
}
