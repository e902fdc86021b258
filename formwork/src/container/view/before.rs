//! What must be there before a first task can start and reach others.

use crate::container::Container;
use crate::edge::Rule;
use crate::hcl::Expr;
use crate::kind::Site;
use crate::stack::Vpc;

/// The addresses of what must be there.
pub(crate) fn dependencies(container: &Container, site: &Site<'_>) -> Vec<Expr> {
    let (stack, id) = (site.stack, site.id());
    let mut addresses = vec![Expr::new(format!("aws_iam_role_policy.{id}_execution"))];
    if !site.wiring.roles_of(id).task.is_empty() {
        addresses.push(Expr::new(format!("aws_iam_role_policy.{id}_task")));
    }
    let vpc = stack.network.made().into_iter();
    addresses.extend(vpc.flat_map(Vpc::ways_out).map(Expr::new));
    let providers = container.capacity.providers;
    addresses.extend(providers.map(|_| Expr::new("aws_ecs_cluster_capacity_providers.main")));
    addresses.extend(site.rules().iter().map(Rule::address));
    addresses.extend(container.mounted().filter_map(|(target, mounted)| {
        let ready = mounted.kind.mounting()?.ready;
        ready(&stack.target(mounted.kind, target).granted_to(id)).map(Expr::new)
    }));
    addresses
}
