//! A host is served by the stack's domain.

use crate::manifest::{Field, Key, Manifest};
use crate::problem::{Code, Problem};

pub(super) fn check_host_without_domain(manifest: &Manifest) -> Vec<Problem> {
    if manifest.domain.is_some() || manifest.is_unread(&["domain"]) {
        return Vec::new();
    }
    let first_hosts = manifest
        .service
        .iter()
        .filter_map(|(key, service)| Some((key, service.hosts.first()?)));
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
