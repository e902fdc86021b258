//! Code that invalidates reaches the API of CloudFront.

use crate::kind::Kind as _;
use crate::kind::Scope;
use crate::kinds::site::StaticSite;
use crate::kinds::site::operations::INVALIDATE;
use crate::manifest::NatGateways;
use crate::problem::{Code, Problem};

pub(super) fn check_unreachable(scope: &Scope<'_>) -> Vec<Problem> {
    let nat_gateways = &scope.manifest.network.get().nat_gateways;
    if *nat_gateways.get() != NatGateways::None {
        return Vec::new();
    }
    let network = scope.manifest.network.span_or(&(0..0));
    let grants = scope
        .containers()
        .flat_map(|container| &container.keys.grants);
    let on_sites = grants.filter(|(target, _)| {
        let kind = scope.target_kind(target.get());
        kind.is_some_and(|kind| kind.table() == StaticSite::TABLE)
    });
    let calls = on_sites.filter_map(|(target, words)| {
        let mut words = words.get().iter();
        Some((target, words.find(|word| word.get() == INVALIDATE)?))
    });
    calls
        .map(|(target, word)| {
            let message = format!("nothing leads from the network to CloudFront, which `{}` asks", target.get());
            Problem::new(Code::UnreachableCloudFront, message)
                .at(word.span_or(&target.span()), "would wait in vain")
                .at(nat_gateways.span_or(&network), "AWS through endpoints alone, and CloudFront has none")
                .help("write `nat_gateways = \"single\"`, or run the output `NAME_invalidate_command` where the files are uploaded")
        })
        .collect()
}
