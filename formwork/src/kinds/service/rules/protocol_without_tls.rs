//! The load balancer speaks HTTP/2 and gRPC over TLS alone.

use crate::kind::{Scope, entries};
use crate::kinds::service::Service;
use crate::kinds::service::manifest::Keys;
use crate::kinds::service::protocol::Protocol;
use crate::manifest::Key;
use crate::problem::{Code, Problem};

/// Elastic Load Balancing, "Target groups for your Application Load Balancers", "Protocol version": HTTPS is the
/// only protocol of a listener that leads to either.
pub(super) fn check_protocol_without_tls(scope: &Scope<'_>) -> Vec<Problem> {
    let manifest = scope.manifest;
    if manifest.domain.is_some()
        || manifest.is_unread(&["domain"])
        || scope.has_existing_load_balancer()
    {
        return Vec::new();
    }
    let services = entries::<Service>(manifest);
    let plain = services
        .filter(|(_, keys)| *keys.own.public.get() && *keys.own.protocol.get() != Protocol::Http1);
    plain.map(|(key, keys)| problem(key, keys)).collect()
}

fn problem(key: &Key, keys: &Keys) -> Problem {
    let protocol = keys.own.protocol.get().word();
    let message = format!(
        "the load balancer leads no `{protocol}` to `{}`: it has no TLS",
        key.get()
    );
    Problem::new(Code::ProtocolWithoutTls, message)
        .at(keys.own.protocol.span_or(&key.span()), "over TLS alone")
        .help("add a `[domain]` with `name` and `zone`; or `public = false`, if only other services call it")
}
