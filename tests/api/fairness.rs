//! What one user takes leaves enough to others.

use crate::support::{Service, eventually};
use futures_util::future::join_all;
use rocket::http::{Header, Method};
use serde_json::json;

#[rocket::async_test]
async fn a_user_who_waits_for_the_database_keeps_nobody_waiting() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let eve = service.user("eve").await;
    let stack = devstack::shared().await.expect("it runs");
    let database = stack.postgres().client(service.tenant.database()).await;
    let mut database = database.expect("a connection");
    let transaction = database.transaction().await.expect("a transaction");
    transaction
        .batch_execute("LOCK TABLE tasks")
        .await
        .expect("a lock");
    // One waits for the lock, all others of the same user for that one.
    let lists = join_all((0..80).map(|_| ada.get("/tasks")));
    let others = async {
        let blocked = "pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock'";
        eventually("one waits for the lock", async || {
            service.count(blocked).await == 1
        })
        .await;
        for _ in 0..10 {
            assert!(service.count(blocked).await <= 1);
        }
        eventually("somebody else is served", async || {
            eve.get("/users/me").await.status.code == 200
        })
        .await;
        transaction.rollback().await.expect("the lock ends");
    };
    let (lists, ()) = tokio::join!(lists, others);
    for answer in lists {
        if answer.status.code == 429 {
            let answer = answer.expect_problem(429);
            assert_eq!(answer.body["type"], "/problems/too-many-requests");
            assert_eq!(answer.header("retry-after"), "1");
        }
    }
    let answer = ada.get("/tasks").await.expect(200);
    assert!(answer.header("ratelimit").starts_with("\"user\";r="));
    assert!(
        answer
            .header("ratelimit-policy")
            .starts_with("\"user\";q=64;")
    );
    // Nobody is signed, so there is nobody to count for.
    let anonymous = service.anonymous().get("/tasks").await;
    assert!(!anonymous.headers.contains_key("ratelimit"));
}

/// A page is the start of an index, in every order and however many tasks there are.
#[rocket::async_test]
async fn every_order_follows_an_index() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    service
        .execute(
            "INSERT INTO tasks (id, owner_id, title, description, status, priority, due_at, tags)
             SELECT gen_random_uuid(), users.id, n::text, '', 'todo', 1 + n % 4,
                 now() + n * interval '1 minute', '{}'
             FROM users, generate_series(1, 20000) AS n;
             ANALYZE tasks",
        )
        .await;
    let filters = [
        "",
        "&due=none",
        "&assignee=none",
        "&status=todo&status=done",
    ];
    for sort in ["created_at", "updated_at", "due_at", "priority"] {
        for direction in ["", "-"] {
            for filter in filters {
                ada.get(&format!("/tasks?sort={direction}{sort}{filter}"))
                    .await
                    .expect(200);
            }
        }
    }
    eventually("the database has counted", async || {
        let used = "pg_stat_user_indexes WHERE relname = 'tasks' AND idx_scan > 0
                    AND indexrelname IN ('tasks_owner', 'tasks_owner_updated', 'tasks_owner_soonest',
                        'tasks_owner_latest', 'tasks_owner_priority')";
        service.count(used).await == 5
    })
    .await;
    let read = "pg_stat_user_indexes WHERE relname = 'tasks' AND idx_tup_read > 5000";
    assert_eq!(service.count(read).await, 0);
    let scanned = "pg_stat_user_tables WHERE relname = 'tasks' AND seq_tup_read > 0";
    assert_eq!(service.count(scanned).await, 0);
}

#[rocket::async_test]
async fn a_user_owns_so_many_tasks_and_no_more() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    service
        .execute(
            // Without what only costs time here.
            "DROP INDEX tasks_search, tasks_tags, tasks_owner_updated, tasks_owner_priority,
                 tasks_owner_soonest, tasks_owner_latest, tasks_owner_status;
             INSERT INTO tasks (id, owner_id, title, description, status, priority, tags)
             SELECT gen_random_uuid(), users.id, n::text, '', 'todo', 2, '{}'
             FROM users, generate_series(1, 99999) AS n",
        )
        .await;
    let task = json!({ "title": "Water the plants" });
    let last = ada.post("/tasks", task.clone()).await.expect(201);
    let refused = ada.post("/tasks", task.clone()).await.expect_problem(409);
    assert_eq!(refused.body["type"], "/problems/quota-exceeded");
    ada.delete(&format!("/tasks/{}", last.text("id")))
        .await
        .expect(204);
    ada.post("/tasks", task).await.expect(201);
}

/// JSON that says two things is neither of them.
#[rocket::async_test]
async fn a_name_that_stands_twice_is_refused() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let request = ada.request(Method::Post, "/tasks");
    let request = request
        .header(Header::new("Content-Type", "application/json"))
        .body(r#"{ "title": "a", "title": "b" }"#);
    ada.send(request).await.expect_invalid(&["title"]);
}
