//! What the stack uses and has not made: nobody asks AWS about it, so people must know what it has to be like.

use serde::Serialize;

use crate::problem;
use crate::stack::{ALL_PRIORITIES, ExistingLoadBalancer, ExistingNetwork, Stack};
use crate::view::dns::names_without_record;

/// What `README.md.hbs` sees of it.
#[derive(Debug, Serialize)]
pub(super) struct Existing {
    rows: Vec<Row>,
}

/// Something that exists, and what is expected of it.
#[derive(Debug, Serialize)]
struct Row {
    what: String,
    expected: String,
}

impl Existing {
    pub(super) fn new(stack: &Stack) -> Option<Self> {
        let network = stack.network.existing();
        let of_network = network
            .into_iter()
            .flat_map(|network| of_network(stack, network));
        let load_balancer = stack.load_balancer.existing.as_ref();
        let load_balancer = load_balancer.filter(|_| stack.has_load_balancer());
        let of_load_balancer = load_balancer
            .into_iter()
            .flat_map(|existing| of_load_balancer(stack, existing));
        let rows = of_network.chain(of_load_balancer);
        let rows: Vec<Row> = rows
            .chain(certificate(stack))
            .chain(records(stack))
            .collect();
        (!rows.is_empty()).then_some(Self { rows })
    }
}

fn of_network(stack: &Stack, network: &ExistingNetwork) -> Vec<Row> {
    let subnets = |kind: &str, ids: &[String]| {
        format!(
            "{kind} subnets {}",
            problem::list(ids.iter().map(String::as_str))
        )
    };
    let vpc = Row {
        what: format!("VPC `{}`", network.vpc_id),
        expected: "has DNS support and DNS host names; its owner writes its flow log".to_owned(),
    };
    let services = problem::list(network.services.iter().copied());
    let private = Row {
        what: subnets("private", &network.private_subnet_ids),
        expected: format!(
            "lie in that VPC, in two zones or more; lead to AWS through a NAT gateway, or through endpoints of `s3`, {services}; have an address for each task"
        ),
    };
    let uses_public = stack.makes_load_balancer() && !stack.load_balancer.internal;
    let public = uses_public.then(|| Row {
        what: subnets("public", &network.public_subnet_ids),
        expected: "lie in that VPC, one in each of two zones or more; lead to an internet gateway; have eight free addresses each".to_owned(),
    });
    [vpc, private].into_iter().chain(public).collect()
}

fn of_load_balancer(stack: &Stack, existing: &ExistingLoadBalancer) -> [Row; 3] {
    let names = match &stack.domain {
        Some(domain) => format!("with a certificate of `{}` and of all hosts", domain.name),
        None => "with a certificate of all hosts, and their records lead there".to_owned(),
    };
    let (first, last) = (existing.priorities.start(), existing.priorities.end());
    let is_free = if existing.priorities == ALL_PRIORITIES {
        "has no rule of the same priority: where AWS answers `PriorityInUse`, write `priorities`"
            .to_owned()
    } else {
        format!("leaves the priorities {first} to {last} to this stack")
    };
    [
        Row {
            what: format!("load balancer `{}`", existing.suffix),
            expected: "lies in that VPC and in the account of the stack; its owner writes its access logs, and decides who reaches it"
                .to_owned(),
        },
        Row {
            what: format!("listener `{}`", existing.listener_arn),
            expected: format!("serves HTTPS, {names}; {is_free}"),
        },
        Row {
            what: format!("security group `{}`", existing.security_group_id),
            expected: "is that of the load balancer, and Terraform of others does not take the rules away that are added to it"
                .to_owned(),
        },
    ]
}

fn certificate(stack: &Stack) -> Option<Row> {
    let domain = stack
        .domain
        .as_ref()
        .filter(|_| stack.makes_load_balancer())?;
    let arn = domain.certificate_arn.as_ref()?;
    Some(Row {
        what: format!("certificate `{arn}`"),
        expected: format!(
            "is issued for `{}` and for all hosts, in the account of the stack; its owner renews it",
            domain.name
        ),
    })
}

/// The names that no zone of the stack answers for.
fn records(stack: &Stack) -> Option<Row> {
    let names = names_without_record(stack);
    (!names.is_empty()).then(|| Row {
        what: format!("records of {}", problem::list(names)),
        expected:
            "lead to the load balancer: `terraform output load_balancer_dns_name` is its name"
                .to_owned(),
    })
}
