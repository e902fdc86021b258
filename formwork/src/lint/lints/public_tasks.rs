//! What computes has no public address.

use super::super::finding::Finding;
use crate::hcl::module::{Flag, Module};
use crate::problem::Code;

const KINDS: &[(&str, &str)] = &[
    ("aws_ecs_service", "network_configuration.assign_public_ip"),
    ("aws_ecs_task_set", "network_configuration.assign_public_ip"),
    ("aws_instance", "associate_public_ip_address"),
    (
        "aws_launch_template",
        "network_interfaces.associate_public_ip_address",
    ),
    ("aws_subnet", "map_public_ip_on_launch"),
    ("aws_subnet", "assign_ipv6_address_on_creation"),
];

pub(in crate::lint) fn check(module: &Module) -> Vec<Finding> {
    let found = KINDS.iter().flat_map(|(kind, argument)| {
        let blocks = module.resources(kind);
        let blocks = blocks.filter(|block| block.flag(argument) == Flag::On);
        blocks.map(|block| {
            Finding::new(Code::PublicTasks, block, "gives out public addresses")
                .argument(*argument)
                .help("use private subnets, and let a load balancer take the requests")
        })
    });
    found.collect()
}
