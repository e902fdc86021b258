//! `task-api health`: the container's health check, in an image that has no shell to run one.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;

use crate::stack;

/// Shorter than the three seconds that the Dockerfile gives the check.
const PATIENCE: Duration = Duration::from_secs(2);

/// Asks the service in this container whether it is alive, as the load balancer does.
///
/// # Errors
///
/// If nothing answers in time, or something else than 200.
pub fn probe() -> io::Result<()> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, stack::PORT));
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let path = stack::HEALTH_PATH;
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    )?;
    let mut status_line = [0; "HTTP/1.1 200".len()];
    stream.read_exact(&mut status_line)?;
    if status_line.ends_with(b" 200") {
        Ok(())
    } else {
        Err(io::Error::other("the answer is not 200"))
    }
}
