//! Who may do what: every operation of the API, asked by the owner of what it is about, by its
//! assignee, by a stranger and by somebody who didn't log in.
//!
//! The table is held against the OpenAPI document, which is held against the routes: an operation
//! without a row fails. To add one, add a row; where it is about something new, make that in
//! [`Scene::set`] and give it a placeholder in [`Scene::path`].

use std::collections::{BTreeMap, BTreeSet};

use crate::support::{Answer, PASSWORD, Service, User};
use rocket::http::{Header, Method};
use serde_json::{Value, json};

/// An operation, as the OpenAPI document names it, and what each of four people gets for it.
struct Row {
    operation: &'static str,
    body: Body,
    /// Owner, assignee, stranger, anonymous.
    expected: [u16; 4],
}

/// What a request carries.
#[derive(Debug)]
enum Body {
    None,
    Json(Value),
    /// A media type, and bytes of it.
    File(&'static str, &'static [u8]),
}

fn row(operation: &'static str, expected: [u16; 4]) -> Row {
    Row {
        operation,
        body: Body::None,
        expected,
    }
}

fn json_row(operation: &'static str, body: Value, expected: [u16; 4]) -> Row {
    Row {
        body: Body::Json(body),
        ..row(operation, expected)
    }
}

fn file_row(
    operation: &'static str,
    media_type: &'static str,
    bytes: &'static [u8],
    expected: [u16; 4],
) -> Row {
    Row {
        body: Body::File(media_type, bytes),
        ..row(operation, expected)
    }
}

/// Paths are those of the document, below `/api/v1`.
fn table() -> Vec<Row> {
    [
        about_accounts(),
        about_tasks(),
        about_offers(),
        about_attachments(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn about_accounts() -> Vec<Row> {
    let new_user = json!({ "email": "new@example.com", "name": "New", "password": PASSWORD });
    let login = json!({ "email": "ada@example.com", "password": PASSWORD });
    vec![
        // Open to everybody.
        json_row("POST /users", new_user, [201, 201, 201, 201]),
        json_row("POST /sessions", login, [201, 201, 201, 201]),
        // About the caller, whoever that is.
        row("GET /users/me", [200, 200, 200, 401]),
        json_row(
            "PATCH /users/me",
            json!({ "name": "Other" }),
            [200, 200, 200, 401],
        ),
        row("DELETE /users/me", [204, 204, 204, 401]),
        row("GET /users/me/export", [200, 200, 200, 401]),
        file_row(
            "PUT /users/me/image",
            "image/png",
            PNG,
            [200, 201, 201, 401],
        ),
        row("GET /users/me/image", [200, 404, 404, 401]),
        row("GET /users/me/image/download", [200, 404, 404, 401]),
        row("DELETE /users/me/image", [204, 404, 404, 401]),
        row("GET /sessions", [200, 200, 200, 401]),
        row("DELETE /sessions/current", [204, 204, 204, 401]),
        row("GET /tasks", [200, 200, 200, 401]),
        row("GET /tasks/deleted", [200, 200, 200, 401]),
        row("GET /offers", [200, 200, 200, 401]),
        json_row(
            "POST /tasks",
            json!({ "title": "Mine" }),
            [201, 201, 201, 401],
        ),
        // About a session of the owner's.
        row("DELETE /sessions/{id}", [204, 404, 404, 401]),
    ]
}

fn about_tasks() -> Vec<Row> {
    let status = json!({ "status": "done" });
    let title = json!({ "title": "Mine" });
    vec![
        // About a task of the owner's.
        row("GET /tasks/{id}", [200, 200, 404, 401]),
        json_row("PATCH /tasks/{id}", status, [200, 200, 404, 401]),
        json_row("PATCH /tasks/{id}", title.clone(), [200, 403, 404, 401]),
        json_row("PUT /tasks/{id}", title, [200, 403, 404, 401]),
        row("DELETE /tasks/{id}", [204, 403, 404, 401]),
        json_row(
            "PUT /tasks/{id}/offer",
            json!({ "email": "new@example.com" }),
            [200, 403, 404, 401],
        ),
        row("GET /tasks/{id}/offer", [200, 403, 404, 401]),
        row("DELETE /tasks/{id}/offer", [204, 403, 404, 401]),
        row("DELETE /tasks/{id}/assignment", [204, 204, 404, 401]),
    ]
}

fn about_offers() -> Vec<Row> {
    vec![
        // About an offer to the assignee.
        row("POST /offers/{id}/accept", [404, 200, 404, 401]),
        row("DELETE /offers/{id}", [404, 204, 404, 401]),
    ]
}

fn about_attachments() -> Vec<Row> {
    vec![
        // About an attachment of the task.
        file_row(
            "POST /tasks/{id}/attachments",
            "text/plain",
            b"hello",
            [201, 403, 404, 401],
        ),
        row("GET /tasks/{id}/attachments", [200, 200, 404, 401]),
        row(
            "GET /tasks/{id}/attachments/{attachment_id}",
            [200, 200, 404, 401],
        ),
        row(
            "GET /tasks/{id}/attachments/{attachment_id}/download",
            [200, 200, 404, 401],
        ),
        row(
            "DELETE /tasks/{id}/attachments/{attachment_id}",
            [204, 403, 404, 401],
        ),
    ]
}

#[rocket::async_test]
async fn everybody_may_do_only_what_is_theirs() {
    for row in table() {
        for (person, expected) in PEOPLE.iter().zip(row.expected) {
            // Each on a service of its own, since some requests delete what the next is about.
            let service = Service::start().await;
            let scene = Scene::set(&service).await;
            let answer = scene.send(person, &row).await;
            let status = answer.status.code;
            let Row {
                operation, body, ..
            } = &row;
            assert_eq!(
                status, expected,
                "{operation} {body:?} by {person}: {}",
                answer.body
            );
            if expected >= 400 {
                answer.expect_problem(expected);
            }
        }
    }
}

/// What strangers are told doesn't depend on whether there is something.
#[rocket::async_test]
async fn what_is_not_theirs_looks_like_what_is_not_there() {
    let service = Service::start().await;
    let scene = Scene::set(&service).await;
    for row in table().iter().filter(|row| row.operation.contains("{id}")) {
        let there = scene.send("stranger", row).await.expect_problem(404);
        let nowhere = Scene {
            ids: scene
                .ids
                .keys()
                .map(|kind| (*kind, "018f6b1e-7d0c-7cc0-98f0-2f1f0d9be111".to_owned()))
                .collect(),
            people: scene.people.clone(),
        };
        let not_there = nowhere.send("stranger", row).await.expect_problem(404);
        assert_eq!(
            there.body["detail"], not_there.body["detail"],
            "{}",
            row.operation
        );
    }
}

#[rocket::async_test]
async fn every_operation_has_a_row() {
    let service = Service::start().await;
    let document = service.ask("/api/v1/openapi.json").await.expect(200).body;
    let described: BTreeSet<_> = document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, item)| {
            let path = path.strip_prefix("/api/v1").unwrap();
            let methods = item.as_object().unwrap().keys();
            methods.map(move |method| format!("{} {path}", method.to_uppercase()))
        })
        .collect();
    let rows: BTreeSet<_> = table().iter().map(|row| row.operation.to_owned()).collect();
    assert_eq!(rows, described);
}

/// As much of a PNG as tells it from other media.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// The query that an operation needs to be asked at all.
fn query(operation: &str) -> &'static str {
    match operation {
        "POST /tasks/{id}/attachments" => "?name=plan.txt",
        _ => "",
    }
}

