//! `load_balancer.tf`: the load balancer, its listeners and who may reach it.

use serde::Serialize;

use crate::edge::{Edge, Peer, Rule};
use crate::hcl::{Expr, Word};
use crate::kind::{Alarm, AlarmNote, AlarmView, Optional, Present, Watched, present_if};
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
    alarms: Vec<AlarmView>,
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
            alarms: watched(stack).views(&[alarm(stack)]),
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

/// The alarm of the load balancer, for the README.
pub(super) fn alarm_notes(stack: &Stack) -> Vec<AlarmNote> {
    watched(stack).notes(&[alarm(stack)])
}

fn watched(stack: &Stack) -> Watched<'_> {
    Watched {
        stack,
        table: "load_balancer",
        id: "load_balancer",
        name: stack.name.as_str(),
    }
}

fn alarm(stack: &Stack) -> Alarm {
    let (count, minutes) = (stack.alarms.http_5xx_count, stack.alarms.http_5xx_minutes);
    let says = format!(
        "More than {count} answers with a 5xx status in {minutes} minutes, from the load balancer itself or from a task."
    );
    let metrics = [
        ("load_balancer", "HTTPCode_ELB_5XX_Count"),
        ("tasks", "HTTPCode_Target_5XX_Count"),
    ];
    let of = [("LoadBalancer", "aws_lb.main.arn_suffix".to_owned())];
    Alarm::above("5xx", count, says)
        .set_by("[alarms] http_5xx_count, http_5xx_minutes")
        .watches_sum("5xx answers", "AWS/ApplicationELB", &metrics, &of)
        .during(1, minutes * 60)
        .silence_is_fine("CloudWatch has no value, not 0, for a period without such an answer.")
        .first_look("The logs of the service that answered: its log group, by status. An answer of 502, 503 or 504 that no log has is the load balancer's own: no task was healthy or in time.")
}
