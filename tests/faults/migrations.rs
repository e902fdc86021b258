//! Several instances start at once on a database that none of them has seen.

use futures_util::future::join_all;

use crate::support::Service;
use crate::tenant;

#[rocket::async_test]
async fn instances_that_start_at_once_migrate_once() {
    const INSTANCES: usize = 6;
    let (stack, tenant) = tenant().await;
    let start = || Service::start_on(tenant.clone());
    let services = join_all((0..INSTANCES).map(|_| start())).await;
    join_all(services.iter().map(Service::until_ready)).await;

    let client = stack.postgres().client(tenant.database()).await;
    let client = client.expect("a connection");
    let history = "SELECT version::text FROM refinery_schema_history ORDER BY version";
    let applied: Vec<String> = client
        .query(history, &[])
        .await
        .expect("a history")
        .iter()
        .map(|row| row.get(0))
        .collect();
    assert_eq!(applied, written());

    // And they serve the same users.
    let ada = services[0].user("ada").await;
    let mut elsewhere = services[INSTANCES - 1].anonymous();
    elsewhere.token = ada.token.clone();
    elsewhere.get("/users/me").await.expect(200);
}

/// What a rollback meets: the newer version has migrated.
#[rocket::async_test]
async fn a_schema_that_is_newer_is_served() {
    let (stack, tenant) = tenant().await;
    Service::start_on(tenant.clone()).await.until_ready().await;
    let client = stack.postgres().client(tenant.database()).await;
    let newer = "INSERT INTO refinery_schema_history (version, name, applied_on, checksum)
        VALUES (29991231235959, 'from_the_future', '2999-12-31T23:59:59Z', '1')";
    let client = client.expect("a connection");
    client.batch_execute(newer).await.expect("a row");
    let older = Service::start_on(tenant).await;
    older.until_ready().await;
    older.user("ada").await;
}

#[rocket::async_test]
async fn a_migration_that_fails_is_tried_again_and_changes_nothing_until_then() {
    let (stack, tenant) = tenant().await;
    let client = stack.postgres().client(tenant.database()).await;
    let client = client.expect("a connection");
    // In the way of the second migration.
    let obstacle = client.batch_execute("CREATE TABLE tasks ()").await;
    obstacle.expect("a table");
    let service = Service::start_on(tenant).await;
    // So the load balancer sends it nothing, and ECS gives its deployment up.
    service.ask("/health").await.expect_unavailable();
    service.ask("/ready").await.expect_unavailable();
    service.ask("/health").await.expect_unavailable();
    let away = client.batch_execute("DROP TABLE tasks").await;
    away.expect("it is there");
    service.until_ready().await;
    service.ask("/health").await.expect(200);
}

/// Accounts of the version before, which told addresses apart as PostgreSQL does. Some are one address
/// to Rust: each of them still logs in, and nobody else gets in under its name.
#[rocket::async_test]
async fn addresses_that_turn_out_to_be_one_keep_their_accounts() {
    let (stack, tenant) = tenant().await;
    let service = Service::start_on(tenant.clone()).await;
    service.user("template").await;
    let client = stack.postgres().client(tenant.database()).await;
    let client = client.expect("a connection");
    // As the version before wrote them: in this order, and without a key.
    let addresses = [
        "ju\u{308}rgen@example.com",
        "j\u{fc}rgen@example.com",
        "\u{ff4b}im@example.com",
        "kim@example.com",
        "MIXED@example.com",
    ];
    for (n, address) in addresses.iter().enumerate() {
        let insert = format!(
            "INSERT INTO users (id, email, name, password_hash, created_at)
             SELECT gen_random_uuid(), '{address}', '{n}', password_hash, now() + interval '{n} s'
             FROM users WHERE email = 'template@example.com'"
        );
        client.batch_execute(&insert).await.expect("an account");
    }
    // An instance that starts gives them their keys, before it serves anybody.
    let next = Service::start_on(tenant).await;
    next.until_healthy().await;
    for (n, address) in addresses.iter().enumerate() {
        let session = next.log_in(address, crate::support::PASSWORD).await;
        let mut user = next.anonymous();
        user.token = Some(session.expect(201).text("token"));
        let account = user.get("/users/me").await.expect(200);
        assert_eq!(account.body["name"], n.to_string(), "{address}");
    }
    // Another spelling is the older one's, or that of the one that needs no other form.
    for (spelling, name) in [
        ("J\u{dc}RGEN@example.com", "0"),
        ("KIM@example.com", "3"),
        ("mixed@example.com", "4"),
    ] {
        let session = next.log_in(spelling, crate::support::PASSWORD).await;
        let mut user = next.anonymous();
        user.token = Some(session.expect(201).text("token"));
        let account = user.get("/users/me").await.expect(200);
        assert_eq!(account.body["name"], name, "{spelling}");
    }
    let nobody = "SELECT count(*) FROM users WHERE email_key IS NULL";
    let row = client.query_one(nobody, &[]).await.expect("a count");
    assert_eq!(row.get::<_, i64>(0), 0);
}

/// Requests are served as a role that reads and writes rows. What belongs to the owner, no statement of
/// a request reaches, whoever wrote that statement.
#[rocket::async_test]
async fn requests_are_served_without_the_rights_of_the_owner() {
    let (stack, tenant) = tenant().await;
    let service = Service::start_on(tenant.clone()).await;
    service.user("ada").await;
    let role = format!("{}_requests", tenant.database());
    let client = stack.postgres().client(tenant.database()).await;
    let client = client.expect("a connection");
    client
        .batch_execute(&format!("SET ROLE {role}"))
        .await
        .expect("a role");
    for refused in [
        "DROP TABLE tasks",
        "TRUNCATE tasks",
        "ALTER TABLE users ADD COLUMN admin boolean",
        "CREATE TABLE mine ()",
        "DELETE FROM refinery_schema_history",
        "CREATE ROLE mine",
        "DROP TRIGGER attachments_loosen ON attachments",
    ] {
        let error = client.batch_execute(refused).await.expect_err(refused);
        let code = error.code().map(tokio_postgres::error::SqlState::code);
        assert_eq!(code, Some("42501"), "{refused}: {error}");
    }
    // And that is what the service is: `current_user` of its triggers is the role.
    client
        .batch_execute(
            "RESET ROLE; CREATE TABLE seen (role text);
             CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql SECURITY INVOKER AS $$
             BEGIN INSERT INTO seen VALUES (current_user); RETURN NEW; END $$;
             GRANT INSERT ON seen TO PUBLIC;
             CREATE TRIGGER note AFTER INSERT ON users FOR EACH ROW EXECUTE FUNCTION note()",
        )
        .await
        .expect("a trigger");
    service.user("bob").await;
    let row = client.query_one("SELECT role FROM seen", &[]).await;
    assert_eq!(row.expect("one").get::<_, String>(0), role);
}

/// The versions of the files in `migrations/`.
fn written() -> Vec<String> {
    let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations");
    let mut versions: Vec<_> = std::fs::read_dir(directory)
        .expect("the migrations")
        .filter_map(|entry| {
            let name = entry.expect("an entry").file_name();
            let (version, _) = name.to_str()?.strip_prefix('V')?.split_once("__")?;
            Some(version.to_owned())
        })
        .collect();
    versions.sort_unstable();
    versions
}
