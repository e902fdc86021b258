//! What a service is: a container, its requests, health check and scaling.

use super::health::{HealthPath, SuccessCodes};
use super::manifest::{self, Keys, OwnKeys};
use super::patterns;
use super::protocol::Protocol;
use super::strategy::Shift;
use crate::container::{Bounds, Container, Scheduled, scheduled};
use crate::kind::{Field, Limits, Validation, optional};
use crate::stack::Route;

pub(crate) const PORT: Limits = Limits {
    key: "port",
    range: 1..=65535,
    taker: "TCP",
};

/// Amazon ECS API, `TimeoutConfiguration`: `perRequestTimeoutSeconds`.
pub(crate) const CALL_TIMEOUT: Limits = Limits {
    key: "call_timeout_seconds",
    range: 0..=2_147_483_647,
    taker: "ECS Service Connect",
};

/// Elastic Load Balancing API, `TargetGroupAttribute`: `deregistration_delay.timeout_seconds`.
pub(crate) const DEREGISTRATION_DELAY: Limits = Limits {
    key: "deregistration_delay_seconds",
    range: 0..=3600,
    taker: "Elastic Load Balancing",
};

/// The same: `stickiness.lb_cookie.duration_seconds`.
pub(crate) const STICKY: Limits = Limits {
    key: "sticky_seconds",
    range: 1..=604_800,
    taker: "Elastic Load Balancing",
};

/// Amazon ECS API, `DeploymentConfiguration`.
pub(crate) const MINIMUM_PERCENT: Limits = Limits {
    key: "minimum_percent",
    range: 0..=100,
    taker: "a rolling deployment",
};
pub(crate) const MAXIMUM_PERCENT: Limits = Limits {
    key: "maximum_percent",
    range: 100..=200,
    taker: "a rolling deployment",
};

/// One ECS service.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(super) container: Container,
    pub(super) port: u16,
    pub(super) protocol: Protocol,
    /// None: the load balancer does not know it.
    pub(super) route: Option<Route>,
    pub(super) call_timeout_seconds: u32,
    pub(super) health_check: HealthCheck,
    pub(super) scaling: Scaling,
    pub(super) deregistration_delay_seconds: u32,
    pub(super) sticky_seconds: Option<u32>,
    pub(super) deployment: Deployment,
}

/// How new tasks replace old ones.
#[derive(Debug, Clone, Copy)]
pub(super) struct Deployment {
    pub(super) minimum_percent: u32,
    pub(super) maximum_percent: u32,
    pub(super) rollback_on_alarms: bool,
    /// None: tasks are replaced one after the other.
    pub(super) shift: Option<Shift>,
}

/// How the load balancer finds out that a task works.
#[derive(Debug, Clone)]
pub(super) struct HealthCheck {
    pub(super) path: HealthPath,
    pub(super) success_codes: SuccessCodes,
    pub(super) interval_seconds: u32,
    pub(super) timeout_seconds: u32,
    pub(super) healthy_threshold: u32,
    pub(super) unhealthy_threshold: u32,
    pub(super) grace_period_seconds: u32,
}

/// How many tasks run.
#[derive(Debug, Clone)]
pub(super) struct Scaling {
    pub(super) min: u32,
    pub(super) max: u32,
    pub(super) cpu_percent: u32,
    pub(super) memory_percent: Option<u32>,
    pub(super) requests_per_task: Option<u32>,
    pub(super) schedule: Vec<Scheduled>,
}

