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
