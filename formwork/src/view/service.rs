//! `service_<name>.tf`: all that belongs to one service.

use std::collections::BTreeMap;

use serde::Serialize;

use super::audit::{LogKey, log_key};
use super::edge::{Edge, Rule};
use super::load_balancer::{Notify, listener_of, notify};
use super::{Optional, Present, present_if};
use crate::hcl::{Expr, Literal, Word};
use crate::stack::{self, Contract, LogicalId, NatGateways, Rules, Stack};

mod container;
mod iam;

pub(crate) use iam::{Statement, execution_statements, task_statements};

/// What `service.tf.hbs` sees.
#[derive(Debug, Serialize)]
pub(crate) struct Service {
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
    environment: Vec<container::Variable>,
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

impl Service {
    /// The service's logical id.
    pub(crate) fn id(&self) -> &Word {
        &self.id
    }
}

/// The views of all services.
pub(crate) fn services<'a>(
    stack: &'a Stack,
    edges: &'a [Edge],
) -> impl Iterator<Item = Service> + 'a {
    let rules: BTreeMap<&LogicalId, &Rules> = stack
        .services
        .iter()
        .filter_map(|(id, service)| Some((id, service.rules.as_ref()?)))
        .collect();
    let priorities = stack::priorities(&rules);
    let edges_of = edges_by_service(edges);
    stack.services.iter().map(move |(id, service)| {
        let context = Context {
            stack,
            id,
            service,
            edges: edges_of.get(id).map_or(&[][..], Vec::as_slice),
        };
        context.view(priorities.get(id).copied())
    })
}

/// The edges in whose rules each service takes part, found in one pass.
fn edges_by_service(edges: &[Edge]) -> BTreeMap<&LogicalId, Vec<&Edge>> {
    let mut by_service: BTreeMap<&LogicalId, Vec<&Edge>> = BTreeMap::new();
    for edge in edges {
        if let Some(service) = edge.service() {
            by_service.entry(service).or_default().push(edge);
        }
    }
    by_service
}

/// What the parts of one service's view are made from.
#[derive(Clone, Copy)]
struct Context<'a> {
    stack: &'a Stack,
    id: &'a LogicalId,
    service: &'a stack::Service,
    edges: &'a [&'a Edge],
}

impl Context<'_> {
    fn view(self, priority: Option<u64>) -> Service {
        let Self {
            stack, id, service, ..
        } = self;
        Service {
            id: id.into(),
            aws_id: Word::in_aws(id),
            name: Word::joined(&[&stack.name, &id.kebab()], '-'),
            target_group_prefix: target_group_prefix(id),
            port: service.port,
            log_retention_days: stack.log_retention_days,
            log_key: log_key(stack),
            rules: self.edges.iter().flat_map(|edge| edge.rules()).collect(),
            health_check: self.health_check(),
            deregistration_delay_seconds: service.deregistration_delay_seconds,
            listener_rule: self.listener_rule(priority).into_iter().collect(),
            execution_statements: execution_statements(stack, id, service),
            task_policy: self.task_policy(),
            task: self.task(),
            scaling: Scaling {
                min: service.scaling.min,
                max: service.scaling.max,
                cpu_percent: service.scaling.cpu_percent,
            },
            depends_on: self.depends_on(),
            alarm: self.alarm(),
        }
    }

    fn health_check(self) -> HealthCheck {
        let check = &self.service.health_check;
        HealthCheck {
            path: Literal::new(&check.path),
            interval_seconds: check.interval_seconds,
            timeout_seconds: check.timeout_seconds,
            healthy_threshold: check.healthy_threshold,
            unhealthy_threshold: check.unhealthy_threshold,
            grace_period_seconds: check.grace_period_seconds,
        }
    }

    fn listener_rule(self, priority: Option<u64>) -> Option<ListenerRule> {
        let rules = self.service.rules.as_ref()?;
        let values = |texts: Vec<&str>| {
            (!texts.is_empty()).then(|| Values {
                values: Expr::list(texts.into_iter().map(Literal::new)),
            })
        };
        Some(ListenerRule {
            listener: listener_of(self.stack),
            priority: priority?,
            hosts: values(rules.hosts().iter().map(stack::HostPattern::text).collect())
                .into_iter()
                .collect(),
            paths: values(rules.paths().iter().map(stack::PathPattern::text).collect())
                .into_iter()
                .collect(),
        })
    }

    fn task_policy(self) -> Optional<TaskPolicy> {
        let statements = task_statements(self.service);
        (!statements.is_empty())
            .then_some(TaskPolicy { statements })
            .into_iter()
            .collect()
    }

    fn task(self) -> Task {
        let contract = Contract::new(self.id, self.service);
        Task {
            cpu_units: self.service.size.cpu_units(),
            memory_mib: self.service.size.memory_mib(),
            region: (&self.stack.region).into(),
            user: self.service.user.iter().map(Literal::new).collect(),
            stop_timeout_seconds: self.service.stop_timeout_seconds,
            environment: container::environment(self.stack, &contract),
            // To listen on a lower port is a capability itself.
            drop_capabilities: present_if(self.service.port >= 1024),
        }
    }

    fn depends_on(self) -> Vec<Dependency> {
        let id = self.id;
        let mut addresses = vec![
            match self.service.rules {
                Some(_) => Expr::new(format!("aws_lb_listener_rule.{id}")),
                None => listener_of(self.stack),
            },
            Expr::new(format!("aws_iam_role_policy.{id}_execution")),
        ];
        if !self.service.grants.is_empty() {
            addresses.push(Expr::new(format!("aws_iam_role_policy.{id}_task")));
        }
        addresses.push(Expr::new(match self.stack.network.nat_gateways {
            NatGateways::None => "aws_vpc_endpoint.interface",
            NatGateways::Single | NatGateways::PerAz => "aws_route.private_nat",
        }));
        // Before it is associated, a subnet has the routes of the VPC's main table: none out.
        addresses.push(Expr::new("aws_route_table_association.private"));
        addresses.extend(
            self.edges
                .iter()
                .flat_map(|edge| edge.rules())
                .map(|rule| rule.address()),
        );
        addresses
            .into_iter()
            .map(|address| Dependency { address })
            .collect()
    }

    fn alarm(self) -> Alarm {
        let (id, min) = (self.id, self.service.scaling.min);
        let name = id.in_aws();
        Alarm {
            name: Word::joined(&[&self.stack.name, &id.kebab(), &"running-tasks"], '-'),
            description: Literal::new(format!("Fewer than {min} tasks of {name} are running.")),
            notify: notify(self.stack),
        }
    }
}

/// The name prefix of a target group: six characters at most, the provider's limit.
fn target_group_prefix(id: &LogicalId) -> Word {
    let kebab = id.kebab();
    let start = kebab.get(..5).unwrap_or(&kebab).trim_end_matches('-');
    Word::joined(&[&start, &""], '-')
}
