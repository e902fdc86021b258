//! Lists of tasks: filters, orders, and pages that neither lose nor repeat a task.

mod support;

use std::collections::BTreeSet;

use serde_json::{Value, json};
use support::{Answer, Service, User};

#[rocket::async_test]
async fn shows_own_and_assigned_tasks_only() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let eve = service.user("eve").await;
    create(&ada, json!({ "title": "own" })).await;
    create(&eve, json!({ "title": "assigned", "assignee_id": ada.id })).await;
    create(&eve, json!({ "title": "of somebody else" })).await;
    assert_eq!(titles(&ada.get("/tasks").await), ["assigned", "own"]);
    assert_eq!(titles(&ada.get("/tasks?owner=me").await), ["own"]);
    assert_eq!(titles(&ada.get("/tasks?assignee=me").await), ["assigned"]);
    let of_eve = format!("/tasks?owner={}", eve.id);
    assert_eq!(titles(&ada.get(&of_eve).await), ["assigned"]);
    service.anonymous().get("/tasks").await.expect_problem(401);
}

#[rocket::async_test]
async fn filters_combine() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    for task in [
        json!({ "title": "a", "status": "done", "priority": "high", "tags": ["garden"] }),
        json!({ "title": "b", "status": "done", "tags": ["garden", "weekly"],
            "due_at": "2030-01-31T12:00:00Z" }),
        json!({ "title": "c", "priority": "high", "due_at": "2031-01-31T12:00:00Z" }),
    ] {
        create(&ada, task).await;
    }
    for (query, expected) in [
        ("status=done", "ba"),
        ("priority=high", "ca"),
        ("status=done&priority=high", "a"),
        ("tag=weekly", "b"),
        ("tag=garden&status=todo", ""),
        ("due_after=2030-01-31T12:00:00Z", "cb"),
        ("due_before=2030-01-31T12:00:00Z", ""),
        ("due_before=2030-01-31T12:00:01Z", "b"),
        ("due_after=2030-02-01T00:00:00%2B01:00", "c"),
    ] {
        let found = titles(&ada.get(&format!("/tasks?{query}")).await).concat();
        assert_eq!(found, expected, "{query}");
    }
}

#[rocket::async_test]
async fn finds_words_in_title_and_description() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    for (title, description) in [
        ("Water the plants", "The fern twice."),
        ("Buy a fern", ""),
        ("Pflanzen gießen", "Den Farn zweimal."),
    ] {
        create(&ada, json!({ "title": title, "description": description })).await;
    }
    for (q, expected) in [
        ("fern", vec!["Buy a fern", "Water the plants"]),
        ("FERN -buy", vec!["Water the plants"]),
        ("%22the+plants%22", vec!["Water the plants"]),
        ("gie%C3%9Fen", vec!["Pflanzen gießen"]),
        ("buy+or+farn", vec!["Pflanzen gießen", "Buy a fern"]),
        ("cactus", vec![]),
        // Not a syntax error.
        ("%22%20-%20%26%7C!(", vec![]),
    ] {
        let found = titles(&ada.get(&format!("/tasks?q={}", q.replace(' ', "+"))).await);
        assert_eq!(found, expected, "{q}");
    }
}

#[rocket::async_test]
async fn every_order_puts_the_same_tasks_another_way() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    for task in [
        json!({ "title": "a", "priority": "high", "due_at": "2030-03-01T00:00:00Z" }),
        json!({ "title": "b", "priority": "low" }),
        json!({ "title": "c", "priority": "urgent", "due_at": "2030-01-01T00:00:00Z" }),
    ] {
        create(&ada, task).await;
    }
    let first = ada.get("/tasks?sort=created_at").await.expect(200);
    let id = first.body["items"][0]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    ada.patch(&format!("/tasks/{id}"), json!({ "status": "done" }))
        .await
        .expect(200);
    for (sort, expected) in [
        ("created_at", "abc"),
        ("-created_at", "cba"),
        ("updated_at", "bca"),
        ("-updated_at", "acb"),
        ("due_at", "cab"),
        ("-due_at", "acb"),
        ("priority", "bac"),
        ("-priority", "cab"),
    ] {
        for limit in 1..4 {
            let path = format!("/tasks?sort={sort}&limit={limit}");
            assert_eq!(walk(&ada, &path).await.concat(), expected, "{path}");
        }
    }
}

