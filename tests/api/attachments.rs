//! Attachments of tasks: what is taken, who may have it, and what becomes of them.

use crate::support::Service;
use crate::support::files::{MIB, attach, bytes, key, task};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rocket::http::{Header, Method};
use serde_json::json;
use sha2::{Digest, Sha256};

fn digest(bytes: &[u8]) -> String {
    format!("sha-256=:{}:", STANDARD.encode(Sha256::digest(bytes)))
}

#[rocket::async_test]
async fn what_is_attached_can_be_listed_read_and_downloaded() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let path = task(&ada).await;
    let name = "Gr%C3%BC%C3%9Fe%20%22%3B.txt";
    let created = ada
        .upload(
            &format!("{path}?name={name}"),
            "text/plain; charset=utf-8",
            b"hello",
        )
        .await
        .expect(201);
    let own = format!("{path}/{}", created.text("id"));
    assert_eq!(created.header("location"), format!("/api/v1{own}"));
    assert_eq!(created.body["name"], "Grüße \";.txt");
    assert_eq!(created.body["media_type"], "text/plain");
    assert_eq!(created.body["size_bytes"], 5);
    assert_eq!(
        created.body["sha256"],
        "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
    );
    let second = attach(&ada, &path, b"bye").await.expect(201);

    assert_eq!(ada.get(&own).await.expect(200).body, created.body);
    let list = ada.get(&path).await.expect(200).body;
    assert_eq!(list, json!([created.body, second.body]));
    assert_eq!(service.keys().await, {
        let mut keys = [key(&created), key(&second)];
        keys.sort();
        keys
    });

    let download = ada.get(&format!("{own}/download")).await.expect(200);
    assert_eq!(download.header("cache-control"), "no-store");
    let response = reqwest::get(download.text("url")).await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "text/plain");
    assert_eq!(
        response.headers()["content-disposition"],
        "attachment; filename=\"Gr__e _;.txt\"; filename*=UTF-8''Gr%C3%BC%C3%9Fe%20%22%3B.txt"
    );
    assert_eq!(response.bytes().await.unwrap(), "hello");
    // Not longer than is said.
    assert!(download.text("url").contains("X-Amz-Expires=300"));
}

/// Empty, one part, and the first size that needs two: S3 takes the bytes as they are.
#[rocket::async_test]
async fn every_size_arrives_whole() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let path = task(&ada).await;
    for count in [0, 1, 8 * MIB - 1, 8 * MIB, 8 * MIB + 1, 16 * MIB, 20 * MIB] {
        let bytes = bytes(count);
        let request = ada.file(
            Method::Post,
            &format!("{path}?name=a.txt"),
            "text/plain",
            &bytes,
        );
        let request = request.header(Header::new("Content-Digest", digest(&bytes)));
        let created = ada.send(request).await.expect(201);
        assert_eq!(created.body["size_bytes"], count);
        assert!(
            service.object(&key(&created)).await == bytes,
            "{count} bytes"
        );
    }
    assert_eq!(service.pending_uploads().await, 0);
    assert_eq!(service.count("loose_objects").await, 0);
}

#[rocket::async_test]
async fn an_attachment_is_found_only_below_its_task() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let (one, other) = (task(&ada).await, task(&ada).await);
    let id = attach(&ada, &one, b"hello").await.expect(201).text("id");
    for path in [
        format!("{other}/{id}"),
        format!("{one}/nonsense"),
        format!("/tasks/{id}/attachments/{id}"),
    ] {
        ada.get(&path).await.expect_problem(404);
        ada.get(&format!("{path}/download"))
            .await
            .expect_problem(404);
        ada.delete(&path).await.expect_problem(404);
    }
    ada.get(&format!("{one}/{id}?x=1"))
        .await
        .expect_invalid(&["x"]);
    ada.get(&format!("{one}?x=1")).await.expect_invalid(&["x"]);
}

#[rocket::async_test]
async fn a_digest_is_compared_with_what_arrives() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let path = format!("{}?name=a.txt", task(&ada).await);
    let send = async |name: &'static str, value: String, bytes: &[u8]| {
        let request = ada.file(Method::Post, &path, "text/plain", bytes);
        ada.send(request.header(Header::new(name, value))).await
    };
    for name in ["Content-Digest", "Repr-Digest"] {
        // One that is put to S3 at once, and one in parts.
        for count in [5, 9 * MIB] {
            send(name, digest(b"other"), &bytes(count))
                .await
                .expect_invalid(&[name]);
        }
        for value in ["nonsense", "sha-256=:AAAA:", "sha-512=:AAAA:"] {
            send(name, value.to_owned(), b"hello")
                .await
                .expect_problem(400);
        }
        service.expect_swept(&[]).await;
    }
    assert_eq!(service.count("attachments").await, 0);
}

#[rocket::async_test]
async fn only_some_types_are_taken_and_only_as_they_are() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let path = format!("{}?name=a", task(&ada).await);
    for media_type in ["text/html", "image/svg+xml", "application/octet-stream"] {
        ada.upload(&path, media_type, b"hello")
            .await
            .expect_problem(415);
    }
    // It says that it is an image.
    for bytes in ["<script>", ""] {
        ada.upload(&path, "image/png", bytes.as_bytes())
            .await
            .expect_problem(415);
    }
    let untyped = ada.request(Method::Post, &path).body("hello");
    ada.send(untyped).await.expect_problem(415);
    let encoded = ada.file(Method::Post, &path, "text/plain", b"hello");
    let encoded = encoded.header(Header::new("Content-Encoding", "gzip"));
    ada.send(encoded).await.expect_problem(415);
    let png = b"\x89PNG\r\n\x1a\n";
    let taken = ada.upload(&path, "image/png", png).await.expect(201);
    service.expect_swept(&[&key(&taken)]).await;
}

