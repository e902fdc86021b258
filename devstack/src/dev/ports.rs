//! The ports that `stack.toml` gives to services.

use std::collections::BTreeMap;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, TcpListener, TcpStream};

use formwork::TaskContainer;

use super::Failure;

/// On every address by which `localhost` may be understood: whoever listens on one of them would be asked
/// instead of the service.
pub(super) fn require_free(container: &TaskContainer) -> Result<(), Failure> {
    let Some(port) = container.port else {
        return Ok(());
    };
    let v4 = TcpListener::bind((Ipv4Addr::UNSPECIFIED, port)).map(drop);
    let v6 = match TcpListener::bind((Ipv6Addr::LOCALHOST, port)).map(drop) {
        // A machine may have no IPv6.
        Err(error) if error.kind() != io::ErrorKind::AddrInUse => Ok(()),
        outcome => outcome,
    };
    v4.and(v6).map_err(|error| {
        format!(
            "port {port}, which stack.toml gives to [{}.{}], is not free: {error}\n\
             help: stop what listens there; `lsof -i :{port}` names it",
            container.table, container.name
        )
        .into()
    })
}

/// Each service has a network interface of its own on AWS. Here they share one.
pub(super) fn require_one_each(served: &[&TaskContainer]) -> Result<(), Failure> {
    let mut owners = BTreeMap::new();
    for container in served {
        let Some(port) = container.port else {
            continue;
        };
        if let Some(other) = owners.insert(port, container.name.as_str()) {
            return Err(format!(
                "`{other}` and `{}` have port {port} in stack.toml, and this machine has it once\n\
                 help: give one of them another `port`, or run one: `cargo formwork dev --only {other}`",
                container.name
            )
            .into());
        }
    }
    Ok(())
}

/// Whether somebody accepts connections at a port.
pub(super) fn is_open(port: u16) -> bool {
    TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok()
}
