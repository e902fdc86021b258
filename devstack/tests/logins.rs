//! The statements by which the owner of a database makes the users of containers, on servers: `LOGINS` of a handle, as
//! `formwork/tests/logins/` has them.
#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

mod mysql_client;

use std::sync::Arc;

use devstack::{Login, MySql, Postgres};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres::config::SslMode;
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, Config};
use tokio_postgres_rustls::MakeRustlsConnect;

use mysql_client::{ask, by_tls};

const POSTGRES: &str = include_str!("../../formwork/tests/logins/postgres.sql");
const MYSQL: &str = include_str!("../../formwork/tests/logins/mysql.sql");

fn login(user: &str) -> Login {
    Login {
        user: user.to_owned(),
        password: "stands for a token".to_owned(),
    }
}

async fn connect(postgres: &Postgres, login: &Login) -> Client {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(postgres.ca_bundle()).unwrap() {
        roots.add(certificate.unwrap()).unwrap();
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let mut config = Config::new();
    config
        .host(postgres.host())
        .port(postgres.port())
        .dbname("orders")
        .user(&login.user)
        .password(&login.password)
        .ssl_mode(SslMode::Require);
    let connected = config.connect(MakeRustlsConnect::new(tls)).await;
    let (client, connection) = connected.unwrap();
    tokio::spawn(connection);
    client
}

async fn make_users(owner: &Client) {
    for statement in POSTGRES.lines() {
        let done = owner.batch_execute(statement).await;
        done.unwrap_or_else(|error| panic!("{statement}: {error:?}"));
    }
}

async fn is_refused(client: &Client, statement: &str) {
    let error = client.batch_execute(statement).await.expect_err(statement);
    let code = error.code().expect("PostgreSQL says why");
    assert_eq!(*code, SqlState::INSUFFICIENT_PRIVILEGE, "{statement}");
}

/// Each may do what its grant says, in tables from before the statements and from after them.
#[tokio::test]
async fn users_of_postgres_have_the_rights_of_their_grants() {
    let postgres = Postgres::ephemeral().await.unwrap();
    let owner = postgres.create_database("orders").await.unwrap();
    let (api, nightly) = (login("api"), login("nightly"));
    postgres.create_user("api", &api.password).await.unwrap();
    let owner = connect(&postgres, &owner).await;
    let table = |name| format!("CREATE TABLE {name} (id serial PRIMARY KEY, sku text)");
    owner.batch_execute(&table("early")).await.unwrap();
    // The one is there already, as on a developer's machine; the owner makes the other one.
    make_users(&owner).await;
    postgres
        .create_user("nightly", &nightly.password)
        .await
        .unwrap();
    make_users(&owner).await;
    owner.batch_execute(&table("late")).await.unwrap();

    let api = connect(&postgres, &api).await;
    let nightly = connect(&postgres, &nightly).await;
    for table in ["early", "late"] {
        for statement in [
            format!("INSERT INTO {table} (sku) VALUES ('tea'), ('milk')"),
            format!("UPDATE {table} SET sku = 'oats' WHERE sku = 'milk'"),
            format!("DELETE FROM {table} WHERE sku = 'oats'"),
        ] {
            is_refused(&nightly, &statement).await;
            api.batch_execute(&statement).await.unwrap();
        }
        let read = format!("SELECT sku FROM {table}");
        for client in [&api, &nightly] {
            let row = client.query_one(&read, &[]).await.unwrap();
            assert_eq!(row.get::<_, &str>(0), "tea");
        }
        for statement in [
            format!("ALTER TABLE {table} ADD COLUMN price int"),
            format!("DROP TABLE {table}"),
            format!("TRUNCATE {table}"),
        ] {
            is_refused(&api, &statement).await;
        }
        is_refused(&nightly, &format!("SELECT nextval('{table}_id_seq')")).await;
    }
    for client in [&api, &nightly] {
        is_refused(client, "CREATE TABLE own (id int)").await;
        is_refused(client, "CREATE ROLE other").await;
        is_refused(client, "SET ROLE orders").await;
    }
}

/// A grant that becomes less takes rights away, and a user who is dropped as the documentation has it is gone.
#[tokio::test]
async fn rights_of_postgres_go_with_their_grants() {
    let postgres = Postgres::ephemeral().await.unwrap();
    let owner = postgres.create_database("orders").await.unwrap();
    let owner = connect(&postgres, &owner).await;
    owner
        .batch_execute("CREATE TABLE early (sku text)")
        .await
        .unwrap();
    let wrote = POSTGRES
        .replace("\"api\"", "\"nightly\"")
        .replace("'api'", "'nightly'");
    let wrote = wrote.lines().filter(|line| !line.contains("REVOKE"));
    for statement in wrote {
        owner.batch_execute(statement).await.unwrap();
    }
    make_users(&owner).await;
    owner
        .batch_execute("CREATE TABLE late (sku text)")
        .await
        .unwrap();
    postgres
        .create_user("nightly", "stands for a token")
        .await
        .unwrap();
    let nightly = connect(&postgres, &login("nightly")).await;
    for table in ["early", "late"] {
        is_refused(&nightly, &format!("INSERT INTO {table} VALUES ('tea')")).await;
        nightly
            .query(&format!("SELECT FROM {table}"), &[])
            .await
            .unwrap();
    }
    let docs = include_str!("../../docs/stack-toml.md");
    let (_, dropping) = docs.split_once("-- PostgreSQL: nightly goes\n").unwrap();
    let (dropping, _) = dropping.split_once("```").unwrap();
    owner.batch_execute(dropping).await.unwrap();
    let left = "SELECT FROM pg_roles WHERE rolname = 'nightly'";
    assert!(owner.query(left, &[]).await.unwrap().is_empty());
}

/// It starts a MySQL or `MariaDB`, which takes some seconds.
#[tokio::test]
async fn users_of_mysql_have_the_rights_of_their_grants() {
    let directory = tempfile::tempdir().unwrap();
    let mut server = MySql::persistent(directory.path()).await.unwrap();
    let (api, nightly) = (login("api"), login("nightly"));
    let users = ["api", "nightly"].map(str::to_owned);
    server.create_users(users, &api.password).await.unwrap();
    let owner = server.create_database("orders").await.unwrap();
    let tls = by_tls(&server);
    let tls: Vec<&str> = tls.iter().map(String::as_str).collect();
    let ask = |login: &Login, statement: &str| ask(&server, login, "orders", &tls, statement);
    ask(&owner, "CREATE TABLE early (sku VARCHAR(20))").unwrap();
    for statement in MYSQL.lines().chain(MYSQL.lines()) {
        ask(&owner, statement).unwrap_or_else(|error| panic!("{statement}: {error}"));
    }
    ask(&owner, "CREATE TABLE late (sku VARCHAR(20))").unwrap();
    for table in ["early", "late"] {
        for statement in [
            format!("INSERT INTO {table} VALUES ('tea'), ('milk')"),
            format!("UPDATE {table} SET sku = 'oats' WHERE sku = 'milk'"),
            format!("DELETE FROM {table} WHERE sku = 'oats'"),
        ] {
            let refused = ask(&nightly, &statement).unwrap_err();
            assert!(refused.contains("denied"), "{refused}");
            ask(&api, &statement).unwrap();
        }
        for login in [&api, &nightly] {
            let found = ask(login, &format!("SELECT sku FROM {table}")).unwrap();
            assert_eq!(found, "tea");
        }
        for statement in [
            format!("ALTER TABLE {table} ADD COLUMN price INT"),
            format!("DROP TABLE {table}"),
        ] {
            let refused = ask(&api, &statement).unwrap_err();
            assert!(refused.contains("denied"), "{refused}");
        }
    }
    let refused = ask(&api, "CREATE TABLE own (id INT)").unwrap_err();
    assert!(refused.contains("denied"), "{refused}");
}
