//! Tasks: what a task may hold, and changes that meet. Who may do what is in `access.rs`.

use crate::support::{Service, User, eventually};
use rocket::http::{Header, Method};
use serde_json::json;

#[rocket::async_test]
async fn a_new_task_has_what_was_given_and_defaults() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let created = ada
        .post("/tasks", json!({ "title": " Water the plants " }))
        .await
        .expect(201);
    let path = format!("/api/v1/tasks/{}", created.text("id"));
    assert_eq!(created.header("location"), path);
    assert_eq!(created.header("etag"), "\"1\"");
    assert_eq!(created.body["title"], "Water the plants");
    assert_eq!(created.body["owner_id"], ada.id);
    assert_eq!(created.body["status"], "todo");
    assert_eq!(created.body["priority"], "medium");
    assert_eq!(created.body["description"], "");
    assert_eq!(created.body["tags"], json!([]));
    for absent in ["assignee_id", "due_at"] {
        assert!(created.body[absent].is_null(), "{absent}");
    }
    let read = ada.get(&format!("/tasks/{}", created.text("id"))).await;
    assert_eq!(read.expect(200).body, created.body);
}

#[rocket::async_test]
async fn every_field_is_kept() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let task = json!({
        "title": "Water the plants",
        "description": "The fern twice.\nNot the cactus.",
        "status": "in_progress",
        "priority": "urgent",
        "due_at": "2030-01-31T12:00:00+01:00",
        "assignee_id": ada.id,
        "tags": ["weekly", "garden", "weekly"],
    });
    let created = ada.post("/tasks", task.clone()).await.expect(201).body;
    for field in ["title", "description", "status", "priority", "assignee_id"] {
        assert_eq!(created[field], task[field], "{field}");
    }
    assert_eq!(created["due_at"], "2030-01-31T11:00:00Z");
    assert_eq!(created["tags"], json!(["garden", "weekly"]));
}

#[rocket::async_test]
async fn every_bad_field_is_named() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    ada.post("/tasks", json!({}))
        .await
        .expect_invalid(&["title"]);
    let wrong = json!({
        "title": "",
        "description": "\0",
        "status": "later",
        "priority": 3,
        "due_at": "tomorrow",
        "assignee_id": "eve",
        "tags": ["a\nb"],
        "owner_id": ada.id,
    });
    let all = [
        "assignee_id",
        "description",
        "due_at",
        "owner_id",
        "priority",
        "status",
        "tags",
        "title",
    ];
    ada.post("/tasks", wrong.clone()).await.expect_invalid(&all);
    let id = create(&ada, "Water the plants").await;
    ada.patch(&id, wrong.clone()).await.expect_invalid(&all);
    let all: Vec<_> = all
        .into_iter()
        .filter(|field| *field != "owner_id")
        .collect();
    ada.put(&id, wrong).await.expect_invalid(&all);
    // It has the form of an id, and nobody has it.
    let nobody = json!({ "title": "x", "assignee_id": "018f6b1e-7d0c-7cc0-98f0-2f1f0d9be111" });
    ada.post("/tasks", nobody.clone())
        .await
        .expect_invalid(&["assignee_id"]);
    ada.patch(&id, nobody)
        .await
        .expect_invalid(&["assignee_id"]);
}

#[rocket::async_test]
async fn ids_that_name_nothing_are_not_found() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    for id in ["nonsense", "018f6b1e-7d0c-7cc0-98f0-2f1f0d9be111", "%00"] {
        ada.get(&format!("/tasks/{id}")).await.expect_problem(404);
        ada.delete(&format!("/tasks/{id}"))
            .await
            .expect_problem(404);
    }
}

#[rocket::async_test]
async fn replacing_gives_what_is_left_out_its_default() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let task = json!({ "title": "Water the plants", "priority": "urgent", "tags": ["garden"] });
    let id = ada.post("/tasks", task).await.expect(201).text("id");
    let replaced = ada
        .put(&format!("/tasks/{id}"), json!({ "title": "Rest" }))
        .await
        .expect(200);
    assert_eq!(replaced.body["title"], "Rest");
    assert_eq!(replaced.body["priority"], "medium");
    assert_eq!(replaced.body["tags"], json!([]));
    assert_eq!(replaced.header("etag"), "\"2\"");
}

