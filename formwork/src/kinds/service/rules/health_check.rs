//! A health check ends before the next one begins.

use crate::kind::{Scope, at_both, entries};
use crate::kinds::service::Service;
use crate::kinds::service::entry::{INTERVAL, TIMEOUT};
use crate::kinds::service::manifest::Keys;
use crate::manifest::Key;
use crate::problem::{Code, Problem};

/// Elastic Load Balancing API, `CreateTargetGroup`: the timeout must be smaller than the interval.
pub(super) fn check_health_check(scope: &Scope<'_>) -> Vec<Problem> {
    let manifest = scope.manifest;
    let is_unread =
        |key: &Key, field| manifest.is_unread(&["service", key.get(), "health_check", field]);
    let services = entries::<Service>(manifest);
    services
        .filter(|(key, _)| {
            !is_unread(key, "timeout_seconds") && !is_unread(key, "interval_seconds")
        })
        .filter_map(|(key, keys)| check(key, keys))
        .collect()
}

fn check(key: &Key, keys: &Keys) -> Option<Problem> {
    let (timeout, interval) = (
        &keys.own.health_check.timeout_seconds,
        &keys.own.health_check.interval_seconds,
    );
    let are_offered =
        TIMEOUT.range.contains(timeout.get()) && INTERVAL.range.contains(interval.get());
    if !are_offered || timeout.get() < interval.get() {
        return None;
    }
    let message = format!(
        "a health check may take {} s, and the next begins after {} s",
        timeout.get(),
        interval.get()
    );
    let help = format!(
        "use a timeout below {} or an interval above {}",
        interval.get(),
        timeout.get()
    );
    let problem = Problem::new(Code::HealthCheck, message).help(help);
    Some(at_both(
        problem,
        &key.span(),
        ("timeout_seconds", timeout),
        ("interval_seconds", interval),
    ))
}
