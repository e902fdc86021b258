//! Serves HTTP on a port of its own.

use std::convert::Infallible;
use std::error::Error as StdError;
use std::net::Ipv4Addr;

use hyper::body::{Body, Incoming};
use hyper::server::conn::http1;
use hyper::service::Service;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::background;
use crate::error::{Context, Error};

/// A server on 127.0.0.1. Dropping it closes its connections.
#[derive(Debug)]
pub(crate) struct Server {
    port: u16,
    task: tokio::task::AbortHandle,
}

impl Server {
    /// Starts it on `preferred`, or on a free port if that is taken.
    pub(crate) async fn start<S, B>(service: S, preferred: Option<u16>) -> Result<Self, Error>
    where
        S: Service<Request<Incoming>, Response = Response<B>> + Clone + Send + 'static,
        S::Future: Send + 'static,
        S::Error: Into<Box<dyn StdError + Send + Sync>>,
        B: Body + Send + 'static,
        B::Data: Send,
        B::Error: Into<Box<dyn StdError + Send + Sync>>,
    {
        background::run(async move {
            let (listener, port) = listen(preferred)
                .await
                .context(|| "listen on a free port".to_owned())?;
            let task = tokio::spawn(serve(listener, service)).abort_handle();
            Ok(Self { port, task })
        })
        .await
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

/// Binds at once: a port that was only found to be free may be taken a moment later.
async fn listen(preferred: Option<u16>) -> std::io::Result<(TcpListener, u16)> {
    let bind = |port| TcpListener::bind((Ipv4Addr::LOCALHOST, port));
    let preferred = match preferred {
        Some(port) => bind(port).await.ok(),
        None => None,
    };
    let listener = match preferred {
        Some(listener) => listener,
        None => bind(0).await?,
    };
    let port = listener.local_addr()?.port();
    Ok((listener, port))
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve<S, B>(listener: TcpListener, service: S) -> Infallible
where
    S: Service<Request<Incoming>, Response = Response<B>> + Clone + Send + 'static,
    S::Future: Send + 'static,
    S::Error: Into<Box<dyn StdError + Send + Sync>>,
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<Box<dyn StdError + Send + Sync>>,
{
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => if let Ok((socket, _)) = accepted {
                let mut http = http1::Builder::new();
                http.timer(TokioTimer::new());
                let connection = http.serve_connection(TokioIo::new(socket), service.clone());
                // A client that goes away in the middle is no failure of ours.
                connections.spawn(async { drop(connection.await) });
            },
            Some(_) = connections.join_next() => {}
        }
    }
}
