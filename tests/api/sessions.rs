//! Sessions: logging in, out, and being kept from guessing.

use crate::support::{PASSWORD, Service};
use rocket::http::{Header, Method};
use serde_json::json;

#[rocket::async_test]
async fn wrong_address_and_wrong_password_look_alike() {
    let service = Service::start().await;
    service.user("ada").await;
    let wrong = service
        .log_in("ada@example.com", "not that one")
        .await
        .expect_problem(401);
    let nobody = service
        .log_in("eve@example.com", PASSWORD)
        .await
        .expect_problem(401);
    assert_eq!(wrong.body["detail"], nobody.body["detail"]);
}

#[rocket::async_test]
async fn lists_the_own_sessions_only() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    service.user("eve").await;
    let second = service.log_in(&ada.email, PASSWORD).await.expect(201);

    let list = ada.get("/sessions").await.expect(200);
    let sessions = list.body.as_array().unwrap();
    assert_eq!(sessions.len(), 2);
    assert_eq!(sessions[0]["id"], second.body["id"]);
    assert_eq!(sessions[0]["current"], false);
    assert_eq!(sessions[1]["current"], true);
    assert!(!list.body.to_string().contains("token"));
}

#[rocket::async_test]
async fn logs_out() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    ada.delete("/sessions/current").await.expect(204);
    ada.get("/sessions").await.expect_problem(401);
}

#[rocket::async_test]
async fn revokes_an_own_session_and_no_other() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let eve = service.user("eve").await;
    let login = service.log_in(&ada.email, PASSWORD).await.expect(201);
    let path = login
        .header("location")
        .strip_prefix("/api/v1")
        .unwrap()
        .to_owned();
    eve.delete(&path).await.expect_problem(404);
    service.anonymous().delete(&path).await.expect_problem(401);
    ada.delete(&path).await.expect(204);
    ada.delete(&path).await.expect_problem(404);
    ada.delete("/sessions/nonsense").await.expect_problem(404);

    let mut revoked = ada.clone();
    revoked.token = Some(login.text("token"));
    revoked.get("/sessions").await.expect_problem(401);
}

#[rocket::async_test]
async fn a_session_ends_by_itself() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let stack = devstack::shared().await.unwrap();
    let database = stack
        .postgres()
        .client(service.tenant.database())
        .await
        .unwrap();
    database
        .execute("UPDATE sessions SET expires_at = now()", &[])
        .await
        .unwrap();
    ada.get("/sessions").await.expect_problem(401);
}

#[rocket::async_test]
async fn other_tokens_are_refused() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let token = ada.token.clone().unwrap();
    let nobody = service.anonymous();
    let get = |authorization: String| {
        nobody
            .request(Method::Get, "/sessions")
            .header(Header::new("Authorization", authorization))
    };
    // The id of the session, with another secret.
    let forged = format!("{}{}", &token[..22], "A".repeat(42));
    for authorization in [
        "Bearer".to_owned(),
        "Bearer ".to_owned(),
        format!("Basic {token}"),
        format!("Bearer {forged}"),
        format!("Bearer {token}A"),
    ] {
        nobody.send(get(authorization)).await.expect_problem(401);
    }
    nobody
        .send(get(format!("bearer {token}")))
        .await
        .expect(200);
}

#[rocket::async_test]
async fn guessing_is_limited_for_all_instances_together() {
    let one = Service::start().await;
    let ada = one.user("ada").await;
    let other = Service::start_on(one.tenant.clone()).await;
    for attempt in 0..10 {
        let service = if attempt % 2 == 0 { &one } else { &other };
        service
            .log_in(&ada.email, "not that one")
            .await
            .expect_problem(401);
    }
    let refused = other
        .log_in("ADA@example.com", PASSWORD)
        .await
        .expect_problem(429);
    let seconds: u32 = refused.header("retry-after").parse().unwrap();
    assert!((1..=900).contains(&seconds), "{seconds}");
    // Somebody else's account, and the session that is open, are not touched.
    other.user("eve").await;
    ada.get("/users/me").await.expect(200);
}

#[rocket::async_test]
async fn a_log_in_forgets_the_attempts_before() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    for _ in 0..3 {
        for _ in 0..5 {
            service
                .log_in(&ada.email, "not that one")
                .await
                .expect_problem(401);
        }
        service.log_in(&ada.email, PASSWORD).await.expect(201);
    }
}

#[rocket::async_test]
async fn a_login_names_every_bad_field() {
    let service = Service::start().await;
    let nobody = service.anonymous();
    nobody
        .post("/sessions", json!({ "user": "ada" }))
        .await
        .expect_invalid(&["email", "password", "user"]);
}
