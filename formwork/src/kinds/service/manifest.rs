//! The keys of `[service.NAME]`.

use serde::Deserialize;

use super::entry::{
    CALL_TIMEOUT, CPU_PERCENT, DEREGISTRATION_DELAY, GRACE, HEALTHY, INTERVAL, MAX,
    MAXIMUM_PERCENT, MEMORY_PERCENT, MIN, MINIMUM_PERCENT, PORT, REQUESTS, STICKY, TIMEOUT,
    UNHEALTHY,
};
use super::protocol::Protocol;
use super::strategy::{BAKE, CANARY_BAKE, CANARY_PERCENT, STEP_BAKE, STEP_PERCENT, Strategy};
use crate::container::{self, ScheduledKeys, schedule_keys};
use crate::kind::KeyFact;
use crate::manifest::{Field, Flat};

/// The keys of a container, and a service's own.
pub(crate) type Keys = Flat<container::Keys, OwnKeys>;

/// The keys of `[service.NAME]` beside those of its container.
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
#[cfg_attr(any(test, feature = "schema"), schemars(deny_unknown_fields))]
pub(crate) struct OwnKeys {
    /// **Contract.** Port that the container listens on.
    pub(crate) port: Field<u16>,
    /// Whether the load balancer leads requests to it. If not, only services with the grant `call` reach it, at
    /// `NAME_URL`.
    pub(crate) public: Field<bool>,
    /// The protocol at its port. Behind the load balancer, `http2` and `grpc` need `[domain]`.
    pub(crate) protocol: Field<Protocol>,
    /// How long an answer to a `call` may take; after that the caller gets 504. 0 means no limit.
    pub(crate) call_timeout_seconds: Field<u32>,
    /// Path patterns that the service takes, such as `/admin/*`.
    pub(crate) paths: Vec<Field<String>>,
    /// Hosts that the service takes, or `*.` and a host; they become names of the certificate and A
    /// records, so they need `[domain]`, or a load balancer that exists.
    pub(crate) hosts: Vec<Field<String>>,
    /// How the load balancer finds out that a task works.
    pub(crate) health_check: HealthCheck,
    /// How many tasks run.
    pub(crate) scaling: Scaling,
    /// How long the load balancer waits for open requests before it removes a task.
    pub(crate) deregistration_delay_seconds: Field<u32>,
    /// How long the load balancer sends a client to the same task, by a cookie of its own. Default: to any task.
    pub(crate) sticky_seconds: Option<Field<u32>>,
    /// How new tasks replace old ones.
    pub(crate) deployment: Deployment,
}

impl Default for OwnKeys {
    fn default() -> Self {
        Self {
            port: 8000.into(),
            public: true.into(),
            protocol: Protocol::Http1.into(),
            call_timeout_seconds: 60.into(),
            paths: Vec::new(),
            hosts: Vec::new(),
            health_check: HealthCheck::default(),
            scaling: Scaling::default(),
            deregistration_delay_seconds: 30.into(),
            sticky_seconds: None,
            deployment: Deployment::default(),
        }
    }
}

/// `health_check = { path = "/health", ... }`
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
#[cfg_attr(any(test, feature = "schema"), schemars(deny_unknown_fields))]
pub(crate) struct HealthCheck {
    /// **Contract.** Path that answers 200, to the load balancer or to a `health_command`. For gRPC it is a method,
    /// by default that of the standard service for health checks, `/grpc.health.v1.Health/Check`.
    pub(crate) path: Field<String>,
    /// Status codes of a good answer, with commas between them: numbers and ranges from 200 to 499. For gRPC these
    /// are codes of gRPC, from 0 to 99, by default `0`.
    pub(crate) success_codes: Field<String>,
    /// Time from one check to the next.
    pub(crate) interval_seconds: Field<u32>,
    /// How long an answer may take, below the interval.
    pub(crate) timeout_seconds: Field<u32>,
    /// Good answers in a row that make a task healthy.
    pub(crate) healthy_threshold: Field<u32>,
    /// Bad answers in a row that make it unhealthy.
    pub(crate) unhealthy_threshold: Field<u32>,
    /// How long ECS lets a new task be unhealthy.
    pub(crate) grace_period_seconds: Field<u32>,
}

impl Default for HealthCheck {
    fn default() -> Self {
        Self {
            path: "/health".to_owned().into(),
            success_codes: "200".to_owned().into(),
            interval_seconds: 15.into(),
            timeout_seconds: 5.into(),
            healthy_threshold: 2.into(),
            unhealthy_threshold: 3.into(),
            grace_period_seconds: 60.into(),
        }
    }
}

/// `scaling = { min = 2, max = 10, cpu_percent = 70 }`
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
#[cfg_attr(any(test, feature = "schema"), schemars(deny_unknown_fields))]
pub(crate) struct Scaling {
    /// Least number of tasks; an alarm goes off below it.
    pub(crate) min: Field<u32>,
    /// Largest number of tasks.
    pub(crate) max: Field<u32>,
    /// Average CPU that autoscaling aims at.
    pub(crate) cpu_percent: Field<u32>,
    /// Other bounds for the number of tasks from a time on, such as the begin of office hours. What an entry leaves out is
    /// as `scaling` has it.
    pub(crate) schedule: Vec<Field<ScheduledKeys>>,
    /// Average memory that autoscaling aims at. Note that programs seldom give memory back. Default: none.
    pub(crate) memory_percent: Option<Field<u32>>,
    /// Requests of a minute that autoscaling aims at for each task. Default: none.
    pub(crate) requests_per_task: Option<Field<u32>>,
}

