//! Subnets have room for what stands in them.

use crate::kind::Scope;
use crate::problem::{Code, Problem};
use crate::source::Span;
use crate::validate::network::{Subnet, Tier, interface_endpoints, subnets};

/// Elastic Load Balancing, "Subnets for your load balancer": at least /27.
pub(super) const LOAD_BALANCER_PREFIX: u8 = 27;

/// Amazon VPC user guide, "Subnet CIDR blocks": five addresses of each subnet are AWS's own.
const AWS_OWN: u64 = 5;

pub(super) fn check_subnet_size(scope: &Scope<'_>) -> Vec<Problem> {
    let manifest = scope.manifest;
    let is_internal = *manifest.load_balancer.get().internal.get() && scope.has_load_balancer();
    let of_load_balancer: &[Tier] = if is_internal {
        &[Tier::Public, Tier::Private]
    } else {
        &[Tier::Public]
    };
    let small = of_load_balancer.iter().flat_map(|tier| {
        let subnets = subnets(manifest, *tier).into_iter();
        let small = subnets.filter(|subnet| subnet.cidr.prefix_len() > LOAD_BALANCER_PREFIX);
        small.filter_map(|subnet| {
            let at = subnet.span.as_ref()?;
            Some(too_small_for_load_balancer(*tier, &subnet, at))
        })
    });
    small.chain(check_private(scope)).collect()
}

fn too_small_for_load_balancer(tier: Tier, subnet: &Subnet, at: &Span) -> Problem {
    let message = format!(
        "the {} subnet `{}` is too small for a load balancer",
        tier.name(),
        subnet.cidr
    );
    Problem::new(Code::SubnetTooSmall, message)
        .at(at.clone(), "eleven addresses")
        .help(format!(
            "use a network of /{LOAD_BALANCER_PREFIX} or larger"
        ))
}

/// All tasks at once, the two hosts of each database and the endpoints find an address. A rolling
/// deployment needs more for a while, and waits where there is none.
fn check_private(scope: &Scope<'_>) -> Option<Problem> {
    let manifest = scope.manifest;
    let is_unread = |path: &[&str]| manifest.is_unread(path);
    let mut kinds = scope.kinds.iter();
    let is_existing = manifest.network.get().existing.is_some();
    if is_existing || is_unread(&["network"]) || kinds.any(|kind| is_unread(&[kind.table()])) {
        return None;
    }
    let listed = Tier::Private.listed(manifest);
    let private = subnets(manifest, Tier::Private);
    let is_unclear = listed.is_some_and(|list| list.get().len() != private.len());
    if is_unclear || private.is_empty() {
        return None;
    }
    let room = |subnet: &Subnet| (1_u64 << (32 - subnet.cidr.prefix_len())) - AWS_OWN;
    let room: u64 = private.iter().map(room).sum();
    let others = others(scope, private.len() as u64);
    let tasks: u64 = scope
        .most_tasks()
        .map(|(_, most)| u64::from(*most.max.get()))
        .sum();
    let (key, most) = scope.most_tasks().max_by_key(|(_, most)| *most.max.get())?;
    let most = most.max;
    let at = listed.map_or_else(
        || manifest.network.span_or(&key.span()),
        |list| list.span_or(&(0..0)),
    );
    (tasks.saturating_add(others) > room).then(|| {
        let message = format!(
            "the private subnets have {room} addresses for {tasks} tasks and {others} other hosts"
        );
        let by_default = if listed.is_some() { "" } else { " by default" };
        Problem::new(Code::SubnetTooSmall, message)
            .at(at, format!("{room} addresses in all{by_default}"))
            .at(
                most.span_or(&key.span()),
                format!("up to {} tasks of `{}`", most.get(), key.get()),
            )
            .help("list larger `private_subnets`, or lower `scaling.max`")
    })
}

/// The addresses that are taken beside those of tasks.
fn others(scope: &Scope<'_>, zones: u64) -> u64 {
    let endpoints = interface_endpoints(scope).len() as u64 * zones;
    let tables = scope.tables();
    let hosts = tables.map(|(kind, table)| kind.private_addresses(table));
    hosts.fold(endpoints, u64::saturating_add)
}
