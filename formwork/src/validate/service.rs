//! `[service.NAME]`: image, size, health check, scaling.

use super::leaf::{self, Limits};
use super::problems::{Problems, Required};
use super::{environment, grants, routing};
use crate::manifest::{self, Key, Manifest};
use crate::source::Span;
use crate::stack::{ContainerUser, HealthCheck, HealthPath, Image, Scaling, Service, TaskSize};

pub(super) const PORT: Limits = Limits {
    key: "port",
    range: 1..=65535,
    taker: "TCP",
};

/// Elastic Load Balancing API, `TargetGroupAttribute`: `deregistration_delay.timeout_seconds`.
pub(super) const DEREGISTRATION_DELAY: Limits = Limits {
    key: "deregistration_delay_seconds",
    range: 0..=3600,
    taker: "Elastic Load Balancing",
};

/// Amazon ECS API, `ContainerDefinition`: `stopTimeout`.
pub(super) const STOP_TIMEOUT: Limits = Limits {
    key: "stop_timeout_seconds",
    range: 2..=120,
    taker: "Fargate",
};

/// One service, whose rules and grants hold if no rule objects.
pub(super) fn service(
    manifest: &Manifest,
    key: &Key,
    entry: &manifest::Service,
    problems: &mut Problems,
) -> Option<Service> {
    let table = &key.span();
    let image = image(manifest, key, entry, problems);
    let port = problems.number(&entry.port, table, &PORT);
    let size = size(manifest, key, entry, problems);
    let rules = routing::rules(entry, problems);
    let health_check = health_check(&entry.health_check, table, problems);
    let scaling = scaling(&entry.scaling, table, problems);
    let user = entry.user.as_ref().and_then(|field| {
        problems.text(field, table, "who runs the container", ContainerUser::parse)
    });
    let delay = problems.number(
        &entry.deregistration_delay_seconds,
        table,
        &DEREGISTRATION_DELAY,
    );
    let stop_timeout = problems.number(&entry.stop_timeout_seconds, table, &STOP_TIMEOUT);
    let environment = environment::environment(entry, problems);
    let grants = grants::grants(manifest, key, entry, problems);
    Some(Service {
        image: image?,
        port: port?,
        size: size?,
        rules,
        health_check: health_check?,
        scaling: scaling?,
        user,
        deregistration_delay_seconds: delay?,
        stop_timeout_seconds: stop_timeout?,
        environment,
        grants,
    })
}

fn image(
    manifest: &Manifest,
    key: &Key,
    entry: &manifest::Service,
    problems: &mut Problems,
) -> Option<Image> {
    let table = &key.span();
    let owner = &format!("service `{}`", key.get());
    let required = Required {
        path: &["service", key.get(), "image"],
        owner,
        table,
        example: "image = \"registry.acme.example/tasks:1.4\"",
    };
    let field = problems.require(manifest, entry.image.as_ref(), &required)?;
    problems.text(field, table, "what the tasks run", Image::parse)
}

fn size(
    manifest: &Manifest,
    key: &Key,
    entry: &manifest::Service,
    problems: &mut Problems,
) -> Option<TaskSize> {
    let is_unread = |field| manifest.is_unread(&["service", key.get(), field]);
    if is_unread("cpu_units") || is_unread("memory_mib") {
        return None;
    }
    let (cpu, memory) = (&entry.cpu_units, &entry.memory_mib);
    let size = TaskSize::new(*cpu.get(), *memory.get()).map_err(|problem| {
        leaf::at_both(
            problem,
            &key.span(),
            ("memory_mib", memory),
            ("cpu_units", cpu),
        )
    });
    problems.keep(size)
}

/// Elastic Load Balancing API, `CreateTargetGroup`.
pub(super) const INTERVAL: Limits = Limits {
    key: "interval_seconds",
    range: 5..=300,
    taker: "Elastic Load Balancing",
};
pub(super) const TIMEOUT: Limits = Limits {
    key: "timeout_seconds",
    range: 2..=120,
    taker: "Elastic Load Balancing",
};
pub(super) const HEALTHY: Limits = Limits {
    key: "healthy_threshold",
    range: 2..=10,
    taker: "Elastic Load Balancing",
};
pub(super) const UNHEALTHY: Limits = Limits {
    key: "unhealthy_threshold",
    range: 2..=10,
    taker: "Elastic Load Balancing",
};

/// Amazon ECS API, `CreateService`: `healthCheckGracePeriodSeconds`.
pub(super) const GRACE: Limits = Limits {
    key: "grace_period_seconds",
    range: 0..=2_147_483_647,
    taker: "Amazon ECS",
};

fn health_check(
    entry: &manifest::HealthCheck,
    table: &Span,
    problems: &mut Problems,
) -> Option<HealthCheck> {
    let path = problems.text(
        &entry.path,
        table,
        "asked for by the load balancer",
        HealthPath::parse,
    );
    let interval = problems.number(&entry.interval_seconds, table, &INTERVAL);
    let timeout = problems.number(&entry.timeout_seconds, table, &TIMEOUT);
    let healthy = problems.number(&entry.healthy_threshold, table, &HEALTHY);
    let unhealthy = problems.number(&entry.unhealthy_threshold, table, &UNHEALTHY);
    let grace_period = problems.number(&entry.grace_period_seconds, table, &GRACE);
    Some(HealthCheck {
        path: path?,
        interval_seconds: interval?,
        timeout_seconds: timeout?,
        healthy_threshold: healthy?,
        unhealthy_threshold: unhealthy?,
        grace_period_seconds: grace_period?,
    })
}

/// Amazon ECS service quotas, "Tasks per service"; a service that shall be highly available and
/// answer the load balancer has at least one task.
pub(super) const MIN: Limits = Limits {
    key: "min",
    range: 1..=5000,
    taker: "a service behind a load balancer",
};
pub(super) const MAX: Limits = Limits {
    key: "max",
    range: 1..=5000,
    taker: "Amazon ECS",
};
pub(super) const CPU_PERCENT: Limits = Limits {
    key: "cpu_percent",
    range: 1..=99,
    taker: "target tracking that can add a task",
};

fn scaling(entry: &manifest::Scaling, table: &Span, problems: &mut Problems) -> Option<Scaling> {
    let min = problems.number(&entry.min, table, &MIN);
    let max = problems.number(&entry.max, table, &MAX);
    let cpu_percent = problems.number(&entry.cpu_percent, table, &CPU_PERCENT);
    Some(Scaling {
        min: min?,
        max: max?,
        cpu_percent: cpu_percent?,
    })
}
