//! The load balancer passes no malformed headers on.

use super::super::finding::Finding;
use super::super::module::{Block, Flag, Module};
use crate::problem::Code;

pub(in crate::lint) fn check(module: &Module) -> Vec<Finding> {
    let balancers = module
        .resources("aws_lb")
        .filter(|block| is_application(block));
    balancers
        .filter(|block| {
            matches!(
                block.flag("drop_invalid_header_fields"),
                Flag::Off | Flag::Absent
            )
        })
        .map(|block| {
            Finding::new(Code::InvalidHeaders, block, "passes malformed headers on")
                .argument("drop_invalid_header_fields")
                .help("write `drop_invalid_header_fields = true`")
        })
        .collect()
}

fn is_application(block: &Block) -> bool {
    block
        .text("load_balancer_type")
        .is_none_or(|kind| kind == "application")
}