#[rocket::async_test]
async fn pages_neither_lose_nor_repeat_while_tasks_come_and_go() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let mut staying = BTreeSet::new();
    let mut leaving = Vec::new();
    for n in 0..30 {
        // Few distinct values: the id has to decide.
        let priority = ["low", "high"][n % 2];
        let task = json!({ "title": format!("{n:02}"), "priority": priority });
        let id = create(&ada, task).await;
        if n % 3 == 0 {
            leaving.push(id);
        } else {
            staying.insert(format!("{n:02}"));
        }
    }
    for sort in ["created_at", "-created_at", "priority", "-priority"] {
        let mut seen = Vec::new();
        let mut path = Some(format!("/tasks?sort={sort}&limit=4"));
        while let Some(next) = path {
            let page = ada.get(&next).await;
            seen.extend(titles(&page));
            path = next_page(&page);
            // Between two pages one task comes and another goes.
            create(&ada, json!({ "title": "new", "priority": "medium" })).await;
            if let Some(id) = leaving.pop() {
                ada.delete(&format!("/tasks/{id}")).await.expect(204);
            }
            assert!(seen.len() < 300, "it never ends: {seen:?}");
            if seen.len() > 150 {
                break;
            }
        }
        let old: Vec<_> = seen.iter().filter(|title| *title != "new").collect();
        let distinct: BTreeSet<_> = old.iter().copied().cloned().collect();
        assert_eq!(old.len(), distinct.len(), "{sort}: {old:?}");
        assert!(distinct.is_superset(&staying), "{sort}: {old:?}");
    }
}

#[rocket::async_test]
async fn the_link_keeps_the_filters() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    for n in 0..3 {
        create(&ada, json!({ "title": n.to_string(), "tags": ["a b"] })).await;
    }
    let page = ada.get("/tasks?tag=a+b&limit=2").await.expect(200);
    let link = page.header("link");
    let target = link
        .strip_prefix("</api/v1")
        .and_then(|rest| rest.strip_suffix(">; rel=\"next\""));
    let last = ada.get(target.expect("a link")).await.expect(200);
    assert_eq!(titles(&last), ["0"]);
    assert!(last.body["next_cursor"].is_null());
    assert!(!last.headers.contains_key("link"));
}

#[rocket::async_test]
async fn a_cursor_belongs_to_its_list() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    for n in 0..3 {
        create(&ada, json!({ "title": n.to_string() })).await;
    }
    let page = ada.get("/tasks?limit=1").await.expect(200);
    let cursor = page.text("next_cursor");
    ada.get(&format!("/tasks?limit=2&cursor={cursor}"))
        .await
        .expect(200);
    for other in ["sort=priority", "status=todo", "owner=me"] {
        ada.get(&format!("/tasks?{other}&cursor={cursor}"))
            .await
            .expect_invalid(&["cursor"]);
    }
    // Forged: the form is right, the key is no time.
    let list = "Newest;None;None;None;None;None;None;None;None;";
    for key in ["soon", "infinity\u{0}", "99999999-01-01"] {
        let forged = support::cursor(key, list);
        ada.get(&format!("/tasks?cursor={forged}"))
            .await
            .expect_invalid(&["cursor"]);
    }
    ada.get("/tasks?cursor=nonsense")
        .await
        .expect_invalid(&["cursor"]);
}

#[rocket::async_test]
async fn every_bad_parameter_is_named() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    ada.get(
        "/tasks?status=later&priority=4&owner=eve&assignee=&due_after=now&due_before=1&limit=0\
         &sort=title&tag=%00&q=&page=2",
    )
    .await
    .expect_invalid(&[
        "assignee",
        "due_after",
        "due_before",
        "limit",
        "owner",
        "page",
        "priority",
        "q",
        "sort",
        "status",
        "tag",
    ]);
    ada.get("/tasks?limit=101").await.expect_invalid(&["limit"]);
    ada.get("/tasks?limit=1&limit=2")
        .await
        .expect_invalid(&["limit"]);
}

async fn create(user: &User<'_>, task: Value) -> String {
    user.post("/tasks", task).await.expect(201).text("id")
}

#[track_caller]
fn titles(page: &Answer) -> Vec<String> {
    assert_eq!(page.status.code, 200, "{}", page.body);
    let items = page.body["items"].as_array().expect("a list");
    let titles = items.iter().filter_map(|task| task["title"].as_str());
    titles.map(str::to_owned).collect()
}

fn next_page(page: &Answer) -> Option<String> {
    let link = page.headers.get("link")?;
    let target = link.strip_prefix("</api/v1")?.split('>').next()?;
    Some(target.to_owned())
}

/// The titles of all pages.
async fn walk(user: &User<'_>, path: &str) -> Vec<String> {
    let mut path = Some(path.to_owned());
    let mut seen = Vec::new();
    while let Some(next) = path {
        let page = user.get(&next).await;
        seen.extend(titles(&page));
        path = next_page(&page);
    }
    seen
}
