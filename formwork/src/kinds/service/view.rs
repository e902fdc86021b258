//! `service_<name>.tf`: all that belongs to one service.

use serde::Serialize;

use super::entry::Entry;
use crate::container::{Statement, Variable, environment};
use crate::edge::Rule;
use crate::hcl::{Expr, Literal, Word};
use crate::kind::{
    File, LogKey, Notify, Optional, Present, Site, Template, log_key, notify, present_if,
};
use crate::names::LogicalId;
use crate::stack::{HostPattern, NatGateways, PathPattern, listener_of};

/// What `service.tf.hbs` sees.
#[derive(Debug, Serialize)]
struct Service {
    id: Word,
    /// What AWS knows it by: texts there have it where addresses have the id.
    aws_id: Word,
    name: Word,
    target_group_prefix: Word,
    port: u16,
    log_retention_days: u32,
    log_key: Optional<LogKey>,
    rules: Vec<Rule>,
    health_check: HealthCheck,
    deregistration_delay_seconds: u32,
    listener_rule: Optional<ListenerRule>,
    execution_statements: Vec<Statement>,
    task_policy: Optional<TaskPolicy>,
    task: Task,
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

/// The policy of the task role; without a grant there is none.
#[derive(Debug, Serialize)]
struct TaskPolicy {
    statements: Vec<Statement>,
}

#[derive(Debug, Serialize)]
struct Task {
    cpu_units: u32,
    memory_mib: u32,
    region: Word,
    user: Optional<Literal>,
    stop_timeout_seconds: u32,
    environment: Vec<Variable>,
    drop_capabilities: Optional<Present>,
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
        let (stack, id) = (site.stack, site.id());
        let roles = site.wiring.roles_of(id);
        Service {
            id: id.into(),
            aws_id: Word::in_aws(id),
            name: site.name(),
            target_group_prefix: target_group_prefix(id),
            port: entry.route.port,
            log_retention_days: stack.log_retention_days,
            log_key: log_key(stack),
            rules: site.rules(),
            health_check: self.health_check(),
            deregistration_delay_seconds: entry.deregistration_delay_seconds,
            listener_rule: self.listener_rule().into_iter().collect(),
            execution_statements: roles.execution.clone(),
            task_policy: self.task_policy(),
            task: self.task(),
            scaling: Scaling {
                min: entry.scaling.min,
                max: entry.scaling.max,
                cpu_percent: entry.scaling.cpu_percent,
            },
            depends_on: self.depends_on(),
            alarm: self.alarm(),
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

    fn task_policy(self) -> Optional<TaskPolicy> {
        let statements = &self.site.wiring.roles_of(self.site.id()).task;
        let policy = (!statements.is_empty()).then(|| TaskPolicy {
            statements: statements.clone(),
        });
        policy.into_iter().collect()
    }

    fn task(self) -> Task {
        let (stack, container) = (self.site.stack, &self.entry.container);
        let contract = self.site.contract();
        Task {
            cpu_units: container.size.cpu_units(),
            memory_mib: container.size.memory_mib(),
            region: (&stack.region).into(),
            user: container.user.iter().map(Literal::new).collect(),
            stop_timeout_seconds: container.stop_timeout_seconds,
            environment: contract.map_or(Vec::new(), |contract| environment(stack, &contract)),
            // To listen on a lower port is a capability itself.
            drop_capabilities: present_if(self.entry.route.port >= 1024),
        }
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
