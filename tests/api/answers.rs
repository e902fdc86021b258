//! What holds for every request, whichever resource it is about.

use crate::support::{Answer, Service};
use rocket::http::{ContentType, Header, Method};
use rocket::local::asynchronous::Client;
use task_api::stack;

async fn send(client: &Client, method: Method, path: &str) -> Answer {
    Answer::read(client.req(method, path.to_owned()).dispatch().await).await
}

#[rocket::async_test]
async fn health_answers_where_the_load_balancer_asks() {
    let service = Service::start().await;
    let response = service.client.get(stack::HEALTH_PATH).dispatch().await;
    assert_eq!(response.status().code, 200);
    assert_eq!(response.content_type(), Some(ContentType::Plain));
    assert_eq!(response.into_string().await.as_deref(), Some("ok"));
}

#[rocket::async_test]
async fn ready_says_that_requests_can_be_served() {
    let service = Service::start().await;
    send(&service.client, Method::Get, "/ready")
        .await
        .expect(200);
}

#[rocket::async_test]
async fn unknown_path_is_a_problem() {
    let service = Service::start().await;
    for path in ["/nowhere", "/api/v1/nowhere", "/api/v1"] {
        send(&service.client, Method::Get, path)
            .await
            .expect_problem(404);
    }
}

#[rocket::async_test]
async fn another_method_is_told_which_there_are() {
    let service = Service::start().await;
    for (method, path, allow) in [
        (Method::Put, "/health", "GET, HEAD"),
        (Method::Get, "/api/v1/users", "POST"),
        (Method::Post, "/api/v1/users/me", "DELETE, GET, HEAD, PATCH"),
        (Method::Post, "/api/v1/sessions/current", "DELETE"),
    ] {
        let answer = send(&service.client, method, path)
            .await
            .expect_problem(405);
        assert_eq!(answer.header("allow"), allow);
    }
}

/// Two requests never have one name, whatever clients call them.
#[rocket::async_test]
async fn a_request_has_a_name_of_its_own() {
    let service = Service::start().await;
    let id = "018f6b1e-7d0c-7cc0-98f0-2f1f0d9be111";
    let get = |given: &'static str| {
        let header = Header::new("X-Request-Id", given);
        service.client.get("/health").header(header).dispatch()
    };
    for given in [id, "1\", \"level\": \"ERROR"] {
        let answer = Answer::read(get(given).await).await;
        assert_ne!(answer.header("x-request-id"), given);
        assert_eq!(answer.header("x-request-id").len(), id.len());
    }
}

/// A path with a `/` at its end is answered as without, whatever the method.
#[rocket::async_test]
async fn a_slash_at_the_end_changes_nothing() {
    let service = Service::start().await;
    for path in ["/api/v1/tasks", "/api/v1/tasks/"] {
        let answer = send(&service.client, Method::Get, path).await;
        answer.expect_problem(401);
        let answer = send(&service.client, Method::Patch, path).await;
        assert_eq!(
            answer.expect_problem(405).header("allow"),
            "GET, HEAD, POST"
        );
    }
}

#[rocket::async_test]
async fn every_kind_of_problem_has_a_page() {
    let service = Service::start().await;
    let document = service.ask("/api/v1/openapi.json").await.expect(200).body;
    let kinds = &document["components"]["schemas"]["ProblemType"]["enum"];
    let kinds = kinds.as_array().expect("a list");
    assert!(kinds.len() > 15, "{kinds:?}");
    for kind in kinds {
        let page = service
            .client
            .get(kind.as_str().expect("a text").to_owned());
        let page = page.dispatch().await;
        assert_eq!(page.status().code, 200, "{kind}");
        assert!(
            page.into_string().await.expect("HTML").contains("<h1>"),
            "{kind}"
        );
    }
    let refused = service.ask("/api/v1/tasks").await.expect_problem(401);
    assert_eq!(refused.body["type"], "/problems/unauthenticated");
    service.ask("/problems/nonsense").await.expect_problem(404);
    let index = service.client.get("/problems").dispatch().await;
    assert!(
        index
            .into_string()
            .await
            .expect("HTML")
            .contains("/problems/gone")
    );
}

