//! Lists of tasks: filters, orders, and pages that neither lose nor repeat a task.

use std::collections::BTreeSet;

use crate::support::{Answer, Service, User, eventually};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

#[rocket::async_test]
async fn shows_own_and_assigned_tasks_only() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let eve = service.user("eve").await;
    create(&ada, json!({ "title": "own" })).await;
    let assigned = create(&eve, json!({ "title": "assigned" })).await;
    eve.assign(&assigned, &ada).await;
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
async fn several_values_none_and_overdue() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let eve = service.user("eve").await;
    for task in [
        json!({ "title": "a", "status": "done", "tags": ["garden"], "due_at": "2001-01-01T00:00:00Z" }),
        json!({ "title": "b", "status": "in_progress", "tags": ["garden", "follow up"],
            "due_at": "2001-01-01T00:00:00Z" }),
        json!({ "title": "c", "priority": "urgent", "due_at": "2101-01-01T00:00:00Z" }),
        json!({ "title": "d", "priority": "low", "assignee_id": ada.id }),
    ] {
        create(&ada, task).await;
    }
    let assigned = create(&ada, json!({ "title": "e" })).await;
    ada.assign(&assigned, &eve).await;
    for (query, expected) in [
        ("status=done&status=in_progress", "ba"),
        ("priority=urgent&priority=low", "dc"),
        ("tag=garden&tag=follow+up", "b"),
        ("tag=garden", "ba"),
        ("assignee=none", "cba"),
        ("assignee=me", "d"),
        ("due=none", "ed"),
        ("due=overdue", "b"),
        ("due=overdue&sort=due_at", "b"),
        ("due=none&sort=-due_at", "ed"),
    ] {
        let found = titles(&ada.get(&format!("/tasks?{query}")).await).concat();
        assert_eq!(found, expected, "{query}");
    }
    for (query, field) in [("due=soon", "due"), ("status=todo&status=later", "status")] {
        ada.get(&format!("/tasks?{query}"))
            .await
            .expect_invalid(&[field]);
    }
    let many = "tag=a&".repeat(21);
    ada.get(&format!("/tasks?{many}"))
        .await
        .expect_invalid(&["tag"]);
}

/// The database has an error for each of these that says something else.
#[rocket::async_test]
async fn no_text_to_look_for_fails_the_service() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    create(&ada, json!({ "title": "Water the plants" })).await;
    for q in [
        "-".repeat(33),
        "- ".repeat(100),
        "-(-".repeat(60),
        "!!!".to_owned(),
    ] {
        let answer = ada.get(&format!("/tasks?q={}", q.replace(' ', "+"))).await;
        assert!(matches!(answer.status.code, 200 | 422), "{q}: {answer:?}");
    }
    ada.get(&format!("/tasks?q={}", "-".repeat(33)))
        .await
        .expect_invalid(&["q"]);
}

/// A hundred texts of the greatest length are ten pages.
#[rocket::async_test]
async fn a_page_ends_by_bytes() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let text = "\"\n😀".repeat(3_333);
    for n in 0..12 {
        create(&ada, json!({ "title": n.to_string(), "description": text })).await;
    }
    let page = ada.get("/tasks?limit=100").await.expect(200);
    let length = page.body.to_string().len();
    assert!((128 * 1024..256 * 1024).contains(&length), "{length}");
    for sort in [
        "created_at",
        "-updated_at",
        "due_at",
        "-due_at",
        "-priority",
    ] {
        let seen = walk(&ada, &format!("/tasks?limit=100&sort={sort}")).await;
        assert_eq!(seen.len(), 12, "{sort}: {seen:?}");
        assert_eq!(
            seen.iter().collect::<BTreeSet<_>>().len(),
            12,
            "{sort}: {seen:?}"
        );
    }
}

