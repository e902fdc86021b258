//! `service_<name>.tf`: all that belongs to one service.

use serde::Serialize;

use super::entry::Entry;
use crate::container::{Launch, Port, Tasks};
use crate::edge::Rule;
use crate::hcl::{Expr, Literal, Word};
use crate::kind::{File, Notify, Optional, Site, Template, notify};
use crate::names::LogicalId;
use crate::stack::{HostPattern, NatGateways, PathPattern, listener_of};

/// What `service.tf.hbs` sees.
#[derive(Debug, Serialize)]
struct Service {
    id: Word,
    /// What AWS knows it by: texts there have it where addresses have the id.
    aws_id: Word,
    name: Word,
    tasks: Tasks,
    target_group_prefix: Word,
    port: u16,
    health_check: HealthCheck,
    deregistration_delay_seconds: u32,
    listener_rule: Optional<ListenerRule>,
    /// The name of the ECS service.
    in_ecs: Word,
    launch: Launch,
    scaling: Scaling,
    /// What must exist before the first task can start and be reached.
    depends_on: Vec<Dependency>,
    alarm: Alarm,
}

#[derive(Debug, Serialize)]
struct HealthCheck {
    path: Literal,
    interval_seconds: u32,
    timeout_seconds: u32,
    healthy_threshold: u32,
    unhealthy_threshold: u32,
    grace_period_seconds: u32,
}

#[derive(Debug, Serialize)]
struct ListenerRule {
    listener: Expr,
    priority: u64,
    hosts: Optional<Values>,
    paths: Optional<Values>,
}

#[derive(Debug, Serialize)]
struct Values {
    values: Expr,
}

#[derive(Debug, Serialize)]
struct Scaling {
    min: u32,
    max: u32,
    cpu_percent: u32,
}

#[derive(Debug, Serialize)]
struct Dependency {
    address: Expr,
}

#[derive(Debug, Serialize)]
struct Alarm {
    name: Word,
    description: Literal,
    notify: Optional<Notify>,
}

const TEMPLATE: Template = Template::new("service.tf", include_str!("service.tf.hbs"));

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
            aws_id: Word::in_aws(id),
            name: site.name(),
            tasks: Tasks::new(&entry.container, site, vec![Port::new(entry.route.port)]),
            target_group_prefix: target_group_prefix(id),
            port: entry.route.port,
            health_check: self.health_check(),
            deregistration_delay_seconds: entry.deregistration_delay_seconds,
            listener_rule: self.listener_rule().into_iter().collect(),
            in_ecs: self.name_in_ecs(),
            launch: Launch::new(&entry.container),
            scaling: Scaling {
                min: entry.scaling.min,
                max: entry.scaling.max,
                cpu_percent: entry.scaling.cpu_percent,
            },
            depends_on: self.depends_on(),
            alarm: self.alarm(),
        }
    }

    /// A service that is started by a strategy has a name of its own: AWS changes no launch type into one, so
    /// that the new service takes over before the old one goes.
    fn name_in_ecs(self) -> Word {
        let name = self.site.name();
        match self.entry.container.capacity.providers {
            None => name,
            Some(_) => Word::joined(&[&name, &"fargate"], '-'),
        }
    }

    fn health_check(self) -> HealthCheck {
        let check = &self.entry.health_check;
        HealthCheck {
            path: Literal::new(&check.path),
            interval_seconds: check.interval_seconds,
            timeout_seconds: check.timeout_seconds,
            healthy_threshold: check.healthy_threshold,
            unhealthy_threshold: check.unhealthy_threshold,
            grace_period_seconds: check.grace_period_seconds,
        }
    }

    fn listener_rule(self) -> Option<ListenerRule> {
        let rules = self.entry.route.rules.as_ref()?;
        let values = |texts: Vec<&str>| {
            (!texts.is_empty()).then(|| Values {
                values: Expr::list(texts.into_iter().map(Literal::new)),
            })
        };
        Some(ListenerRule {
            listener: listener_of(self.site.stack),
            priority: self.site.wiring.priority_of(self.site.id())?,
            hosts: values(rules.hosts().iter().map(HostPattern::text).collect())
                .into_iter()
                .collect(),
            paths: values(rules.paths().iter().map(PathPattern::text).collect())
                .into_iter()
                .collect(),
        })
    }

    fn depends_on(self) -> Vec<Dependency> {
        let (stack, id) = (self.site.stack, self.site.id());
        let mut addresses = vec![
            match self.entry.route.rules {
                Some(_) => Expr::new(format!("aws_lb_listener_rule.{id}")),
                None => listener_of(stack),
            },
            Expr::new(format!("aws_iam_role_policy.{id}_execution")),
        ];
        if !self.site.wiring.roles_of(id).task.is_empty() {
            addresses.push(Expr::new(format!("aws_iam_role_policy.{id}_task")));
        }
        addresses.push(Expr::new(match stack.network.nat_gateways {
            NatGateways::None => "aws_vpc_endpoint.interface",
            NatGateways::Single | NatGateways::PerAz => "aws_route.private_nat",
        }));
        // Before it is associated, a subnet has the routes of the VPC's main table: none out.
        addresses.push(Expr::new("aws_route_table_association.private"));
        let providers = self.entry.container.capacity.providers;
        addresses.extend(providers.map(|_| Expr::new("aws_ecs_cluster_capacity_providers.main")));
        addresses.extend(self.site.rules().iter().map(Rule::address));
        let dependencies = addresses.into_iter();
        dependencies.map(|address| Dependency { address }).collect()
    }

    fn alarm(self) -> Alarm {
        let (id, min) = (self.site.id(), self.entry.scaling.min);
        let name = id.in_aws();
        Alarm {
            name: Word::joined(&[&self.site.name(), &"running-tasks"], '-'),
            description: Literal::new(format!("Fewer than {min} tasks of {name} are running.")),
            notify: notify(self.site.stack),
        }
    }
}

/// The name prefix of a target group: six characters at most, the provider's limit.
fn target_group_prefix(id: &LogicalId) -> Word {
    let kebab = id.kebab();
    let start = kebab.get(..5).unwrap_or(&kebab).trim_end_matches('-');
    Word::joined(&[&start, &""], '-')
}
