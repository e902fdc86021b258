//! A subnet is a part of the VPC's network.

use crate::kind::Scope;
use crate::problem::{Code, Problem};
use crate::stack::Cidr;
use crate::validate::network::{Subnet, TIERS, subnets};

pub(super) fn check_subnet_outside_network(scope: &Scope<'_>) -> Vec<Problem> {
    let manifest = scope.manifest;
    let network = manifest.network.get();
    let Ok(cidr) = Cidr::parse(network.cidr.get()) else {
        return Vec::new();
    };
    if manifest.is_unread(&["network", "cidr"]) {
        return Vec::new();
    }
    let cidr_at = network.cidr.span_or(&manifest.network.span_or(&(0..0)));
    let problem = |subnet: Subnet| {
        let message = format!(
            "the subnet `{}` lies outside of the VPC's network `{cidr}`",
            subnet.cidr
        );
        Problem::new(Code::SubnetOutsideNetwork, message)
            .at(subnet.span.unwrap_or_default(), "outside")
            .at(cidr_at.clone(), "the network of the VPC")
            .help(format!("use a part of `{cidr}`"))
    };
    let all = TIERS.into_iter().flat_map(|tier| subnets(manifest, tier));
    all.filter(|subnet| !cidr.contains(subnet.cidr))
        .map(problem)
        .collect()
}
