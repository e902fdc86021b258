//! TLS is of a version that is still safe.

use super::super::finding::Finding;
use super::super::module::{Block, Module};
use crate::problem::Code;

pub(in crate::lint) fn check(module: &Module) -> Vec<Finding> {
    let kinds = ["aws_lb_listener", "aws_alb_listener"];
    let listeners = kinds.into_iter().flat_map(|kind| module.resources(kind));
    let listeners = listeners.filter(|listener| {
        let is_tls = ["HTTPS", "TLS"].contains(&listener.text("protocol").unwrap_or_default());
        is_tls && (listener.value("ssl_policy").is_none() || has_weak_policy(listener))
    });
    let listeners = listeners.map(|listener| finding(listener, "ssl_policy"));
    let distributions = module
        .resources("aws_cloudfront_distribution")
        .filter(|distribution| {
            let least = distribution.text("viewer_certificate.minimum_protocol_version");
            least
                .is_some_and(|least| !least.starts_with("TLSv1.2") && !least.starts_with("TLSv1.3"))
        });
    let distributions =
        distributions.map(|block| finding(block, "viewer_certificate.minimum_protocol_version"));
    listeners.chain(distributions).collect()
}

/// Elastic Load Balancing, "Security policies": those without `1-2` or `1-3` as the least version
/// speak TLS 1.0 or 1.1 too.
fn has_weak_policy(listener: &Block) -> bool {
    listener.text("ssl_policy").is_some_and(|policy| {
        let is_modern = policy.contains("-TLS13-1-2-") || policy.contains("-TLS13-1-3-");
        let is_of_1_2 = policy.contains("-TLS-1-2-") || policy.contains("-FS-1-2-");
        !is_modern && !is_of_1_2
    })
}

fn finding(block: &Block, argument: &'static str) -> Finding {
    Finding::new(Code::WeakTls, block, "speaks TLS 1.0 or 1.1")
        .argument(argument)
        .help("use a policy such as `ELBSecurityPolicy-TLS13-1-2-2021-06`")
}
