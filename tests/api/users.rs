//! Accounts: registering, reading, changing and deleting oneself.

use crate::support::{PASSWORD, Service};
use rocket::http::{Header, Method};
use serde_json::json;

#[rocket::async_test]
async fn registers_and_reads_back() {
    let service = Service::start().await;
    let new = json!({ "email": "Ada@example.com", "name": " Ada ", "password": PASSWORD });
    let registered = service.anonymous().post("/users", new).await.expect(201);
    assert_eq!(registered.header("location"), "/api/v1/users/me");
    assert_eq!(registered.header("etag"), "\"1\"");
    assert_eq!(registered.body["email"], "Ada@example.com");
    assert_eq!(registered.body["name"], "Ada");
    assert!(!registered.body.to_string().contains("password"));

    let token = service
        .log_in("ada@EXAMPLE.com", PASSWORD)
        .await
        .expect(201)
        .text("token");
    let mut ada = service.anonymous();
    ada.token = Some(token);
    assert_eq!(ada.get("/users/me").await.expect(200).body, registered.body);
}

#[rocket::async_test]
async fn an_address_has_one_account() {
    let service = Service::start().await;
    service.user("ada").await;
    let new = json!({ "email": "ADA@example.com", "name": "Eve", "password": PASSWORD });
    service
        .anonymous()
        .post("/users", new)
        .await
        .expect_problem(409);
}

#[rocket::async_test]
async fn registration_names_every_bad_field() {
    let service = Service::start().await;
    let nobody = service.anonymous();
    nobody
        .post("/users", json!({}))
        .await
        .expect_invalid(&["email", "name", "password"]);
    let wrong = json!({ "email": "ada", "name": "a\nb", "password": "short", "role": "admin" });
    nobody
        .post("/users", wrong)
        .await
        .expect_invalid(&["email", "name", "password", "role"]);
    let types = json!({ "email": 1, "name": null, "password": ["x"] });
    nobody
        .post("/users", types)
        .await
        .expect_invalid(&["email", "name", "password"]);
}

#[rocket::async_test]
async fn a_body_must_be_json_and_small() {
    let service = Service::start().await;
    let nobody = service.anonymous();
    let post = |body: String| nobody.request(Method::Post, "/users").body(body);
    let json = || Header::new("Content-Type", "application/json");
    nobody.send(post("{}".into())).await.expect_problem(415);
    nobody
        .send(post("{".into()).header(json()))
        .await
        .expect_problem(400);
    nobody
        .send(post("[]".into()).header(json()))
        .await
        .expect_problem(400);
    let large = format!("\"{}\"", "a".repeat(65 * 1024));
    nobody
        .send(post(large).header(json()))
        .await
        .expect_problem(413);
}

#[rocket::async_test]
async fn changes_what_is_given_and_nothing_else() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let changed = ada
        .patch("/users/me", json!({ "name": "Countess" }))
        .await
        .expect(200);
    assert_eq!(changed.body["name"], "Countess");
    assert_eq!(changed.body["email"], "ada@example.com");
    assert_eq!(changed.header("etag"), "\"2\"");
    ada.patch("/users/me", json!({ "id": "x" }))
        .await
        .expect_invalid(&["id"]);
}

#[rocket::async_test]
async fn address_and_password_need_the_password_until_now() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    for change in [
        json!({ "email": "new@example.com" }),
        json!({ "password": "another one" }),
    ] {
        ada.patch("/users/me", change)
            .await
            .expect_invalid(&["current_password"]);
    }
    let wrong = json!({ "email": "new@example.com", "current_password": "not that one" });
    ada.patch("/users/me", wrong).await.expect_problem(403);
    let right = json!({ "email": "new@example.com", "current_password": PASSWORD });
    let changed = ada.patch("/users/me", right).await.expect(200);
    assert_eq!(changed.body["email"], "new@example.com");
    service
        .log_in("ada@example.com", PASSWORD)
        .await
        .expect_problem(401);
    service
        .log_in("new@example.com", PASSWORD)
        .await
        .expect(201);
}

