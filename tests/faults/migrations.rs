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
    service.ask("/health").await.expect(200);
    service.ask("/ready").await.expect_unavailable();
    let away = client.batch_execute("DROP TABLE tasks").await;
    away.expect("it is there");
    service.until_ready().await;
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
