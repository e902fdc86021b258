//! OpenTelemetry: a collector gets spans and metrics where one is named, in the trace of the client.

use std::sync::{Arc, Mutex};

use crate::support::{Listening, Service, eventually};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";

#[rocket::async_test]
async fn a_collector_gets_spans_in_the_trace_of_the_client() {
    let (endpoint, received) = collector().await;
    let service = Service::start().await;
    let mut variables = service.tenant.variables().clone();
    variables.insert("OTEL_EXPORTER_OTLP_ENDPOINT".to_owned(), endpoint);
    let listening = Listening::start(&variables).await;
    let mut stream = TcpStream::connect(("127.0.0.1", listening.port))
        .await
        .expect("it listens");
    let request = format!(
        "GET /api/v1/tasks HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\
         traceparent: 00-{TRACE}-00f067aa0ba902b7-01\r\n\r\n"
    );
    stream
        .write_all(request.as_bytes())
        .await
        .expect("it reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 401 "), "{answer}");
    // It sends the rest at its end.
    drop(listening);
    let has = |path: &str, needle: &[u8]| {
        let received = received.lock().expect("nobody panicked");
        received.iter().any(|(asked, body)| {
            asked.contains(path) && body.windows(needle.len()).any(|part| part == needle)
        })
    };
    let trace = u128::from_str_radix(TRACE, 16)
        .expect("hexadecimal")
        .to_be_bytes();
    eventually("the span arrives", async || has("/v1/traces", &trace)).await;
    eventually("the metrics arrive", async || {
        has("/v1/metrics", b"http.server.request.duration")
    })
    .await;
    assert!(has("/v1/traces", b"GET /api/v1/tasks"));
    assert!(has("/v1/metrics", b"unauthenticated"));
    for gauge in [
        "ConnectionsInUse",
        "HashQueue",
        "UploadsUnderWay",
        "LooseObjects",
    ] {
        assert!(has("/v1/metrics", gauge.as_bytes()), "{gauge}");
    }
}

type Received = Arc<Mutex<Vec<(String, Vec<u8>)>>>;

/// Takes whatever it is sent; gives where, and what came.
async fn collector() -> (String, Received) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let received = Received::default();
    let kept = Arc::clone(&received);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(receive(stream, Arc::clone(&kept)));
        }
    });
    (format!("http://127.0.0.1:{port}"), received)
}

/// Reads requests of HTTP/1.1, each with a length.
async fn receive(mut stream: TcpStream, received: Received) {
    let mut bytes = Vec::new();
    loop {
        let end = bytes.windows(4).position(|part| part == b"\r\n\r\n");
        let whole = end.map(|end| {
            let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
            let length = head.split("content-length: ").nth(1).expect("a length");
            let length = length
                .split("\r\n")
                .next()
                .and_then(|text| text.parse().ok());
            (head, end + 4, length.unwrap_or(0_usize))
        });
        if let Some((head, begin, length)) = whole
            && bytes.len() >= begin + length
        {
            let body = bytes[begin..begin + length].to_vec();
            received.lock().expect("nobody panicked").push((head, body));
            bytes.drain(..begin + length);
            let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
            if stream.write_all(answer).await.is_err() {
                return;
            }
            continue;
        }
        match stream.read_buf(&mut bytes).await {
            Ok(count) if count > 0 => {}
            _ => return,
        }
    }
}
