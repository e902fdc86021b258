//! PostgreSQL: what it demands of clients, what survives what.
#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;

use devstack::{Devstack, Error, Login, Postgres};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres::config::SslMode;
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, Config, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

fn config(postgres: &Postgres, database: &str, login: &Login) -> Config {
    let mut config = Config::new();
    config
        .host(postgres.host())
        .port(postgres.port())
        .dbname(database)
        .user(&login.user)
        .password(&login.password)
        .ssl_mode(SslMode::Require);
    config
}

/// Connects as the API does: by name, against the CA bundle.
async fn connect(
    postgres: &Postgres,
    database: &str,
    login: &Login,
) -> Result<Client, tokio_postgres::Error> {
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
    let (client, connection) = config(postgres, database, login)
        .connect(MakeRustlsConnect::new(tls))
        .await?;
    tokio::spawn(connection);
    Ok(client)
}

fn code(result: Result<Client, tokio_postgres::Error>) -> SqlState {
    let error = result.map(drop).expect_err("PostgreSQL refuses");
    error.code().expect("PostgreSQL says why").clone()
}

#[tokio::test]
async fn wants_tls_and_the_password() {
    let postgres = devstack::shared().await.unwrap().postgres();
    let login = postgres.create_database("wants_tls").await.unwrap();
    let client = connect(postgres, "wants_tls", &login).await.unwrap();
    client
        .batch_execute("CREATE TABLE here (id int)")
        .await
        .unwrap();

    let wrong = Login {
        password: "guess".to_owned(),
        ..login.clone()
    };
    let refused = connect(postgres, "wants_tls", &wrong).await;
    assert_eq!(code(refused), SqlState::INVALID_PASSWORD);

    let mut plain = config(postgres, "wants_tls", &login);
    plain.ssl_mode(SslMode::Disable);
    let refused = plain.connect(NoTls).await.map(|(client, _)| client);
    assert_eq!(code(refused), SqlState::INVALID_AUTHORIZATION_SPECIFICATION);
}

#[tokio::test]
async fn a_role_owns_its_database_and_nothing_else() {
    let postgres = devstack::shared().await.unwrap().postgres();
    let login = postgres.create_database("owner").await.unwrap();
    let client = connect(postgres, "owner", &login).await.unwrap();
    // As the master user of RDS it makes roles, but none with more rights than its own.
    client.batch_execute("CREATE ROLE other").await.unwrap();
    let superuser = "CREATE ROLE another SUPERUSER";
    let refused = client.batch_execute(superuser).await.unwrap_err();
    assert_eq!(refused.code(), Some(&SqlState::INSUFFICIENT_PRIVILEGE));
    let refused = client
        .batch_execute("COPY (SELECT 1) TO PROGRAM 'cat'")
        .await
        .unwrap_err();
    assert_eq!(refused.code(), Some(&SqlState::INSUFFICIENT_PRIVILEGE));
}

#[tokio::test]
async fn knows_letters_beyond_ascii() {
    let postgres = devstack::shared().await.unwrap().postgres();
    let client = postgres.client("postgres").await.unwrap();
    let row = client
        .query_one("SELECT lower('ÄÉ'), 'Z' < 'a' COLLATE \"default\"", &[])
        .await
        .unwrap();
    assert_eq!(row.get::<_, &str>(0), "äé");
    assert!(row.get::<_, bool>(1), "texts are ordered by their bytes");
}

#[tokio::test]
async fn a_new_password_or_name_is_asked_for_at_once() {
    let postgres = devstack::shared().await.unwrap().postgres();
    let old = postgres.create_database("rotates").await.unwrap();
    let open = connect(postgres, "rotates", &old).await.unwrap();
    postgres
        .set_password("rotates", "it's \\ new")
        .await
        .unwrap();

    open.batch_execute("SELECT 1").await.unwrap();
    assert_eq!(
        code(connect(postgres, "rotates", &old).await),
        SqlState::INVALID_PASSWORD
    );
    let new = Login {
        password: "it's \\ new".to_owned(),
        ..old
    };
    drop(connect(postgres, "rotates", &new).await.unwrap());

    postgres.rename_user("rotates", "renamed").await.unwrap();
    assert_eq!(
        code(connect(postgres, "rotates", &new).await),
        SqlState::INVALID_PASSWORD
    );
    let renamed = Login {
        user: "renamed".to_owned(),
        ..new
    };
    connect(postgres, "rotates", &renamed).await.unwrap();
}

