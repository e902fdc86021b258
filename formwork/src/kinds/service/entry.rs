//! What a service is: a container, its requests, health check and scaling.

use super::health::HealthPath;
use super::manifest::{self, Keys};
use super::patterns;
use crate::container::Container;
use crate::kind::{Limits, Validation};
use crate::stack::Route;

pub(crate) const PORT: Limits = Limits {
    key: "port",
    range: 1..=65535,
    taker: "TCP",
};

/// Elastic Load Balancing API, `TargetGroupAttribute`: `deregistration_delay.timeout_seconds`.
pub(crate) const DEREGISTRATION_DELAY: Limits = Limits {
    key: "deregistration_delay_seconds",
    range: 0..=3600,
    taker: "Elastic Load Balancing",
};

/// One ECS service.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(super) container: Container,
    pub(super) route: Route,
    pub(super) health_check: HealthCheck,
    pub(super) scaling: Scaling,
    pub(super) deregistration_delay_seconds: u32,
}

/// How the load balancer finds out that a task works.
#[derive(Debug, Clone)]
pub(super) struct HealthCheck {
    pub(super) path: HealthPath,
    pub(super) interval_seconds: u32,
    pub(super) timeout_seconds: u32,
    pub(super) healthy_threshold: u32,
    pub(super) unhealthy_threshold: u32,
    pub(super) grace_period_seconds: u32,
}

/// How many tasks run.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scaling {
    pub(super) min: u32,
    pub(super) max: u32,
    pub(super) cpu_percent: u32,
}

impl Entry {
    /// What the keys of a service mean; its rules and grants hold if no rule objects.
    pub(super) fn from_keys(keys: &Keys, at: &mut Validation<'_>) -> Option<Self> {
        let container = Container::from_keys(&keys.shared, at);
        let own = &keys.own;
        let port = at.number(&own.port, &PORT);
        let rules = patterns::rules(own, at.problems);
        let health_check = health_check(&own.health_check, at);
        let scaling = scaling(&own.scaling, at);
        let delay = at.number(&own.deregistration_delay_seconds, &DEREGISTRATION_DELAY);
        Some(Self {
            container: container?,
            route: Route { port: port?, rules },
            health_check: health_check?,
            scaling: scaling?,
            deregistration_delay_seconds: delay?,
        })
    }
}

/// Elastic Load Balancing API, `CreateTargetGroup`.
pub(crate) const INTERVAL: Limits = Limits {
    key: "interval_seconds",
    range: 5..=300,
    taker: "Elastic Load Balancing",
};
pub(crate) const TIMEOUT: Limits = Limits {
    key: "timeout_seconds",
    range: 2..=120,
    taker: "Elastic Load Balancing",
};
pub(crate) const HEALTHY: Limits = Limits {
    key: "healthy_threshold",
    range: 2..=10,
    taker: "Elastic Load Balancing",
};
pub(crate) const UNHEALTHY: Limits = Limits {
    key: "unhealthy_threshold",
    range: 2..=10,
    taker: "Elastic Load Balancing",
};

/// Amazon ECS API, `CreateService`: `healthCheckGracePeriodSeconds`.
pub(crate) const GRACE: Limits = Limits {
    key: "grace_period_seconds",
    range: 0..=2_147_483_647,
    taker: "Amazon ECS",
};

fn health_check(keys: &manifest::HealthCheck, at: &mut Validation<'_>) -> Option<HealthCheck> {
    let path = at.text(
        &keys.path,
        "asked for by the load balancer",
        HealthPath::parse,
    );
    let interval = at.number(&keys.interval_seconds, &INTERVAL);
    let timeout = at.number(&keys.timeout_seconds, &TIMEOUT);
    let healthy = at.number(&keys.healthy_threshold, &HEALTHY);
    let unhealthy = at.number(&keys.unhealthy_threshold, &UNHEALTHY);
    let grace_period = at.number(&keys.grace_period_seconds, &GRACE);
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
pub(crate) const MIN: Limits = Limits {
    key: "min",
    range: 1..=5000,
    taker: "a service behind a load balancer",
};
pub(crate) const MAX: Limits = Limits {
    key: "max",
    range: 1..=5000,
    taker: "Amazon ECS",
};
pub(crate) const CPU_PERCENT: Limits = Limits {
    key: "cpu_percent",
    range: 1..=99,
    taker: "target tracking that can add a task",
};

fn scaling(keys: &manifest::Scaling, at: &mut Validation<'_>) -> Option<Scaling> {
    let min = at.number(&keys.min, &MIN);
    let max = at.number(&keys.max, &MAX);
    let cpu_percent = at.number(&keys.cpu_percent, &CPU_PERCENT);
    Some(Scaling {
        min: min?,
        max: max?,
        cpu_percent: cpu_percent?,
    })
}
