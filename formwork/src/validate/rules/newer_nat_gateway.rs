//! Each line of the provider makes a NAT gateway of a region, if one is asked for.

use crate::kind::Scope;
use crate::manifest::NatGateways;
use crate::problem::{Code, Problem};
use crate::schema::ProviderLine;
use crate::validate::provider::known_lines;

pub(super) fn check_newer_nat_gateway(scope: &Scope<'_>) -> Vec<Problem> {
    let manifest = scope.manifest;
    let field = &manifest.network.get().nat_gateways;
    let mut lines = known_lines(&manifest.provider).into_iter();
    let older = lines.find(|(line, _)| *line < ProviderLine::V6);
    let (NatGateways::Regional, Some((line, place))) = (field.get(), older) else {
        return Vec::new();
    };
    let message = format!("version {line} of the AWS provider makes no NAT gateway of a region");
    let problem = Problem::new(Code::NewerProvider, message)
        .at(field.span_or(&(0..0)), "came with version 6")
        .at(
            place.span_or(&(0..0)),
            "the version that the stack must hold in",
        )
        .help("write `versions = [\"6\"]` in `[provider]`, or `nat_gateways = \"per_az\"`");
    vec![problem]
}
