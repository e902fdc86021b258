//! No sidecar listens on the port of the service.

use crate::kind::{Scope, entries};
use crate::kinds::service::Service;
use crate::problem::{Code, Problem};

pub(super) fn check_sidecar_ports(scope: &Scope<'_>) -> Vec<Problem> {
    let services = entries::<Service>(scope.manifest);
    let taken = services.flat_map(|(key, keys)| {
        let own = &keys.own.port;
        let sidecars = keys.shared.sidecar.iter();
        let ports = sidecars.filter_map(|(name, it)| Some((name, it.port.as_ref()?)));
        let taken = ports.filter(|(_, port)| port.get() == own.get());
        taken.map(move |(name, port)| (key, own, name, port))
    });
    taken
        .map(|(key, own, name, port)| {
            let message = format!(
                "`{}` and `{}` both listen on {}",
                key.get(),
                name.get(),
                port.get()
            );
            let by_default = if own.is_written() { "" } else { " by default" };
            Problem::new(Code::TaskContainers, message)
                .at(port.span_or(&name.span()), "taken")
                .at(
                    own.span_or(&key.span()),
                    format!("`port` is {}{by_default}", own.get()),
                )
                .help("give one of them another port: the containers of a task share a network")
        })
        .collect()
}
