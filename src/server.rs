//! How the process meets its container: address, port and shutdown.

use std::net::Ipv4Addr;

use rocket::config::Config;
use rocket::error::{Error, ErrorKind};
use rocket::fairing::AdHoc;
use rocket::figment::Figment;
use rocket::figment::providers::Serialized;
use tracing::info;

use crate::stack;

/// Requests in flight at SIGTERM may run for this long before their connection is closed.
///
/// Together with [`MERCY_SECONDS`] it stays below the 30 s after which ECS kills the task.
const GRACE_SECONDS: u32 = 20;

/// After the grace period, connections get this long to close in an orderly way.
const MERCY_SECONDS: u32 = 5;

/// Rocket's configuration, with what the infrastructure relies on laid over it.
///
/// `ROCKET_WORKERS`, `ROCKET_LIMITS` and the like work as usual.
pub(crate) fn figment() -> Figment {
    with_contract(Config::figment())
}

/// Fixes what can't be changed from outside: target group, security groups and task definition
/// were made for exactly these values.
///
/// Rocket reads its environment into the *global* profile, which wins over every other profile.
/// So these go into that one, after it.
fn with_contract(configuration: Figment) -> Figment {
    configuration
        // The load balancer connects to the task's own address, never to its loopback.
        .merge(Serialized::global(Config::ADDRESS, Ipv4Addr::UNSPECIFIED))
        .merge(Serialized::global(Config::PORT, stack::PORT))
        // Anybody can send `X-Real-IP`, which Rocket believes: `client_address` reads the right one.
        .merge(Serialized::global("ip_header", false))
        .merge(Serialized::global("shutdown.grace", GRACE_SECONDS))
        .merge(Serialized::global("shutdown.mercy", MERCY_SECONDS))
}

/// Attaches the line that says where the service listens.
pub(crate) fn stage() -> AdHoc {
    AdHoc::on_liftoff("listening", |rocket| {
        Box::pin(async move {
            let Config { address, port, .. } = rocket.config();
            info!(service = stack::SERVICE, %address, port, "listening");
        })
    })
}

/// Attaches the line that says that no more requests are taken.
pub(crate) fn farewell() -> AdHoc {
    AdHoc::on_shutdown("farewell", |_| {
        Box::pin(async { info!("shutting down: requests under way are finished") })
    })
}

/// Says in one line why the service did not launch, or did not shut down in time.
///
/// Rocket's own text for some of these leaves out the part that helps.
#[must_use]
pub fn launch_failure(error: &Error) -> String {
    match error.kind() {
        ErrorKind::Bind(cause) => {
            format!("cannot listen on port {}: {cause}", stack::PORT)
        }
        ErrorKind::Config(cause) => format!("configuration is not valid: {cause}"),
        ErrorKind::FailedFairings(failed) => {
            let names: Vec<_> = failed.iter().map(|fairing| fairing.name).collect();
            format!("cannot start: {}", names.join(", "))
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_contract_wins_over_rockets_environment() {
        // This is how `ROCKET_PORT=1` arrives.
        let environment = Config::figment().merge(Serialized::global(Config::PORT, 1));
        let config = Config::from(with_contract(environment));
        assert_eq!(config.port, stack::PORT);
        assert_eq!(config.address, Ipv4Addr::UNSPECIFIED);
        assert!(config.ip_header.is_none());
    }

    #[test]
    fn shutdown_ends_before_ecs_kills_the_task() {
        let shutdown = Config::from(figment()).shutdown;
        // Rocket gives up a second after both periods; ECS waits 30 s.
        let seconds = shutdown.grace + shutdown.mercy + 1;
        assert!(seconds < 30, "{seconds} s");
    }
}
