//! Subnets that are not listed have room in the network of the VPC, beside those that are.

use super::subnet_size::LOAD_BALANCER_PREFIX;
use crate::kind::Scope;
use crate::manifest::Manifest;
use crate::problem::{Code, Problem};
use crate::stack::Cidr;
use crate::validate::network::{Subnet, TIERS, Tier, default_subnets, subnets, zone_count};

pub(super) fn check_default_subnets(scope: &Scope<'_>) -> Vec<Problem> {
    let manifest = scope.manifest;
    let field = &manifest.network.get().cidr;
    let Ok(cidr) = Cidr::parse(field.get()) else {
        return Vec::new();
    };
    let is_unlisted = |tier: &Tier| {
        tier.listed(manifest).is_none() && !manifest.is_unread(&["network", tier.key()])
    };
    let without_room: Vec<Tier> = TIERS
        .into_iter()
        .filter(is_unlisted)
        .filter(|tier| default_subnets(manifest, *tier).is_none())
        .collect();
    if without_room.is_empty() || manifest.is_unread(&["network", "cidr"]) {
        return Vec::new();
    }
    let names: Vec<&str> = without_room.iter().map(|tier| tier.name()).collect();
    let message = format!(
        "`{cidr}` has no room for the default {} subnets",
        names.join(" and ")
    );
    let table = &manifest.network.span_or(&(0..0));
    let problem = Problem::new(Code::SubnetOutsideNetwork, message)
        .at(
            field.span_or(table),
            "the defaults are /24 networks of a /16",
        )
        .help(help(manifest, cidr, &without_room));
    vec![problem]
}

/// Lists for `tiers` that fit into `cidr`, beside those that are listed already.
pub(super) fn help(manifest: &Manifest, cidr: Cidr, tiers: &[Tier]) -> String {
    let taken: Vec<Cidr> = TIERS
        .into_iter()
        .filter(|tier| !tiers.contains(tier))
        .flat_map(|tier| subnets(manifest, tier))
        .map(|Subnet { cidr, .. }| cidr)
        .collect();
    let keys: Vec<String> = tiers
        .iter()
        .map(|tier| format!("`{}`", tier.key()))
        .collect();
    let count = zone_count(manifest);
    match room(cidr, &taken, count * tiers.len()) {
        Some(free) if count > 0 => {
            let list = |(tier, free): (&Tier, &[Cidr])| {
                let free: Vec<String> = free.iter().map(|cidr| format!("\"{cidr}\"")).collect();
                format!("`{} = [{}]`", tier.key(), free.join(", "))
            };
            let lists: Vec<String> = tiers.iter().zip(free.chunks(count)).map(list).collect();
            format!("add {}", lists.join(" and "))
        }
        _ => format!("use a larger `cidr`, and list {}", keys.join(" and ")),
    }
}

/// The first `count` free networks of the largest size, at most /24, that has so many.
fn room(cidr: Cidr, taken: &[Cidr], count: usize) -> Option<Vec<Cidr>> {
    let sizes = (cidr.prefix_len() + 1).max(24)..=LOAD_BALANCER_PREFIX;
    sizes
        .map(|prefix_len| cidr.split(prefix_len))
        .map(|all| {
            all.into_iter()
                .filter(|net| !taken.iter().any(|other| net.overlaps(*other)))
                .take(count)
                .collect()
        })
        .find(|free: &Vec<Cidr>| free.len() == count)
}

#[cfg(test)]
mod tests {
    use super::{Cidr, room};

    fn cidr(text: &str) -> Cidr {
        Cidr::parse(text).unwrap()
    }

    #[test]
    fn room_is_what_the_others_leave() {
        let network = cidr("10.0.0.0/24");
        assert_eq!(
            room(network, &[], 2).unwrap(),
            [cidr("10.0.0.0/25"), cidr("10.0.0.128/25")]
        );
        assert_eq!(
            room(network, &[cidr("10.0.0.0/25")], 2).unwrap(),
            [cidr("10.0.0.128/26"), cidr("10.0.0.192/26")]
        );
        assert_eq!(room(cidr("10.0.0.0/28"), &[], 1), None);
        assert_eq!(
            room(cidr("10.0.0.0/16"), &[], 1).unwrap(),
            [cidr("10.0.0.0/24")]
        );
    }
}
