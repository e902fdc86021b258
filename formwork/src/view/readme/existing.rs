//! What the stack uses and has not made: nobody asks AWS about it, so people must know what it has to be like.

use serde::Serialize;

use crate::problem;
use crate::stack::{ExistingNetwork, Stack};

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
        let rows: Vec<Row> = network
            .into_iter()
            .flat_map(|network| of_network(stack, network))
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
    let uses_public = stack.has_load_balancer() && !stack.load_balancer.internal;
    let public = uses_public.then(|| Row {
        what: subnets("public", &network.public_subnet_ids),
        expected: "lie in that VPC, one in each of two zones or more; lead to an internet gateway; have eight free addresses each".to_owned(),
    });
    [vpc, private].into_iter().chain(public).collect()
}