#[rocket::async_test]
async fn changing_keeps_what_is_left_out_and_null_takes_away() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let task = json!({
        "title": "Water the plants",
        "due_at": "2030-01-31T12:00:00Z",
        "assignee_id": ada.id,
        "tags": ["garden"],
    });
    let id = ada.post("/tasks", task).await.expect(201).text("id");
    let path = format!("/tasks/{id}");
    let changed = ada
        .patch(&path, json!({ "status": "done" }))
        .await
        .expect(200);
    assert_eq!(changed.body["tags"], json!(["garden"]));
    assert_eq!(changed.body["due_at"], "2030-01-31T12:00:00Z");

    let cleared = json!({ "due_at": null, "assignee_id": null });
    let changed = ada.patch(&path, cleared).await.expect(200);
    assert!(changed.body["due_at"].is_null());
    assert!(changed.body["assignee_id"].is_null());
    ada.patch(&path, json!({ "title": null }))
        .await
        .expect_invalid(&["title"]);
}

#[rocket::async_test]
async fn a_change_happens_on_the_version_that_was_seen() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let path = create(&ada, "Water the plants").await;
    let request = |method, tag: &'static str| {
        let request = ada.request(method, &path);
        request.header(Header::new("If-Match", tag))
    };
    let body = json!({ "title": "Rest" });
    ada.send(request(Method::Patch, "\"1\"").json(&body))
        .await
        .expect(200);
    for method in [Method::Patch, Method::Put] {
        ada.send(request(method, "\"1\"").json(&body))
            .await
            .expect_problem(412);
    }
    ada.send(request(Method::Delete, "\"1\""))
        .await
        .expect_problem(412);
    ada.send(request(Method::Delete, "\"2\"")).await.expect(204);
    ada.send(request(Method::Delete, "\"2\""))
        .await
        .expect_problem(404);
}

#[rocket::async_test]
async fn changes_at_the_same_time_are_not_lost() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let path = create(&ada, "Water the plants").await;
    let change = |title: String| {
        ada.send(
            ada.request(Method::Patch, &path)
                .header(Header::new("If-Match", "\"1\""))
                .json(&json!({ "title": title })),
        )
    };
    let changes = (0..8).map(|n| change(format!("Title {n}")));
    let answers = futures_util::future::join_all(changes).await;
    let won: Vec<_> = answers.iter().filter(|a| a.status.code == 200).collect();
    assert_eq!(won.len(), 1);
    assert_eq!(answers.iter().filter(|a| a.status.code == 412).count(), 7);
    let task = ada.get(&path).await.expect(200);
    assert_eq!(task.body["title"], won[0].body["title"]);
}

#[rocket::async_test]
async fn a_version_that_is_known_is_not_sent_again() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let path = create(&ada, "Water the plants").await;
    let get = |tag: &'static str| {
        ada.request(Method::Get, &path)
            .header(Header::new("If-None-Match", tag))
    };
    let answer = ada.send(get("\"1\"")).await.expect(304);
    assert!(answer.body.is_null());
    assert_eq!(answer.header("etag"), "\"1\"");
    ada.send(get("\"2\"")).await.expect(200);
}

#[rocket::async_test]
async fn a_deleted_user_leaves_no_tasks_and_no_assignments() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let eve = service.user("eve").await;
    let path = create(&ada, "Water the plants").await;
    let id = path.strip_prefix("/tasks/").expect("a path");
    let assigned = ada.assign(id, &eve).await;
    assert_eq!(assigned.body["assignee_id"], eve.id);
    eve.delete("/users/me").await.expect(204);
    // What an account had is removed in the background.
    eventually("nobody is assigned", async || {
        ada.get(&path).await.expect(200).body["assignee_id"].is_null()
    })
    .await;
    let task = ada.get(&path).await.expect(200);
    // Nobody who knows the version before takes it for this one.
    assert_ne!(task.header("etag"), assigned.header("etag"));
    assert!(task.text("updated_at") > assigned.text("updated_at"));
}

#[rocket::async_test]
async fn control_characters_are_refused_but_line_feeds_and_tabs() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    for code in (0..0x20).chain(0x7f..0xa0) {
        let character = char::from_u32(code).expect("a character");
        let text = format!("a{character}b");
        let answer = ada
            .post("/tasks", json!({ "title": "x", "description": text }))
            .await;
        if matches!(character, '\n' | '\t') {
            assert_eq!(answer.expect(201).body["description"], text);
        } else {
            answer.expect_invalid(&["description"]);
        }
    }
    for title in ["\u{200b}", "\u{feff}", "\u{2800}", "\u{202e}"] {
        ada.post("/tasks", json!({ "title": title, "tags": [title] }))
            .await
            .expect_invalid(&["tags", "title"]);
    }
}

