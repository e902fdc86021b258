//! A web server that takes its port, its health path and what it may do from `stack.toml`.

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
    let bucket = environment.greetings().read().bucket().to_owned();
    let listener = TcpListener::bind((Ipv4Addr::UNSPECIFIED, stack::PORT)).await?;
    loop {
        let (stream, _) = listener.accept().await?;
        let bucket = bucket.clone();
        let service = service_fn(move |request| ready(answer(&request, &bucket)));
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

fn answer(request: &Request<Incoming>, bucket: &str) -> http::Result<Response<String>> {
    match request.uri().path() {
        stack::HEALTH_PATH => Response::builder().body("ok".to_owned()),
        "/" => Response::builder().body(format!("my greetings are in {bucket}")),
        _ => Response::builder().status(404).body("not found".to_owned()),
    }
}
