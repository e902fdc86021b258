//! Ports of this machine.

use std::net::{Ipv4Addr, TcpListener};

use crate::error::{Context, Error};

/// A port that is free now: `preferred` if it is.
pub(crate) fn free(preferred: Option<u16>) -> Result<u16, Error> {
    let listen = |port| TcpListener::bind((Ipv4Addr::LOCALHOST, port));
    preferred
        .and_then(|port| listen(port).ok())
        .map_or_else(|| listen(0), Ok)
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .context(|| "find a free port".to_owned())
}
