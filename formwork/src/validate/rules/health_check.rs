//! A health check ends before the next one begins.

use crate::manifest::{Key, Manifest, Service};
use crate::problem::{Code, Problem};
use crate::validate::leaf;
use crate::validate::service::{INTERVAL, TIMEOUT};

/// Elastic Load Balancing API, `CreateTargetGroup`: the timeout must be smaller than the interval.
pub(super) fn check_health_check(manifest: &Manifest) -> Vec<Problem> {
    let is_unread =
        |key: &Key, field| manifest.is_unread(&["service", key.get(), "health_check", field]);
    let services = manifest.service.iter();
    services
        .filter(|(key, _)| {
            !is_unread(key, "timeout_seconds") && !is_unread(key, "interval_seconds")
        })
        .filter_map(|(key, service)| check(key, service))
        .collect()
}

fn check(key: &Key, service: &Service) -> Option<Problem> {
    let (timeout, interval) = (
        &service.health_check.timeout_seconds,
        &service.health_check.interval_seconds,
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
    Some(leaf::at_both(
        problem,
        &key.span(),
        ("timeout_seconds", timeout),
        ("interval_seconds", interval),
    ))
}
