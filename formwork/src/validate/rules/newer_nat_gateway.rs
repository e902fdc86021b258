//! Each line of the provider makes a NAT gateway of a region, if one is asked for.

use crate::kind::Scope;
use crate::manifest::NatGateways;
use crate::problem::Problem;
use crate::schema::ProviderLine;

pub(super) fn check_newer_nat_gateway(scope: &Scope<'_>) -> Vec<Problem> {
    let field = &scope.manifest.network.get().nat_gateways;
    let is_regional = *field.get() == NatGateways::Regional;
    let problem = scope.newer_provider(
        field.span_or(&(0..0)),
        |line| is_regional && line < ProviderLine::V6,
        |line| format!("version {line} of the AWS provider makes no NAT gateway of a region"),
        Some("`nat_gateways = \"per_az\"`"),
    );
    problem.into_iter().collect()
}
