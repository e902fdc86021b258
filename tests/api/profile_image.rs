//! The image of a user: put, replaced and deleted as a whole, and seen by nobody else.

use crate::support::{Answer, Service, User};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rocket::http::{Header, Method};
use sha2::{Digest, Sha256};

const PATH: &str = "/users/me/image";
const MIB: usize = 1024 * 1024;

fn png(count: usize) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    bytes.resize(count, b'x');
    bytes
}

async fn put(user: &User<'_>, bytes: &[u8]) -> Answer {
    user.send(user.file(Method::Put, PATH, "image/png", bytes))
        .await
}

async fn put_if(user: &User<'_>, etag: &str, bytes: &[u8]) -> Answer {
    let request = user.file(Method::Put, PATH, "image/png", bytes);
    user.send(request.header(Header::new("If-Match", etag.to_owned())))
        .await
}

async fn delete_if(user: &User<'_>, etag: &str) -> Answer {
    let request = user.request(Method::Delete, PATH);
    user.send(request.header(Header::new("If-Match", etag.to_owned())))
        .await
}

#[rocket::async_test]
async fn an_image_is_put_read_replaced_and_deleted() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    ada.get(PATH).await.expect_problem(404);
    ada.get("/users/me/image/download")
        .await
        .expect_problem(404);
    ada.delete(PATH).await.expect_problem(404);

    let first = put(&ada, &png(100)).await.expect(201);
    assert_eq!(first.body["media_type"], "image/png");
    assert_eq!(first.body["size_bytes"], 100);
    let keys = service.keys().await;
    assert_eq!(keys.len(), 1);
    assert!(
        keys[0].starts_with(&format!("users/{}/", ada.id)),
        "{keys:?}"
    );

    let second = put(&ada, &png(5 * MIB)).await.expect(200);
    assert_eq!(second.body["size_bytes"], 5 * MIB);
    assert_ne!(second.header("etag"), first.header("etag"));
    let read = ada.get(PATH).await.expect(200);
    assert_eq!(read.body, second.body);
    assert_eq!(read.header("etag"), second.header("etag"));
    let known = ada.request(Method::Get, PATH);
    let etag = second.header("etag").to_owned();
    let known = known.header(Header::new("If-None-Match", etag));
    ada.send(known).await.expect(304);

    let download = ada.get("/users/me/image/download").await.expect(200);
    let response = reqwest::get(download.text("url")).await.unwrap();
    assert_eq!(response.headers()["content-type"], "image/png");
    assert_eq!(
        response.headers()["content-disposition"],
        "attachment; filename=\"profile.png\"; filename*=UTF-8''profile.png"
    );
    assert!(response.bytes().await.unwrap() == png(5 * MIB));

    ada.delete(PATH).await.expect(204);
    ada.get(PATH).await.expect_problem(404);
    service.expect_swept(&[]).await;
}

#[rocket::async_test]
async fn nobody_sees_the_image_of_another() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let eve = service.user("eve").await;
    put(&ada, &png(100)).await.expect(201);
    let nobody = service.anonymous();
    let table = [
        (Method::Get, PATH, 404),
        (Method::Get, "/users/me/image/download", 404),
        (Method::Delete, PATH, 404),
        // Her own.
        (Method::Put, PATH, 201),
    ];
    for (method, path, expected) in table {
        let answer = eve.send(eve.file(method, path, "image/png", &png(9))).await;
        assert_eq!(answer.status.code, expected, "{method} {path}");
        nobody
            .send(nobody.file(method, path, "image/png", &png(9)))
            .await
            .expect_problem(401);
    }
    assert_eq!(ada.get(PATH).await.expect(200).body["size_bytes"], 100);
}

#[rocket::async_test]
async fn only_images_up_to_a_size_are_taken() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    // Without a length: counted as it comes.
    put(&ada, &png(5 * MIB + 1)).await.expect_problem(413);
    let long = ada.file(Method::Put, PATH, "image/png", &png(9));
    let length = (5 * MIB + 1).to_string();
    let long = long.header(Header::new("Content-Length", length));
    ada.send(long).await.expect_problem(413);
    put(&ada, b"").await.expect_problem(415);
    put(&ada, b"<svg>").await.expect_problem(415);
    for media_type in ["image/svg+xml", "image/gif", "application/pdf"] {
        let request = ada.file(Method::Put, PATH, media_type, b"GIF89a");
        ada.send(request).await.expect_problem(415);
    }
    let request = ada.file(Method::Put, PATH, "image/png", &png(9));
    let wrong = format!("sha-256=:{}:", STANDARD.encode(Sha256::digest(b"")));
    ada.send(request.header(Header::new("Content-Digest", wrong)))
        .await
        .expect_invalid(&["Content-Digest"]);
    let request = ada.file(Method::Put, "/users/me/image?name=a", "image/png", &png(9));
    ada.send(request).await.expect_invalid(&["name"]);
    ada.get(PATH).await.expect_problem(404);
    service.expect_swept(&[]).await;
}

#[rocket::async_test]
async fn a_change_happens_on_the_version_that_was_seen() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    put_if(&ada, "\"1\"", &png(9)).await.expect_problem(412);
    let first = put(&ada, &png(9)).await.expect(201);
    let etag = first.header("etag");
    put_if(&ada, etag, &png(10)).await.expect(200);
    put_if(&ada, etag, &png(11)).await.expect_problem(412);
    delete_if(&ada, etag).await.expect_problem(412);
    let now = ada.get(PATH).await.expect(200);
    assert_eq!(now.body["size_bytes"], 10);
    delete_if(&ada, now.header("etag")).await.expect(204);
    // The one that is put after it is another version.
    let again = put(&ada, &png(9)).await.expect(201);
    assert_ne!(again.header("etag"), etag);
    delete_if(&ada, etag).await.expect_problem(412);
}

#[rocket::async_test]
async fn of_images_that_are_put_at_the_same_time_one_stays() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    // As many as one user may send at a time.
    let puts = (0..4).map(|n| {
        let ada = ada.clone();
        async move { put(&ada, &png(100 + n)).await.status.code }
    });
    let mut statuses = futures_util::future::join_all(puts).await;
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 200, 200, 201]);
    crate::support::eventually("one is left", async || service.keys().await.len() == 1).await;
    let size = ada.get(PATH).await.expect(200).body["size_bytes"].clone();
    let key = service.keys().await.remove(0);
    assert_eq!(service.object(&key).await.len(), size);
}

#[rocket::async_test]
async fn the_image_of_a_deleted_user_is_deleted() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    put(&ada, &png(100)).await.expect(201);
    ada.delete("/users/me").await.expect(204);
    service.expect_swept(&[]).await;
}
