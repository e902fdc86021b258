//! A service that the load balancer does not know says nothing of its requests.

use crate::kind::{Scope, entries};
use crate::kinds::service::Service;
use crate::kinds::service::manifest::{HealthCheck, Keys, OwnKeys};
use crate::manifest::{Field, Key};
use crate::problem::{Code, Problem};
use crate::source::Span;

pub(super) fn check_not_public(scope: &Scope<'_>) -> Vec<Problem> {
    let services = entries::<Service>(scope.manifest);
    let hidden = services.filter(|(_, keys)| !keys.own.public.get());
    hidden
        .flat_map(|(key, keys)| {
            let idle = idle(&keys.own).into_iter();
            idle.map(move |(name, span)| problem(key, keys, name, span))
        })
        .collect()
}

fn problem(key: &Key, keys: &Keys, name: &str, span: Span) -> Problem {
    let message = format!(
        "`{name}` is about requests of the load balancer, which does not know `{}`",
        key.get()
    );
    let help = if name.starts_with("health_check") {
        "remove it: ECS asks a program of the image, by `health_command`"
    } else if name == "scaling.requests_per_task" {
        "remove it: `scaling.cpu_percent` decides"
    } else {
        "remove it, or remove `public = false`"
    };
    let public = keys.own.public.span_or(&key.span());
    Problem::new(Code::NotPublic, message)
        .at(span, "without effect")
        .at(public, "not behind the load balancer")
        .help(help)
}

/// The keys that are written and mean nothing, with their places.
fn idle(own: &OwnKeys) -> Vec<(&'static str, Span)> {
    let mut idle = Vec::new();
    let mut note = |name, span: Option<Span>| idle.extend(span.map(|span| (name, span)));
    note("hosts", own.hosts.first().and_then(written));
    note("paths", own.paths.first().and_then(written));
    note(
        "sticky_seconds",
        own.sticky_seconds.as_ref().and_then(written),
    );
    note(
        "deregistration_delay_seconds",
        written(&own.deregistration_delay_seconds),
    );
    let requests = own.scaling.requests_per_task.as_ref();
    note("scaling.requests_per_task", requests.and_then(written));
    note(
        "deployment.rollback_on_alarms",
        written(&own.deployment.rollback_on_alarms),
    );
    let strategy = &own.deployment.strategy;
    let shifts = strategy.get().shifts().then(|| written(strategy));
    note("deployment.strategy", shifts.flatten());
    note("health_check", health_check(&own.health_check));
    idle
}

/// Where the first key of the health check is written that is the load balancer's. The path is the code's too, which
/// may answer there to a `health_command`.
fn health_check(keys: &HealthCheck) -> Option<Span> {
    let numbers = [
        &keys.interval_seconds,
        &keys.timeout_seconds,
        &keys.healthy_threshold,
        &keys.unhealthy_threshold,
        &keys.grace_period_seconds,
    ];
    let numbers = numbers.into_iter().filter_map(written);
    let spans = written(&keys.success_codes).into_iter().chain(numbers);
    spans.min_by_key(|span| span.start)
}

fn written<T>(field: &Field<T>) -> Option<Span> {
    field.is_written().then(|| field.span_or(&(0..0)))
}
