//! `service_<name>.tf`: all that belongs to one service.

use serde::Serialize;

use super::alarms::alarms;
use super::entry::Entry;
use super::strategy::{Pace, Shift};
use crate::container::{EcsService, Port, Portion, Scaling, Served, Shifted, Tasks};
use crate::hcl::{Expr, Literal, Word};
use crate::kind::{File, Optional, Present, Shared, Site, Template, present_if};
use crate::names::LogicalId;
use crate::stack::{
    HostPattern, Part, PathPattern, Route, Rules, alarms_on_5xx, listener_arn_of, listener_of,
};
use crate::wiring::called;

/// What `service.tf.hbs` sees.
#[derive(Debug, Serialize)]
struct Service {
    id: Word,
    name: Word,
    tasks: Tasks,
    /// None: the load balancer does not know the service.
    target_groups: Vec<TargetGroup>,
    listener_rules: Vec<ListenerRule>,
    /// What lets ECS divide the requests between both target groups.
    traffic: Optional<Traffic>,
    ecs: EcsService,
    scaling: Scaling,
}

#[derive(Debug, Serialize)]
struct Traffic {
    name: Word,
}

#[derive(Debug, Serialize)]
struct TargetGroup {
    id: Word,
    name: Word,
    /// The keys that decide about it.
    set_by: &'static str,
    prefix: Word,
    vpc_id: Expr,
    port: u16,
    protocol_version: &'static str,
    health_check: HealthCheck,
    deregistration_delay_seconds: u32,
    /// Whether a client stays with a task, and for how long.
    sticky: bool,
    sticky_seconds: Optional<u32>,
}

#[derive(Debug, Serialize)]
struct HealthCheck {
    path: Literal,
    success_codes: Literal,
    interval_seconds: u32,
    timeout_seconds: u32,
    healthy_threshold: u32,
    unhealthy_threshold: u32,
    grace_period_seconds: u32,
}

#[derive(Debug, Serialize)]
struct ListenerRule {
    id: Word,
    /// What decides about it and its priority, for the comment above it.
    about: &'static str,
    listener_arn: Expr,
    priority: u64,
    hosts: Optional<Values>,
    paths: Optional<Values>,
    /// All requests go to one target group, or ECS divides them between two.
    single: Optional<Present>,
    shifted: Optional<Present>,
}

#[derive(Debug, Serialize)]
struct Values {
    values: Expr,
}

const TEMPLATE: Template = Template::new("service.tf", include_str!("service.tf.hbs"));

const NAMESPACE: Template = Template::new("namespace.tf", include_str!("namespace.tf.hbs"));

/// What `namespace.tf.hbs` sees.
#[derive(Debug, Serialize)]
struct Namespace {
    name: Word,
}

/// The file of what services share that are called by their names, if there are any.
pub(super) fn namespace(shared: &Shared<'_>) -> Option<File> {
    let stack = shared.stack;
    let called = called(stack);
    let mut entries = shared.ids.iter().filter_map(|id| stack.entries.get(id));
    let is_there = entries.any(|entry| entry.route().is_none() || called.contains(entry.id));
    let view = || Namespace {
        name: (&stack.name).into(),
    };
    is_there.then(|| File::new("namespace.tf", &NAMESPACE, &view()))
}

/// The file of one service.
pub(super) fn file(entry: &Entry, site: &Site<'_>) -> File {
    let name = format!("service_{}.tf", site.id());
    File::new(name, &TEMPLATE, &Parts { entry, site }.view())
}

/// What the parts of one service's view are made from.
#[derive(Clone, Copy)]
struct Parts<'a> {
    entry: &'a Entry,
    site: &'a Site<'a>,
}

