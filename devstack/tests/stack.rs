//! The stack as a whole: tenants for many tests at once, and nothing left behind.
#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

use std::collections::BTreeSet;
use std::thread;

/// As `#[rocket::async_test]` does: a runtime for each test, in a thread of its own.
fn in_a_runtime_of_its_own<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}

#[test]
fn tenants_are_made_from_many_runtimes_at_once() {
    let make = || {
        in_a_runtime_of_its_own(async {
            let stack = devstack::shared().await.unwrap();
            let tenant = stack.fresh().await.unwrap();
            let client = stack.postgres().client(tenant.database()).await.unwrap();
            client.batch_execute("CREATE TABLE mine ()").await.unwrap();
            assert!(stack.objects().keys(tenant.bucket()).unwrap().is_empty());
            tenant.database().to_owned()
        })
    };
    let names: BTreeSet<String> = thread::scope(|scope| {
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(make)).collect();
        threads.into_iter().map(|t| t.join().unwrap()).collect()
    });
    assert_eq!(names.len(), 8);
}
