//! Who is let try a log-in: however many others try, and whatever they try it for.

use crate::support::{Answer, PASSWORD, Service};
use futures_util::future::join_all;
use rocket::http::{Header, Method};
use serde_json::{Value, json};

/// Addresses of documentation: nobody has them.
const HOME: &str = "192.0.2.1";
const ELSEWHERE: &str = "198.51.100.1";

/// Sends a request as the load balancer forwards it from this address.
async fn from(service: &Service, address: &str, path: &str, body: Value) -> Answer {
    let nobody = service.anonymous();
    // What stands before the last comma, a client may have made up.
    let forwarded = format!("{HOME}, {address}");
    let request = nobody
        .request(Method::Post, path)
        .header(Header::new("X-Forwarded-For", forwarded))
        .json(&body);
    nobody.send(request).await
}

async fn log_in(service: &Service, address: &str, email: &str, password: &str) -> Answer {
    let login = json!({ "email": email, "password": password });
    from(service, address, "/sessions", login).await
}

/// Registers an account from [`HOME`].
async fn register(service: &Service, email: &str) {
    let new = json!({ "email": email, "name": "Ada", "password": PASSWORD });
    from(service, HOME, "/users", new).await.expect(201);
}

/// PostgreSQL takes `İ` for an upper case `i`, Rust doesn't: each spelling had a limit of its own.
#[rocket::async_test]
async fn another_spelling_of_an_address_is_no_way_around_the_limit() {
    let service = Service::start().await;
    register(&service, "vini@gmail.com").await;
    for address in ["vini", "vin\u{130}", "v\u{130}ni", "v\u{130}n\u{130}"] {
        let email = format!("{address}@gma\u{130}l.com");
        let answer = log_in(&service, ELSEWHERE, &email, PASSWORD).await;
        answer.expect_problem(401);
    }
    // All these are one address.
    let spellings = ["VINI@gmail.com", "vini@GMAIL.com", "\u{ff56}ini@gmail.com"];
    for n in 0..10 {
        let email = spellings[n % spellings.len()];
        let answer = log_in(&service, ELSEWHERE, email, "not that one").await;
        answer.expect_problem(401);
    }
    let refused = log_in(&service, ELSEWHERE, "vini@gmail.com", PASSWORD).await;
    refused.expect_problem(429);
}

/// A log-in that had to wait in vain was counted as one that failed.
#[rocket::async_test]
async fn what_was_never_tried_counts_for_nothing() {
    let service = Service::start().await;
    register(&service, "ada@example.com").await;
    for _ in 0..3 {
        let many = (0..40).map(|_| log_in(&service, ELSEWHERE, "ada@example.com", PASSWORD));
        for answer in join_all(many).await {
            assert!([201, 429].contains(&answer.status.code), "{}", answer.body);
        }
    }
    let answer = log_in(&service, ELSEWHERE, "ada@example.com", PASSWORD).await;
    answer.expect(201);
    // A refused one is no row either.
    let attempts = service.count("login_attempts WHERE failures > 1").await;
    assert_eq!(
        attempts, 2,
        "but for log-ins of the account, and from its network"
    );
}

#[rocket::async_test]
async fn a_stranger_keeps_nobody_out() {
    let service = Service::start().await;
    register(&service, "ada@example.com").await;
    for n in 0..12 {
        let answer = log_in(&service, ELSEWHERE, "ada@example.com", "not that one").await;
        let expected = if n < 10 { 401 } else { 429 };
        answer.expect_problem(expected);
    }
    // Neither where the account was used before, nor anywhere else.
    for address in [HOME, "203.0.113.5"] {
        let answer = log_in(&service, address, "ada@example.com", PASSWORD).await;
        answer.expect(201);
    }
}

/// From so many addresses that the account is closed to strangers: then a device goes on anywhere.
#[rocket::async_test]
async fn many_strangers_keep_out_nobody_who_was_there() {
    let service = Service::start().await;
    register(&service, "ada@example.com").await;
    let login =
        json!({ "email": "ada@example.com", "password": PASSWORD, "remember_device": true });
    let device = from(&service, HOME, "/sessions", login).await.expect(201);
    let device = device.text("device_token");
    for n in 0..42 {
        let stranger = format!("198.51.100.{}", n / 8);
        let answer = log_in(&service, &stranger, "ada@example.com", "not that one").await;
        answer.expect_problem(if n < 40 { 401 } else { 429 });
    }
    let stranger = log_in(&service, "203.0.113.5", "ada@example.com", PASSWORD).await;
    stranger.expect_problem(429);
    let home = log_in(&service, HOME, "ada@example.com", PASSWORD).await;
    assert_eq!(home.expect(201).body["device_token"], Value::Null);
    let login = json!({ "email": "ada@example.com", "password": PASSWORD, "device_token": device });
    let moved = from(&service, "203.0.113.5", "/sessions", login).await;
    assert_eq!(moved.expect(201).text("device_token"), device);
}

