//! Clients that are slow, or many.

use std::net::Ipv4Addr;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::support::files::{head, task};
use crate::support::{Listening, PATIENCE, Service};
use crate::tenant;

/// Of each kind of request: together at least as many as there are connections to the database.
const CLIENTS: usize = 2;

/// One byte a second to every operation that reads JSON. Each is told 408 in the end, and until
/// then they keep nobody else from being served.
#[rocket::async_test]
async fn who_sends_a_byte_a_second_is_told_408_and_delays_nobody() {
    let (_, tenant) = tenant().await;
    let service = Service::start_on(tenant.clone()).await;
    let ada = service.user("ada").await;
    let task = ada.post("/tasks", json!({ "title": "Water the plants" }));
    let task = task.await.expect(201).text("id");
    let listening = Listening::start(tenant.variables()).await;
    let head = format!(
        "Host: localhost\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\n\
         Content-Length: 1000\r\n\r\n",
        ada.token.as_deref().expect("a token")
    );

    let document = service.ask("/api/v1/openapi.json").await.expect(200).body;
    let operations = operations_with_json(&document);
    assert!(operations.len() * CLIENTS >= 8, "{operations:?}");
    let slow = operations.iter().flat_map(|(method, path)| {
        let path = path.replace("{id}", &task);
        let head = format!("{method} /api/v1{path} HTTP/1.1\r\n{head}");
        (0..CLIENTS).map(move |_| send_slowly(listening.port, head.clone()))
    });
    let others = async {
        let url = format!("http://127.0.0.1:{}/api/v1/tasks/{task}", listening.port);
        let client = reqwest::Client::new();
        let since = Instant::now();
        let mut statuses = Vec::new();
        // For as long as the slow ones are waited for.
        while since.elapsed() < Duration::from_secs(8) {
            let request = client.get(&url).bearer_auth(ada.token.as_deref().unwrap());
            statuses.push(request.send().await.expect("an answer").status().as_u16());
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
        statuses
    };
    let (answers, statuses) = tokio::join!(join_all(slow), others);
    // While they all come at once one may wait in vain, and none later on.
    let served = statuses.iter().filter(|status| **status == 200).count();
    assert!(served > statuses.len() / 2, "{statuses:?}");
    for answer in answers {
        assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
        assert!(answer.contains("application/problem+json"), "{answer}");
    }
}

/// The load balancer speaks HTTP/1.1 to its targets; nobody needs what else could be attacked.
#[rocket::async_test]
async fn http_2_is_not_spoken() {
    let (_, tenant) = tenant().await;
    let listening = Listening::start(tenant.variables()).await;
    let preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    let settings = [0, 0, 0, 4, 0, 0, 0, 0, 0];
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, listening.port))
        .await
        .expect("it listens");
    stream.write_all(preface).await.expect("it reads");
    stream.write_all(&settings).await.expect("it reads");
    let mut answer = Vec::new();
    let read = timeout(PATIENCE, stream.read_to_end(&mut answer)).await;
    // The connection may be reset.
    let _ = read.expect("it is closed");
    let is_refused = answer.is_empty() || answer.starts_with(b"HTTP/1.1 4");
    assert!(is_refused, "{answer:?}");
}

/// A file gets half a minute and the time of a slow line; who sends less is told, and leaves nothing.
#[rocket::async_test]
async fn who_uploads_a_byte_a_second_is_told_408_and_leaves_nothing() {
    let (_, tenant) = tenant().await;
    let service = Service::start_on(tenant.clone()).await;
    let ada = service.user("ada").await;
    let path = task(&ada).await;
    let listening = Listening::start(tenant.variables()).await;
    let answer = send_slowly(listening.port, head(&ada, &path, 1000)).await;
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!(answer.contains("application/problem+json"), "{answer}");
    assert_eq!(service.count("attachments").await, 0);
    service.expect_swept(&[]).await;
}

/// Method and path below `/api/v1` of each operation that reads a JSON body.
fn operations_with_json(document: &Value) -> Vec<(String, String)> {
    let paths = document["paths"].as_object().expect("paths");
    paths
        .iter()
        .flat_map(|(path, item)| {
            let path = path.strip_prefix("/api/v1").expect("below /api/v1");
            let operations = item.as_object().expect("operations").iter();
            operations
                .filter(|(_, operation)| {
                    // Where a file is sent, JSON is one type of file.
                    let content = &operation["requestBody"]["content"];
                    content["application/json"]["schema"]["$ref"].is_string()
                })
                .map(move |(method, _)| (method.to_uppercase(), path.to_owned()))
        })
        .collect()
}

/// Sends a head, the first bytes of a body, then one each second until there is an answer.
///
/// The first bytes at once, since Rocket waits for fourteen before it asks anybody what to do.
async fn send_slowly(port: u16, head: String) -> String {
    let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await;
    let (mut from, mut to) = stream.expect("it accepts").into_split();
    let sending = async {
        to.write_all(head.as_bytes()).await?;
        to.write_all(b"{\"title\": \"Water ").await?;
        loop {
            tokio::time::sleep(Duration::from_secs(1)).await;
            to.write_all(b"x").await?;
        }
    };
    let reading = async {
        let mut bytes = Vec::new();
        // The connection may be reset once it was answered: what came is the answer.
        let _ = from.read_to_end(&mut bytes).await;
        String::from_utf8_lossy(&bytes).into_owned()
    };
    let exchange = async {
        let mut reading = std::pin::pin!(reading);
        let sent: std::io::Result<()> = tokio::select! {
            answer = &mut reading => return answer,
            sent = sending => sent,
        };
        assert!(sent.is_err(), "it sends for ever");
        reading.await
    };
    timeout(PATIENCE, exchange)
        .await
        .expect("an answer in time")
}
