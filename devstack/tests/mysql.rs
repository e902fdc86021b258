//! MySQL or `MariaDB`, whichever is installed, by the client that comes with it.
#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

mod mysql_client;

use devstack::{Login, MySql};
use mysql_client::by_tls;

/// What a statement gives in the database of a login, or why it is refused.
fn ask(server: &MySql, login: &Login, options: &[&str], statement: &str) -> Result<String, String> {
    mysql_client::ask(server, login, &login.user, options, statement)
}

/// It makes a cluster and starts a server three times, which takes some seconds.
#[tokio::test]
async fn a_database_is_reached_by_tls_and_password_alone_and_stays() {
    let directory = tempfile::tempdir().unwrap();
    let mut server = MySql::persistent(directory.path()).await.unwrap();
    let orders = server.create_database("orders").await.unwrap();
    let stock = server.create_database("stock").await.unwrap();
    let same = server.create_database("orders").await.unwrap();
    assert_eq!(same.password, orders.password);

    let tls = by_tls(&server);
    let tls: Vec<&str> = tls.iter().map(String::as_str).collect();
    let made = "CREATE TABLE prices (sku VARCHAR(20)); INSERT INTO prices VALUES ('tea');";
    ask(&server, &orders, &tls, made).unwrap();
    let found = ask(&server, &orders, &tls, "SELECT sku FROM prices").unwrap();
    assert_eq!(found, "tea");
    // Each has its own database, and no other.
    let refused = ask(&server, &stock, &tls, "SELECT sku FROM orders.prices").unwrap_err();
    assert!(refused.contains("denied"), "{refused}");

    // MariaDB says no more than that it denies access.
    let refused = ask(&server, &orders, &["--skip-ssl"], "SELECT 1").unwrap_err();
    let is_refused = refused.contains("insecure transport") || refused.contains("denied");
    assert!(is_refused, "{refused}");
    for user in ["orders", "root", "anybody"] {
        let guessed = Login {
            user: user.to_owned(),
            password: String::new(),
        };
        let refused = ask(&server, &guessed, &tls, "SELECT 1").unwrap_err();
        assert!(refused.contains("1045"), "{user}: {refused}");
    }

    let in_use = MySql::persistent(directory.path()).await.unwrap_err();
    assert!(
        in_use.to_string().contains("another `cargo dev`"),
        "{in_use}"
    );
    drop(server);
    let mut server = MySql::persistent(directory.path()).await.unwrap();
    let orders = server.create_database("orders").await.unwrap();
    let tls = by_tls(&server);
    let tls: Vec<&str> = tls.iter().map(String::as_str).collect();
    let found = ask(&server, &orders, &tls, "SELECT sku FROM prices").unwrap();
    assert_eq!(found, "tea");
}
