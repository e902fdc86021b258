//! What a client sees, asked without a network.

use rocket::http::{ContentType, Status};
use rocket::local::blocking::Client;
use serde_json::{Value, json};
use task_api::stack;

fn client() -> Client {
    Client::tracked(task_api::rocket()).expect("the service launches")
}

#[test]
fn health_answers_where_the_load_balancer_asks() {
    let client = client();
    let response = client.get(stack::HEALTH_PATH).dispatch();
    assert_eq!(response.status(), Status::Ok);
    assert_eq!(response.content_type(), Some(ContentType::Plain));
    assert_eq!(response.into_string().as_deref(), Some("ok"));
}

#[test]
fn unknown_path_is_a_problem() {
    let client = client();
    let response = client.get("/nowhere").dispatch();
    assert_eq!(response.status(), Status::NotFound);
    assert_eq!(
        response.content_type(),
        Some(ContentType::new("application", "problem+json"))
    );
    assert_eq!(
        response.into_json::<Value>(),
        Some(json!({
            "type": "about:blank",
            "title": "Not Found",
            "status": 404,
            "detail": "nothing answers this method at this path",
        }))
    );
}

#[test]
fn every_error_status_has_the_same_shape() {
    let failing = rocket::routes![invalid, broken, unnamed];
    let client = Client::tracked(task_api::rocket().mount("/failing", failing)).unwrap();
    for (path, status) in [("invalid", 422), ("broken", 500), ("unnamed", 418)] {
        let response = client.get(format!("/failing/{path}")).dispatch();
        assert_eq!(response.status().code, status);
        let body: Value = response.into_json().expect("a JSON body");
        assert_eq!(body["type"], "about:blank");
        assert_eq!(body["status"], status);
        assert!(body["title"].is_string(), "{body}");
    }
}

#[rocket::get("/invalid")]
fn invalid() -> Status {
    Status::UnprocessableEntity
}

#[rocket::get("/broken")]
fn broken() -> Status {
    Status::InternalServerError
}

#[rocket::get("/unnamed")]
fn unnamed() -> Status {
    Status::ImATeapot
}
