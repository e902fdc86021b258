//! A stack runs at least one service.

use crate::kind::{Scope, entries};
use crate::kinds::service::Service;
use crate::problem::{Code, Problem};

pub(super) fn check_no_service(scope: &Scope<'_>) -> Vec<Problem> {
    let manifest = scope.manifest;
    if entries::<Service>(manifest).next().is_some() || manifest.is_unread(&["service"]) {
        return Vec::new();
    }
    let problem = Problem::new(Code::NoService, "the stack has no service")
        .at(manifest.stack.span_or(&(0..0)), "nothing would run")
        .help("add a table such as `[service.api]` with an `image`");
    vec![problem]
}
