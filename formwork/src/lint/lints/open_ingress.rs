//! Nothing but HTTP and HTTPS is open to the internet.

use super::super::finding::Finding;
use super::super::policy::texts;
use crate::hcl::module::{Block, Module, Value};
use crate::problem::Code;

/// The ports that a load balancer serves the public on.
const PUBLIC: [f64; 2] = [80.0, 443.0];

pub(in crate::lint) fn check(module: &Module) -> Vec<Finding> {
    let rules = module
        .resources("aws_vpc_security_group_ingress_rule")
        .filter(|rule| is_open(rule))
        .map(|rule| finding(rule, "cidr_ipv4"));
    let old_rules = module
        .resources("aws_security_group_rule")
        .filter(|rule| rule.text("type") == Some("ingress") && is_open(rule))
        .map(|rule| finding(rule, "cidr_blocks"));
    let groups = ["aws_security_group", "aws_default_security_group"];
    let inline = groups
        .into_iter()
        .flat_map(|kind| module.resources(kind))
        .filter(|group| group.children("ingress").any(is_open))
        .map(|group| finding(group, "ingress"));
    rules.chain(old_rules).chain(inline).collect()
}

/// Whether a rule lets everybody in on another port than those of the web.
fn is_open(rule: &Block) -> bool {
    let port = |name| rule.number(name);
    let is_web = port("from_port") == port("to_port")
        && port("from_port").is_some_and(|port| PUBLIC.contains(&port));
    from_anywhere(rule) && !is_web
}

fn from_anywhere(rule: &Block) -> bool {
    let arguments = ["cidr_ipv4", "cidr_ipv6", "cidr_blocks", "ipv6_cidr_blocks"];
    let values = arguments.into_iter().filter_map(|name| rule.value(name));
    values.flat_map(Value::items).any(|value| {
        let texts = texts(Some(value));
        texts
            .iter()
            .any(|cidr| ["0.0.0.0/0", "::/0"].contains(cidr))
    })
}

fn finding(rule: &Block, argument: &str) -> Finding {
    Finding::new(Code::OpenIngress, rule, "lets the whole internet in")
        .argument(argument)
        .help("name the networks or the security group that may connect")
}
