//! PostgreSQL is killed, hangs, or can't be reached.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use devstack::{Devstack, Mode, Postgres};
use futures_util::future::join_all;
use rocket::http::{Header, Method};
use serde_json::json;

use crate::support::{PATIENCE, Service, User};
use crate::{behind_relay, service_behind_relay, tenant};

const WRITERS: usize = 8;
const TASKS_EACH: usize = 25;

/// Writers go on until each of their requests is acknowledged, as clients do: the database is
/// killed and started again in their midst. What they were told is there, and nothing is twice.
#[rocket::async_test]
async fn no_acknowledged_write_is_lost_when_the_database_is_killed() {
    let stack = Devstack::ephemeral().await.expect("a stack of its own");
    let service = Service::start_on(stack.fresh().await.expect("a tenant")).await;
    let ada = service.user("ada").await;
    let progress = Progress::default();

    let writers = join_all((0..WRITERS).map(|writer| write(&ada, writer, &progress)));
    let fault = async {
        progress.reaches(WRITERS * TASKS_EACH / 4, 0).await;
        stack.postgres().kill().await.expect("it is killed");
        progress.reaches(0, 2 * WRITERS).await;
        service.ask("/health").await.expect(200);
        service.ask("/ready").await.expect_unavailable();
        ada.get("/tasks").await.expect_unavailable();
        stack.postgres().start_again().await.expect("it recovers");
    };
    let (acknowledged, ()) = tokio::join!(writers, fault);

    service.until_ready().await;
    let acknowledged: BTreeSet<String> = acknowledged.into_iter().flatten().collect();
    assert_eq!(acknowledged.len(), WRITERS * TASKS_EACH);
    for id in &acknowledged {
        ada.get(&format!("/tasks/{id}")).await.expect(200);
    }
    let client = stack.postgres().client(service.tenant.database()).await;
    let client = client.expect("a connection");
    let row = client.query_one("SELECT count(*) FROM tasks", &[]).await;
    let stored: i64 = row.expect("a count").get(0);
    assert_eq!(usize::try_from(stored), Ok(acknowledged.len()));
}

/// Creates tasks, each with a key under which it is sent until it is acknowledged.
async fn write(ada: &User<'_>, writer: usize, progress: &Progress) -> Vec<String> {
    let mut acknowledged = Vec::new();
    for n in 0..TASKS_EACH {
        let title = format!("{writer}-{n}");
        acknowledged.push(loop {
            let request = ada
                .request(Method::Post, "/tasks")
                .header(Header::new("Idempotency-Key", title.clone()))
                .json(&json!({ "title": title }));
            let answer = ada.send(request).await;
            if answer.status.code == 201 {
                progress.acknowledged.fetch_add(1, Ordering::Relaxed);
                break answer.text("id");
            }
            answer.expect_unavailable();
            progress.refused.fetch_add(1, Ordering::Relaxed);
            tokio::time::sleep(Duration::from_millis(20)).await;
        });
    }
    acknowledged
}

#[derive(Default)]
struct Progress {
    acknowledged: AtomicUsize,
    refused: AtomicUsize,
}

impl Progress {
    async fn reaches(&self, acknowledged: usize, refused: usize) {
        let deadline = Instant::now() + PATIENCE;
        while self.acknowledged.load(Ordering::Relaxed) < acknowledged
            || self.refused.load(Ordering::Relaxed) < refused
        {
            assert!(Instant::now() < deadline, "the writers do not go on");
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }
}

#[rocket::async_test]
async fn a_database_that_refuses_is_told_at_once_and_found_again() {
    let (service, relay) = service_behind_relay().await;
    let ada = service.user("ada").await;
    relay.set(Mode::Refuse).await;
    // The first to use a connection that was reset may be the one to notice.
    for _ in 0..10 {
        ada.get("/tasks").await.expect_unavailable();
    }
    service.ask("/health").await.expect(200);
    service.ask("/ready").await.expect_unavailable();
    relay.set(Mode::Pass).await;
    ada.get("/tasks").await.expect(200);
    service.ask("/ready").await.expect(200);
}

/// Whoever stands in between shows another certificate: it gets no password.
#[rocket::async_test]
async fn a_database_that_the_bundle_does_not_vouch_for_is_not_talked_to() {
    let other = Postgres::ephemeral().await.expect("another authority");
    let (_, tenant) = tenant().await;
    let mut variables = tenant.variables().clone();
    let bundle = other.ca_bundle().display().to_string();
    variables.insert("PGSSLROOTCERT".to_owned(), bundle);
    let service = Service::start_with(tenant, &variables).await;
    service.ask("/health").await.expect_unavailable();
    service.ask("/ready").await.expect_unavailable();
}

/// TCP keeps such a connection for ever, since its packets are acknowledged.
#[rocket::async_test]
async fn a_database_that_hangs_costs_its_requests_and_no_later_ones() {
    // Longer than as deployed: how fast connections are opened is not what is asked here.
    let (service, relay) = behind_relay(Duration::from_secs(20)).await;
    // One user has one connection at a time, an instance three.
    let users = service.users(3).await;
    // Each on a connection of its own.
    let all = || join_all(users.iter().take(3).map(|user| user.get("/tasks")));
    for answer in all().await {
        answer.expect(200);
    }

    relay.set(Mode::Hang).await;
    let since = Instant::now();
    for answer in all().await {
        answer.expect_unavailable();
    }
    assert!(since.elapsed() < Duration::from_secs(30), "{since:?}");
    service.ask("/health").await.expect(200);

    relay.set(Mode::Pass).await;
    for answer in all().await {
        answer.expect(200);
    }
}

/// The statement may have happened: whether it did, only the key can tell.
#[rocket::async_test]
async fn a_creation_whose_answer_was_lost_is_repeated_without_a_second_task() {
    let (service, relay) = service_behind_relay().await;
    let ada = service.user("ada").await;
    let create = || {
        ada.send(
            ada.request(Method::Post, "/tasks")
                .header(Header::new("Idempotency-Key", "lost"))
                .json(&json!({ "title": "Water the plants" })),
        )
    };
    let cut = async {
        tokio::task::yield_now().await;
        relay.cut();
    };
    let (first, ()) = tokio::join!(create(), cut);
    assert!([201, 503].contains(&first.status.code), "{}", first.status);
    service.until_ready().await;
    create().await.expect(201);
    let tasks = ada.get("/tasks").await.expect(200);
    assert_eq!(tasks.body["items"].as_array().map(Vec::len), Some(1));
}