const PEOPLE: [&str; 4] = ["owner", "assignee", "stranger", "anonymous"];

/// Four people, and what belongs to the first of them.
struct Scene<'a> {
    people: BTreeMap<&'static str, User<'a>>,
    /// The id that the last placeholder of a path stands for, by the path up to there.
    ids: BTreeMap<&'static str, String>,
}

impl<'a> Scene<'a> {
    async fn set(service: &'a Service) -> Self {
        let owner = service.user("ada").await;
        let assignee = service.user("eve").await;
        let stranger = service.user("mallory").await;
        let task = json!({ "title": "Water the plants" });
        let task = owner.post("/tasks", task).await.expect(201).text("id");
        owner.assign(&task, &assignee).await;
        // Another is offered to the assignee, who has not answered.
        let offered = owner.post("/tasks", json!({ "title": "Buy a fern" })).await;
        let offer = format!("/tasks/{}/offer", offered.expect(201).text("id"));
        let to_assignee = json!({ "email": assignee.email });
        let offer = owner.put(&offer, to_assignee.clone()).await.expect(200);
        owner
            .put(&format!("/tasks/{task}/offer"), to_assignee)
            .await
            .expect(200);
        let attachments = format!("/tasks/{task}/attachments?name=plan.txt");
        let attachment = owner.upload(&attachments, "text/plain", b"hello").await;
        let image = owner.file(Method::Put, "/users/me/image", "image/png", PNG);
        owner.send(image).await.expect(201);
        let session = service.log_in(&owner.email, PASSWORD).await.expect(201);
        let people = [owner, assignee, stranger, service.anonymous()];
        Self {
            people: PEOPLE.into_iter().zip(people).collect(),
            ids: BTreeMap::from([
                (
                    "/tasks/{id}/attachments/{attachment_id}",
                    attachment.expect(201).text("id"),
                ),
                ("/tasks/{id}", task),
                ("/offers/{id}", offer.text("id")),
                ("/sessions/{id}", session.text("id")),
            ]),
        }
    }

    /// The path of an operation, about what belongs to the owner.
    fn path(&self, pattern: &str) -> String {
        let mut path = String::new();
        let mut so_far = String::new();
        for segment in pattern.split('/').skip(1) {
            so_far = format!("{so_far}/{segment}");
            let segment = match self.ids.get(so_far.as_str()) {
                Some(id) => id,
                None => segment,
            };
            path = format!("{path}/{segment}");
        }
        assert!(!path.contains('{'), "{path}: what does this stand for?");
        path
    }

    async fn send(&self, person: &str, row: &Row) -> Answer {
        let (method, pattern) = row.operation.split_once(' ').expect("method and path");
        let method: Method = method.parse().expect("a method");
        let person = &self.people[person];
        let path = self.path(pattern) + query(row.operation);
        let request = person.request(method, &path);
        let request = match &row.body {
            Body::None => request,
            Body::Json(body) => request
                .header(Header::new("Content-Type", "application/json"))
                .body(body.to_string()),
            Body::File(media_type, bytes) => person.file(method, &path, media_type, bytes),
        };
        person.send(request).await
    }
}
