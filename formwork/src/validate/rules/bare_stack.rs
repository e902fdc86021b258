//! A bare stack has nothing that needs a network or a cluster.

use crate::kind::Scope;
use crate::problem::{Code, Problem};
use crate::source::Span;

pub(super) fn check_bare_stack(scope: &Scope<'_>) -> Vec<Problem> {
    let manifest = scope.manifest;
    let section = manifest.stack.get();
    if !section.bare.get() {
        return Vec::new();
    }
    let bare = section.bare.span_or(&(0..0));
    let problem = |what: String, place: Span| {
        Problem::new(
            Code::BareStack,
            format!("{what} needs more than a bare stack has"),
        )
        .at(place, "needs a network or a cluster")
        .at(bare.clone(), "leaves them out")
        .help("remove `bare`, or write raw blocks in its place")
    };
    let entries = scope.keys().filter(|(kind, _)| !kind.stands_alone());
    let entries = entries.map(|(kind, key)| {
        let what = format!("the {} `{}`", kind.noun(), key.get());
        problem(what, key.span())
    });
    let network = &manifest.network;
    let network = network.is_written().then(|| network.span_or(&(0..0)));
    let domain = manifest.domain.as_ref();
    let domain = domain.map(|domain| domain.span_or(&(0..0)));
    let sections = [("`[network]`", network), ("`[domain]`", domain)];
    let sections = sections
        .into_iter()
        .filter_map(|(what, span)| Some(problem(what.to_owned(), span?)));
    entries.chain(sections).collect()
}
