//! More requests than can be served.

use std::time::{Duration, Instant};

use devstack::Mode;
use futures_util::future::join_all;
use serde_json::json;

use crate::service_behind_relay;
use crate::support::{PASSWORD, Service, User};

/// Who waits for a connection is let wait for this long.
const WAIT: Duration = Duration::from_secs(2);

/// Connections, and places in the queue for them.
const SERVED: usize = 3 + 48;

/// With a database that answers nothing, requests can only pile up.
#[rocket::async_test]
async fn who_finds_the_queue_full_is_told_at_once() {
    // One user has one connection at a time, or a place in the queue for them.
    const USERS: usize = 56;
    const REQUESTS: usize = USERS;
    let (service, relay) = service_behind_relay().await;
    let mut users = service.users(USERS / 2).await;
    // An address may register fifty in an hour.
    service.execute("DELETE FROM login_attempts").await;
    for n in USERS / 2..USERS {
        users.push(service.user(&format!("user-{n}")).await);
    }
    relay.set(Mode::Hang).await;

    let request = async |user: &User<'_>| {
        let since = Instant::now();
        user.get("/tasks").await.expect_unavailable();
        since.elapsed()
    };
    let times = join_all(users.iter().cycle().take(REQUESTS).map(request)).await;
    let at_once = times.iter().filter(|time| **time < WAIT).count();
    assert!(at_once >= REQUESTS - SERVED, "{at_once}: {times:?}");

    relay.set(Mode::Pass).await;
    users[0].get("/tasks").await.expect(200);
}

/// A log-in costs 19 MiB and tens of milliseconds of CPU: one at a time, and sixteen of an address wait.
/// Who sends more is told so by 429: the service lacks nothing.
#[rocket::async_test]
async fn log_ins_of_strangers_are_hashed_one_at_a_time() {
    const LOG_INS: usize = 60;
    let service = Service::start().await;
    service.user("ada").await;
    let log_in = |n: usize| {
        let login = json!({ "email": format!("nobody-{n}@example.com"), "password": PASSWORD });
        let nobody = service.anonymous();
        async move { nobody.post("/sessions", login).await }
    };
    let answers = join_all((0..LOG_INS).map(log_in)).await;
    let mut refused = 0;
    for answer in answers {
        if answer.status.code == 429 {
            let answer = answer.expect_problem(429);
            assert!(answer.headers.contains_key("retry-after"));
            refused += 1;
        } else {
            answer.expect_problem(401);
        }
    }
    assert!((1..LOG_INS).contains(&refused), "{refused}");
    service
        .log_in("ada@example.com", PASSWORD)
        .await
        .expect(201);
}
