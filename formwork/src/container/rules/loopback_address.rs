//! No variable tells the code to listen where only its own task reaches it.

use std::net::IpAddr;

use crate::kind::Scope;
use crate::manifest::{Field, Key, Text};
use crate::problem::{Code, Problem};

/// Variables that web frameworks and servers take the address to listen on from.
const ADDRESS_VARIABLES: &[&str] = &[
    "ADDRESS",
    "BIND",
    "BIND_ADDR",
    "BIND_ADDRESS",
    "HOST",
    "LISTEN",
    "LISTEN_ADDR",
    "LISTEN_ADDRESS",
    "ROCKET_ADDRESS",
    "SERVER_ADDR",
    "SERVER_ADDRESS",
    "SERVER_HOST",
];

/// Amazon ECS developer guide, "Fargate task networking": a task has a network interface of its own,
/// and the load balancer connects to the address of that.
pub(super) fn check_loopback_address(scope: &Scope<'_>) -> Vec<Problem> {
    let is_wrong = |(name, value): &(&Key, &Field<Text>)| {
        ADDRESS_VARIABLES.contains(&name.get().as_str())
            && value.get().plain().is_some_and(|value| is_loopback(&value))
    };
    let containers = scope.containers();
    containers
        .flat_map(|container| {
            let variables = container.keys.environment.iter().filter(is_wrong);
            variables.map(move |(name, value)| problem(container.key, name, value))
        })
        .collect()
}

/// An address, alone or with a port.
fn is_loopback(value: &str) -> bool {
    let value = value.trim();
    let is_loopback = |text: &str| {
        let text = text.trim_start_matches('[').trim_end_matches(']');
        text == "localhost" || text.parse().is_ok_and(|ip: IpAddr| ip.is_loopback())
    };
    is_loopback(value)
        || value
            .rsplit_once(':')
            .is_some_and(|(host, port)| port.parse::<u16>().is_ok() && is_loopback(host))
}

fn problem(key: &Key, name: &Key, value: &Field<Text>) -> Problem {
    let message = format!(
        "`{}` tells `{}` to listen on its loopback, which the load balancer cannot reach",
        name.get(),
        key.get()
    );
    Problem::new(Code::LoopbackAddress, message)
        .at(value.span_or(&name.span()), "reached by the task alone")
        .help("write `0.0.0.0` for the address: security groups say who may connect")
}

#[cfg(test)]
mod tests {
    use super::is_loopback;

    #[test]
    fn a_loopback_has_many_spellings() {
        for loopback in [
            "127.0.0.1",
            "127.1.2.3",
            "::1",
            "[::1]:8000",
            "localhost",
            "localhost:8000",
            " 127.0.0.1:80 ",
        ] {
            assert!(is_loopback(loopback), "{loopback}");
        }
        for other in [
            "0.0.0.0",
            "::",
            "10.0.0.1",
            "shop.acme.example",
            "127.0.0.1.acme.example",
            "",
        ] {
            assert!(!is_loopback(other), "{other}");
        }
    }
}
