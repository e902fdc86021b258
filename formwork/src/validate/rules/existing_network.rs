//! A network that exists has what the load balancer needs of it.

use crate::kind::Scope;
use crate::manifest::{ExistingNetwork, Field};
use crate::problem::{Code, Problem};

pub(super) fn check_existing_network(scope: &Scope<'_>) -> Vec<Problem> {
    let network = &scope.manifest.network;
    let Some(existing) = &network.get().existing else {
        return Vec::new();
    };
    let problems = [
        without_public_subnets(scope, existing),
        without_cidr(scope, existing),
    ];
    problems.into_iter().flatten().collect()
}

fn is_internal(scope: &Scope<'_>) -> bool {
    *scope.manifest.load_balancer.get().internal.get()
}

/// A load balancer that the internet reaches stands in public subnets.
fn without_public_subnets(scope: &Scope<'_>, existing: &Field<ExistingNetwork>) -> Option<Problem> {
    let is_there = existing.get().public_subnet_ids.is_some()
        || scope
            .manifest
            .is_unread(&["network", "existing", "public_subnet_ids"]);
    if is_there || !scope.makes_load_balancer() || is_internal(scope) {
        return None;
    }
    let message = "the load balancer has no public subnets";
    Some(
        Problem::new(Code::MissingKey, message)
            .at(existing.span_or(&(0..0)), "`public_subnet_ids` is missing here")
            .help("add `public_subnet_ids = [\"subnet-…\", \"subnet-…\"]`, or write `internal = true` in `[load_balancer]`"),
    )
}

/// An internal load balancer is reached from its network, if nobody says from where.
fn without_cidr(scope: &Scope<'_>, existing: &Field<ExistingNetwork>) -> Option<Problem> {
    let manifest = scope.manifest;
    let is_said = existing.get().cidr.is_some()
        || manifest.load_balancer.get().allow.is_some()
        || manifest.is_unread(&["network", "existing", "cidr"])
        || manifest.is_unread(&["load_balancer", "allow"]);
    if is_said || !scope.makes_load_balancer() || !is_internal(scope) {
        return None;
    }
    let message = "nobody says who reaches the internal load balancer";
    Some(
        Problem::new(Code::MissingKey, message)
            .at(existing.span_or(&(0..0)), "`cidr` is missing here")
            .help("add the `cidr` of the VPC, such as `cidr = \"10.0.0.0/16\"`, or `allow` to `[load_balancer]`"),
    )
}
