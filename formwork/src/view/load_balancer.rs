//! `load_balancer.tf`: the load balancer, its listeners and who may reach it.

use serde::Serialize;

use crate::edge::{Edge, Peer, Rule};
use crate::hcl::{Expr, Literal, Word};
use crate::kind::{Notify, Optional, Present, notify, present_if};
use crate::stack::Stack;

/// What `load_balancer.tf.hbs` sees.
#[derive(Debug, Serialize)]
pub(crate) struct LoadBalancer {
    name: Word,
    deletion_protection: bool,
    access_logs: Optional<Present>,
    /// What must exist before the first request can arrive and be recorded.
    depends_on: Expr,
    rules: Vec<Rule>,
    /// The listener that hands requests to services: `https`, or `http` in a stack without domain.
    https: Optional<Listener>,
    http: Optional<Listener>,
    alarm: Alarm,
}

/// What a listener does with a request that no rule takes.
#[derive(Debug, Serialize)]
struct Listener {
    forward: Optional<Forward>,
    refuse: Optional<Present>,
}

#[derive(Debug, Serialize)]
struct Forward {
    service: Word,
}

#[derive(Debug, Serialize)]
struct Alarm {
    name: Word,
    description: Literal,
    threshold: u32,
    period_seconds: u32,
    notify: Optional<Notify>,
}

impl LoadBalancer {
    pub(crate) fn new(stack: &Stack, edges: &[Edge]) -> Self {
        let has_domain = stack.domain.is_some();
        let is_production = stack.environment.is_production();
        let listener = |is_there: bool| {
            if is_there {
                vec![Listener::new(stack)]
            } else {
                Vec::new()
            }
        };
        Self {
            name: (&stack.name).into(),
            deletion_protection: is_production,
            access_logs: present_if(is_production),
            depends_on: depends_on(is_production),
            rules: edges
                .iter()
                .filter(|edge| edge.from == Peer::Internet)
                .flat_map(Edge::rules)
                .collect(),
            https: listener(has_domain),
            http: listener(!has_domain),
            alarm: Alarm::new(stack),
        }
    }
}

fn depends_on(is_production: bool) -> Expr {
    let way_in = [
        "aws_route.public_internet",
        "aws_route_table_association.public",
    ];
    // Elastic Load Balancing tries to write when it is told where to.
    let logs = is_production.then_some("aws_s3_bucket_policy.access_logs");
    Expr::list(way_in.into_iter().chain(logs))
}

impl Listener {
    fn new(stack: &Stack) -> Self {
        let mut routes = stack.entries.iter();
        let default = routes.find(|entry| entry.route().is_some_and(|route| route.rules.is_none()));
        Self {
            forward: default
                .map(|entry| Forward {
                    service: entry.id.into(),
                })
                .into_iter()
                .collect(),
            refuse: present_if(default.is_none()),
        }
    }
}

impl Alarm {
    fn new(stack: &Stack) -> Self {
        let (count, minutes) = (stack.alarms.http_5xx_count, stack.alarms.http_5xx_minutes);
        Self {
            name: Word::joined(&[&stack.name, &"5xx"], '-'),
            description: Literal::new(format!(
                "More than {count} answers with a 5xx status in {minutes} minutes, from the load balancer itself or from a task."
            )),
            threshold: count,
            period_seconds: minutes * 60,
            notify: notify(stack),
        }
    }
}
