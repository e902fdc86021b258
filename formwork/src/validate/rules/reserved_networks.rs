//! A VPC has addresses that hosts can have.

use ipnet::Ipv4Net;

use crate::kind::Scope;
use crate::problem::{Code, Problem};
use crate::stack::Cidr;

/// What a VPC cannot be (Amazon VPC user guide, "VPC CIDR blocks"; IANA, "IPv4 Special-Purpose
/// Address Registry").
const RESERVED: &[(&str, &str)] = &[
    ("0.0.0.0/8", "stands for this host itself"),
    ("127.0.0.0/8", "is the loopback network of every host"),
    (
        "169.254.0.0/16",
        "is link-local, where ECS hands out credentials",
    ),
    ("224.0.0.0/4", "is for multicast"),
    ("240.0.0.0/4", "is reserved"),
];

pub(super) fn check_reserved_networks(scope: &Scope<'_>) -> Vec<Problem> {
    let manifest = scope.manifest;
    let field = &manifest.network.get().cidr;
    let (Ok(net), Ok(_)) = (field.get().parse::<Ipv4Net>(), Cidr::parse(field.get())) else {
        return Vec::new();
    };
    let reserved = RESERVED.iter().find(|(range, _)| {
        range
            .parse::<Ipv4Net>()
            .is_ok_and(|range| range.contains(&net))
    });
    let problem = reserved.map(|(range, why)| {
        let message = format!("`{net}` cannot be the network of a VPC: `{range}` {why}");
        Problem::new(Code::InvalidCidr, message)
            .at(
                field.span_or(&manifest.network.span_or(&(0..0))),
                "no host has such an address",
            )
            .help("use a private network, such as `10.0.0.0/16` or `192.168.0.0/20`")
    });
    problem.into_iter().collect()
}
