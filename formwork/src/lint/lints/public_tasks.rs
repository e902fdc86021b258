//! What computes has no public address.

use super::super::finding::Finding;
use crate::hcl::module::{Block, Flag, Module, Value};
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
    ("aws_subnet", IPV6),
];

/// Every IPv6 address is a public one; whether anybody reaches it is up to the routes.
const IPV6: &str = "assign_ipv6_address_on_creation";

pub(in crate::lint) fn check(module: &Module) -> Vec<Finding> {
    let found = KINDS.iter().flat_map(|(kind, argument)| {
        let blocks = module.resources(kind);
        let blocks = blocks.filter(|block| block.flag(argument) == Flag::On);
        let blocks = blocks.filter(|block| *argument != IPV6 || is_reached(module, block));
        blocks.map(|block| {
            Finding::new(Code::PublicTasks, block, "gives out public addresses")
                .argument(*argument)
                .help("use private subnets, and let a load balancer take the requests")
        })
    });
    found.collect()
}

/// Whether a subnet may be reached from outside: its routes lead to an internet gateway, or are not
/// here. An egress-only gateway lets nobody in.
fn is_reached(module: &Module, subnet: &Block) -> bool {
    let subnet = subnet.address();
    let associations = module.resources("aws_route_table_association");
    let own: Vec<&Block> = associations
        .filter(|association| association.refers_to(&subnet))
        .collect();
    let tables = module.resources("aws_route_table");
    let mut tables = tables
        .filter(|table| own.iter().any(|own| own.refers_to(&table.address())))
        .peekable();
    tables.peek().is_none() || tables.any(|table| leads_out(module, table))
}

fn leads_out(module: &Module, table: &Block) -> bool {
    let address = table.address();
    let routes = module.resources("aws_route");
    let routes = routes.filter(|route| route.refers_to(&address));
    let gateways = routes.filter_map(|route| route.value("gateway_id"));
    let own = table.values("route.gateway_id").into_iter();
    gateways.chain(own).any(is_internet_gateway)
}

/// Of what is computed elsewhere nobody knows what it is.
fn is_internet_gateway(gateway: &Value) -> bool {
    match gateway {
        Value::Text(id) => id.starts_with("igw-"),
        Value::Expression(text) => text != "null" && !text.starts_with("aws_vpn_gateway."),
        _ => false,
    }
}
