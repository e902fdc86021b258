//! Valkey or Redis, whichever is installed, with the users that grants make.
#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::path::Path;
use std::time::Duration;

use devstack::{Cache, User};

/// What formwork gives to a user.
const ACCESS: &str = "on ~* &* +@all -@admin -@dangerous +info";

fn user(name: &str) -> User {
    User {
        name: name.to_owned(),
        access: ACCESS.to_owned(),
    }
}

/// Sends commands, one a line, and gives the answers as they come.
fn ask(port: u16, commands: &[&str]) -> Vec<String> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    let answers = commands.iter().map(|command| {
        stream
            .write_all(format!("{command}\r\n").as_bytes())
            .unwrap();
        let mut answer = [0; 1024];
        let length = stream.read(&mut answer).unwrap();
        String::from_utf8_lossy(&answer[..length]).trim().to_owned()
    });
    answers.collect()
}

#[tokio::test]
async fn a_user_of_a_grant_logs_in_by_password_and_administers_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let users = [user("shop-quotes-api"), user("shop-quotes-pricing")];
    let cache = Cache::start(directory.path(), &users).await.unwrap();
    let password = cache.password();
    for user in ["shop-quotes-api", "shop-quotes-pricing"] {
        let login = format!("AUTH {user} {password}");
        let answers = ask(
            cache.port(),
            &[&login, "SET price 250", "GET price", "FLUSHALL", "ACL LIST"],
        );
        assert_eq!(answers[0], "+OK");
        assert_eq!(answers[1], "+OK");
        assert_eq!(answers[2], "$3\r\n250");
        assert!(answers[3].starts_with("-NOPERM"), "{}", answers[3]);
        assert!(answers[4].starts_with("-NOPERM"), "{}", answers[4]);
    }
}

#[tokio::test]
async fn who_has_no_grant_or_no_password_does_not_get_in() {
    let directory = tempfile::tempdir().unwrap();
    let cache = Cache::start(directory.path(), &[user("shop-quotes-api")]).await;
    let cache = cache.unwrap();
    let password = cache.password();
    let strangers = [
        "GET price".to_owned(),
        format!("AUTH {password}"),
        format!("AUTH default {password}"),
        format!("AUTH shop-quotes-mailer {password}"),
        "AUTH shop-quotes-api guessed".to_owned(),
    ];
    for stranger in strangers {
        let answers = ask(cache.port(), &[&stranger]);
        let is_refused = answers[0].starts_with("-NOAUTH") || answers[0].starts_with("-WRONGPASS");
        assert!(is_refused, "{stranger}: {}", answers[0]);
    }
    // The file of the rules has a hash alone.
    let rules = std::fs::read_to_string(directory.path().join("users.acl")).unwrap();
    assert!(!rules.contains(password), "{rules}");
}

#[tokio::test]
async fn a_cache_ends_with_its_value() {
    let directory = tempfile::tempdir().unwrap();
    let cache = Cache::start(directory.path(), &[user("shop-quotes-api")]).await;
    let port = cache.unwrap().port();
    assert!(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err());
    assert!(!Path::new(directory.path()).join("dump.rdb").exists());
}

#[tokio::test]
async fn rules_that_the_server_does_not_take_are_told_with_what_it_says() {
    let directory = tempfile::tempdir().unwrap();
    let wrong = User {
        name: "shop-quotes-api".to_owned(),
        access: "on +@nothing-of-the-kind".to_owned(),
    };
    let error = Cache::start(directory.path(), &[wrong]).await.unwrap_err();
    let error = error.to_string();
    assert!(error.starts_with("`valkey-server` failed:"), "{error}");
    assert!(error.contains("nothing-of-the-kind"), "{error}");
}
