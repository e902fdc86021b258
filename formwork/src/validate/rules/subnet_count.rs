//! Each availability zone has one public and one private subnet.

use crate::kind::Scope;
use crate::manifest::{Field, Manifest};
use crate::problem::{Code, Problem};
use crate::validate::network::{TIERS, Tier, zone_count};

pub(super) fn check_subnet_count(scope: &Scope<'_>) -> Vec<Problem> {
    let manifest = scope.manifest;
    if manifest.is_unread(&["network", "availability_zones"]) {
        return Vec::new();
    }
    let wrong = |tier: &Tier| {
        let list = tier.listed(manifest)?;
        let is_wrong = list.get().len() != zone_count(manifest)
            && !manifest.is_unread(&["network", tier.key()]);
        is_wrong.then(|| problem(manifest, *tier, list))
    };
    TIERS.iter().filter_map(wrong).collect()
}

fn problem(manifest: &Manifest, tier: Tier, list: &Field<Vec<Field<String>>>) -> Problem {
    let (count, zones) = (list.get().len(), zone_count(manifest));
    let network = &manifest.network.span_or(&(0..0));
    let (zones_at, label) = match &manifest.network.get().availability_zones {
        Some(listed) => (
            listed.span_or(network),
            format!("{zones} availability zones"),
        ),
        None => (
            network.clone(),
            format!("{zones} availability zones by default"),
        ),
    };
    let noun = if count == 1 { "subnet" } else { "subnets" };
    Problem::new(
        Code::SubnetCount,
        format!(
            "{count} {} {noun} for {zones} availability zones",
            tier.name()
        ),
    )
    .at(list.span_or(network), format!("{count} {noun}"))
    .at(zones_at, label)
    .help(format!(
        "list {zones} networks, one per zone, in the order of the zones"
    ))
}
