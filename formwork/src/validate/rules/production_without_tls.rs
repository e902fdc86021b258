//! Production is served over TLS, for which the certificate needs a domain.

use crate::kind::Scope;
use crate::names::EnvironmentName;
use crate::problem::{Code, Problem};

pub(super) fn check_production_without_tls(scope: &Scope<'_>) -> Vec<Problem> {
    let manifest = scope.manifest;
    let environment = &manifest.stack.get().environment;
    let is_production =
        EnvironmentName::parse(environment.get()).is_ok_and(|name| name.is_production());
    // Without a load balancer nothing is served, and on a listener of others TLS is theirs.
    if !is_production
        || !scope.makes_load_balancer()
        || manifest.domain.is_some()
        || manifest.is_unread(&["domain"])
    {
        return Vec::new();
    }
    let message = format!(
        "the environment `{}` has no domain, hence no TLS",
        environment.get()
    );
    let problem = Problem::new(Code::ProductionWithoutTls, message)
        .at(environment.span_or(&(0..0)), "named like production")
        .help("add a `[domain]` with `name` and `zone`, or rename the environment");
    vec![problem]
}