#[rocket::async_test]
async fn what_changed_and_what_went_away() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let eve = service.user("eve").await;
    let [kept, changed, deleted, left] = [
        create(&ada, json!({ "title": "kept" })).await,
        create(&ada, json!({ "title": "changed" })).await,
        create(&ada, json!({ "title": "deleted" })).await,
        create(&ada, json!({ "title": "left" })).await,
    ];
    ada.assign(&left, &eve).await;
    service
        .execute("ALTER TABLE tasks DISABLE TRIGGER USER; UPDATE tasks SET updated_at = now() - interval '1 hour'; ALTER TABLE tasks ENABLE TRIGGER USER")
        .await;
    // As of then everything is known; a margin is for what was not visible yet.
    let as_of = eve.get("/tasks").await.expect(200).text("as_of");
    let path = format!("/tasks?updated_after={as_of}");
    assert!(titles(&ada.get(&path).await).is_empty());

    ada.patch(&format!("/tasks/{changed}"), json!({ "status": "done" }))
        .await
        .expect(200);
    ada.delete(&format!("/tasks/{deleted}")).await.expect(204);
    eve.delete(&format!("/tasks/{left}/assignment"))
        .await
        .expect(204);
    assert_eq!(titles(&ada.get(&path).await), ["left", "changed"]);
    let gone = |answer: Answer| -> Vec<String> {
        let items = answer.expect(200).body["items"].clone();
        let ids = items.as_array().expect("a list").iter();
        ids.map(|item| item["id"].as_str().expect("an id").to_owned())
            .collect()
    };
    let path = format!("/tasks/deleted?deleted_after={as_of}");
    assert_eq!(gone(ada.get(&path).await), [deleted]);
    assert_eq!(gone(eve.get(&path).await), [left.as_str()]);
    // What is there again is not away.
    ada.assign(&left, &eve).await;
    assert_eq!(gone(eve.get(&path).await), [] as [String; 0]);
    // An account that is deleted leaves nothing of it to others but that it went.
    ada.delete("/users/me").await.expect(204);
    eventually("her tasks are gone", async || {
        service.count("users WHERE deleted_at IS NOT NULL").await == 0
    })
    .await;
    assert_eq!(gone(eve.get(&path).await), [left]);
    assert_eq!(service.count("task_tombstones").await, 1);
    let _ = kept;

    ada.get("/tasks/deleted").await.expect_problem(401);
    eve.get("/tasks/deleted?deleted_after=2001-01-01T00:00:00Z")
        .await
        .expect_problem(410);
    eve.get("/tasks/deleted?cursor=x&limit=0&since=1")
        .await
        .expect_invalid(&["cursor", "limit", "since"]);
}

#[rocket::async_test]
async fn what_went_away_comes_in_pages() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let mut ids = BTreeSet::new();
    for n in 0..5 {
        let id = create(&ada, json!({ "title": n.to_string() })).await;
        ada.delete(&format!("/tasks/{id}")).await.expect(204);
        ids.insert(id);
    }
    let mut path = Some("/tasks/deleted?limit=2".to_owned());
    let mut seen = Vec::new();
    while let Some(next) = path {
        let page = ada.get(&next).await.expect(200);
        let items = page.body["items"].as_array().expect("a list").clone();
        seen.extend(
            items
                .iter()
                .map(|item| item["id"].as_str().expect("an id").to_owned()),
        );
        path = next_page(&page);
    }
    assert_eq!(seen.len(), 5, "{seen:?}");
    assert_eq!(seen.into_iter().collect::<BTreeSet<_>>(), ids);
}

/// A parameter's name may be encoded as well.
#[rocket::async_test]
async fn a_link_has_one_cursor() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    for n in 0..3 {
        create(&ada, json!({ "title": n.to_string() })).await;
    }
    let cursor = ada.get("/tasks?limit=1").await.text("next_cursor");
    let page = ada.get(&format!("/tasks?limit=1&%63ursor={cursor}")).await;
    let last = ada.get(&next_page(&page).expect("a link")).await;
    assert_eq!(titles(&last), ["0"]);
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
    // Forged: the form is right, the key is none of the order's.
    for key in [
        json!("soon"),
        json!("2020-01-01 00:00:00 Foo/Bar"),
        json!("now"),
        json!(i64::MAX),
        json!(i64::MIN),
        json!(-3_000_000_000_000_000_i64),
        json!(1.5),
    ] {
        let forged = crate::support::cursor(&key, &list_of(&cursor));
        ada.get(&format!("/tasks?cursor={forged}"))
            .await
            .expect_invalid(&["cursor"]);
    }
    // Forged well, it is a place in the list.
    for key in [json!(0), json!(null), json!(4_000_000_000_000_000_i64)] {
        let forged = crate::support::cursor(&key, &list_of(&cursor));
        ada.get(&format!("/tasks?cursor={forged}"))
            .await
            .expect(200);
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

/// What a cursor says its list is.
fn list_of(cursor: &str) -> String {
    let json = URL_SAFE_NO_PAD.decode(cursor).expect("our alphabet");
    let cursor: Value = serde_json::from_slice(&json).expect("JSON");
    cursor["l"].as_str().expect("a text").to_owned()
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