impl Default for Scaling {
    fn default() -> Self {
        Self {
            min: 2.into(),
            max: 10.into(),
            schedule: Vec::new(),
            cpu_percent: 70.into(),
            memory_percent: None,
            requests_per_task: None,
        }
    }
}

/// `deployment = { strategy = "canary", canary_percent = 10, rollback_on_alarms = true }`
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
#[cfg_attr(any(test, feature = "schema"), schemars(deny_unknown_fields))]
pub(crate) struct Deployment {
    /// How new tasks take over. `rolling` ends old tasks as new ones become healthy. The others start all new tasks
    /// beside the old ones, in a second target group. `blue_green` then moves all requests to them at once,
    /// `canary` first a part of them, `linear` in equal steps. These need version 6 of the AWS provider.
    pub(crate) strategy: Field<Strategy>,
    /// How long the old tasks keep running after all requests go to the new ones, so that they can take the
    /// requests back. Not for `rolling`.
    pub(crate) bake_minutes: Field<u32>,
    /// The part of the requests that goes to the new tasks first. Only for `canary`.
    pub(crate) canary_percent: Field<u32>,
    /// How long only this part goes to the new tasks. Only for `canary`.
    pub(crate) canary_bake_minutes: Field<u32>,
    /// The part of the requests that moves in each step. Only for `linear`.
    pub(crate) step_percent: Field<u32>,
    /// The time between two steps. Only for `linear`.
    pub(crate) step_bake_minutes: Field<u32>,
    /// The least part of the wanted tasks that stays healthy during a deployment, rounded up. Only for `rolling`.
    pub(crate) minimum_percent: Field<u32>,
    /// The most tasks that run during a deployment, old and new ones together, rounded down. Only for `rolling`.
    pub(crate) maximum_percent: Field<u32>,
    /// Whether ECS rolls a deployment back when the stack's alarm on answers with a 5xx status goes off.
    pub(crate) rollback_on_alarms: Field<bool>,
}

impl Default for Deployment {
    fn default() -> Self {
        Self {
            strategy: Strategy::Rolling.into(),
            bake_minutes: 10.into(),
            canary_percent: 5.into(),
            canary_bake_minutes: 10.into(),
            step_percent: 10.into(),
            step_bake_minutes: 6.into(),
            minimum_percent: 100.into(),
            maximum_percent: 200.into(),
            rollback_on_alarms: false.into(),
        }
    }
}

/// The strategies that some keys are for.
const BLUE_GREEN: &[(&str, &str)] = &[("deployment.strategy", r#""blue_green""#)];
const CANARY: &[(&str, &str)] = &[("deployment.strategy", r#""canary""#)];
const LINEAR: &[(&str, &str)] = &[("deployment.strategy", r#""linear""#)];

/// What the types do not say of a service's own keys.
pub(super) const KEYS: &[KeyFact] = &[
    KeyFact::new("port", "8080").within(&PORT),
    KeyFact::new("public", "false"),
    KeyFact::new("protocol", r#""http2""#),
    KeyFact::new("call_timeout_seconds", "300").within(&CALL_TIMEOUT),
    KeyFact::new("paths", r#"["/v1/*", "/v2/*"]"#).like("^/"),
    KeyFact::new("hosts", r#"["api.acme.example"]"#).like(r"^(\*\.)?[a-z0-9.-]+$"),
    KeyFact::new("health_check.path", r#""/ready""#).like("^/[A-Za-z0-9/._~-]*$"),
    KeyFact::new("health_check.success_codes", r#""200-299""#)
        .like("^[0-9]{1,3}([,-][0-9]{1,3})*$"),
    KeyFact::new("health_check.interval_seconds", "30").within(&INTERVAL),
    KeyFact::new("health_check.timeout_seconds", "3").within(&TIMEOUT),
    KeyFact::new("health_check.healthy_threshold", "3").within(&HEALTHY),
    KeyFact::new("health_check.unhealthy_threshold", "5").within(&UNHEALTHY),
    KeyFact::new("health_check.grace_period_seconds", "120").within(&GRACE),
    KeyFact::new("scaling.min", "3").within(&MIN),
    KeyFact::new("scaling.max", "20").within(&MAX),
    KeyFact::new("scaling.cpu_percent", "60").within(&CPU_PERCENT),
    KeyFact::new("scaling.memory_percent", "80").within(&MEMORY_PERCENT),
    KeyFact::new("scaling.requests_per_task", "500").within(&REQUESTS),
    KeyFact::new("deregistration_delay_seconds", "60").within(&DEREGISTRATION_DELAY),
    KeyFact::new("sticky_seconds", "3600").within(&STICKY),
    KeyFact::new("deployment.strategy", r#""blue_green""#),
    KeyFact::new("deployment.bake_minutes", "30")
        .within(&BAKE)
        .with(BLUE_GREEN),
    KeyFact::new("deployment.canary_percent", "10")
        .within(&CANARY_PERCENT)
        .with(CANARY),
    KeyFact::new("deployment.canary_bake_minutes", "15")
        .within(&CANARY_BAKE)
        .with(CANARY),
    KeyFact::new("deployment.step_percent", "20")
        .within(&STEP_PERCENT)
        .with(LINEAR),
    KeyFact::new("deployment.step_bake_minutes", "5")
        .within(&STEP_BAKE)
        .with(LINEAR),
    KeyFact::new("deployment.minimum_percent", "50").within(&MINIMUM_PERCENT),
    KeyFact::new("deployment.maximum_percent", "150").within(&MAXIMUM_PERCENT),
    KeyFact::new("deployment.rollback_on_alarms", "true"),
];

/// The same of `scaling.schedule`.
pub(super) const SCHEDULE: &[KeyFact] = &schedule_keys(&MIN, &MAX);
