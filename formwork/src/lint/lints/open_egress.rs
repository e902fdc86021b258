//! Nothing may connect to everywhere on every port.

use super::super::finding::Finding;
use super::super::policy::texts;
use crate::hcl::module::{Block, Module};
use crate::problem::Code;

pub(in crate::lint) fn check(module: &Module) -> Vec<Finding> {
    let rules = module
        .resources("aws_vpc_security_group_egress_rule")
        .filter(|rule| is_open(rule, "ip_protocol"));
    let old_rules = module
        .resources("aws_security_group_rule")
        .filter(|rule| rule.text("type") == Some("egress") && is_open(rule, "protocol"));
    let inline = module.resources("aws_security_group").filter(|group| {
        let mut rules = group.children("egress");
        rules.any(|rule| is_open(rule, "protocol"))
    });
    let found = rules.chain(old_rules).chain(inline);
    found
        .map(|block| {
            Finding::new(Code::OpenEgress, block, "lets everything out to everywhere")
                .help("allow the ports that are used, such as 443")
        })
        .collect()
}

fn is_open(rule: &Block, protocol: &str) -> bool {
    let arguments = ["cidr_ipv4", "cidr_ipv6", "cidr_blocks", "ipv6_cidr_blocks"];
    let mut cidrs = arguments
        .into_iter()
        .flat_map(|name| texts(rule.value(name)));
    let is_every_protocol = ["-1", "all"].contains(&rule.text(protocol).unwrap_or_default());
    is_every_protocol && cidrs.any(|cidr| ["0.0.0.0/0", "::/0"].contains(&cidr))
}
