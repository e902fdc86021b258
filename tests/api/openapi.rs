//! The description of the API: complete, and served with its page from this origin alone.

use std::collections::BTreeSet;

use crate::support::{Answer, Service};
use rocket::http::{Header, Method};

#[rocket::async_test]
async fn describes_every_route_and_no_other() {
    let service = Service::start().await;
    let response = service.client.get("/api/v1/openapi.json").dispatch().await;
    let document = Answer::read(response).await.expect(200).body;
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));

    let described: BTreeSet<_> = document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, item)| {
            let methods = item.as_object().unwrap().keys();
            methods.map(move |method| format!("{} {path}", method.to_uppercase()))
        })
        .collect();
    let mounted: BTreeSet<_> = service
        .client
        .rocket()
        .routes()
        .filter(|route| route.uri.path().starts_with("/api/v1/"))
        .filter(|route| !route.uri.path().contains("/openapi.json"))
        .map(|route| {
            let path = route.uri.path().replace('<', "{").replace('>', "}");
            format!("{} {path}", route.method)
        })
        .collect();
    assert_eq!(described, mounted);
}

#[rocket::async_test]
async fn every_reference_leads_somewhere() {
    let service = Service::start().await;
    let response = service.client.get("/api/v1/openapi.json").dispatch().await;
    let document = Answer::read(response).await.body;
    let text = document.to_string();
    let references: BTreeSet<_> = text
        .split("\"$ref\":\"#")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    assert!(!references.is_empty());
    for reference in references {
        assert!(document.pointer(reference).is_some(), "{reference}");
    }
}

#[rocket::async_test]
async fn every_operation_has_a_name_of_its_own() {
    let service = Service::start().await;
    let response = service.client.get("/api/v1/openapi.json").dispatch().await;
    let document = Answer::read(response).await.body;
    let operations = document["paths"].as_object().unwrap().values();
    let names: Vec<_> = operations
        .flat_map(|path| path.as_object().unwrap().values())
        .map(|operation| operation["operationId"].as_str().unwrap())
        .collect();
    let distinct: BTreeSet<_> = names.iter().collect();
    assert_eq!(distinct.len(), names.len(), "{names:?}");
    for link in document.to_string().split("\"operationId\":\"").skip(1) {
        let name = link.split('"').next().unwrap();
        assert!(names.contains(&name), "{name}");
    }
}

#[rocket::async_test]
async fn the_page_loads_nothing_from_elsewhere() {
    let service = Service::start().await;
    let response = service.client.get("/docs/index.html").dispatch().await;
    assert_eq!(response.status().code, 200);
    let policy = response
        .headers()
        .get_one("Content-Security-Policy")
        .unwrap();
    assert!(policy.contains("script-src 'self'"), "{policy}");
    let page = response.into_string().await.unwrap();
    assert!(page.contains("swagger-ui"), "{page}");
    for elsewhere in ["http://", "https://", "//"] {
        for attribute in ["src=", "href="] {
            assert!(
                !page.contains(&format!("{attribute}\"{elsewhere}")),
                "{page}"
            );
        }
    }
}

/// What the description forbids a client that validates never sends.
#[rocket::async_test]
async fn patterns_allow_what_the_service_allows() {
    let service = Service::start().await;
    let document = service.ask("/api/v1/openapi.json").await.expect(200).body;
    let text = document.to_string();
    assert!(
        !text.contains("^\\\\S+$"),
        "two words have a space between them"
    );
    let parameters = &document["paths"]["/api/v1/tasks"]["get"]["parameters"];
    let parameter = |name: &str| {
        let mut all = parameters.as_array().expect("a list").iter();
        let found = all.find(|parameter| parameter["name"] == name);
        found.expect("it is there")["schema"].clone()
    };
    for several in ["status", "priority", "tag"] {
        assert_eq!(parameter(several)["type"], "array", "{several}");
    }
    // Every header with a form says which.
    for name in ["If-Match", "Idempotency-Key"] {
        assert!(text.contains(&format!("\"name\":\"{name}\"")), "{name}");
    }
    // What has a default may be left out.
    for schema in ["NewTask", "TaskReplacement"] {
        let required = &document["components"]["schemas"][schema]["required"];
        assert_eq!(required, &serde_json::json!(["title"]), "{schema}");
    }
    let me = &document["paths"]["/api/v1/users/me"]["get"];
    assert!(me["responses"]["304"].is_object(), "{me}");
}

