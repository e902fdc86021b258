//! The export of an account: all of it, and nobody else's.

use std::collections::BTreeMap;

use crate::support::{Service, User};
use rocket::http::Method;
use serde_json::{Value, json};

#[rocket::async_test]
async fn all_that_is_kept_is_exported() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let eve = service.user("eve").await;
    let first = fill(&ada, &eve).await;
    let lines = export(&ada).await;
    let mut counts = BTreeMap::<&str, usize>::new();
    for line in &lines {
        *counts
            .entry(line["type"].as_str().expect("a type"))
            .or_default() += 1;
    }
    let expected = [
        ("assigned_task", 1),
        ("attachment", 1),
        ("end", 1),
        ("offer", 1),
        ("profile_image", 1),
        ("session", 1),
        ("task", 45),
        ("user", 1),
    ];
    assert_eq!(counts, BTreeMap::from(expected));
    assert_eq!(lines[0]["email"], ada.email);
    let last = lines.last().expect("an end");
    assert_eq!(last["type"], "end");
    assert_eq!(last["lines"], lines.len() - 1);
    let text = json!(lines).to_string();
    assert!(!text.contains("Not hers"));
    // Nothing that lets somebody in.
    for secret in ["argon2", "password", "secret"] {
        assert!(!text.contains(secret), "{secret}");
    }
    let task = lines
        .iter()
        .find(|line| line["id"] == first.as_str())
        .expect("it is there");
    let read = ada.get(&format!("/tasks/{first}")).await.expect(200).body;
    for (field, value) in read.as_object().expect("an object") {
        assert_eq!(&task[field], value, "{field}");
    }
}

/// Something of each kind; gives the id of a task with an attachment.
async fn fill(ada: &User<'_>, eve: &User<'_>) -> String {
    let mut first = String::new();
    for n in 0..45 {
        let task = json!({ "title": format!("Task {n}"), "description": "fern ".repeat(100) });
        first = ada.post("/tasks", task).await.expect(201).text("id");
    }
    let named = format!("/tasks/{first}/attachments?name=plan.txt");
    ada.upload(&named, "text/plain", b"hello").await.expect(201);
    let image = ada.file(
        Method::Put,
        "/users/me/image",
        "image/png",
        b"\x89PNG\r\n\x1a\n",
    );
    ada.send(image).await.expect(201);
    ada.put(
        &format!("/tasks/{first}/offer"),
        json!({ "email": "grace@example.com" }),
    )
    .await
    .expect(200);
    let of_eve = eve
        .post("/tasks", json!({ "title": "Assigned" }))
        .await
        .expect(201);
    eve.assign(&of_eve.text("id"), ada).await;
    eve.post("/tasks", json!({ "title": "Not hers" }))
        .await
        .expect(201);
    first
}

async fn export(user: &User<'_>) -> Vec<Value> {
    let response = user
        .request(Method::Get, "/users/me/export")
        .dispatch()
        .await;
    assert_eq!(response.status().code, 200);
    assert_eq!(
        response.content_type().expect("a type").to_string(),
        "application/x-ndjson"
    );
    let text = response.into_string().await.expect("lines");
    text.lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect()
}