#[tokio::test]
async fn rotating_a_tenant_changes_what_the_database_asks_for() {
    let stack = devstack::shared().await.unwrap();
    let mut tenant = stack.fresh().await.unwrap();
    let old = tenant.login().clone();
    stack.rotate(&mut tenant).await.unwrap();
    let database = tenant.database();
    let refused = connect(stack.postgres(), database, &old).await;
    assert_eq!(code(refused), SqlState::INVALID_PASSWORD);
    let accepted = connect(stack.postgres(), database, tenant.login()).await;
    drop(accepted.unwrap());
}

#[tokio::test]
async fn ends_connections_of_one_database() {
    let postgres = devstack::shared().await.unwrap().postgres();
    let login = postgres.create_database("ends").await.unwrap();
    let other = postgres.client("postgres").await.unwrap();
    let client = connect(postgres, "ends", &login).await.unwrap();
    assert_eq!(postgres.terminate_connections("ends").await.unwrap(), 1);
    client.batch_execute("SELECT 1").await.unwrap_err();
    other.batch_execute("SELECT 1").await.unwrap();
}

#[tokio::test]
async fn keeps_what_it_acknowledged_when_it_crashes() {
    let postgres = Postgres::ephemeral().await.unwrap();
    let port = postgres.port();
    let login = postgres.create_database("crashes").await.unwrap();
    let client = connect(&postgres, "crashes", &login).await.unwrap();
    client
        .batch_execute("CREATE TABLE kept (id int); INSERT INTO kept VALUES (7)")
        .await
        .unwrap();

    postgres.kill().await.unwrap();
    client.batch_execute("SELECT 1").await.unwrap_err();
    connect(&postgres, "crashes", &login)
        .await
        .map(drop)
        .expect_err("nothing listens");
    assert!(matches!(postgres.client("crashes").await, Err(Error::Down)));

    postgres.start_again().await.unwrap();
    assert_eq!(postgres.port(), port);
    let client = connect(&postgres, "crashes", &login).await.unwrap();
    let row = client.query_one("SELECT id FROM kept", &[]).await.unwrap();
    assert_eq!(row.get::<_, i32>(0), 7);
}

#[tokio::test]
async fn stays_in_its_directory() {
    // Open to the user who runs PostgreSQL in place of root.
    let open = std::fs::Permissions::from_mode(0o755);
    let directory = tempfile::Builder::new()
        .permissions(open)
        .tempdir()
        .unwrap();
    let path = directory.path().join("stack");
    let first = Devstack::persistent(&path).await.unwrap();
    let tenant = first.tenant("stays").await.unwrap();
    let client = first.postgres().client(tenant.database()).await.unwrap();
    client
        .batch_execute("CREATE TABLE kept (id int); INSERT INTO kept VALUES (7)")
        .await
        .unwrap();
    let port = first.postgres().port();

    let second = Devstack::persistent(&path).await.unwrap_err();
    let Error::InUse { process, .. } = second else {
        panic!("{second}")
    };
    assert_eq!(process, std::process::id());
    drop((client, first));

    // As after a power cut: the file of a process that is somebody else's by now.
    let stale = format!("{}\n{}\n", std::process::id(), path.display());
    let data = path.join("postgres/data");
    write(&data.join("postmaster.pid"), &stale);

    let again = Devstack::persistent(&path).await.unwrap();
    assert_eq!(again.postgres().port(), port);
    let tenant = again.tenant("stays").await.unwrap();
    let client = connect(again.postgres(), "stays", tenant.login())
        .await
        .unwrap();
    let superuser = again.postgres().client("stays").await.unwrap();
    let row = superuser
        .query_one("SELECT id FROM kept", &[])
        .await
        .unwrap();
    assert_eq!(row.get::<_, i32>(0), 7);
    drop((client, again));

    write(&data.join("PG_VERSION"), "9\n");
    let other = Devstack::persistent(&path).await.unwrap_err();
    assert!(
        matches!(&other, Error::OtherVersion { written, .. } if written == "9"),
        "{other}"
    );
}

fn write(path: &Path, text: &str) {
    use std::io::Write;
    std::fs::File::create(path)
        .unwrap()
        .write_all(text.as_bytes())
        .unwrap();
}