#[rocket::async_test]
async fn a_length_above_the_limit_is_refused_before_the_body() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let path = format!("{}?name=a.txt", task(&ada).await);
    let length = 1024 * MIB + 1;
    let request = ada.file(Method::Post, &path, "text/plain", b"");
    let request = request.header(Header::new("Content-Length", length.to_string()));
    ada.send(request).await.expect_problem(413);
    assert_eq!(service.count("loose_objects").await, 0);
}

#[rocket::async_test]
async fn a_name_is_shown_and_never_a_path() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let path = task(&ada).await;
    let long = "x".repeat(256);
    for name in [
        "",
        "..",
        "..%2Fa",
        "a%5Cb",
        "a%0Ab",
        "%E2%80%AEgpj.exe",
        &long,
    ] {
        ada.upload(&format!("{path}?name={name}"), "text/plain", b"hello")
            .await
            .expect_invalid(&["name"]);
    }
    ada.upload(&path, "text/plain", b"hello")
        .await
        .expect_invalid(&["name"]);
    ada.upload(&format!("{path}?name=a&key=b"), "text/plain", b"hello")
        .await
        .expect_invalid(&["key"]);
    assert_eq!(service.count("loose_objects").await, 0);
}

#[rocket::async_test]
async fn a_request_that_is_sent_again_attaches_nothing_more() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let path = task(&ada).await;
    let send = async |name: &str, bytes: &[u8]| {
        let path = format!("{path}?name={name}");
        let request = ada.file(Method::Post, &path, "text/plain", bytes);
        ada.send(request.header(Header::new("Idempotency-Key", "k")))
            .await
    };
    let first = send("a.txt", b"hello").await.expect(201);
    let again = send("a.txt", b"hello").await.expect(201);
    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!(again.header("location"), first.header("location"));
    assert_eq!(again.body, first.body);
    send("a.txt", b"other").await.expect_problem(422);
    send("b.txt", b"hello").await.expect_problem(422);
    service.expect_swept(&[&key(&first)]).await;

    ada.delete(&format!("{path}/{}", first.text("id")))
        .await
        .expect(204);
    send("a.txt", b"hello").await.expect_problem(410);
    service.expect_swept(&[]).await;
}

#[rocket::async_test]
async fn a_task_has_a_hundred_attachments_at_most() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let path = task(&ada).await;
    let first = attach(&ada, &path, b"hello").await.expect(201);
    service
        .execute(
            "INSERT INTO attachments
             SELECT gen_random_uuid(), task_id, 'x' || n, name, media_type, size_bytes, sha256
             FROM attachments, generate_series(2, 100) AS n",
        )
        .await;
    attach(&ada, &path, b"hello").await.expect_problem(409);
    let list = ada.get(&path).await.expect(200);
    assert_eq!(list.body.as_array().map(Vec::len), Some(100));
    service.expect_swept(&[&key(&first)]).await;
}

#[rocket::async_test]
async fn what_a_deleted_task_had_is_archived() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let path = task(&ada).await;
    let kept = attach(&ada, &path, b"kept").await.expect(201);
    let large = bytes(9 * MIB);
    let large_one = attach(&ada, &path, &large).await.expect(201);
    // Deleted for its own sake: not archived.
    let gone = attach(&ada, &path, b"gone").await.expect(201);
    ada.delete(&format!("{path}/{}", gone.text("id")))
        .await
        .expect(204);

    ada.delete(path.strip_suffix("/attachments").unwrap())
        .await
        .expect(204);
    let mut archived = [&kept, &large_one].map(|one| format!("archived/{}", key(one)));
    archived.sort();
    service
        .expect_swept(&archived.each_ref().map(String::as_str))
        .await;
    let object = service.object(&format!("archived/{}", key(&kept))).await;
    assert_eq!(object, b"kept");
    let object = service
        .object(&format!("archived/{}", key(&large_one)))
        .await;
    assert!(object == large);
}

#[rocket::async_test]
async fn what_a_deleted_user_had_is_archived() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let path = task(&ada).await;
    let attachment = attach(&ada, &path, b"hello").await.expect(201);
    ada.delete("/users/me").await.expect(204);
    service
        .expect_swept(&[&format!("archived/{}", key(&attachment))])
        .await;
}

/// As an instance of a version that knows nothing of files deletes tasks; and as those that are
/// started after it find out.
#[rocket::async_test]
async fn many_instances_sweep_each_object_once() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let mut archived = Vec::new();
    for _ in 0..3 {
        let path = task(&ada).await;
        for _ in 0..7 {
            let attachment = attach(&ada, &path, b"hello").await.expect(201);
            archived.push(format!("archived/{}", key(&attachment)));
        }
    }
    archived.sort();
    service.execute("DELETE FROM tasks").await;
    assert_eq!(service.count("loose_objects").await, 21);
    let others = (0..3).map(|_| Service::start_on(service.tenant.clone()));
    let _others = futures_util::future::join_all(others).await;
    let archived: Vec<_> = archived.iter().map(String::as_str).collect();
    service.expect_swept(&archived).await;
}

#[rocket::async_test]
async fn what_the_database_refuses_is_removed_again() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let path = task(&ada).await;
    service
        .execute("ALTER TABLE attachments ADD CHECK (size_bytes <> 5 AND size_bytes < 9000000)")
        .await;
    attach(&ada, &path, b"hello").await.expect_problem(500);
    attach(&ada, &path, &bytes(9 * MIB))
        .await
        .expect_problem(500);
    service.expect_swept(&[]).await;
}
