//! What is not kept for ever: expired rows, deleted accounts, and more than a user needs.

use crate::support::{PASSWORD, Service, eventually};
use rocket::http::{Header, Method};
use serde_json::json;

#[rocket::async_test]
async fn rows_whose_time_is_over_are_removed() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    service.log_in(&ada.email, "not that one").await.expect(401);
    let create = ada
        .request(Method::Post, "/tasks")
        .header(Header::new("Idempotency-Key", "one"))
        .json(&json!({ "title": "Water the plants" }));
    ada.send(create).await.expect(201);
    // More than one statement removes at a time.
    service
        .execute(
            "INSERT INTO sessions (id, user_id, secret_hash, expires_at)
                 SELECT gen_random_uuid(), users.id, sha256(''), now()
                 FROM users, generate_series(1, 2500);
             INSERT INTO login_attempts SELECT sha256(n::text::bytea), 1, now()
                 FROM generate_series(1, 2500) AS n;
             UPDATE login_attempts SET window_ends_at = now();
             UPDATE idempotency_keys SET expires_at = now();
             UPDATE familiar_places SET expires_at = now();",
        )
        .await;
    // An instance looks for them when it starts, and once a minute from then on.
    let _other = Service::start_on(service.tenant.clone()).await;
    let tables = ["login_attempts", "idempotency_keys", "familiar_places"];
    eventually("all of it is gone", async || {
        let mut left = service.count("sessions").await - 1;
        for table in tables {
            left += service.count(table).await;
        }
        left == 0
    })
    .await;
    ada.get("/tasks").await.expect(200);
}

/// One statement for all of it ran into the limit of statements, again and again.
#[rocket::async_test]
async fn an_account_of_any_size_is_deleted() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let bob = service.user("bob").await;
    let shared = bob.post("/tasks", json!({ "title": "Shared" })).await;
    let assigned = bob.assign(&shared.expect(201).text("id"), &ada).await;
    service
        .execute(&format!(
            "INSERT INTO tasks (id, owner_id, title, description, status, priority, tags)
             SELECT gen_random_uuid(), '{}', 'Task', '', 'todo', 2, '{{}}'
             FROM generate_series(1, 20000);",
            ada.id
        ))
        .await;
    ada.delete("/users/me").await.expect(204);
    // At once: the session is over, the address free, the account closed.
    ada.get("/tasks").await.expect_problem(401);
    service
        .log_in(&ada.email, PASSWORD)
        .await
        .expect_problem(401);
    let again = service.user("ada").await;
    assert_ne!(again.id, ada.id);
    eventually("the account is gone", async || {
        service.count("users WHERE deleted_at IS NOT NULL").await == 0
    })
    .await;
    assert_eq!(service.count("tasks").await, 1);
    let path = format!("/tasks/{}", assigned.text("id"));
    let shared = bob.get(&path).await.expect(200);
    assert!(shared.body["assignee_id"].is_null(), "{}", shared.body);
    assert_ne!(shared.header("etag"), assigned.header("etag"));
}

/// An instance that ends in between leaves the rest to the next.
#[rocket::async_test]
async fn a_removal_that_was_broken_off_is_finished_by_another_instance() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    ada.post("/tasks", json!({ "title": "Water the plants" }))
        .await
        .expect(201);
    service.execute("UPDATE users SET deleted_at = now()").await;
    let _other = Service::start_on(service.tenant.clone()).await;
    eventually("the account is gone", async || {
        service.count("users").await == 0
    })
    .await;
}

/// A token that somebody found is not enough.
#[rocket::async_test]
async fn an_account_is_deleted_only_by_who_logged_in_lately() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    service
        .execute("UPDATE sessions SET created_at = created_at - interval '16 minutes'")
        .await;
    ada.delete("/users/me").await.expect_problem(403);
    ada.get("/users/me").await.expect(200);
    let mut now = ada.clone();
    let session = service.log_in(&ada.email, PASSWORD).await.expect(201);
    now.token = Some(session.text("token"));
    now.delete("/users/me").await.expect(204);
}

#[rocket::async_test]
async fn a_user_has_a_hundred_sessions_at_most() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    service
        .execute(
            "INSERT INTO sessions (id, user_id, secret_hash, created_at, expires_at)
             SELECT gen_random_uuid(), id, sha256(''), now() + interval '1 s', now() + interval '1 d'
             FROM users, generate_series(1, 3000)",
        )
        .await;
    // From before there was a limit.
    let list = ada.get("/sessions").await.expect(200);
    assert_eq!(list.body.as_array().map(Vec::len), Some(100));
    service.log_in(&ada.email, PASSWORD).await.expect(201);
    assert_eq!(service.count("sessions").await, 100);
    // Its own was the oldest.
    ada.get("/sessions").await.expect_problem(401);
}

#[rocket::async_test]
async fn a_user_has_ten_thousand_idempotency_keys_at_most() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let create = |key: &'static str| {
        ada.request(Method::Post, "/tasks")
            .header(Header::new("Idempotency-Key", key))
            .json(&json!({ "title": "Water the plants" }))
    };
    ada.send(create("first")).await.expect(201);
    service
        .execute(
            "INSERT INTO idempotency_keys
             SELECT sender, n::text, request_hash, created_id, expires_at
             FROM idempotency_keys, generate_series(2, 10000) AS n",
        )
        .await;
    let refused = ada.send(create("one-more")).await.expect_problem(429);
    let seconds: u32 = refused.header("retry-after").parse().unwrap();
    assert!(seconds > 80_000, "{seconds}");
    assert_eq!(service.count("tasks").await, 1);
    // What was answered is answered again, and without a key it goes on.
    ada.send(create("first")).await.expect(201);
    ada.post("/tasks", json!({ "title": "Without" }))
        .await
        .expect(201);
}
