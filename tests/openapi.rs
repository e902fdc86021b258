//! The description of the API: complete, and served with its page from this origin alone.

mod support;

use std::collections::BTreeSet;

use support::{Answer, Service};

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

#[rocket::async_test]
async fn what_is_not_described_is_refused() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    ada.get("/users/me?fields=email")
        .await
        .expect_invalid(&["fields"]);
    ada.get("/sessions?").await.expect(200);
}
