//! The load balancer passes no malformed headers on, and no requests that servers may read in two ways.

use super::super::finding::Finding;
use crate::hcl::module::{Block, Flag, Module};
use crate::problem::Code;

pub(in crate::lint) fn check(module: &Module) -> Vec<Finding> {
    let balancers = module
        .resources("aws_lb")
        .filter(|block| is_application(block));
    balancers
        .flat_map(|block| [headers(block), ambiguous(block)])
        .flatten()
        .collect()
}

fn headers(block: &Block) -> Option<Finding> {
    let flag = block.flag("drop_invalid_header_fields");
    matches!(flag, Flag::Off | Flag::Absent).then(|| {
        Finding::new(Code::InvalidHeaders, block, "passes malformed headers on")
            .argument("drop_invalid_header_fields")
            .help("write `drop_invalid_header_fields = true`")
    })
}

/// Elastic Load Balancing, "Desync mitigation mode": without the argument it is `defensive`.
fn ambiguous(block: &Block) -> Option<Finding> {
    (block.text("desync_mitigation_mode") == Some("monitor")).then(|| {
        Finding::new(Code::InvalidHeaders, block, "passes ambiguous requests on")
            .argument("desync_mitigation_mode")
            .help("leave the argument out, or write `\"defensive\"`")
    })
}

fn is_application(block: &Block) -> bool {
    block
        .text("load_balancer_type")
        .is_none_or(|kind| kind == "application")
}
