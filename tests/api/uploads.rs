//! Uploads that do not end as they should: nothing is attached, and nothing is left behind.

use crate::support::files::{
    HALF, MIB, Upload, attach, bucket_behind_relay, bytes, key, task, until_parts_are_sent,
};
use crate::support::{Listening, Service, User, eventually};
use devstack::Mode;
use serde_json::json;
use tokio::io::AsyncWriteExt;

#[rocket::async_test]
async fn while_s3_refuses_nothing_is_attached_and_nothing_stays() {
    let (tenant, variables, relay) = bucket_behind_relay().await;
    let listening = Listening::start(&variables).await;
    let service = Service::start_on(tenant).await;
    let ada = service.user("ada").await;
    let path = task(&ada).await;

    // An upload in parts, of which S3 has one when it goes away.
    let mut upload = Upload::begin(&listening, &ada, &path, 16 * MIB + 1).await;
    upload.send(&bytes(9 * MIB)).await;
    until_parts_are_sent(&service).await;
    relay.set(Mode::Refuse).await;
    // It may be refused before it has sent all.
    let _ = upload.0.write_all(&bytes(7 * MIB + 1)).await;
    // And one in one piece.
    let mut upload = Upload::begin(&listening, &ada, &path, HALF.len()).await;
    upload.send(HALF).await;
    upload.expect_refusal(503).await;

    assert_eq!(ada.get(&path).await.expect(200).body, json!([]));
    // Both wait for what S3 may do late. Another instance finds them.
    eventually("both were given up", async || {
        let soon = "loose_objects WHERE due_at < now() + interval '5 minutes'";
        service.count(soon).await == 2
    })
    .await;
    service.expect_swept_by_another(&[]).await;
}

#[rocket::async_test]
async fn what_s3_does_not_remove_is_tried_again() {
    let (tenant, variables, relay) = bucket_behind_relay().await;
    let client = rocket::local::asynchronous::Client::untracked(crate::support::rocket(&variables));
    let service = Service {
        client: client.await.unwrap(),
        tenant,
    };
    let ada = service.user("ada").await;
    let path = task(&ada).await;
    let attachment = attach(&ada, &path, b"hello").await.expect(201);
    relay.set(Mode::Refuse).await;
    // Deleting doesn't need S3.
    ada.delete(path.strip_suffix("/attachments").unwrap())
        .await
        .expect(204);
    eventually("somebody tried", async || {
        service.count("loose_objects WHERE attempts = 1").await == 1
    })
    .await;
    assert_eq!(service.keys().await, [key(&attachment)]);
    relay.set(Mode::Pass).await;
    service
        .expect_swept_by_another(&[&format!("archived/{}", key(&attachment))])
        .await;
}

#[rocket::async_test]
async fn nothing_is_left_of_a_client_that_hangs_up() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let path = task(&ada).await;
    let listening = Listening::start(service.tenant.variables()).await;

    let upload = begin_half(&listening, &ada, &path).await;
    wait_for_uploads(&service, 1).await;
    drop(upload);
    service.expect_swept(&[]).await;

    let mut upload = Upload::begin(&listening, &ada, &path, 20 * MIB).await;
    upload.send(&bytes(9 * MIB)).await;
    until_parts_are_sent(&service).await;
    drop(upload);
    service.expect_swept(&[]).await;
    assert_eq!(service.count("attachments").await, 0);
}

#[rocket::async_test]
async fn nothing_is_left_where_the_task_is_deleted_meanwhile() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let path = task(&ada).await;
    let listening = Listening::start(service.tenant.variables()).await;
    let mut upload = begin_half(&listening, &ada, &path).await;
    wait_for_uploads(&service, 1).await;
    ada.delete(path.strip_suffix("/attachments").unwrap())
        .await
        .expect(204);
    upload.send(HALF).await;
    let answer = upload.answer().await;
    assert!(answer.starts_with("HTTP/1.1 404 "), "{answer}");
    service.expect_swept(&[]).await;
}

#[rocket::async_test]
async fn an_upload_that_was_taken_for_dead_attaches_nothing() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let path = task(&ada).await;
    let listening = Listening::start(service.tenant.variables()).await;
    let mut upload = begin_half(&listening, &ada, &path).await;
    wait_for_uploads(&service, 1).await;
    // Another instance thinks that this one was killed.
    service
        .execute("UPDATE loose_objects SET due_at = now()")
        .await;
    let _other = Service::start_on(service.tenant.clone()).await;
    wait_for_uploads(&service, 0).await;
    upload.send(HALF).await;
    let answer = upload.answer().await;
    assert!(answer.starts_with("HTTP/1.1 503 "), "{answer}");
    assert_eq!(service.count("attachments").await, 0);
}