impl Parts<'_> {
    fn view(self) -> Service {
        let Self { entry, site } = self;
        let id = site.id();
        Service {
            id: id.into(),
            name: site.name(),
            tasks: Tasks::new(&entry.container, site, vec![self.port()]),
            target_groups: self.target_groups(),
            listener_rules: self.listener_rules(),
            traffic: self.traffic().into_iter().collect(),
            ecs: self.ecs(),
            scaling: Scaling::new(
                site,
                entry.scaling.min,
                entry.scaling.max,
                &entry.scaling.schedule,
            )
            .by_cpu(Some(entry.scaling.cpu_percent))
            .by_memory(entry.scaling.memory_percent)
            .by_requests(entry.scaling.requests_per_task, &self.listener(), site)
            .watched_by(&alarms(entry, site), site),
        }
    }

    /// One, or two where old and new tasks are beside each other.
    fn target_groups(self) -> Vec<TargetGroup> {
        let Some(route) = &self.entry.route else {
            return Vec::new();
        };
        let (id, name) = (self.site.id(), self.site.name());
        let alternate = route.is_shifted.then(|| TargetGroup {
            id: Word::joined(&[id, &"alternate"], '_'),
            name: Word::joined(&[&name, &"alternate"], '-'),
            set_by: "deployment.strategy",
            ..self.target_group()
        });
        [self.target_group()].into_iter().chain(alternate).collect()
    }

    fn target_group(self) -> TargetGroup {
        let Self { entry, site } = self;
        TargetGroup {
            id: site.id().into(),
            name: site.name(),
            set_by: "health_check",
            prefix: target_group_prefix(site.id()),
            vpc_id: site.vpc_id(),
            port: entry.port,
            protocol_version: entry.protocol.of_target_group(),
            health_check: self.health_check(),
            deregistration_delay_seconds: entry.deregistration_delay_seconds,
            sticky: entry.sticky_seconds.is_some(),
            sticky_seconds: entry.sticky_seconds.into_iter().collect(),
        }
    }

    /// Whether others call it by its name, or may one day.
    fn is_served(self) -> bool {
        self.entry.route.is_none() || self.site.wiring.is_called(self.site.id())
    }

    fn port(self) -> Port {
        let port = Port::new(self.entry.port);
        if self.is_served() {
            return port.reached_by_name(self.site, self.entry.protocol.of_port());
        }
        port
    }

    fn ecs(self) -> EcsService {
        let Self { entry, site } = self;
        let grace_period_seconds = entry.health_check.grace_period_seconds;
        let deployment = &entry.deployment;
        let mut service = EcsService::new(&entry.container, site, entry.scaling.min);
        if entry.route.is_some() {
            service = service.behind(self.listener(), entry.port, grace_period_seconds);
        }
        if self.is_served() {
            let timeout_seconds = entry.call_timeout_seconds;
            service = service.serving(site, Served { timeout_seconds });
        }
        let service = match deployment.shift {
            Some(shift) => service.shifted(shifted(shift), site),
            None => service.rolling(site),
        };
        let service = service
            .replaced_by(
                deployment.minimum_percent,
                deployment.maximum_percent,
                if deployment.rollback_on_alarms {
                    alarms_on_5xx(site.stack, site.id(), deployment.shift.is_some())
                } else {
                    Vec::new()
                },
            )
            .within(self.longest_deployment_seconds());
        match entry.container.capacity.providers {
            None => service,
            Some(_) => service.renamed(in_ecs(entry, site), site),
        }
    }

    /// What leads requests to the service.
    fn listener(self) -> Expr {
        match &self.entry.route {
            Some(route) if !route.is_default() => {
                Expr::new(format!("aws_lb_listener_rule.{}", self.site.id()))
            }
            _ => listener_of(self.site.stack),
        }
    }

    /// How long new tasks may be unhealthy until the circuit breaker has seen three of them, requests may take to go
    /// over, and old tasks may take to end.
    fn longest_deployment_seconds(self) -> u32 {
        let (entry, check) = (self.entry, &self.entry.health_check);
        let unhealthy = check
            .interval_seconds
            .saturating_mul(check.unhealthy_threshold);
        let failing = check.grace_period_seconds.saturating_add(unhealthy);
        let shift = entry.deployment.shift;
        let shifting = shift.map_or(0, |shift| shift.minutes().saturating_mul(60));
        failing
            .saturating_mul(3)
            .saturating_add(shifting)
            .saturating_add(entry.deregistration_delay_seconds)
            .saturating_add(entry.container.stop_timeout_seconds)
    }

    fn health_check(self) -> HealthCheck {
        let check = &self.entry.health_check;
        HealthCheck {
            path: Literal::new(&check.path),
            success_codes: Literal::new(&check.success_codes),
            interval_seconds: check.interval_seconds,
            timeout_seconds: check.timeout_seconds,
            healthy_threshold: check.healthy_threshold,
            unhealthy_threshold: check.unhealthy_threshold,
            grace_period_seconds: check.grace_period_seconds,
        }
    }

    fn traffic(self) -> Option<Traffic> {
        let route = self.entry.route.as_ref();
        route.filter(|route| route.is_shifted).map(|_| Traffic {
            name: self.site.name(),
        })
    }

    fn listener_rules(self) -> Vec<ListenerRule> {
        let Some(route) = self.entry.route.as_ref().filter(|it| !it.is_default()) else {
            return Vec::new();
        };
        let rules = route.rules.as_ref();
        let parts = rules.map_or_else(|| vec![Part::default()], Rules::parts);
        let priorities = self.site.wiring.priorities_of(self.site.id());
        let numbered = (1..).zip(parts).zip(priorities);
        numbered
            .map(|((number, part), priority)| self.listener_rule(route, &part, number, *priority))
            .collect()
    }

    fn listener_rule(
        self,
        route: &Route,
        part: &Part<'_>,
        number: u32,
        priority: u64,
    ) -> ListenerRule {
        let hosts = part.hosts.iter().map(HostPattern::text);
        let paths = part.paths.iter().map(PathPattern::text);
        // A rule has a condition. This one is true of every request.
        let all = route.is_last().then_some("/*");
        ListenerRule {
            id: rule_id(self.site.id(), number),
            about: about(route, number),
            listener_arn: listener_arn_of(self.site.stack),
            priority,
            hosts: values(hosts.collect()).into_iter().collect(),
            paths: values(paths.chain(all).collect()).into_iter().collect(),
            single: present_if(!route.is_shifted),
            shifted: present_if(route.is_shifted),
        }
    }
}

