//! TLS is of a version, and with ciphers, that are still safe.

use super::super::finding::Finding;
use crate::hcl::module::{Block, Module};
use crate::problem::Code;

pub(in crate::lint) fn check(module: &Module) -> Vec<Finding> {
    let kinds = ["aws_lb_listener", "aws_alb_listener"];
    let listeners = kinds.into_iter().flat_map(|kind| module.resources(kind));
    let listeners = listeners.filter(|listener| {
        ["HTTPS", "TLS"].contains(&listener.text("protocol").unwrap_or_default())
    });
    let listeners =
        listeners.filter_map(|listener| Some(finding(listener, weakness(listener)?, "ssl_policy")));
    let distributions = module
        .resources("aws_cloudfront_distribution")
        .filter(|distribution| {
            let least = distribution.text("viewer_certificate.minimum_protocol_version");
            least
                .is_some_and(|least| !least.starts_with("TLSv1.2") && !least.starts_with("TLSv1.3"))
        });
    let argument = "viewer_certificate.minimum_protocol_version";
    let distributions = distributions.map(|block| finding(block, OLD_VERSIONS, argument));
    listeners.chain(distributions).collect()
}

const OLD_VERSIONS: &str = "speaks TLS 1.0 or 1.1";

/// Elastic Load Balancing, "Security policies": those without `1-2` or `1-3` as the least version
/// speak TLS 1.0 or 1.1 too; of the others, only `1-3` and the restricted `1-2-Res` have no cipher in
/// CBC mode. AWS Security Hub, ELB.17, recommends the same.
fn weakness(listener: &Block) -> Option<&'static str> {
    if listener.value("ssl_policy").is_none() {
        return Some(OLD_VERSIONS);
    }
    let policy = listener.text("ssl_policy")?;
    let has = |part| policy.contains(part);
    if has("-TLS13-1-3-") || has("-TLS13-1-2-Res-") {
        None
    } else if has("-TLS13-1-2-") || has("-TLS-1-2-") || has("-FS-1-2-") {
        Some("takes ciphers in CBC mode")
    } else {
        Some(OLD_VERSIONS)
    }
}

fn finding(block: &Block, message: &str, argument: &'static str) -> Finding {
    Finding::new(Code::WeakTls, block, message)
        .argument(argument)
        .help("use a policy such as `ELBSecurityPolicy-TLS13-1-2-Res-2021-06`")
}