#[rocket::async_test]
async fn a_browser_is_told_what_never_to_do() {
    let service = Service::start().await;
    for path in ["/health", "/nowhere", "/api/v1/users/me"] {
        let answer = send(&service.client, Method::Get, path).await;
        for (name, value) in [
            ("cache-control", "no-store"),
            (
                "content-security-policy",
                "default-src 'none'; frame-ancestors 'none'",
            ),
            ("referrer-policy", "no-referrer"),
            ("strict-transport-security", "max-age=63072000"),
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
        ] {
            assert_eq!(answer.header(name), value, "{path}");
        }
    }
}

#[rocket::async_test]
async fn no_origin_is_allowed_unless_it_is_listed() {
    let service = Service::start().await;
    let answer = preflight(&service.client, "https://app.acme.example").await;
    assert_eq!(answer.status.code, 405);
    assert!(!answer.headers.contains_key("access-control-allow-origin"));
}

#[rocket::async_test]
async fn a_listed_origin_may_send_requests() {
    let stack = devstack::shared().await.expect("PostgreSQL is installed");
    let tenant = stack.fresh().await.expect("a tenant");
    let rocket = crate::support::rocket(tenant.variables());
    let figment = rocket
        .figment()
        .clone()
        .merge(("cors_origins", ["https://app.acme.example"]));
    let client = Client::untracked(rocket.configure(figment))
        .await
        .expect("a launch");

    let answer = preflight(&client, "https://app.acme.example").await;
    assert_eq!(answer.status.code, 204);
    assert_eq!(
        answer.header("access-control-allow-origin"),
        "https://app.acme.example"
    );
    assert_eq!(
        answer.header("access-control-allow-methods"),
        "DELETE, GET, HEAD, PATCH"
    );
    assert_eq!(answer.header("vary"), "Origin");

    let answer = preflight(&client, "https://evil.example").await;
    assert_eq!(answer.status.code, 405);
    assert!(!answer.headers.contains_key("access-control-allow-origin"));
}

async fn preflight(client: &Client, origin: &'static str) -> Answer {
    let request = client
        .req(Method::Options, "/api/v1/users/me")
        .header(Header::new("Origin", origin))
        .header(Header::new("Access-Control-Request-Method", "PATCH"));
    Answer::read(request.dispatch().await).await
}

#[rocket::async_test]
async fn version_shows_both_sides_of_the_contract() {
    let service = Service::start().await;
    let answer = send(&service.client, Method::Get, "/version")
        .await
        .expect(200);
    assert_eq!(answer.body["service"], stack::SERVICE);
    assert_eq!(answer.body["fingerprint"]["code"], stack::FINGERPRINT);
    // Nobody handed one over.
    assert!(answer.body["fingerprint"]["infrastructure"].is_null());
}

/// Anybody may ask, so asking must be cheap: many who ask at once are told by one question, and none is
/// told what was so before it asked.
#[rocket::async_test]
async fn many_who_ask_whether_it_is_ready_cost_one_question() {
    let service = Service::start().await;
    service.until_ready().await;
    let stack = devstack::shared().await.unwrap();
    let tenant = service.tenant.database().to_owned();
    let questions = async || {
        let client = stack.postgres().client(&tenant).await.unwrap();
        let sql = "SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()";
        client.query_one(sql, &[]).await.unwrap().get::<_, i64>(0)
    };
    let before = questions().await;
    let since = std::time::Instant::now();
    let many = (0..200).map(|_| send(&service.client, Method::Get, "/ready"));
    for answer in futures_util::future::join_all(many).await {
        answer.expect(200);
    }
    // PostgreSQL counts a transaction within a second of its end.
    tokio::time::sleep(std::time::Duration::from_secs(2)).await;
    let asked = questions().await - before;
    let rounds = i64::try_from(since.elapsed().as_millis() / 200).unwrap();
    assert!(asked < 20 + rounds, "{asked} statements for 200 questions");
}