/// The name of the resource of a rule.
fn rule_id(id: &LogicalId, number: u32) -> Word {
    match number {
        1 => id.into(),
        _ => Word::joined(&[id, &number], '_'),
    }
}

/// What decides about a rule, for the comment above it.
fn about(route: &Route, number: u32) -> &'static str {
    if route.is_last() {
        "deployment.strategy: ECS leads requests by a rule. This one takes what no other\n# does, and is asked last."
    } else if number == 1 {
        "hosts, paths. The priority follows from the name of the service, and comes\n# before that of a wider rule: another service does not renumber this one."
    } else {
        "hosts, paths: a rule of a listener takes five of them, and this one those that\n# the rules above have no place for."
    }
}

/// The values of a condition, which has one at least.
fn values(mut texts: Vec<&str>) -> Option<Values> {
    texts.sort_unstable();
    (!texts.is_empty()).then(|| Values {
        values: Expr::list(texts.into_iter().map(Literal::new)),
    })
}

/// How the block of the service says it.
fn shifted(shift: Shift) -> Shifted {
    let (mut canary, mut linear) = (None, None);
    match shift.pace {
        Pace::AllAtOnce => {}
        Pace::Canary {
            percent,
            bake_minutes,
        } => {
            canary = Some(Portion {
                percent,
                bake_minutes,
            });
        }
        Pace::Linear {
            percent,
            bake_minutes,
        } => {
            linear = Some(Portion {
                percent,
                bake_minutes,
            });
        }
    }
    Shifted {
        strategy: shift.strategy(),
        bake_minutes: shift.bake_minutes,
        canary: canary.into_iter().collect(),
        linear: linear.into_iter().collect(),
    }
}

/// The name of a service in ECS. AWS changes no launch type into a strategy. So a service with one has a name
/// of its own, and takes over before the one that was there goes.
pub(super) fn in_ecs(entry: &Entry, site: &Site<'_>) -> Word {
    match entry.container.capacity.providers {
        None => site.name(),
        Some(_) => Word::joined(&[&site.name(), &"fargate"], '-'),
    }
}

/// The name prefix of a target group: six characters at most, the provider's limit.
fn target_group_prefix(id: &LogicalId) -> Word {
    let kebab = id.kebab();
    let start = kebab.get(..5).unwrap_or(&kebab).trim_end_matches('-');
    Word::joined(&[&start, &""], '-')
}
