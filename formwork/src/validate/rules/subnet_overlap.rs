//! No two subnets share an address.

use super::default_subnets;
use crate::kind::Scope;
use crate::manifest::Manifest;
use crate::problem::{Code, Problem};
use crate::source::Span;
use crate::stack::Cidr;
use crate::validate::network::{Subnet, TIERS, Tier, subnets};

pub(super) fn check_subnet_overlap(scope: &Scope<'_>) -> Vec<Problem> {
    let manifest = scope.manifest;
    let of_tier = |tier| {
        subnets(manifest, tier)
            .into_iter()
            .map(move |subnet| (tier, subnet))
    };
    let all: Vec<(Tier, Subnet)> = TIERS.into_iter().flat_map(of_tier).collect();
    let mut problems = Vec::new();
    for (index, (tier, subnet)) in all.iter().enumerate() {
        let first = all[..index]
            .iter()
            .find(|(_, other)| other.cidr.overlaps(subnet.cidr));
        let problem = first.and_then(|(other_tier, other)| match (&other.span, &subnet.span) {
            (Some(first), Some(span)) => Some(with_listed(other.cidr, first, subnet.cidr, span)),
            (Some(listed), None) => with_default(manifest, other.cidr, listed, *tier),
            (None, Some(listed)) => with_default(manifest, subnet.cidr, listed, *other_tier),
            (None, None) => None,
        });
        problems.extend(problem.filter(|problem| !problems.contains(problem)));
    }
    problems
}

fn with_listed(a: Cidr, a_at: &Span, b: Cidr, b_at: &Span) -> Problem {
    let (first, first_at, second, second_at) = if a_at.start <= b_at.start {
        (a, a_at, b, b_at)
    } else {
        (b, b_at, a, a_at)
    };
    let message = if first == second {
        format!("the subnet `{second}` is listed twice")
    } else {
        format!("the subnet `{second}` overlaps `{first}`")
    };
    Problem::new(Code::SubnetOverlap, message)
        .at(second_at.clone(), "shares addresses")
        .at(first_at.clone(), "with this one")
        .help("use networks that have no address in common")
}

/// A listed subnet lies where the default subnets of the other tier would be.
fn with_default(manifest: &Manifest, listed: Cidr, at: &Span, tier: Tier) -> Option<Problem> {
    let cidr = Cidr::parse(manifest.network.get().cidr.get()).ok()?;
    let is_default =
        !manifest.is_unread(&["network", tier.key()]) && !manifest.is_unread(&["network", "cidr"]);
    is_default.then(|| {
        let message = format!(
            "the subnet `{listed}` overlaps the default {} subnets",
            tier.name()
        );
        Problem::new(Code::SubnetOverlap, message)
            .at(
                at.clone(),
                format!("`{}` would share addresses with it", tier.key()),
            )
            .help(default_subnets::help(manifest, cidr, &[tier]))
    })
}
