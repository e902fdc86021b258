//! A host is served by the stack's domain.

use crate::kind::{Scope, entries};
use crate::kinds::service::Service;
use crate::manifest::{Field, Key};
use crate::problem::{Code, Problem};

pub(super) fn check_host_without_domain(scope: &Scope<'_>) -> Vec<Problem> {
    let manifest = scope.manifest;
    if manifest.domain.is_some()
        || manifest.is_unread(&["domain"])
        || scope.has_existing_load_balancer()
    {
        return Vec::new();
    }
    let services = entries::<Service>(manifest);
    let first_hosts = services.filter_map(|(key, keys)| Some((key, keys.own.hosts.first()?)));
    first_hosts.map(|(key, host)| problem(key, host)).collect()
}

fn problem(key: &Key, host: &Field<String>) -> Problem {
    let message = format!(
        "service `{}` has a host, and the stack has no domain",
        key.get()
    );
    Problem::new(Code::HostWithoutDomain, message)
        .at(
            host.span_or(&key.span()),
            "no zone and no certificate for it",
        )
        .help("add a `[domain]` with `name` and `zone`, or remove `hosts`")
}
