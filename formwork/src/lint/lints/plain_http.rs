//! Requests are answered over TLS.

use super::super::finding::Finding;
use crate::hcl::module::{Block, Module};
use crate::problem::Code;

pub(in crate::lint) fn check(module: &Module) -> Vec<Finding> {
    let kinds = ["aws_lb_listener", "aws_alb_listener"];
    let listeners = kinds.into_iter().flat_map(|kind| module.resources(kind));
    let plain = listeners.filter(|listener| {
        let is_http = ["HTTP", "TCP"].contains(&listener.text("protocol").unwrap_or_default());
        is_http && listener.children("default_action").any(answers)
    });
    let distributions = module
        .resources("aws_cloudfront_distribution")
        .filter(|distribution| {
            distribution.text("default_cache_behavior.viewer_protocol_policy") == Some("allow-all")
        });
    plain
        .chain(distributions)
        .map(|block| {
            Finding::new(Code::PlainHttp, block, "answers requests without TLS")
                .help("add a `[domain]`, or let the listener redirect to HTTPS")
        })
        .collect()
}

fn answers(action: &Block) -> bool {
    action.text("type") != Some("redirect")
}
