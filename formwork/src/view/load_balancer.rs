//! `load_balancer.tf`: the load balancer, its listeners and who may reach it.

use serde::Serialize;

use crate::edge::{Edge, Peer, Rule};
use crate::hcl::{Expr, Literal, Word};
use crate::kind::{Alarm, AlarmNote, AlarmView, Optional, Present, Watched, present_if};
use crate::names::LogicalId;
use crate::stack::{Allowed, Domain, ExistingLoadBalancer, Route, Stack};

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
    ip_address_type: &'static str,
    idle_timeout_seconds: Optional<u32>,
    deletion_protection: bool,
    access_logs: Optional<Present>,
    /// Version 5 of the provider has no argument for it.
    health_check_logs: Optional<Present>,
    /// What must exist before the first request can arrive and be recorded.
    depends_on: Optional<Expr>,
    rules: Vec<Rule>,
    /// The listener that hands requests to services: `https`, or `http` in a stack without domain.
    https: Optional<Https>,
    http: Optional<Listener>,
    alarms: Vec<AlarmView>,
}

#[derive(Debug, Serialize)]
struct Https {
    /// A certificate that is made, or the ARN of one that exists.
    issued: Optional<Present>,
    certificate_arn: Optional<Literal>,
    #[serde(flatten)]
    listener: Listener,
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
        let domain = stack.domain.as_ref();
        let is_production = stack.environment.is_production();
        Self {
            name: (&stack.name).into(),
            reach: reach(stack),
            group_description: group_description(stack),
            vpc_id: Expr::new(stack.network.names().vpc_id),
            internal: stack.load_balancer.internal,
            subnets: subnets(stack),
            ip_address_type: ip_address_type(stack),
            idle_timeout_seconds: idle_timeout(stack).into_iter().collect(),
            deletion_protection: is_production,
            access_logs: present_if(is_production),
            health_check_logs: present_if(is_production && stack.has_version_6()),
            depends_on: depends_on(stack).into_iter().collect(),
            rules: edges
                .iter()
                .filter(|edge| matches!(edge.to, Peer::LoadBalancer(_)))
                .flat_map(Edge::rules)
                .collect(),
            https: domain
                .map(|domain| Https::new(stack, domain))
                .into_iter()
                .collect(),
            http: domain
                .is_none()
                .then(|| Listener::new(stack))
                .into_iter()
                .collect(),
            alarms: views(stack),
        }
    }
}

/// What `existing_load_balancer.tf.hbs` sees.
#[derive(Debug, Serialize)]
pub(crate) struct Existing {
    suffix: Literal,
    security_group_id: Literal,
    listener_arn: Literal,
    alarms: Vec<AlarmView>,
}

