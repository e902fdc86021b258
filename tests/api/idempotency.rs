//! `Idempotency-Key`: a request that is sent again creates nothing more.

use crate::support::{Answer, Service, User};
use rocket::http::{Header, Method};
use serde_json::{Value, json};

async fn create(user: &User<'_>, key: &'static str, task: &Value) -> Answer {
    let request = user.request(Method::Post, "/tasks").json(task);
    user.send(request.header(Header::new("Idempotency-Key", key)))
        .await
}

#[rocket::async_test]
async fn the_same_request_again_is_answered_with_what_is_there() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let task = json!({ "title": "Water the plants" });
    let first = create(&ada, "k", &task).await.expect(201);
    assert!(!first.headers.contains_key("idempotency-replayed"));
    let again = create(&ada, "k", &task).await.expect(201);
    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!(again.header("location"), first.header("location"));
    assert_eq!(again.body, first.body);
    let other = create(&ada, "l", &task).await.expect(201);
    assert_ne!(other.body["id"], first.body["id"]);
    let list = ada.get("/tasks").await.expect(200);
    assert_eq!(list.body["items"].as_array().map(Vec::len), Some(2));
}

#[rocket::async_test]
async fn at_the_same_time_it_creates_one() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let task = json!({ "title": "Water the plants" });
    let requests = (0..8).map(|_| create(&ada, "k", &task));
    let answers = futures_util::future::join_all(requests).await;
    for answer in &answers {
        assert_eq!(answer.status.code, 201);
        assert_eq!(answer.body["id"], answers[0].body["id"]);
    }
    let replayed = |answer: &&Answer| answer.headers.contains_key("idempotency-replayed");
    assert_eq!(answers.iter().filter(replayed).count(), 7);
}

#[rocket::async_test]
async fn another_request_with_the_key_is_refused() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    create(&ada, "k", &json!({ "title": "Water the plants" }))
        .await
        .expect(201);
    create(&ada, "k", &json!({ "title": "Rest" }))
        .await
        .expect_problem(422);
    // Somebody else's key is another one.
    let eve = service.user("eve").await;
    create(&eve, "k", &json!({ "title": "Rest" }))
        .await
        .expect(201);
}

#[rocket::async_test]
async fn a_request_that_failed_may_be_sent_again() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let nobody = json!({ "title": "x", "assignee_id": "018f6b1e-7d0c-7cc0-98f0-2f1f0d9be111" });
    create(&ada, "k", &nobody)
        .await
        .expect_invalid(&["assignee_id"]);
    create(&ada, "k", &json!({ "title": "x" }))
        .await
        .expect(201);
}

/// Whoever sends a request again wants to know what became of it, not what came after.
#[rocket::async_test]
async fn a_repetition_is_answered_as_the_first() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let task = json!({ "title": "Water the plants", "status": "todo" });
    let first = create(&ada, "k", &task).await.expect(201);
    let path = format!("/tasks/{}", first.text("id"));
    ada.patch(&path, json!({ "status": "done" }))
        .await
        .expect(200);
    let again = create(&ada, "k", &task).await.expect(201);
    assert_eq!(again.body, first.body);
    for header in ["etag", "location"] {
        assert_eq!(again.header(header), first.header(header));
    }
    // The same JSON in other bytes is the same request.
    let request = ada.request(Method::Post, "/tasks");
    let request = request
        .header(Header::new("Content-Type", "application/json"))
        .header(Header::new("Idempotency-Key", "k"))
        .body("{ \"status\" : \"todo\", \"title\": \"Water the plants\" }");
    assert_eq!(ada.send(request).await.expect(201).body, first.body);
}

#[rocket::async_test]
async fn what_was_deleted_is_not_created_again() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let task = json!({ "title": "Water the plants" });
    let id = create(&ada, "k", &task).await.expect(201).text("id");
    ada.delete(&format!("/tasks/{id}")).await.expect(204);
    create(&ada, "k", &task).await.expect_problem(410);
}

#[rocket::async_test]
async fn a_key_is_forgotten_after_its_time() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let task = json!({ "title": "Water the plants" });
    let first = create(&ada, "k", &task).await.expect(201);
    let stack = devstack::shared().await.expect("it runs");
    let database = stack.postgres().client(service.tenant.database()).await;
    database
        .expect("a connection")
        .execute("UPDATE idempotency_keys SET expires_at = now()", &[])
        .await
        .expect("it is there");
    let second = create(&ada, "k", &task).await.expect(201);
    assert_ne!(second.body["id"], first.body["id"]);
}

#[rocket::async_test]
async fn a_registration_is_not_repeated_either() {
    let service = Service::start().await;
    let nobody = service.anonymous();
    let register = |name: &'static str| {
        let user = json!({
            "email": "ada@example.com", "name": name, "password": crate::support::PASSWORD,
        });
        let request = nobody.request(Method::Post, "/users").json(&user);
        nobody.send(request.header(Header::new("Idempotency-Key", "k")))
    };
    let first = register("Ada").await.expect(201);
    let again = register("Ada").await.expect(201);
    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!(again.body, first.body);
    register("Eve").await.expect_problem(422);
}

#[rocket::async_test]
async fn a_key_is_visible_ascii() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let task = json!({ "title": "Water the plants" });
    for key in ["", "a b", "ä"] {
        create(&ada, key, &task).await.expect_problem(400);
    }
}
