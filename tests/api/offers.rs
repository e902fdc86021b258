//! Assignments: offered by e-mail address, accepted, declined, left. Who may do what is in `access.rs`.

use crate::support::{Answer, Service, User};
use rocket::http::Method;
use serde_json::{Value, json};

#[rocket::async_test]
async fn nobody_is_assigned_who_did_not_accept() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let eve = service.user("eve").await;
    for body in [json!({ "title": "x", "assignee_id": eve.id })] {
        ada.post("/tasks", body)
            .await
            .expect_invalid(&["assignee_id"]);
    }
    let id = create(&ada, "Water the plants").await;
    let path = format!("/tasks/{id}");
    // Whether somebody has the id makes no difference.
    for id in [eve.id.as_str(), "018f6b1e-7d0c-7cc0-98f0-2f1f0d9be111"] {
        let change = json!({ "assignee_id": id });
        let answer = ada.patch(&path, change.clone()).await;
        let detail = answer.expect_invalid(&["assignee_id"]).body["errors"].clone();
        let put = json!({ "title": "x", "assignee_id": id });
        let answer = ada.put(&path, put).await.expect_invalid(&["assignee_id"]);
        assert_eq!(answer.body["errors"], detail);
    }
    ada.put(
        &format!("{path}/offer"),
        json!({ "email": "EVE@example.com" }),
    )
    .await
    .expect(200);
    eve.get(&path).await.expect_problem(404);
    assert_eq!(eve.get("/tasks").await.expect(200).body["items"], json!([]));
    let offers = received(&eve).await;
    assert_eq!(offers[0]["title"], "Water the plants");
    assert_eq!(offers[0]["owner_name"], "ada");
    let accepted = accept(&eve, &offers[0]).await.expect(200);
    assert_eq!(accepted.body["assignee_id"], eve.id);
    assert_eq!(accepted.header("etag"), "\"2\"");
    eve.get(&path).await.expect(200);
    // An offer is accepted once.
    accept(&eve, &offers[0]).await.expect_problem(404);
    assert!(received(&eve).await.is_empty());
}

#[rocket::async_test]
async fn an_address_does_not_tell_whether_it_has_an_account() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let eve = service.user("eve").await;
    let id = create(&ada, "Water the plants").await;
    for email in [eve.email.as_str(), "nobody@example.com"] {
        let offer = format!("/tasks/{id}/offer");
        let answer = ada.put(&offer, json!({ "email": email })).await.expect(200);
        assert_eq!(answer.text("email"), email);
        assert_eq!(ada.get(&offer).await.expect(200).body, answer.body);
    }
    // The later offer took the place of the first.
    assert!(received(&eve).await.is_empty());
    ada.put(&format!("/tasks/{id}/offer"), json!({ "email": "nobody" }))
        .await
        .expect_invalid(&["email"]);
}

#[rocket::async_test]
async fn offers_are_withdrawn_and_declined() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let eve = service.user("eve").await;
    let id = create(&ada, "Water the plants").await;
    let offer = format!("/tasks/{id}/offer");
    let to_eve = json!({ "email": eve.email });
    ada.put(&offer, to_eve.clone()).await.expect(200);
    let offers = received(&eve).await;
    ada.delete(&offer).await.expect(204);
    accept(&eve, &offers[0]).await.expect_problem(404);
    ada.put(&offer, to_eve).await.expect(200);
    let offers = received(&eve).await;
    let path = format!("/offers/{}", offers[0]["id"].as_str().expect("an id"));
    eve.delete(&path).await.expect(204);
    eve.delete(&path).await.expect_problem(404);
    ada.get(&offer).await.expect_problem(404);
    ada.delete(&offer).await.expect_problem(404);
}

#[rocket::async_test]
async fn an_assignment_is_left_or_taken_back() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let eve = service.user("eve").await;
    let id = create(&ada, "Water the plants").await;
    let assignment = format!("/tasks/{id}/assignment");
    for by in [&eve, &ada] {
        ada.assign(&id, &eve).await;
        let before = ada.get(&format!("/tasks/{id}")).await.expect(200);
        by.delete(&assignment).await.expect(204);
        let task = ada.get(&format!("/tasks/{id}")).await.expect(200);
        assert!(task.body["assignee_id"].is_null());
        assert_ne!(task.header("etag"), before.header("etag"));
        eve.get(&format!("/tasks/{id}")).await.expect_problem(404);
        eve.delete(&assignment).await.expect_problem(404);
    }
}

#[rocket::async_test]
async fn offers_come_in_pages_and_have_an_end() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let eve = service.user("eve").await;
    for n in 0..100 {
        let id = create(&ada, &n.to_string()).await;
        let offer = json!({ "email": eve.email });
        ada.put(&format!("/tasks/{id}/offer"), offer)
            .await
            .expect(200);
    }
    let id = create(&ada, "one more").await;
    let offer = json!({ "email": eve.email });
    ada.put(&format!("/tasks/{id}/offer"), offer)
        .await
        .expect_problem(409);
    let first = eve.get("/offers?limit=99").await.expect(200);
    assert_eq!(first.body["items"][0]["title"], "99");
    let cursor = first.text("next_cursor");
    let last = eve
        .get(&format!("/offers?limit=99&cursor={cursor}"))
        .await
        .expect(200);
    assert_eq!(last.body["items"][0]["title"], "0");
    assert!(last.body["next_cursor"].is_null());
    eve.get("/offers?cursor=x")
        .await
        .expect_invalid(&["cursor"]);
}

async fn create(user: &User<'_>, title: &str) -> String {
    let created = user.post("/tasks", json!({ "title": title })).await;
    created.expect(201).text("id")
}

async fn received(user: &User<'_>) -> Vec<Value> {
    let page = user.get("/offers").await.expect(200);
    page.body["items"].as_array().expect("a list").clone()
}

async fn accept(user: &User<'_>, offer: &Value) -> Answer {
    let path = format!("/offers/{}/accept", offer["id"].as_str().expect("an id"));
    user.send(user.request(Method::Post, &path)).await
}
