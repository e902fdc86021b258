//! A TCP relay in front of a server, for what networks and overloaded servers do.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{ReadHalf, WriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::background;
use crate::error::{Context, Error};

/// What a [`Relay`] does with connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Passes all bytes on.
    Pass,
    /// Refuses new connections, as a host does on which nothing listens, and resets those that
    /// exist.
    Refuse,
    /// Accepts connections and never answers. On those that exist nothing moves any more either.
    Hang,
}

/// Relays connections from a port of its own to another port of this machine.
///
/// Dropping it resets all of them.
///
/// Clients that are pointed at it instead of the server see what its [`Mode`] says.
#[derive(Debug)]
pub struct Relay {
    port: u16,
    mode: watch::Sender<Mode>,
    cut: watch::Sender<()>,
    settled: watch::Receiver<Mode>,
    task: JoinHandle<()>,
}

impl Relay {
    /// Starts relaying to `port` on 127.0.0.1.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] where no port is free.
    pub async fn to(port: u16) -> Result<Self, Error> {
        background::run(async move {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await;
            let listener = listener.context(|| "listen".to_owned())?;
            let own = listener.local_addr().context(|| "listen".to_owned())?;
            let (mode, modes) = watch::channel(Mode::Pass);
            let (cut, cuts) = watch::channel(());
            let (applied, settled) = watch::channel(Mode::Pass);
            let switch = Switch { modes, cuts };
            let heard = Heard { switch, applied };
            let target = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
            Ok(Self {
                port: own.port(),
                mode,
                cut,
                settled,
                task: tokio::spawn(listen(own, listener, target, heard)),
            })
        })
        .await
    }

    /// Where to connect, on 127.0.0.1.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Behaves so from now on: a connection that is opened after this meets the new mode.
    pub async fn set(&self, mode: Mode) {
        self.mode.send_replace(mode);
        // The task lives as long as this value, so the wait ends.
        let _ = wait_for(&mut self.settled.clone(), |settled| settled == mode).await;
    }

    /// Resets the connections that exist, once.
    pub fn cut(&self) {
        self.cut.send_replace(());
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// What the listener watches, and how it says what it has done.
#[derive(Debug)]
struct Heard {
    switch: Switch,
    applied: watch::Sender<Mode>,
}

/// What connections watch.
#[derive(Debug, Clone)]
struct Switch {
    modes: watch::Receiver<Mode>,
    cuts: watch::Receiver<()>,
}

async fn listen(own: SocketAddr, listener: TcpListener, target: SocketAddr, mut heard: Heard) {
    let mut listener = Some(listener);
    loop {
        let mode = *heard.switch.modes.borrow_and_update();
        if mode == Mode::Refuse {
            listener = None;
        } else if listener.is_none() {
            // While somebody else has the port, it stays refused.
            listener = TcpListener::bind(own).await.ok();
        }
        heard.applied.send_replace(mode);
        tokio::select! {
            changed = heard.switch.modes.changed() => if changed.is_err() { return },
            Some(client) = accept(listener.as_ref()) => {
                tokio::spawn(relay(client, target, heard.switch.clone()));
            }
        }
    }
}

/// The next connection; none as long as nothing listens.
async fn accept(listener: Option<&TcpListener>) -> Option<TcpStream> {
    match listener {
        Some(listener) => listener.accept().await.ok().map(|(client, _)| client),
        None => std::future::pending().await,
    }
}

async fn wait_for(
    modes: &mut watch::Receiver<Mode>,
    wanted: impl Fn(Mode) -> bool,
) -> Result<Mode, watch::error::RecvError> {
    modes.wait_for(|mode| wanted(*mode)).await.map(|mode| *mode)
}

/// One connection, until it ends or is reset.
async fn relay(mut client: TcpStream, target: SocketAddr, mut switch: Switch) {
    // A cut from before concerned others.
    switch.cuts.mark_unchanged();
    let Switch {
        mut modes,
        mut cuts,
    } = switch.clone();
    let reset = tokio::select! {
        _ = cuts.changed() => true,
        _ = wait_for(&mut modes, |mode| mode == Mode::Refuse) => true,
        _ = pass(&mut client, target, &switch.modes) => false,
    };
    if reset {
        // Without lingering, closing is a reset. A connection that is gone needs none.
        let _ = client.set_zero_linger();
    }
}

async fn pass(
    client: &mut TcpStream,
    target: SocketAddr,
    modes: &watch::Receiver<Mode>,
) -> io::Result<()> {
    while_passing(modes).await?;
    let mut server = TcpStream::connect(target).await?;
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let (from_client, to_client) = client.split();
    let (from_server, to_server) = server.split();
    tokio::try_join!(
        copy(from_client, to_server, modes),
        copy(from_server, to_client, modes),
    )?;
    Ok(())
}

async fn copy(
    mut from: ReadHalf<'_>,
    mut to: WriteHalf<'_>,
    modes: &watch::Receiver<Mode>,
) -> io::Result<()> {
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let length = from.read(&mut buffer).await?;
        while_passing(modes).await?;
        if length == 0 {
            return to.shutdown().await;
        }
        to.write_all(&buffer[..length]).await?;
    }
}

async fn while_passing(modes: &watch::Receiver<Mode>) -> io::Result<()> {
    let passing = wait_for(&mut modes.clone(), |mode| mode == Mode::Pass).await;
    passing.map(drop).map_err(io::Error::other)
}
