//! A stack runs at least one container, unless it is bare.

use crate::kind::Scope;
use crate::problem::{Code, Problem};

pub(super) fn check_no_container(scope: &Scope<'_>) -> Vec<Problem> {
    let manifest = scope.manifest;
    let mut kinds = scope.kinds.iter();
    if *manifest.stack.get().bare.get()
        || scope.containers().next().is_some()
        || kinds.any(|kind| manifest.is_unread(&[kind.table()]))
    {
        return Vec::new();
    }
    let problem = Problem::new(Code::NoService, "the stack runs no container")
        .at(manifest.stack.span_or(&(0..0)), "nothing would run")
        .help("add a table such as `[service.api]` or `[worker.mailer]`, with an `image`");
    vec![problem]
}