impl Existing {
    pub(crate) fn new(stack: &Stack, existing: &ExistingLoadBalancer) -> Self {
        Self {
            suffix: Literal::new(&existing.suffix),
            security_group_id: Literal::new(&existing.security_group_id),
            listener_arn: Literal::new(&existing.listener_arn),
            alarms: views(stack),
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
    let by_ipv6 = !way_in.is_empty() && stack.has_load_balancer_ipv6();
    let by_ipv6 = by_ipv6.then_some("aws_route.public_internet_ipv6");
    // Elastic Load Balancing tries to write when it is told where to.
    let is_production = stack.environment.is_production();
    let logs = is_production.then_some("aws_s3_bucket_policy.access_logs");
    let all: Vec<&str> = way_in.iter().copied().chain(by_ipv6).chain(logs).collect();
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

/// Always said: where it is left out, the provider keeps the one that there is.
fn ip_address_type(stack: &Stack) -> &'static str {
    if stack.has_load_balancer_ipv6() {
        "dualstack"
    } else {
        "ipv4"
    }
}

/// The time, if it is not the one that AWS has by itself.
fn idle_timeout(stack: &Stack) -> Option<u32> {
    let seconds = stack.load_balancer.idle_timeout_seconds;
    (seconds != crate::stack::LoadBalancer::IDLE_TIMEOUT_SECONDS).then_some(seconds)
}

impl Https {
    fn new(stack: &Stack, domain: &Domain) -> Self {
        let given = domain.certificate_arn.as_ref().map(Literal::new);
        Self {
            issued: present_if(given.is_none()),
            certificate_arn: given.into_iter().collect(),
            listener: Listener::new(stack),
        }
    }
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

/// The alarms on answers, for the README.
pub(super) fn alarm_notes(stack: &Stack) -> Vec<AlarmNote> {
    let watched = watched(stack).into_iter();
    watched
        .flat_map(|(watched, alarm)| watched.notes(&[alarm]))
        .collect()
}

fn views(stack: &Stack) -> Vec<AlarmView> {
    let watched = watched(stack).into_iter();
    watched
        .flat_map(|(watched, alarm)| watched.views(&[alarm]))
        .collect()
}

/// One alarm on all answers; or one for each service, where others share the load balancer.
fn watched(stack: &Stack) -> Vec<(Watched<'_>, Alarm)> {
    let of = |id, name| Watched {
        stack,
        table: "load_balancer",
        id,
        name,
    };
    if stack.load_balancer.existing.is_none() {
        let all = of("load_balancer", stack.name.to_string());
        return vec![(all, of_all(stack))];
    }
    let routes = stack.entries.iter();
    let routes = routes.filter_map(|entry| Some((entry.id, entry.route()?)));
    routes
        .flat_map(|(id, route)| {
            let first = of_group(stack, id, &format!("aws_lb_target_group.{id}"));
            // Of two groups, either may have the tasks.
            let alternate = || of_group(stack, id, &format!("aws_lb_target_group.{id}_alternate"));
            let alternate = route.is_shifted.then(|| alternate().numbered(2));
            let name = Word::joined(&[&stack.name, &id.kebab()], '-');
            let alarms = [first].into_iter().chain(alternate);
            alarms.map(move |alarm| (of(id.as_str(), name.to_string()), alarm))
        })
        .collect()
}

fn of_all(stack: &Stack) -> Alarm {
    let metrics = [
        ("load_balancer", "HTTPCode_ELB_5XX_Count"),
        ("tasks", "HTTPCode_Target_5XX_Count"),
    ];
    let of = [("LoadBalancer", stack.load_balancer_suffix().to_owned())];
    on_5xx(stack, "from the load balancer itself or from a task")
        .watches_sum("5xx answers", NAMESPACE, &metrics, &of)
        .first_look("The logs of the service that answered: its log group, by status. An answer of 502, 503 or 504 that no log has is the load balancer's own: no task was healthy or in time.")
}

/// CloudWatch counts what the load balancer answers by itself for all who share it together.
fn of_group(stack: &Stack, id: &LogicalId, group: &str) -> Alarm {
    let of = [
        ("LoadBalancer", stack.load_balancer_suffix().to_owned()),
        ("TargetGroup", format!("{group}.arn_suffix")),
    ];
    on_5xx(stack, &format!("from a task of {}", id.in_aws()))
        .watches(NAMESPACE, "HTTPCode_Target_5XX_Count", "Sum", &of)
        .first_look("The log group of the service, by status. What the load balancer answers by itself, its owner sees.")
}

const NAMESPACE: &str = "AWS/ApplicationELB";

fn on_5xx(stack: &Stack, whose: &str) -> Alarm {
    let (count, minutes) = (stack.alarms.http_5xx_count, stack.alarms.http_5xx_minutes);
    let says =
        format!("More than {count} answers with a 5xx status in {minutes} minutes, {whose}.");
    Alarm::above("5xx", count, says)
        .set_by("[alarms] http_5xx_count, http_5xx_minutes")
        .during(1, minutes * 60)
        .silence_is_fine("CloudWatch has no value, not 0, for a period without such an answer.")
}
