//! `load_balancer.tf`: the load balancer, its listeners and who may reach it.

use serde::Serialize;

use crate::edge::{Edge, Peer, Rule};
use crate::hcl::{Expr, Word};
use crate::kind::{Alarm, AlarmNote, AlarmView, Optional, Present, Watched, present_if};
use crate::stack::{Allowed, Route, Stack};

/// What `load_balancer.tf.hbs` sees.
#[derive(Debug, Serialize)]
pub(crate) struct LoadBalancer {
    name: Word,
    /// What the start of the file says of it.
    reach: &'static str,
    group_description: &'static str,
    vpc_id: Expr,
    internal: bool,
    subnets: Expr,
    idle_timeout_seconds: Optional<u32>,
    deletion_protection: bool,
    access_logs: Optional<Present>,
    /// What must exist before the first request can arrive and be recorded.
    depends_on: Optional<Expr>,
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
            reach: reach(stack),
            group_description: group_description(stack),
            vpc_id: Expr::new(stack.network.names().vpc_id),
            internal: stack.load_balancer.internal,
            subnets: subnets(stack),
            idle_timeout_seconds: idle_timeout(stack).into_iter().collect(),
            deletion_protection: is_production,
            access_logs: present_if(is_production),
            depends_on: depends_on(stack).into_iter().collect(),
            rules: edges
                .iter()
                .filter(|edge| edge.to == Peer::LoadBalancer)
                .flat_map(Edge::rules)
                .collect(),
            https: listener(has_domain),
            http: listener(!has_domain),
            alarms: watched(stack).views(&[alarm(stack)]),
        }
    }
}

fn depends_on(stack: &Stack) -> Option<Expr> {
    let way_in: &[&str] = if stack.load_balancer.internal || stack.network.made().is_none() {
        &[]
    } else {
        &[
            "aws_route.public_internet",
            "aws_route_table_association.public",
        ]
    };
    // Elastic Load Balancing tries to write when it is told where to.
    let is_production = stack.environment.is_production();
    let logs = is_production.then_some("aws_s3_bucket_policy.access_logs");
    let all: Vec<&str> = way_in.iter().copied().chain(logs).collect();
    (!all.is_empty()).then(|| Expr::list(all))
}

fn reach(stack: &Stack) -> &'static str {
    let is_public = stack.load_balancer.allow.iter().any(Allowed::is_internet);
    match (stack.load_balancer.internal, is_public) {
        (true, _) => "in the private subnets, where the internet does not reach it",
        (false, true) => "the only part of the stack that the internet reaches",
        (false, false) => "the only part of the stack that is reached from outside",
    }
}

/// AWS changes no description of a group: it is made anew, and requests fail until all that names it has
/// followed. So it does not depend on `allow`.
fn group_description(stack: &Stack) -> &'static str {
    if stack.load_balancer.internal {
        "Requests to the load balancer, and from it to the tasks"
    } else {
        "Requests from the internet to the load balancer, and from it to the tasks"
    }
}

fn subnets(stack: &Stack) -> Expr {
    let names = stack.network.names();
    Expr::new(if stack.load_balancer.internal {
        names.private_subnet_ids
    } else {
        names.public_subnet_ids
    })
}

/// The time, if it is not the one that AWS has by itself.
fn idle_timeout(stack: &Stack) -> Option<u32> {
    let seconds = stack.load_balancer.idle_timeout_seconds;
    (seconds != crate::stack::LoadBalancer::IDLE_TIMEOUT_SECONDS).then_some(seconds)
}

impl Listener {
    fn new(stack: &Stack) -> Self {
        let mut routes = stack.entries.iter();
        let default = routes.find(|entry| entry.route().is_some_and(Route::is_default));
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