/// Whoever knew the password until now may have left a device.
#[rocket::async_test]
async fn a_new_password_forgets_the_other_places() {
    let service = Service::start().await;
    register(&service, "ada@example.com").await;
    let session = log_in(&service, ELSEWHERE, "ada@example.com", PASSWORD).await;
    assert_eq!(service.count("familiar_places").await, 2);
    let mut ada = service.anonymous();
    ada.token = Some(session.expect(201).text("token"));
    let change = json!({ "password": "battery staple", "current_password": PASSWORD });
    let request = ada
        .request(Method::Patch, "/users/me")
        .header(Header::new("X-Forwarded-For", ELSEWHERE))
        .json(&change);
    ada.send(request).await.expect(200);
    assert_eq!(service.count("familiar_places").await, 1);
}

/// One password for many accounts.
#[rocket::async_test]
async fn spraying_is_limited_by_its_source() {
    let service = Service::start().await;
    register(&service, "ada@example.com").await;
    let mut tried = 0;
    for n in 0..40 {
        let email = format!("nobody-{n}@example.com");
        let answer = log_in(&service, ELSEWHERE, &email, PASSWORD).await;
        match answer.status.code {
            401 => tried += 1,
            _ => drop(answer.expect_problem(429)),
        }
    }
    assert_eq!(tried, 30);
    // Its neighbour in the same network has logged in there before.
    for address in [HOME, "203.0.113.5"] {
        let answer = log_in(&service, address, "ada@example.com", PASSWORD).await;
        answer.expect(201);
    }
}

#[rocket::async_test]
async fn registrations_are_limited_by_their_source() {
    let service = Service::start().await;
    register(&service, "ada@example.com").await;
    service
        .execute("UPDATE login_attempts SET failures = 49")
        .await;
    register(&service, "bob@example.com").await;
    let new = json!({ "email": "eve@example.com", "name": "Eve", "password": PASSWORD });
    let refused = from(&service, HOME, "/users", new.clone()).await;
    let seconds: u32 = refused
        .expect_problem(429)
        .header("retry-after")
        .parse()
        .unwrap();
    assert!((3000..=3600).contains(&seconds), "{seconds}");
    from(&service, ELSEWHERE, "/users", new).await.expect(201);
}

/// Forty at a time from one address are the client's doing: 429, so no alarm for 5xx rings.
#[rocket::async_test]
async fn a_flood_from_one_address_is_told_429_and_delays_nobody() {
    let service = Service::start().await;
    register(&service, "ada@example.com").await;
    let flood = join_all((0..120).map(|n| {
        let service = &service;
        async move {
            let email = format!("nobody-{n}@example.com");
            log_in(service, ELSEWHERE, &email, PASSWORD).await
        }
    }));
    let user = async {
        let known = log_in(&service, HOME, "ada@example.com", PASSWORD).await;
        let stranger = log_in(&service, "203.0.113.5", "ada@example.com", PASSWORD).await;
        (known, stranger)
    };
    let (answers, (known, stranger)) = tokio::join!(flood, user);
    known.expect(201);
    stranger.expect(201);
    let statuses: Vec<_> = answers.iter().map(|answer| answer.status.code).collect();
    assert!(
        statuses.iter().all(|status| [401, 429].contains(status)),
        "{statuses:?}"
    );
    let tried = statuses.iter().filter(|status| **status == 401).count();
    assert!((1..=30).contains(&tried), "{statuses:?}");
}

/// A stolen token guesses the password no better than anybody, and keeps no other session from it.
#[rocket::async_test]
async fn current_password_is_guessed_ten_times() {
    let service = Service::start().await;
    let ada = service.user("ada").await;
    let change = |password| json!({ "password": "battery staple", "current_password": password });
    for _ in 0..10 {
        let wrong = ada.patch("/users/me", change("not that one")).await;
        wrong.expect_problem(403);
    }
    let refused = ada.patch("/users/me", change(PASSWORD)).await;
    assert!(
        refused
            .expect_problem(429)
            .headers
            .contains_key("retry-after")
    );
    let mut elsewhere = ada.clone();
    let session = service.log_in(&ada.email, PASSWORD).await.expect(201);
    elsewhere.token = Some(session.text("token"));
    elsewhere
        .patch("/users/me", change(PASSWORD))
        .await
        .expect(200);
}
