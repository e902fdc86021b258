//! Secrets Manager fails, and passwords change under load.

use std::time::{Duration, Instant};

use devstack::{Fault, Tenant};
use futures_util::future::join_all;
use serde_json::json;

use crate::support::{Service, User, eventually};
use crate::tenant;

/// Of one service.
const CONNECTIONS: usize = 8;

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
        let service = Service::start_on(tenant.clone()).await;
        let ada = service.user("ada").await;
        let before = stack.secrets().calls(&secret);
        stack.secrets().set_fault(&secret, Some(fault));
        fill_the_pool(&ada, &tenant).await;
        assert_eq!(stack.secrets().calls(&secret), before);
    }
}

#[rocket::async_test]
async fn a_password_that_changes_while_secrets_manager_is_down_is_found_later() {
    let (stack, mut tenant) = tenant().await;
    let secret = tenant.secret_arn().to_owned();
    let service = Service::start_on(tenant.clone()).await;
    let ada = service.user("ada").await;
    stack.secrets().set_fault(&secret, Some(Fault::Down));
    stack.rotate(&mut tenant).await.expect("a rotation");
    end_connections(&tenant).await;
    let since = Instant::now();
    for answer in join_all((0..20).map(|_| ada.get("/tasks"))).await {
        answer.expect_unavailable();
    }
    assert!(since.elapsed() < BOUND, "{since:?}");
    stack.secrets().set_fault(&secret, None);
    service.until_ready().await;
    requests(&ada, CONNECTIONS).await;
}

/// Each round needs more connections than the one before, so some are opened with a password that
/// is just being changed.
#[rocket::async_test]
async fn no_request_fails_while_the_password_changes_under_load() {
    let (stack, mut tenant) = tenant().await;
    let service = Service::start_on(tenant.clone()).await;
    let ada = service.user("ada").await;
    for at_once in [2, 4, 6, CONNECTIONS] {
        let load = requests(&ada, at_once);
        let rotation = stack.rotate(&mut tenant);
        let ((), rotated) = tokio::join!(load, rotation);
        rotated.expect("a rotation");
        requests(&ada, at_once).await;
    }
}

#[rocket::async_test]
async fn many_connections_that_need_the_new_password_ask_once() {
    let (stack, mut tenant) = tenant().await;
    let secret = tenant.secret_arn().to_owned();
    let service = Service::start_on(tenant.clone()).await;
    let ada = service.user("ada").await;
    stack.rotate(&mut tenant).await.expect("a rotation");
    let before = stack.secrets().calls(&secret);
    assert_eq!(before, 1, "one login served all connections until now");
    fill_the_pool(&ada, &tenant).await;
    assert_eq!(stack.secrets().calls(&secret), before + 1);
}

/// As many reads and writes at the same time, none of which may fail. Not more than there are
/// connections: on a busy machine, those that wait for one might do so in vain.
async fn requests(ada: &User<'_>, at_once: usize) {
    let reads = join_all((0..at_once / 2).map(|_| ada.get("/tasks?limit=1")));
    let writes = (0..at_once / 2).map(|n| ada.post("/tasks", json!({ "title": n.to_string() })));
    let (reads, writes) = tokio::join!(reads, join_all(writes));
    for answer in reads {
        answer.expect(200);
    }
    for answer in writes {
        answer.expect(201);
    }
}

/// Sends requests until as many connections are open as there may be: those that are done early
/// leave theirs to others.
async fn fill_the_pool(ada: &User<'_>, tenant: &Tenant) {
    eventually("the pool is full", async || {
        requests(ada, CONNECTIONS).await;
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