#[rocket::async_test]
async fn a_user_sends_four_files_at_a_time() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let path = task(&ada).await;
    let listening = Listening::start(service.tenant.variables()).await;
    let mut uploads = begin_four(&listening, &ada, &path).await;
    wait_for_uploads(&service, 4).await;
    expect_refusal(&listening, &ada, &path, 429).await;
    finish(&mut uploads).await;
}

/// Accounts are free: four of them must not take all places.
#[rocket::async_test]
async fn one_network_leaves_places_to_others() {
    let service = Service::start().await;
    let listening = Listening::start(service.tenant.variables()).await;
    let mut people = Vec::new();
    for name in ["ada", "eve", "joan", "grace"] {
        let user = service.user(name).await;
        let path = task(&user).await;
        people.push((user, path));
    }
    let (grace, path) = people.pop().expect("four");
    let mut uploads = begin_four(&listening, &people[0].0, &people[0].1).await;
    wait_for_uploads(&service, 4).await;
    for (user, path) in &people[1..] {
        for _ in 0..2 {
            uploads.push(begin_half(&listening, user, path).await);
        }
    }
    wait_for_uploads(&service, 8).await;
    expect_refusal(&listening, &grace, &path, 429).await;
    let mut elsewhere =
        Upload::begin_from("203.0.113.9", &listening, &grace, &path, 2 * HALF.len()).await;
    elsewhere.send(HALF).await;
    wait_for_uploads(&service, 9).await;
    uploads.push(elsewhere);
    finish(&mut uploads).await;
}

#[rocket::async_test]
async fn more_uploads_than_fit_are_told_to_come_again() {
    let service = Service::start().await;
    let listening = Listening::start(service.tenant.variables()).await;
    let mut uploads = Vec::new();
    for number in 0..17 {
        let user = service.user(&format!("user{number}")).await;
        let path = task(&user).await;
        let address = format!("203.0.113.{number}");
        let mut upload =
            Upload::begin_from(&address, &listening, &user, &path, 2 * HALF.len()).await;
        upload.send(HALF).await;
        if number == 16 {
            upload.expect_refusal(503).await;
        } else {
            uploads.push(upload);
            wait_for_uploads(&service, uploads.len()).await;
        }
    }
    finish(&mut uploads).await;
}

/// Whoever logs out while the bytes come has not attached them.
#[rocket::async_test]
async fn an_upload_ends_with_its_session() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let path = task(&ada).await;
    let listening = Listening::start(service.tenant.variables()).await;
    let mut upload = begin_half(&listening, &ada, &path).await;
    wait_for_uploads(&service, 1).await;
    ada.delete("/sessions/current").await.expect(204);
    upload.send(HALF).await;
    let answer = upload.answer().await;
    assert!(answer.starts_with("HTTP/1.1 401 "), "{answer}");
    service.expect_swept(&[]).await;
}

/// Nobody sends a gigabyte to learn that there is no place for it.
#[rocket::async_test]
async fn an_attachment_too_many_is_refused_before_it_comes() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let path = task(&ada).await;
    let listening = Listening::start(service.tenant.variables()).await;
    service
        .execute(
            "INSERT INTO attachments (id, task_id, object_key, name, media_type, size_bytes, sha256)
             SELECT gen_random_uuid(), tasks.id, n::text, 'x', 'text/plain', 0, sha256('')
             FROM tasks, generate_series(1, 100) AS n",
        )
        .await;
    let mut upload = Upload::begin(&listening, &ada, &path, 16 * MIB).await;
    // Rocket looks at the first bytes of every body before it hands a request on.
    upload.send(b"The first bytes").await;
    let answer = upload.answer().await;
    assert!(answer.starts_with("HTTP/1.1 409 "), "{answer}");
    assert!(answer.contains("/problems/quota-exceeded"), "{answer}");
}

async fn begin_half(listening: &Listening, user: &User<'_>, path: &str) -> Upload {
    let mut upload = Upload::begin(listening, user, path, 2 * HALF.len()).await;
    upload.send(HALF).await;
    upload
}

async fn begin_four(listening: &Listening, user: &User<'_>, path: &str) -> Vec<Upload> {
    let mut uploads = Vec::new();
    for _ in 0..4 {
        uploads.push(begin_half(listening, user, path).await);
    }
    uploads
}

async fn finish(uploads: &mut [Upload]) {
    for upload in uploads.iter_mut() {
        upload.send(HALF).await;
    }
    for upload in uploads {
        let answer = upload.answer().await;
        assert!(answer.starts_with("HTTP/1.1 201 "), "{answer}");
    }
}

async fn expect_refusal(listening: &Listening, user: &User<'_>, path: &str, status: u16) {
    let mut upload = Upload::begin(listening, user, path, HALF.len()).await;
    upload.send(HALF).await;
    upload.expect_refusal(status).await;
}

async fn wait_for_uploads(service: &Service, expected: usize) {
    eventually("uploads begin or end", async || {
        service.count("loose_objects").await == expected
    })
    .await;
}