/// Somebody who opens the page and clicks gets what the operation is for.
#[rocket::async_test]
async fn examples_work_as_they_stand() {
    let service = Service::start().await;
    let ada = service.user("clara").await;
    let document = service.ask("/api/v1/openapi.json").await.expect(200).body;
    let example = |path: &str, method: &str| {
        let body = &document["paths"][path][method]["requestBody"]["content"];
        body["application/json"]["example"].clone()
    };
    let created = ada
        .post("/tasks", example("/api/v1/tasks", "post"))
        .await
        .expect(201);
    let path = format!("/tasks/{}", created.text("id"));
    let item = "/api/v1/tasks/{id}";
    ada.put(&path, example(item, "put")).await.expect(200);
    ada.patch(&path, example(item, "patch")).await.expect(200);
    let offer = "/api/v1/tasks/{id}/offer";
    ada.put(&format!("{path}/offer"), example(offer, "put"))
        .await
        .expect(200);
    ada.patch("/users/me", example("/api/v1/users/me", "patch"))
        .await
        .expect(200);
}

#[rocket::async_test]
async fn the_page_is_compressed_and_kept_for_a_while() {
    let service = Service::start().await;
    for path in [
        "/docs/swagger-ui-bundle.js",
        "/api/v1/openapi.json",
        "/docs/",
    ] {
        let get = || {
            service
                .client
                .get(path)
                .header(Header::new("Accept-Encoding", "gzip, br"))
        };
        let response = get().dispatch().await;
        let header = |name: &str| response.headers().get_one(name).map(str::to_owned);
        assert_eq!(
            header("Content-Encoding").as_deref(),
            Some("gzip"),
            "{path}"
        );
        assert_eq!(
            header("Cache-Control").as_deref(),
            Some("public, max-age=3600"),
            "{path}"
        );
        let etag = header("ETag").expect("a tag");
        let bytes = response.into_bytes().await.expect("a body");
        assert!(bytes.starts_with(b"\x1f\x8b"), "{path}");
        let known = get()
            .header(Header::new("If-None-Match", etag))
            .dispatch()
            .await;
        assert_eq!(known.status().code, 304, "{path}");
        let plain = service.client.get(path).dispatch().await;
        assert!(plain.headers().get_one("Content-Encoding").is_none());
        assert!(
            plain.into_bytes().await.expect("a body").len() > bytes.len(),
            "{path}"
        );
    }
    service.ask("/docs/nothing.js").await.expect_problem(404);
    let redirect = service.client.get("/docs").dispatch().await;
    assert_eq!(redirect.headers().get_one("Location"), Some("/docs/"));
    let initializer = service
        .client
        .get("/docs/swagger-initializer.js")
        .dispatch()
        .await;
    let initializer = initializer.into_string().await.expect("a script");
    // A token belongs into no storage that outlives the page.
    assert!(
        !initializer.contains("\"persistAuthorization\": true"),
        "{initializer}"
    );
}

#[rocket::async_test]
async fn long_answers_are_compressed_where_that_is_taken() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let long = serde_json::json!({ "title": "x", "description": "fern ".repeat(2_000) });
    let path = format!(
        "/tasks/{}",
        ada.post("/tasks", long).await.expect(201).text("id")
    );
    for (coding, expected) in [("gzip", Some("gzip")), ("br", None), ("gzip;q=0", None)] {
        let request = ada.request(Method::Get, "/tasks");
        let response = request
            .header(Header::new("Accept-Encoding", coding))
            .dispatch()
            .await;
        assert_eq!(
            response.headers().get_one("Content-Encoding"),
            expected,
            "{coding}"
        );
        assert_eq!(response.headers().get_one("Vary"), Some("Accept-Encoding"));
        let bytes = response.into_bytes().await.expect("a body");
        assert_eq!(bytes.len() < 1_000, expected.is_some(), "{coding}");
    }
    // The tag of one task names its bytes as they are.
    let request = ada.request(Method::Get, &path);
    let response = request
        .header(Header::new("Accept-Encoding", "gzip"))
        .dispatch()
        .await;
    assert!(response.headers().get_one("Content-Encoding").is_none());
}

#[rocket::async_test]
async fn what_is_not_described_is_refused() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    ada.get("/users/me?fields=email")
        .await
        .expect_invalid(&["fields"]);
    ada.get("/sessions?").await.expect(200);
}
