//! A web server that knows from `stack.toml` under which domain it may send mails.

mod stack {
    include!(concat!(env!("OUT_DIR"), "/stack.rs"));
}

use std::error::Error;
use std::future::ready;
use std::net::Ipv4Addr;

use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, http};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let environment = stack::Environment::from_env()?;
    // What a client of SES is given as the sender. Without the grant, this line does not compile.
    let sender = format!("news@{}", environment.post().send().domain());
    let listener = TcpListener::bind((Ipv4Addr::UNSPECIFIED, stack::PORT)).await?;
    loop {
        let (stream, _) = listener.accept().await?;
        let sender = sender.clone();
        let service = service_fn(move |request| ready(answer(&request, &sender)));
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

fn answer(request: &Request<Incoming>, sender: &str) -> http::Result<Response<String>> {
    match request.uri().path() {
        stack::HEALTH_PATH => Response::builder().body("ok".to_owned()),
        "/" => Response::builder().body(format!("our mails come from {sender}")),
        _ => Response::builder().status(404).body("not found".to_owned()),
    }
}