#[rocket::async_test]
async fn what_was_read_can_be_put_back() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let eve = service.user("eve").await;
    let path = create(&ada, "Water the plants").await;
    ada.assign(path.strip_prefix("/tasks/").expect("a path"), &eve)
        .await;
    let read = ada.get(&path).await.expect(200);
    let put = ada.put(&path, read.body.clone()).await.expect(200);
    // It is the same, so it is the same version.
    assert_eq!(put.body, read.body);
    let mut changed = read.body.clone();
    changed["title"] = json!("Rest");
    let put = ada.put(&path, changed).await.expect(200);
    assert_eq!(put.header("etag"), "\"3\"");
}

#[rocket::async_test]
async fn what_changes_nothing_makes_no_version() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let eve = service.user("eve").await;
    let path = create(&ada, "Water the plants").await;
    let assigned = ada
        .assign(path.strip_prefix("/tasks/").expect("a path"), &eve)
        .await;
    for change in [json!({}), json!({ "status": "todo" })] {
        let same = eve.patch(&path, change).await.expect(200);
        assert_eq!(same.header("etag"), assigned.header("etag"));
        assert_eq!(same.body, assigned.body);
    }
}

#[rocket::async_test]
async fn attachments_are_a_part_of_the_version() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let path = create(&ada, "Water the plants").await;
    let attachments = format!("{path}/attachments");
    let named = format!("{attachments}?name=plan.txt");
    let attached = ada.upload(&named, "text/plain", b"hello").await.expect(201);
    assert_eq!(ada.get(&path).await.header("etag"), "\"2\"");
    let attachment = format!("{attachments}/{}", attached.text("id"));
    ada.delete(&attachment).await.expect(204);
    assert_eq!(ada.get(&path).await.header("etag"), "\"3\"");
}

#[rocket::async_test]
async fn conditions_are_read_as_the_standard_has_them() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let path = create(&ada, "Water the plants").await;
    let ask = async |name: &'static str, value: &'static str| {
        let request = ada.request(Method::Get, &path);
        ada.send(request.header(Header::new(name, value))).await
    };
    for known in ["W/\"1\"", "\"0\", \"1\"", "*", "\"0\" ,W/\"1\""] {
        ask("If-None-Match", known).await.expect(304);
    }
    for other in ["\"0\"", "1", "\"+1\""] {
        ask("If-None-Match", other).await.expect(200);
    }
    let change = async |path: &str, name: &'static str, value: &'static str| {
        let request = ada.request(Method::Patch, path);
        let request = request.header(Header::new(name, value));
        ada.send(request.json(&json!({ "status": "todo" }))).await
    };
    change(&path, "If-Match", "\"0\", \"1\"").await.expect(200);
    change(&path, "If-Match", "*").await.expect(200);
    for other in ["\"0\"", "\"+1\"", "W/\"1\"", "\"a\""] {
        change(&path, "If-Match", other).await.expect_problem(412);
    }
    // To read again would not help.
    for unreadable in ["1", "\"1", "", "\"1\" \"2\""] {
        change(&path, "If-Match", unreadable)
            .await
            .expect_problem(400);
    }
    change(&path, "If-None-Match", "*")
        .await
        .expect_problem(412);
    let nowhere = "/tasks/018f6b1e-7d0c-7cc0-98f0-2f1f0d9be111";
    change(nowhere, "If-Match", "\"9\"")
        .await
        .expect_problem(404);
}

#[rocket::async_test]
async fn a_time_is_read_back() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let path = create(&ada, "Water the plants").await;
    for beyond in ["1970-01-01T00:00:00+23:59", "9998-12-31T23:59:59-23:59"] {
        ada.patch(&path, json!({ "due_at": beyond }))
            .await
            .expect_invalid(&["due_at"]);
    }
    for edge in ["1969-12-31T23:00:00-01:00", "9999-01-01T00:00:00+00:01"] {
        let changed = ada
            .patch(&path, json!({ "due_at": edge }))
            .await
            .expect(200);
        ada.patch(&path, json!({ "due_at": changed.text("due_at") }))
            .await
            .expect(200);
    }
}

/// Creates a task; gives its path.
async fn create(user: &User<'_>, title: &str) -> String {
    let created = user.post("/tasks", json!({ "title": title })).await;
    format!("/tasks/{}", created.expect(201).text("id"))
}
