//! Files, and clients that send them.

use devstack::{Relay, Tenant};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::{Answer, Listening, Service, User, Variables, eventually};

pub(crate) const MIB: usize = 1024 * 1024;

/// Half of a small file. Rocket waits for the first 14 bytes of a body before it asks any handler.
pub(crate) const HALF: &[u8] = b"half of a small file";

/// A tenant, and variables by which its bucket is reached through a network that can fail.
pub(crate) async fn bucket_behind_relay() -> (Tenant, Variables, Relay) {
    let stack = devstack::shared().await.expect("PostgreSQL is installed");
    let tenant = stack.fresh().await.expect("a tenant");
    let relay = Relay::to(stack.objects().port()).await.expect("a relay");
    let mut variables = tenant.variables().clone();
    let url = format!("http://127.0.0.1:{}", relay.port());
    variables.insert("AWS_ENDPOINT_URL_S3".to_owned(), url);
    (tenant, variables, relay)
}

/// Waits until an upload in parts has begun, and the service has noted its id. One whose id S3 could
/// no longer tell stays open until the bucket gives it up.
pub(crate) async fn until_parts_are_sent(service: &Service) {
    eventually("an upload is open", async || {
        service
            .count("loose_objects WHERE upload_id IS NOT NULL")
            .await
            == 1
    })
    .await;
}

/// Creates a task, and gives the path of its attachments.
pub(crate) async fn task(user: &User<'_>) -> String {
    let task = json!({ "title": "Water the plants" });
    let id = user.post("/tasks", task).await.expect(201).text("id");
    format!("/tasks/{id}/attachments")
}

pub(crate) async fn attach(user: &User<'_>, path: &str, bytes: &[u8]) -> Answer {
    let path = format!("{path}?name=plan.txt");
    user.upload(&path, "text/plain", bytes).await
}

/// The key that the documentation promises.
pub(crate) fn key(attachment: &Answer) -> String {
    format!(
        "tasks/{}/{}",
        attachment.text("task_id"),
        attachment.text("id")
    )
}

/// Bytes of which no two parts are the same.
pub(crate) fn bytes(count: usize) -> Vec<u8> {
    (0..=count / 8)
        .flat_map(usize::to_le_bytes)
        .take(count)
        .collect()
}

/// The head of an upload.
pub(crate) fn head(user: &User<'_>, path: &str, length: usize) -> String {
    let token = user.token.as_deref().expect("a user");
    format!(
        "POST /api/v1{path}?name=a.txt HTTP/1.1\r\nHost: localhost\r\n\
         Authorization: Bearer {token}\r\nContent-Type: text/plain\r\n\
         Content-Length: {length}\r\nConnection: close\r\n\r\n"
    )
}

/// An upload by a client that takes its time.
pub(crate) struct Upload(pub(crate) TcpStream);

impl Upload {
    /// Sends all but the body.
    pub(crate) async fn begin(
        listening: &Listening,
        user: &User<'_>,
        path: &str,
        length: usize,
    ) -> Self {
        Self::begin_from("127.0.0.1", listening, user, path, length).await
    }

    /// The same from an address that the load balancer tells.
    pub(crate) async fn begin_from(
        address: &str,
        listening: &Listening,
        user: &User<'_>,
        path: &str,
        length: usize,
    ) -> Self {
        let mut stream = TcpStream::connect(("127.0.0.1", listening.port))
            .await
            .expect("it listens");
        let head = head(user, path, length);
        let forwarded = format!("\r\nX-Forwarded-For: 198.51.100.1, {address}\r\n\r\n");
        let head = head.replacen("\r\n\r\n", &forwarded, 1);
        stream.write_all(head.as_bytes()).await.expect("it reads");
        Self(stream)
    }

    pub(crate) async fn send(&mut self, bytes: &[u8]) {
        self.0.write_all(bytes).await.expect("it reads");
    }

    pub(crate) async fn answer(&mut self) -> String {
        let mut answer = Vec::new();
        // The connection may be reset once it was answered: what came is the answer.
        let _ = self.0.read_to_end(&mut answer).await;
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// Asserts that the answer is this status, and says when to come again.
    pub(crate) async fn expect_refusal(&mut self, status: u16) {
        let answer = self.answer().await;
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status} ")),
            "{answer}"
        );
        assert!(answer.to_lowercase().contains("retry-after:"), "{answer}");
    }
}