impl Entry {
    /// What the keys of a service mean; its rules and grants hold if no rule objects.
    pub(super) fn from_keys(keys: &Keys, at: &mut Validation<'_>) -> Option<Self> {
        let container = Container::from_keys(&keys.shared, at);
        let own = &keys.own;
        let port = at.number(&own.port, &PORT);
        let rules = patterns::rules(own, at.problems);
        let call_timeout = at.number(&own.call_timeout_seconds, &CALL_TIMEOUT);
        let health_check = health_check(own, at);
        let scaling = scaling(&own.scaling, at);
        let delay = at.number(&own.deregistration_delay_seconds, &DEREGISTRATION_DELAY);
        let sticky = optional(own.sticky_seconds.as_ref(), |field| {
            at.number(field, &STICKY)
        });
        let deployment = deployment(&own.deployment, at);
        let is_shifted = own.deployment.strategy.get().shifts();
        Some(Self {
            container: container?,
            port: port?,
            protocol: *own.protocol.get(),
            route: own.public.get().then_some(Route {
                port: port?,
                rules,
                is_shifted,
            }),
            call_timeout_seconds: call_timeout?,
            health_check: health_check?,
            scaling: scaling?,
            deregistration_delay_seconds: delay?,
            sticky_seconds: sticky.ok()?,
            deployment: deployment?,
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

fn health_check(own: &OwnKeys, at: &mut Validation<'_>) -> Option<HealthCheck> {
    let (keys, protocol) = (&own.health_check, *own.protocol.get());
    let (default_path, default_codes) = protocol.default_check();
    let path = or_default(&keys.path, default_path);
    let path = at.text(&path, "asked for by the load balancer", |text| {
        HealthPath::parse(text, protocol)
    });
    let codes = or_default(&keys.success_codes, default_codes);
    let success_codes = at.text(&codes, "of a good answer", |text| {
        SuccessCodes::parse(text, protocol)
    });
    let interval = at.number(&keys.interval_seconds, &INTERVAL);
    let timeout = at.number(&keys.timeout_seconds, &TIMEOUT);
    let healthy = at.number(&keys.healthy_threshold, &HEALTHY);
    let unhealthy = at.number(&keys.unhealthy_threshold, &UNHEALTHY);
    let grace_period = at.number(&keys.grace_period_seconds, &GRACE);
    Some(HealthCheck {
        path: path?,
        success_codes: success_codes?,
        interval_seconds: interval?,
        timeout_seconds: timeout?,
        healthy_threshold: healthy?,
        unhealthy_threshold: unhealthy?,
        grace_period_seconds: grace_period?,
    })
}

/// What is written, or what the protocol has instead.
fn or_default(field: &Field<String>, default: &str) -> Field<String> {
    if field.is_written() {
        return field.clone();
    }
    default.to_owned().into()
}

/// Amazon ECS service quotas, "Tasks per service"; whoever calls a service needs at least one task that answers.
pub(crate) const MIN: Limits = Limits {
    key: "min",
    range: 1..=5000,
    taker: "a service that is called",
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

pub(crate) const MEMORY_PERCENT: Limits = Limits {
    key: "memory_percent",
    range: 1..=99,
    taker: "target tracking that can add a task",
};
pub(crate) const REQUESTS: Limits = Limits {
    key: "requests_per_task",
    range: 1..=10_000_000,
    taker: "target tracking",
};

fn deployment(keys: &manifest::Deployment, at: &mut Validation<'_>) -> Option<Deployment> {
    let minimum = at.number(&keys.minimum_percent, &MINIMUM_PERCENT);
    let maximum = at.number(&keys.maximum_percent, &MAXIMUM_PERCENT);
    let shift = Shift::from_keys(keys, at);
    Some(Deployment {
        minimum_percent: minimum?,
        maximum_percent: maximum?,
        rollback_on_alarms: *keys.rollback_on_alarms.get(),
        shift: shift.ok()?,
    })
}

fn scaling(keys: &manifest::Scaling, at: &mut Validation<'_>) -> Option<Scaling> {
    let min = at.number(&keys.min, &MIN);
    let max = at.number(&keys.max, &MAX);
    let cpu_percent = at.number(&keys.cpu_percent, &CPU_PERCENT);
    let memory = optional(keys.memory_percent.as_ref(), |field| {
        at.number(field, &MEMORY_PERCENT)
    });
    let requests = optional(keys.requests_per_task.as_ref(), |field| {
        at.number(field, &REQUESTS)
    });
    let bounds = Bounds {
        min: &keys.min,
        max: &keys.max,
        min_limits: &MIN,
        max_limits: &MAX,
    };
    let schedule = scheduled(&keys.schedule, bounds, at);
    Some(Scaling {
        min: min?,
        max: max?,
        cpu_percent: cpu_percent?,
        memory_percent: memory.ok()?,
        requests_per_task: requests.ok()?,
        schedule: schedule?,
    })
}
