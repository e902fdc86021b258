//! Secrets Manager fails, and passwords change under load.

use std::time::{Duration, Instant};

use devstack::{Fault, Tenant};
use futures_util::future::join_all;
use serde_json::json;

use crate::support::{Service, User, eventually};
use crate::tenant;

/// Of one service: `connections_per_task` of stack.toml.
const CONNECTIONS: usize = 3;

/// How many it takes to use them all: one user has one at a time.
const USERS: usize = 3;

/// What a request takes at most that needs a login and gets none.
const BOUND: Duration = Duration::from_secs(30);

#[rocket::async_test]
async fn a_start_without_secrets_manager_waits_for_it() {
    for fault in [Fault::Down, Fault::Hang, Fault::AccessDenied] {
        let (stack, tenant) = tenant().await;
        let secret = tenant.secret_arn().to_owned();
        stack.secrets().set_fault(&secret, Some(fault));
        let service = Service::start_on(tenant).await;
        service.ask("/health").await.expect_unavailable();
        let since = Instant::now();
        service.ask("/ready").await.expect_unavailable();
        assert!(since.elapsed() < BOUND, "{fault:?}");
        stack.secrets().set_fault(&secret, None);
        service.until_ready().await;
        service.ask("/health").await.expect(200);
        service.user("ada").await;
    }
}

/// The login is cached: nobody asks again until the database refuses it.
#[rocket::async_test]
async fn later_nobody_notices_that_secrets_manager_is_down() {
    for fault in [Fault::Down, Fault::Hang, Fault::AccessDenied] {
        let (stack, tenant) = tenant().await;
        let secret = tenant.secret_arn().to_owned();
        let service = patient(&tenant).await;
        let users = service.users(USERS).await;
        let before = stack.secrets().calls(&secret);
        stack.secrets().set_fault(&secret, Some(fault));
        fill_the_pool(&users, &tenant).await;
        assert_eq!(stack.secrets().calls(&secret), before);
    }
}

#[rocket::async_test]
async fn a_password_that_changes_while_secrets_manager_is_down_is_found_later() {
    let (stack, mut tenant) = tenant().await;
    let secret = tenant.secret_arn().to_owned();
    let service = patient(&tenant).await;
    let users = service.users(USERS).await;
    stack.secrets().set_fault(&secret, Some(Fault::Down));
    stack.rotate(&mut tenant).await.expect("a rotation");
    end_connections(&tenant).await;
    let since = Instant::now();
    let all = users.iter().cycle().take(CONNECTIONS);
    for answer in join_all(all.map(|user| user.get("/tasks"))).await {
        answer.expect_unavailable();
    }
    assert!(since.elapsed() < BOUND, "{since:?}");
    stack.secrets().set_fault(&secret, None);
    service.until_ready().await;
    requests(&users, CONNECTIONS).await;
}

/// Each round needs more connections than the one before, so some are opened with a password that
/// is just being changed.
#[rocket::async_test]
async fn no_request_fails_while_the_password_changes_under_load() {
    let (stack, mut tenant) = tenant().await;
    let service = patient(&tenant).await;
    let users = service.users(USERS).await;
    for at_once in [1, 2, CONNECTIONS] {
        let load = requests(&users, at_once);
        let rotation = stack.rotate(&mut tenant);
        let ((), rotated) = tokio::join!(load, rotation);
        rotated.expect("a rotation");
        requests(&users, at_once).await;
    }
}

#[rocket::async_test]
async fn many_connections_that_need_the_new_password_ask_once() {
    let (stack, mut tenant) = tenant().await;
    let secret = tenant.secret_arn().to_owned();
    let service = patient(&tenant).await;
    let users = service.users(USERS).await;
    stack.rotate(&mut tenant).await.expect("a rotation");
    let before = stack.secrets().calls(&secret);
    assert_eq!(before, 1, "one login served all connections until now");
    end_connections(&tenant).await;
    fill_the_pool(&users, &tenant).await;
    assert_eq!(stack.secrets().calls(&secret), before + 1);
}

/// One whose requests wait longer than as deployed: how fast connections are opened is not what is asked
/// here.
async fn patient(tenant: &Tenant) -> Service {
    let variables = tenant.variables().clone();
    Service::start_patient(tenant.clone(), &variables, Duration::from_secs(10)).await
}

/// As many reads and writes at the same time, none of which may fail. Not more than there are
/// connections: on a busy machine, those that wait for one might do so in vain.
async fn requests(users: &[User<'_>], at_once: usize) {
    let turns = || users.iter().cycle();
    let reads = turns().take(at_once / 2);
    let reads = join_all(reads.map(|user| user.get("/tasks?limit=1")));
    let writes = turns().skip(at_once / 2).take(at_once.div_ceil(2));
    let writes = join_all(writes.map(|user| user.post("/tasks", json!({ "title": "Read" }))));
    let (reads, writes) = tokio::join!(reads, writes);
    for answer in reads {
        answer.expect(200);
    }
    for answer in writes {
        answer.expect(201);
    }
}

/// Sends requests until as many connections are open as there may be: those that are done early
/// leave theirs to others.
async fn fill_the_pool(users: &[User<'_>], tenant: &Tenant) {
    eventually("the pool is full", async || {
        requests(users, CONNECTIONS).await;
        connections(tenant).await == CONNECTIONS
    })
    .await;
}

async fn connections(tenant: &Tenant) -> usize {
    let stack = devstack::shared().await.expect("it runs");
    let client = stack.postgres().client("postgres").await;
    let client = client.expect("a connection");
    let sql = "SELECT count(*) FROM pg_stat_activity WHERE datname = $1";
    let row = client.query_one(sql, &[&tenant.database()]).await;
    let count: i64 = row.expect("a count").get(0);
    usize::try_from(count).expect("not below zero")
}

/// Ends what the service has open, and waits until it is gone.
async fn end_connections(tenant: &Tenant) {
    let stack = devstack::shared().await.expect("it runs");
    let ended = stack.postgres().terminate_connections(tenant.database());
    assert_ne!(ended.await.expect("a superuser"), 0);
    while connections(tenant).await > 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