#[rocket::async_test]
async fn a_new_password_ends_the_other_sessions() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let mut elsewhere = ada.clone();
    let login = service.log_in(&ada.email, PASSWORD).await.expect(201);
    elsewhere.token = Some(login.text("token"));
    elsewhere.get("/users/me").await.expect(200);

    let change = json!({ "password": "battery staple", "current_password": PASSWORD });
    ada.patch("/users/me", change).await.expect(200);
    ada.get("/users/me").await.expect(200);
    elsewhere.get("/users/me").await.expect_problem(401);
    service
        .log_in(&ada.email, PASSWORD)
        .await
        .expect_problem(401);
    service
        .log_in(&ada.email, "battery staple")
        .await
        .expect(201);
}

#[rocket::async_test]
async fn an_address_of_somebody_else_is_refused() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    service.user("eve").await;
    let change = json!({ "email": "eve@example.com", "current_password": PASSWORD });
    ada.patch("/users/me", change).await.expect_problem(409);
}

#[rocket::async_test]
async fn a_change_happens_on_the_version_that_was_seen() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let change = |tag: &'static str| {
        ada.request(Method::Patch, "/users/me")
            .header(Header::new("If-Match", tag))
            .json(&json!({ "name": "Countess" }))
    };
    ada.send(change("\"1\"")).await.expect(200);
    ada.send(change("\"1\"")).await.expect_problem(412);
    ada.send(change("nonsense")).await.expect_problem(400);
    ada.send(change("*")).await.expect(200);
    let delete = ada
        .request(Method::Delete, "/users/me")
        .header(Header::new("If-Match", "\"1\""));
    ada.send(delete).await.expect_problem(412);
}

#[rocket::async_test]
async fn deletes_the_account_and_its_sessions() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    ada.delete("/users/me").await.expect(204);
    ada.get("/users/me").await.expect_problem(401);
    service
        .log_in(&ada.email, PASSWORD)
        .await
        .expect_problem(401);
    service.user("ada").await;
}

#[rocket::async_test]
async fn nobody_reads_changes_or_deletes_without_a_session() {
    let service = Service::start().await;
    let nobody = service.anonymous();
    nobody.get("/users/me").await.expect_problem(401);
    nobody
        .patch("/users/me", json!({}))
        .await
        .expect_problem(401);
    let refused = nobody.delete("/users/me").await.expect_problem(401);
    assert_eq!(refused.header("www-authenticate"), "Bearer");
}

/// NIST SP 800-63B, 5.1.1.2.
#[rocket::async_test]
async fn a_password_that_everybody_tries_is_not_taken() {
    let service = Service::start().await;
    let nobody = service.anonymous();
    let register = |password: &str| {
        let new =
            json!({ "email": "ada.lovelace@example.com", "name": "Ada", "password": password });
        nobody.post("/users", new)
    };
    for password in [
        "password",
        "12345678",
        "Password123",
        "\0\0\0\0\0\0\0\0",
        "        ",
        "\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}",
        "ADA.LOVELACE@example.com",
        "ada.lovelace",
    ] {
        register(password).await.expect_invalid(&["password"]);
    }
    let ada = service.user("ada").await;
    for password in ["password", "ada@example.com"] {
        let change = json!({ "password": password, "current_password": PASSWORD });
        ada.patch("/users/me", change)
            .await
            .expect_invalid(&["password"]);
    }
}

/// A keyboard writes an umlaut in one character, another in two.
#[rocket::async_test]
async fn a_password_may_be_typed_on_any_keyboard() {
    let service = Service::start().await;
    let new =
        json!({ "email": "ada@example.com", "name": "Ada", "password": "gr\u{fc}ne Tomaten" });
    service.anonymous().post("/users", new).await.expect(201);
    for password in ["gru\u{308}ne Tomaten", "gr\u{fc}ne Tomaten"] {
        let answer = service.log_in("ada@example.com", password).await;
        answer.expect(201);
    }
}

#[rocket::async_test]
async fn an_address_that_no_message_reaches_has_no_account() {
    let service = Service::start().await;
    for email in ["a@b", "a@1.2.3.4", "a@localhost"] {
        let new = json!({ "email": email, "name": "Ada", "password": PASSWORD });
        let refused = service.anonymous().post("/users", new).await;
        refused.expect_invalid(&["email"]);
    }
}

#[rocket::async_test]
async fn a_refusal_quotes_no_password() {
    let service = Service::start().await;
    let login = json!({ "email": "ada@example.com", "password": 123_456_789_012_u64 });
    let refused = service.anonymous().post("/sessions", login).await;
    let text = refused.expect_invalid(&["password"]).body.to_string();
    assert!(!text.contains("123456789012"), "{text}");
}
